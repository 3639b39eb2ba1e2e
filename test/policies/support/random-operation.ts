/**
 * Random operations over any schema, drawn from a row of numbers so that fast-check can make them smaller.
 *
 * Takes numbers, gives a document's text and variables. Not every document is valid; the tests leave the others out.
 */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

export interface RandomOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Ways to write each argument of the schema of `pets.ts`; `$` names stand in VARIABLES. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'Query.beings.where': [
    '$filter',
    'null',
    '{ names: ["a", "b"], inner: { moods: [GOOD, BAD] } }',
    '{ inner: { deep: $inner } }',
    '{ inners: [$inner, { text: $text }], mood: BAD }',
  ],
  'Query.beings.orderBy': ['$order', 'Z_FIRST', 'A_FIRST'],
  'Query.beings.first': ['$count', '3'],
  'Query.being.id': ['$id', '"rex"', '"nobody"'],
  'Query.table.by': ['$moods', '[GOOD]', 'BAD'],
  'Query.echo.text': ['$text', '"x"', 'null'],
  'Query.echo.filter': ['$filter', '{ names: "one", inner: { text: $text } }'],
  'Query.echo.moods': ['[[GOOD, null], null]', '[$moods]'],
  'Cat.meow.text': ['$text', '"miau"'],
};
const REQUIRED = new Set(['Query.being.id', 'Query.table.by']);
const VARIABLES =
  '$yes: Boolean!, $no: Boolean! = false, $filter: Filter, $inner: Inner! = { moods: [GOOD] }, $order: Order = Z_FIRST,' +
  ' $count: Int, $id: ID!, $moods: [Mood!]! = [BAD], $text: String';
const ALIASES = ['a', 'b', 'c', 'd', 'id', 'name', 'v1_name', '__proto__', 'constructor', 'toString'];
const DIRECTIVES = [
  '@skip(if: true)',
  '@include(if: false)',
  '@skip(if: $yes)',
  '@include(if: $yes)',
  '@skip(if: $no)',
  '@include(if: $no)',
];

class Drawing {
  private at = 0;
  constructor(
    readonly schema: GraphQLSchema,
    private readonly numbers: readonly number[],
  ) {}

  below(count: number): number {
    const drawn = this.numbers[this.at] ?? 0;
    this.at += 1;
    return drawn % count;
  }

  oneOf<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to draw from');
    return item;
  }
}

export function randomOperation(schema: GraphQLSchema, numbers: readonly number[]): RandomOperation {
  const drawing = new Drawing(schema, numbers);
  const query = schema.getQueryType();
  if (!query) throw new Error('the schema has no query type');
  const conditions = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
  );
  const fragments = ['F0', 'F1', 'F2', 'F3'].map((name) => ({ name, type: drawing.oneOf(conditions) }));
  const body = drawSet(drawing, query, { depth: 5, fragments });
  const texts = fragments.map(({ name, type }, index) => {
    const set = drawSet(drawing, type, { depth: 3, fragments: fragments.slice(index + 1) });
    return `fragment ${name} on ${type.name} ${set}`;
  });
  return {
    text: `query Drawn(${VARIABLES}) ${body}\n${texts.join('\n')}`,
    variables: drawVariables(drawing),
  };
}

function drawVariables(drawing: Drawing): Record<string, unknown> {
  const choices: Record<string, readonly unknown[]> = {
    yes: [true, false],
    no: [undefined, true, false],
    filter: [undefined, null, { names: ['x'], inner: { deep: { orderBy: 'A_FIRST', moods: 'GOOD' } } }],
    inner: [undefined, { text: 'i', deep: { deep: { moods: ['BAD'] } } }],
    order: [undefined, 'A_FIRST'],
    count: [undefined, 1],
    id: ['rex', 'nobody'],
    moods: [undefined, ['GOOD', 'BAD'], 'GOOD'],
    text: [undefined, null, 't'],
  };
  const drawn = Object.entries(choices).map(([name, values]) => [
    name,
    drawing.oneOf(values.map((value) => ({ value }))).value,
  ]);
  return Object.fromEntries(drawn.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
}

interface Around {
  readonly depth: number;
  readonly fragments: readonly { readonly name: string; readonly type: GraphQLCompositeType }[];
}

function drawSet(drawing: Drawing, type: GraphQLCompositeType, around: Around): string {
  const count = 1 + drawing.below(4);
  return `{ ${Array.from({ length: count }, () => drawSelection(drawing, type, around)).join(' ')} }`;
}

function drawSelection(drawing: Drawing, type: GraphQLCompositeType, around: Around): string {
  const overlapping = around.fragments.filter((fragment) => overlaps(drawing.schema, fragment.type, type));
  switch (drawing.below(7)) {
    case 0: {
      if (overlapping.length === 0) break;
      return `...${drawing.oneOf(overlapping).name}${drawDirective(drawing)}`;
    }
    case 1: {
      if (around.depth <= 0) break;
      const inside = drawing.oneOf(conditionsFor(drawing.schema, type));
      const condition = inside === type && drawing.below(2) === 0 ? '' : ` on ${inside.name}`;
      return `...${condition}${drawDirective(drawing)} ${drawSet(drawing, inside, { ...around, depth: around.depth - 1 })}`;
    }
    default:
  }
  return drawField(drawing, type, around);
}

function drawField(drawing: Drawing, type: GraphQLCompositeType, around: Around): string {
  const all = isUnionType(type) ? [] : Object.values(type.getFields());
  const possible = around.depth > 0 ? all : all.filter((field) => !isCompositeType(getNamedType(field.type)));
  const alias = drawing.below(3) === 0 ? `${drawing.oneOf(ALIASES)}: ` : '';
  if (possible.length === 0 || drawing.below(10) === 0) return `${alias}__typename${drawDirective(drawing)}`;
  const field = drawing.oneOf(possible);
  const inner = getNamedType(field.type);
  const set = isCompositeType(inner)
    ? ` ${drawSet(drawing, inner, { ...around, depth: around.depth - 1 })}`
    : '';
  return `${alias}${field.name}${drawArguments(drawing, type.name, field)}${drawDirective(drawing)}${set}`;
}

function drawArguments(drawing: Drawing, typeName: string, field: GraphQLField<unknown, unknown>): string {
  const drawn = field.args.flatMap(({ name }) => {
    const place = `${typeName}.${field.name}.${name}`;
    const ways = ARGUMENTS[place];
    if (!ways || (!REQUIRED.has(place) && drawing.below(3) !== 0)) return [];
    return [`${name}: ${drawing.oneOf(ways)}`];
  });
  return drawn.length > 0 ? `(${drawn.join(', ')})` : '';
}

function drawDirective(drawing: Drawing): string {
  return drawing.below(5) === 0 ? ` ${drawing.oneOf(DIRECTIVES)}` : '';
}

function conditionsFor(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const others = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [];
  const interfaces = isObjectType(type) ? [...type.getInterfaces()] : [];
  return [type, ...others, ...interfaces];
}

function overlaps(schema: GraphQLSchema, a: GraphQLCompositeType, b: GraphQLCompositeType): boolean {
  const objects = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return objects(a).some((type) => objects(b).includes(type));
}
