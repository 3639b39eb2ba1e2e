/** What a permission map leaves of an operation, for maps that no policy of today makes. */
import { describe, expect, test } from '@jest/globals';
import { createDecide, maskError } from '@vigil/gateway';
import { readVariables } from '@vigil/policies';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { mapWithout } from './support/map-without.js';

const schema = buildSchema(`
  type Query { events(where: Filter, orderBy: Order): [Event!] }
  type Event { id: ID! area: String }
  input Filter { areas: [String!] secret: String nested: Filter }
  enum Order { UP DOWN }
`);

interface Asked {
  query: string;
  variables: Record<string, unknown>;
  /** takes what was refused */
  denied: string[];
}

function asked(query: string, variables: Record<string, unknown> = {}): Asked {
  return { query, variables, denied: [] };
}

/** @returns the coordinates that are left */
function decide({ query, variables, denied }: Asked, refused: readonly string[]): readonly string[] {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (operation == null) throw new Error('no operation');
  const stage = createDecide({ limits: { fields: 100 } });
  const decided = stage.decide({ schema, document, operation, conditions: {} }, mapWithout(refused));
  const { effective } = readVariables(schema, operation, variables);
  return stage.judge(decided, effective, denied).coordinates();
}

describe('a denied input refuses the operation with UNAUTHORIZED_ARGUMENT', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    ['an argument', 'filterBy Query.events(where:)', '{ events(where: {}) { id } }', {}],
    [
      'an input field in a literal',
      'filterBy Filter.secret',
      '{ events(where: { secret: "x" }) { id } }',
      {},
    ],
    [
      'an input field in a variable',
      'filterBy Filter.secret',
      'query ($w: Filter) { events(where: $w) { id } }',
      { w: { secret: 'x' } },
    ],
    [
      'an input field in a default',
      'filterBy Filter.secret',
      'query ($w: Filter = { secret: "x" }) { events(where: $w) { id } }',
      {},
    ],
    [
      'a nested input field',
      'filterBy Filter.secret',
      '{ events(where: { nested: { nested: { secret: null } } }) { id } }',
      {},
    ],
    ['an order', 'orderBy Query.events(orderBy:)', '{ events(orderBy: UP) { id } }', {}],
    [
      'a value of an order',
      'orderBy Order.DOWN',
      'query ($o: Order) { events(orderBy: $o) { id } }',
      { o: 'DOWN' },
    ],
  ])('%s', (_name, denied, query, variables) => {
    const request = asked(query, variables);
    expect(() => decide(request, [denied])).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ code: 'UNAUTHORIZED_ARGUMENT' })] }),
    );
    expect(request.denied).toEqual([denied.split(' ')[1]]);
    // The twin: without the denial it is decided.
    expect(decide(asked(query, variables), [])).toContain('Query.events');
  });

  test('judged for each request, on one and the same decided operation', () => {
    const document = parse('query ($w: Filter) { events(where: $w) { id } }');
    const operation = getOperationAST(document);
    if (operation == null) throw new Error('no operation');
    const stage = createDecide({ limits: { fields: 100 } });
    const map = mapWithout(['filterBy Filter.secret']);
    const decided = stage.decide({ schema, document, operation, conditions: {} }, map);
    const judge = (w: unknown): readonly string[] => stage.judge(decided, { w }, []).coordinates();
    expect(judge({ areas: ['XA'] })).toContain('Filter.areas');
    expect(() => judge({ secret: 'x' })).toThrow(/Filter.secret/);
    expect(judge({})).not.toContain('Filter.areas');
  });

  test('but not on a field that is removed itself', () => {
    const request = asked('{ events(where: { secret: "x" }) { id } }');
    expect(decide(request, ['select Query.events', 'filterBy Filter.secret'])).toEqual([]);
    expect(request.denied).toEqual(['Query.events']);
  });
});

describe('a type with a class of its own', () => {
  const typed = buildSchema(`
    scalar Sealed
    scalar Stamp
    union Place = Town | Camp
    type Town { name: String }
    type Camp { name: String }
    type Query { name: Sealed seen: Stamp place: Place places: [Place!]! count(since: Stamp, in: [Period!]): Int }
    input Period { from: Stamp }
  `);

  function decideTyped(query: string, refused: readonly string[], variables: Record<string, unknown> = {}) {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (operation == null) throw new Error('no operation');
    const stage = createDecide({ limits: { fields: 100 } });
    const map = mapWithout(refused);
    const decided = stage.decide({ schema: typed, document, operation, conditions: {} }, map);
    const denied: string[] = [];
    try {
      return {
        used: stage
          .judge(decided, readVariables(typed, operation, variables).effective, denied)
          .coordinates(),
        denied,
      };
    } catch (error) {
      return { error, denied };
    }
  }

  test.each<[string, string, string, string]>([
    ['a scalar', 'select Sealed', '{ name seen }', 'Query.name'],
    ['a union', 'select Place', '{ seen place { ... on Town { name } } }', 'Query.place'],
    ['a union in a list', 'select Place', '{ seen places { __typename } }', 'Query.places'],
  ])('%s that may not be read takes its fields with it', (_name, refused, query, field) => {
    expect(decideTyped(query, [refused])).toEqual({ used: ['Query.seen'], denied: [field] });
    // The twin: another type's refusal is none of its.
    expect(decideTyped(query, ['select Other']).denied).toEqual([]);
  });

  test.each<[string, string, Record<string, unknown>]>([
    ['a literal', '{ count(since: "x") }', {}],
    ['null', '{ count(since: null) }', {}],
    ['a variable', 'query ($s: Stamp) { count(since: $s) }', {}],
    ['an input field in a list', '{ count(in: [{ from: "x" }]) }', {}],
    ['an input field in a variable', 'query ($p: [Period!]) { count(in: $p) }', { p: [{ from: 'x' }] }],
  ])('a scalar that may not be asked by refuses the operation: %s', (_name, query, variables) => {
    const { error, denied } = decideTyped(query, ['filterBy Stamp'], variables);
    expect(error).toMatchObject({ errors: [{ code: 'UNAUTHORIZED_ARGUMENT' }] });
    expect(denied).toEqual(['Stamp']);
    // The twin; the delegation names places, not types.
    const twin = decideTyped(query, [], variables);
    expect(twin.denied).toEqual([]);
    expect(twin.used?.filter((coordinate) => !coordinate.includes('.'))).toEqual([]);
  });
});

describe('errors by audience', () => {
  test('only codes of the closed list pass with their message, and of the extensions only what the contract names', () => {
    expect(
      maskError({
        message: 'm',
        path: ['a'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one', serviceName: 's', stacktrace: [] },
      }),
    ).toEqual({ message: 'm', path: ['a'], extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' } });
    expect(
      maskError({ message: 'm', extensions: { code: 'TABLE_NOT_IN_LATTICE', allowed: [['COUNTRY'], []] } })
        .extensions,
    ).toEqual({
      code: 'TABLE_NOT_IN_LATTICE',
      allowed: [['COUNTRY'], []],
    });
  });

  test.each<[string, Record<string, unknown> | undefined]>([
    ['no extensions', undefined],
    ['an operator code', { code: 'DATABASE_UNREACHABLE' }],
    ['a code of a library', { code: 'DOWNSTREAM_SERVICE_ERROR' }],
    ['an internal error', { code: 'INTERNAL_SERVER_ERROR', partner: 'one' }],
  ])('%s: one sentence, no detail', (_name, extensions) => {
    expect(maskError({ message: 'secret at 10.0.0.1', extensions })).toEqual({
      message: 'this part could not be answered',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });
});
