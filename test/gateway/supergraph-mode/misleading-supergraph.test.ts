/** A supergraph with a security directive that nobody here would enforce is refused in one line. */
import { describe, expect, test } from '@jest/globals';
import { createSupergraphExecutor } from '@vigil/gateway';
import { compose, link, type PlainSubgraph } from './secured-supergraph.js';

describe('a supergraph of which somebody could think that it protects something is refused', () => {
  const ONE: PlainSubgraph[] = [
    {
      name: 'one',
      sdl: `${link(', "@authenticated", "@requiresScopes", "@tag"')} type Query { a: String @authenticated b: String @requiresScopes(scopes: [["x"]]) c(d: Int): String }`,
      resolvers: {},
    },
  ];
  const SOUND = compose(ONE);
  const DEFINITION = 'directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM';
  const refusal = async (supergraphSdl: string): Promise<string> =>
    createSupergraphExecutor({
      supergraphSdl,
      sources: new Map([['one', { batches: true, prepare: () => () => Promise.reject(new Error('asked')) }]]),
    }).then(
      () => 'served',
      (error: unknown) => (error as Error).message,
    );
  const change = (from: string, to: string): string => {
    if (!SOUND.includes(from)) throw new Error(`the supergraph does not hold ${from}`);
    return SOUND.replace(from, () => to);
  };

  test('the twin: as it was composed, it is served', async () => {
    expect(await refusal(SOUND)).toBe('served');
  });

  test.each<[string, () => string, RegExp]>([
    [
      'without the link',
      () => change('@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)', ''),
      /@authenticated that no link explains/,
    ],
    [
      'a link to somebody else',
      () => change('https://specs.apollo.dev/authenticated/v0.1', 'https://example.org/authenticated/v0.1'),
      /@authenticated that no link explains/,
    ],
    ['another version', () => change('authenticated/v0.1', 'authenticated/v0.2'), /only v0\.1 is known/],
    [
      'another name in the link',
      () => change('authenticated/v0.1", for', 'authenticated/v0.1", as: "login", for'),
      /does not define @login/,
    ],
    ['no definition', () => change(DEFINITION, ''), /does not define @authenticated as/],
    [
      'a definition with a place more',
      () => change(DEFINITION, `${DEFINITION} | UNION`),
      /does not define @authenticated/,
    ],
    [
      'a definition of scopes that need not be given',
      () => change('scopes: [[requiresScopes__Scope!]!]!', 'scopes: [[requiresScopes__Scope!]!]'),
      /does not define @requiresScopes/,
    ],
    [
      'a use where it demands nothing',
      () => change('c(d: Int)', 'c(d: Int @authenticated)'),
      /@authenticated stands where it would demand nothing/,
    ],
    [
      'scopes that are no list of lists',
      () => change('scopes: [["x"]]', 'scopes: "x"'),
      /with other arguments/,
    ],
    [
      'a look-alike in another case',
      () => change('a: String @authenticated', 'a: String @Authenticated'),
      /@Authenticated that no link explains/,
    ],
    [
      "a subgraph's prefix",
      () => change('a: String @authenticated', 'a: String @federation__authenticated'),
      /@federation__authenticated that no link explains/,
    ],
    [
      'wrapped by composition',
      () => change('schema\n', 'schema @join__directive(graphs: [ONE], name: "authenticated", args: {})\n'),
      /wraps a security directive/,
    ],
  ])('%s', async (_title, make, reason) => {
    const message = await refusal(make());
    expect(message).toMatch(reason);
    expect(message).toMatch(/^supergraph: [^\n]+$/);
  });
});
