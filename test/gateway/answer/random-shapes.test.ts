/**
 * Random types, random data, random faults at any place, items of lists included: the writer against graphql-js,
 * whose resolvers give the same data and throw at the same places.
 */
import { expect, test } from '@jest/globals';
import { Flawed, compileWriter, type DataObject } from '@vigil/gateway';
import { expandOperation } from '@vigil/policies';
import fc from 'fast-check';
import { buildSchema, executeSync, parse } from 'graphql';
import { shapeOfTree } from './support/shape-of-tree.js';

type Kind =
  | { readonly kind: 'LEAF'; readonly name: 'String' | 'Int' | 'Float' | 'Boolean' }
  | { readonly kind: 'LIST'; readonly item: Node }
  | { readonly kind: 'OBJECT'; readonly fields: readonly Node[] };
interface Node {
  readonly of: Kind;
  readonly nonNull: boolean;
}

const leaf: fc.Arbitrary<Kind> = fc
  .constantFrom('String' as const, 'Int' as const, 'Float' as const, 'Boolean' as const)
  .map((name) => ({ kind: 'LEAF', name }));
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.record<Node>({
    nonNull: fc.boolean(),
    of: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.record({ kind: fc.constant('LIST' as const), item: tie('node') }),
      fc.record({
        kind: fc.constant('OBJECT' as const),
        fields: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
      }),
    ),
  }),
}));
const root = fc.array(node, { minLength: 1, maxLength: 4 });

/** SDL and a query that asks for everything, each field under a name of the caller's. */
class Drawing {
  readonly types: string[] = [];

  type({ of, nonNull }: Node): string {
    const mark = nonNull ? '!' : '';
    if (of.kind === 'LEAF') return of.name + mark;
    return of.kind === 'LIST' ? `[${this.type(of.item)}]${mark}` : this.object(of.fields) + mark;
  }

  object(fields: readonly Node[], name = `T${String(this.types.length)}`): string {
    const at = this.types.push('') - 1;
    const lines = fields.map((field, index) => `f${String(index)}: ${this.type(field)}`);
    this.types[at] = `type ${name} { ${lines.join(' ')} }`;
    return name;
  }

  select(fields: readonly Node[]): string {
    return `{ ${fields.map((field, n) => `a${String(n)}: f${String(n)} ${this.below(field)}`).join(' ')} }`;
  }

  below({ of }: Node): string {
    if (of.kind === 'LEAF') return '';
    return of.kind === 'LIST' ? this.below(of.item) : this.select(of.fields);
  }
}

const LEAVES = {
  String: ['', 'text', '"\\\n', '\ud83d\ude00', '\ud800'],
  Int: [0, -1, 2_147_483_647],
  Float: [0.5, 3, 1e300],
  Boolean: [true, false],
} as const;

/** Takes numbers from a row, again and again. */
class Row {
  #at = 0;
  constructor(private readonly numbers: readonly number[]) {}

  below(limit: number): number {
    const number = this.numbers[this.#at++ % this.numbers.length] ?? 0;
    return number % limit;
  }
}

/** One value twice: as stage 6 gives it, and as resolvers give it, an Error where something went wrong. */
type Twice = readonly [ours: unknown, theirs: unknown];

function draw({ of }: Node, row: Row): Twice {
  const fate = row.below(12);
  if (fate === 0) return [null, null];
  if (fate === 1) return [new Flawed(null, [{ message: 'x' }]), new Error('x')];
  if (of.kind === 'LEAF') {
    const values = LEAVES[of.name];
    const value = values[row.below(values.length)];
    return [value, value];
  }
  if (of.kind === 'OBJECT') return drawFields(of.fields, row);
  const items = Array.from({ length: row.below(4) }, () => draw(of.item, row));
  return [items.map(([ours]) => ours), items.map(([, theirs]) => theirs)];
}

function drawFields(fields: readonly Node[], row: Row): readonly [Record<string, unknown>, object] {
  const drawn = fields.map((field, index) => [`f${String(index)}`, draw(field, row)] as const);
  return [
    Object.fromEntries(drawn.map(([name, [ours]]) => [name, ours])),
    Object.fromEntries(drawn.map(([name, [, theirs]]) => [name, theirs])),
  ];
}

/** What is equal becomes one object: stage 6 does so where an entity stands in several places. */
function share(value: unknown, met: Map<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Flawed) return value;
  const text = JSON.stringify(value);
  const known = met.get(text);
  if (known !== undefined) return known;
  const one = Array.isArray(value)
    ? value.map((item) => share(item, met))
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, share(inner, met)]));
  met.set(text, one);
  return one;
}

test('any shape with any data and any faults is written as graphql-js answers it', () => {
  fc.assert(
    fc.property(
      root,
      fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 60 }),
      (fields, numbers) => {
        const drawing = new Drawing();
        drawing.object(fields, 'Query');
        const schema = buildSchema(drawing.types.join('\n'));
        const document = parse(drawing.select(fields));
        const [ours, theirs] = drawFields(fields, new Row(numbers));
        const tree = expandOperation({ schema, document, maxFields: 10_000 });
        const shape = shapeOfTree(tree, ({ fieldName }) => fieldName);
        const write = compileWriter(shape, { schema });
        const expected = executeSync({ schema, document, rootValue: theirs });
        const paths = (expected.errors ?? []).map(({ path }) => path);
        for (const data of [ours, share(ours, new Map()) as DataObject]) {
          const written = write({ data, errors: [] }, {});
          expect(written.data).toBe(JSON.stringify(expected.data));
          expect(written.errors.map(({ path }) => path)).toEqual(paths);
        }
      },
    ),
    { numRuns: 500 },
  );
});
