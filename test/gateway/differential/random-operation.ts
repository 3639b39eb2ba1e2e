/**
 * Writes a random operation over a schema: aliases that collide with everything, fragments inside fragments,
 * `@skip` and `@include`, merged selections, variables in all their states, introspection, mutations.
 *
 * Almost all of what it writes is valid; `graphql`'s own validation sorts out the rest.
 */
import {
  GraphQLBoolean,
  GraphQLNonNull,
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isNonNullType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import {
  randomValue,
  writeLiteral,
  writeVariable,
  type DeclaredVariable,
  type Writing,
} from './random-values.js';
import type { Seeded } from './seeded.js';

export interface RandomOperation {
  readonly text: string;
  readonly declared: readonly DeclaredVariable[];
}

type AnyField = GraphQLField<unknown, unknown>;

/** What stands under each response name at one place of the answer, fragments included. */
type Scope = Map<string, { field: AnyField; args: string; inner: Scope }>;

interface Place {
  readonly schema: GraphQLSchema;
  readonly type: GraphQLCompositeType;
  readonly scope: Scope;
  readonly depth: number;
}

const MOST_DEPTH = 5;
const ODD_ALIASES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '_entities',
  'data',
  'errors',
  '__typename',
];

export function randomOperation(schema: GraphQLSchema, random: Seeded): RandomOperation {
  const writing: Writing = {
    random,
    definitions: [],
    declared: [],
    fragments: [],
    left: random.between(6, 26),
    names: 0,
  };
  const mutation = schema.getMutationType();
  const query = schema.getQueryType();
  const type = mutation && random.chance(0.3) ? mutation : query;
  if (!type) throw new Error('a schema without queries');
  const selections = writeSelections(writing, { schema, type, scope: new Map(), depth: 0 });
  if (type === query && random.chance(0.06)) selections.push(writeIntrospection(writing, schema));
  const definitions = writing.definitions.length === 0 ? '' : `(${writing.definitions.join(', ')})`;
  const name = random.chance(0.3) ? ' Named' : definitions === '' ? '' : ' Q';
  const keyword = type === mutation ? 'mutation' : 'query';
  const operation = `${keyword}${name}${definitions} { ${selections.join(' ')} }`;
  return {
    text: [operation, ...writing.fragments].join('\n'),
    declared: writing.declared,
  };
}

function writeIntrospection({ random }: Writing, schema: GraphQLSchema): string {
  const name = random.pick(Object.keys(schema.getTypeMap()).filter((type) => !type.startsWith('__')));
  return random.pick([
    `__type(name: "${name}") { name kind fields { name type { kind name } } possibleTypes { name } }`,
    'intro: __schema { queryType { name } constructor: mutationType { name fields { name args { name } } } }',
    '__type(name: "Nothing") { name }',
  ]);
}

function writeSelections(writing: Writing, place: Place): string[] {
  const { random } = writing;
  const written: string[] = [];
  for (let count = random.between(1, place.depth === 0 ? 3 : 4); count > 0; count -= 1) {
    if (writing.left <= 0 && written.length > 0) break;
    writing.left -= 1;
    written.push(writeSelection(writing, place));
  }
  return written;
}

function writeSelection(writing: Writing, place: Place): string {
  const { random } = writing;
  const fragmentChance = isAbstractType(place.type) ? 0.5 : 0.12;
  if (place.depth < MOST_DEPTH + 2 && random.chance(isUnionType(place.type) ? 0.85 : fragmentChance)) {
    return writeFragment(writing, place);
  }
  if (isUnionType(place.type) || random.chance(0.1)) return writeTypename(writing, place);
  const fields = Object.values(place.type.getFields()).filter(
    ({ type }) => place.depth < MOST_DEPTH || !isCompositeType(getNamedType(type)),
  );
  if (fields.length === 0) return writeTypename(writing, place);
  const again = [...place.scope.values()].filter(({ field }) => fields.includes(field));
  const field = again.length > 0 && random.chance(0.15) ? random.pick(again).field : random.pick(fields);
  return writeField(writing, place, field);
}

function writeTypename(writing: Writing, { scope }: Place): string {
  const alias = writing.random.chance(0.3) ? writing.random.pick(['kind', 't', 'name', 'id']) : null;
  return alias === null || scope.has(alias) ? '__typename' : `${alias}: __typename${writeCondition(writing)}`;
}

function writeField(writing: Writing, place: Place, field: AnyField): string {
  const { random } = writing;
  // Written a second time with the same arguments, a field merges with the first.
  const same = [...place.scope].find(([, known]) => known.field === field);
  const merges = same !== undefined && random.chance(0.5);
  const args = merges ? same[1].args : writeArguments(writing, field.args);
  const responseKey = merges ? same[0] : chooseName(writing, place, field);
  const known = place.scope.get(responseKey);
  const inner: Scope = known?.inner ?? new Map<string, never>();
  place.scope.set(responseKey, { field, args, inner });
  const type = getNamedType(field.type);
  const head = `${responseKey === field.name ? '' : `${responseKey}: `}${field.name}${args}${writeCondition(writing)}`;
  if (!isCompositeType(type)) return head;
  const selections = writeSelections(writing, { ...place, type, scope: inner, depth: place.depth + 1 });
  return `${head} { ${selections.join(' ')} }`;
}

function chooseName(writing: Writing, { type, scope }: Place, field: AnyField): string {
  const { random } = writing;
  const siblings = isUnionType(type) ? [] : Object.keys(type.getFields());
  const candidates = [
    ...(random.chance(0.7) ? [field.name] : []),
    random.chance(0.25)
      ? random.pick(ODD_ALIASES)
      : random.pick([...siblings, 'id', 'code', 'a', 'b', 'zed']),
    field.name,
  ];
  const free = candidates.find((name) => !scope.has(name));
  if (free !== undefined) return free;
  writing.names += 1;
  return `n${writing.names}`;
}

function writeArguments(writing: Writing, args: readonly GraphQLArgument[]): string {
  const { random } = writing;
  const texts = args.flatMap((argument) => {
    const mustBe = isNonNullType(argument.type) && argument.defaultValue === undefined;
    if (!mustBe && random.chance(0.4)) return [];
    return [`${argument.name}: ${writeArgument(writing, argument)}`];
  });
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}

function writeArgument(writing: Writing, { type, defaultValue }: GraphQLArgument): string {
  const { random } = writing;
  if (random.chance(0.4)) return writeVariable(writing, type, defaultValue !== undefined);
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isInputObjectType(nullable) && random.chance(0.4)) {
    const { d, a } = nullable.getFields();
    if (d) {
      const number = a && random.chance(0.5) ? `, a: ${writeVariable(writing, a.type, true)}` : '';
      return `{d: ${writeVariable(writing, d.type, false)}${number}}`;
    }
  }
  return writeLiteral(type, randomValue(random, type));
}

/** `@skip`, `@include` or both, mostly neither. */
function writeCondition(writing: Writing): string {
  const { random } = writing;
  if (!random.chance(0.14)) return '';
  const names = random.chance(0.15) ? ['skip', 'include'] : [random.pick(['skip', 'include'])];
  return names
    .map((name) => {
      const value = random.chance(0.4)
        ? String(random.chance(name === 'skip' ? 0.25 : 0.75))
        : random.chance(0.3)
          ? reuseBoolean(writing)
          : writeVariable(writing, new GraphQLNonNull(GraphQLBoolean), false);
      return ` @${name}(if: ${value})`;
    })
    .join('');
}

function reuseBoolean({ definitions, random }: Writing): string {
  const known = definitions.filter((definition) => definition.includes(': Boolean!'));
  if (known.length === 0) return 'true';
  const definition = random.pick(known);
  return definition.slice(0, definition.indexOf(':'));
}

function writeFragment(writing: Writing, place: Place): string {
  const { random } = writing;
  const { schema, type } = place;
  const others = Object.values(schema.getTypeMap()).filter(
    (other): other is GraphQLCompositeType =>
      isCompositeType(other) && !other.name.startsWith('__') && doTypesOverlap(schema, type, other),
  );
  const on = random.chance(0.1) ? type : random.pick(others);
  const inner = writeSelections(writing, { ...place, type: on, depth: place.depth + (on === type ? 1 : 0) });
  const condition = writeCondition(writing);
  if (random.chance(0.3)) {
    writing.names += 1;
    const name = `F${writing.names}`;
    writing.fragments.push(`fragment ${name} on ${on.name} { ${inner.join(' ')} }`);
    return `...${name}${condition}`;
  }
  return on === type && random.chance(0.5)
    ? `...${condition} { ${inner.join(' ')} }`
    : `... on ${on.name}${condition} { ${inner.join(' ')} }`;
}
