/** No subgraph is asked for what is denied as a key, or as an input of `@requires`, of something that is not denied. */
import { describe, expect, test } from '@jest/globals';
import { compose, link, openSecured, places, type PlainSubgraph } from './secured-supergraph.js';

describe('what is needed for something else is not asked either', () => {
  const PARTS: PlainSubgraph[] = [
    {
      name: 'a',
      sdl: `${link('')}
        type Query { me: User crew: [User!]! }
        type User @key(fields: "ssn") @key(fields: "id") { id: ID! ssn: ID! name: String weight: Int }`,
      resolvers: {
        Query: { me: () => USER, crew: () => [USER] },
        User: { __resolveReference: () => USER },
      },
    },
    {
      name: 'b',
      sdl: `${link('')}
        type Query { first: User }
        type User @key(fields: "ssn") { ssn: ID! tax: Int must: Int! boss: User }`,
      resolvers: {
        Query: { first: () => USER },
        User: { __resolveReference: () => USER },
      },
    },
    {
      name: 'c',
      sdl: `${link('')}
        type User @key(fields: "id") { id: ID! weight: Int @external fee: Int @requires(fields: "weight") size: Int }`,
      resolvers: {
        User: {
          __resolveReference: ({ id, weight }: { id: string; weight?: number }) => ({
            id,
            fee: weight,
            size: 3,
          }),
        },
      },
    },
  ];
  const USER = {
    id: '1',
    ssn: 'CANARY-ssn',
    name: 'Ada',
    weight: 424_242,
    tax: 9,
    must: 8,
    boss: { ssn: 'CANARY-ssn', tax: 7 },
  };
  const LINKS =
    '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)\n  @link(url: "https://specs.apollo.dev/join';

  /** As compositions before 2.9.4 would have left it: nothing is taken over from field to field. */
  function byHand(...marked: readonly [string, string][]): string {
    let text = compose(PARTS).replace('@link(url: "https://specs.apollo.dev/join', () => LINKS);
    for (const [field, directive] of marked) {
      if (!text.includes(field)) throw new Error(`the supergraph does not hold ${field}`);
      text = text.replace(field, () => `${field} ${directive}`);
    }
    return `${text}\ndirective @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM\n`;
  }

  test('an input of @requires: the field that is computed from it is denied, its neighbours are not', async () => {
    const graph = await openSecured(PARTS, byHand(['weight: Int', '@authenticated']));
    const answer = await graph.ask('{ me { name fee size } crew { fee } }');
    expect(answer.data).toEqual({ me: { name: 'Ada', fee: null, size: 3 }, crew: [{ fee: null }] });
    expect(places(answer)).toEqual([
      ['me', 'fee'],
      ['crew', 0, 'fee'],
    ]);
    expect(graph.asked.join('\n')).not.toMatch(/weight|424242|fee/);
  });

  test('a key: what only it leads to is denied', async () => {
    const graph = await openSecured(PARTS, byHand(['ssn: ID!', '@authenticated']));
    const answer = await graph.ask(
      '{ me { name tax size } crew { id must } first { tax boss { tax name } } }',
    );
    expect(places(answer)).toEqual([
      ['me', 'tax'],
      ['crew', 0, 'must'],
    ]);
    // `crew` is a list that is never null, of objects that are not either: nothing is written after it.
    expect(answer.data).toBeNull();
    expect(graph.asked.join('\n')).not.toMatch(/ssn/);
    const nullable = await graph.ask('{ me { name tax size } first { tax boss { tax name } } }');
    expect(nullable.data).toEqual({
      me: { name: 'Ada', tax: null, size: 3 },
      first: { tax: 9, boss: { tax: 7, name: null } },
    });
    expect(places(nullable)).toEqual([
      ['me', 'tax'],
      ['first', 'boss', 'name'],
    ]);
  });

  test('the twins are answered', async () => {
    const graph = await openSecured(PARTS);
    const answer = await graph.ask('{ me { name fee tax size } first { tax boss { tax name } } }');
    expect(answer).toEqual({
      data: {
        me: { name: 'Ada', fee: 424_242, tax: 9, size: 3 },
        first: { tax: 9, boss: { tax: 7, name: 'Ada' } },
      },
    });
    expect(graph.asked.join('\n')).toMatch(/ssn.*424242|424242.*ssn/s);
  });

  test('more fields than are tried: all of it is denied, nothing is asked', async () => {
    const graph = await openSecured(PARTS, byHand(['ssn: ID!', '@authenticated']));
    const fields = Array.from({ length: 250 }, (_, n) => `a${n}: tax b${n}: name`).join(' ');
    const answer = await graph.ask(`{ me { ${fields} } }`);
    expect(answer.data).toEqual({ me: null });
    expect(graph.asked).toEqual([]);
  });
});
