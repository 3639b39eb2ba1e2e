/**
 * An extension whose author demands something of callers, in every way that federation has for it, and its twin that
 * demands nothing.
 */
import { CLASSIFIED_SDL } from '../../kit/extension/classified-sdl.js';
import type { TestExtension } from '../support/test-partner.js';

const P = '@classified(class: PUBLIC)';
const D = '@classified(class: DEIDENTIFIED)';
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", { name: "@authenticated", as: "@members" }, "@requiresScopes"])';
const PLAIN_LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])';

const BODY = `
type Query {
  one__open: String ${P}
  one__members: String ${P} @members
  one__scoped: String ${P} @requiresScopes(scopes: [["one:a", "one:b"], ["one:c"]])
  one__empty: String ${P} @requiresScopes(scopes: [])
  one__vacuous: String ${P} @requiresScopes(scopes: [[]])
  one__ruled: String ${P} @federation__policy(policies: [["no-such-name"], ["signed-in-organisation"]])
  one__unruled: String ${P} @federation__policy(policies: [["no-such-name"]])
  one__both: String ${P} @members @requiresScopes(scopes: [["one:c"]])
  one__cells: [one__Cell!] ${P}
  one__any: [one__Any] ${P}
  one__ask(kind: one__Kind ${P}, word: String ${P}): String ${P}
}
type one__Cell @members { size: Int ${P} }
type one__Yard { trees: Int ${P} }
union one__Any ${P} = one__Cell | one__Yard
enum one__Kind @members { A ${P} B ${P} }
type Event @key(fields: "id") {
  id: ID! ${D}
  one__note: String ${D} @requiresScopes(scopes: [["one:c"]])
  one__mark: String ${D}
}
`;

const RESOLVERS: TestExtension['resolvers'] = {
  Query: {
    ...Object.fromEntries(
      ['open', 'members', 'scoped', 'empty', 'vacuous', 'ruled', 'unruled', 'both', 'ask'].map((name) => [
        `one__${name}`,
        () => `CANARY-${name}`,
      ]),
    ),
    one__cells: () => [{ size: 424_242 }],
    one__any: () => [
      { __typename: 'one__Cell', size: 424_242 },
      { __typename: 'one__Yard', trees: 3 },
    ],
  },
  Event: {
    __resolveReference: (reference: { id: string }) => reference,
    one__note: () => 'CANARY-note',
    one__mark: () => 'marked',
  },
};

export const GUARDED: TestExtension = { sdl: `${LINK}\n${CLASSIFIED_SDL}\n${BODY}`, resolvers: RESOLVERS };

/** The broken twin: an author's wishes are left out of the SDL, and everybody gets everything. */
export const UNGUARDED: TestExtension = {
  sdl: `${PLAIN_LINK}\n${CLASSIFIED_SDL}\n${BODY.replaceAll(/@(?:members|requiresScopes|federation__policy)(?:\([^)]*\))?/g, '')}`,
  resolvers: RESOLVERS,
};
