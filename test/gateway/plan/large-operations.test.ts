/**
 * What a short text may make of many types: counted in fields of the text that the planner gets, in shapes, and in
 * calls of the planner; never in time. Numbers by hand.
 */
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { describe, expect, test } from '@jest/globals';
import { createPlanOperation, type AnswerShape } from '@vigil/gateway';
import { oneLine, smallGraph } from './small-graph.js';

const TYPES = 20;
const objects = Array.from({ length: TYPES }, (_, index) => `T${index}`);

/** `next` is resolved by one subgraph, `far` and `price` by the other: each goes and comes back by every type's key. */
const graph = smallGraph({
  one: `
    type Query { nodes: [Node!] any: [Any!] }
    interface Node { id: ID! next: Node }
    union Any = ${objects.join(' | ')}
    ${objects.map((name) => `type ${name} implements Node @key(fields: "id") { id: ID! next: Node any: Any }`).join('\n')}`,
  two: `
    interface Node { id: ID! price: Int }
    ${objects.map((name) => `type ${name} implements Node @key(fields: "id") { id: ID! far: Node price: Int }`).join('\n')}`,
});

const tooLarge = expect.objectContaining({ code: 'LIMIT_EXCEEDED', audience: 'caller' }) as unknown as Error;

/** Counts what it is asked to plan. */
class Counting extends QueryPlanner {
  plans = 0;

  override buildQueryPlan(...given: Parameters<QueryPlanner['buildQueryPlan']>): QueryPlan {
    this.plans += 1;
    return super.buildQueryPlan(...given);
  }
}

function counted(query: string): { plans: number; run: () => unknown } {
  const planner = new Counting(graph.planner.supergraph);
  const planOperation = createPlanOperation({ planner, batches: () => true });
  const tree = graph.tree(query);
  return {
    get plans() {
      return planner.plans;
    },
    run: () => planOperation(tree),
  };
}

function shapesOf(shape: AnswerShape, seen = new Set<AnswerShape>()): Set<AnswerShape> {
  if (seen.has(shape)) return seen;
  seen.add(shape);
  for (const fields of shape.byType.values())
    for (const field of fields) if (field.shape) shapesOf(field.shape, seen);
  return seen;
}

describe('an interface below an interface', () => {
  const levels = 8;
  const query = `{ nodes { ${'next { '.repeat(levels)}id${' }'.repeat(levels)} } }`;

  test('is asked as it is written, whatever the number of types', () => {
    const [step, ...others] = graph.plan(query).steps;
    expect(others).toEqual([]);
    // The planner adds the type names.
    const text = step && oneLine(step.operation.document);
    expect(text?.replaceAll('__typename ', '')).toBe(query);
  });

  test('has one shape a level', () => {
    // The root, `nodes`, and eight times `next`.
    expect(shapesOf(graph.plan(query).shape).size).toBe(levels + 2);
  });

  test('keeps apart what one type is asked in other words', () => {
    const { shape } = graph.plan('{ nodes { next { id } ... on T3 { next { own: id } } } }');
    const [nodes] = shape.byType.get('Query') ?? [];
    const keysBelow = (type: string): string[] =>
      (nodes?.shape?.byType.get(type)?.[0]?.shape?.byType.get('T0') ?? []).map(
        ({ responseKey }) => responseKey,
      );
    expect(keysBelow('T2')).toEqual(['id']);
    expect(keysBelow('T3')).toEqual(['id', 'own']);
  });
});

describe('what is too large to be planned is refused before the planner sees it', () => {
  test.each([
    // For each of 20 types `far` (20), `next` of each type behind it (400), `price` of each of these (8,000).
    [
      'keys of types below each other',
      `{ any { ${objects.map((name) => `... on ${name} { far { next { price } } }`).join(' ')} } }`,
    ],
    // A union has no field to ask of all types at once: of ten of them 10 + 100 + 1,000 + 10,000 + 100,000 are written.
    [
      'fields of types below each other',
      `{ any { ...F0 } } ${[0, 1, 2, 3, 4]
        .map((level) => {
          const below = level === 4 ? 'id' : `any { ...F${level + 1} }`;
          const types = objects.slice(0, 10).map((name) => `... on ${name} { ${below} }`);
          return `fragment F${level} on Any { ${types.join(' ')} }`;
        })
        .join(' ')}`,
    ],
  ])('%s', (_title, query) => {
    const planning = counted(query);
    expect(planning.run).toThrow(tooLarge);
    expect(planning.plans).toBe(0);
  });

  test('types that are asked in one place are not many, nor are levels that stay in a subgraph', () => {
    const planning = counted(`{ nodes { ${'next { '.repeat(6)}price${' }'.repeat(6)} } }`);
    expect(planning.run).not.toThrow();
    const wide = counted(
      `{ any { ${objects.map((name) => `... on ${name} { far { id } price }`).join(' ')} } }`,
    );
    expect(wide.run).not.toThrow();
  });
});

test('a plan that nothing is wrong with is planned once', () => {
  const planning = counted('{ any { ... on T0 { far { next { price } } } } }');
  planning.run();
  expect(planning.plans).toBe(1);
});
