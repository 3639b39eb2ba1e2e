/** Subgraphs whose types and fields demand something of callers in every way, and their twins that demand nothing. */
import { link, type PlainSubgraph } from './secured-supergraph.js';

/** @param isSecured - false: the same without any demand */
export function demandingSubgraphs(isSecured: boolean): PlainSubgraph[] {
  const text = (sdl: string): string =>
    isSecured ? sdl : sdl.replaceAll(/@(?:login|scoped|guard)(?:\([^)]*\))?/g, '');
  return [
    {
      name: 'people',
      sdl: text(`${link(isSecured ? ', { name: "@authenticated", as: "@login" }, { name: "@requiresScopes", as: "@scoped" }, { name: "@policy", as: "@guard" }' : '')}
        type Query {
          me: Person
          people: [Person!]!
          must: Must!
          found: [Found!]!
          maybe: [Found]
          nodes: [Node]
          vault: Vault
          find(by: Secret, kind: Kind, name: String): String
          tag: Secret
          kind: Kind
          none: String @scoped(scopes: [])
          nobody: String @scoped(scopes: [[]])
          ruled: String @guard(policies: [["x"], ["y"]])
        }
        type Mutation { burn: String @login rest: String }
        type Person @key(fields: "id") { id: ID! name: String secret: String @login friend: Person must: String! @login }
        type Must { deep: Deeper! open: String }
        type Deeper { hidden: String! @login }
        union Found = Person | Vault
        type Vault @login { id: ID! code: String }
        interface Node { id: ID! label: String }
        type Leaf implements Node { id: ID! label: String }
        type Root implements Node { id: ID! label: String @scoped(scopes: [["a"]]) }
        scalar Secret @login
        enum Kind @login { A B }
      `),
      resolvers: {
        Query: {
          me: () => person('1'),
          people: () => [person('1'), person('2')],
          must: () => ({ deep: { hidden: 'CANARY-hidden' }, open: 'open' }),
          found: () => [person('1'), { __typename: 'Vault', id: 'CANARY-id', code: 'CANARY-code' }],
          maybe: () => [{ __typename: 'Vault', id: 'CANARY-id', code: 'CANARY-code' }, person('1')],
          nodes: () => [
            { __typename: 'Leaf', id: 'l', label: 'CANARY-leaf' },
            { __typename: 'Root', id: 'r', label: 'CANARY-root' },
          ],
          vault: () => ({ id: 'CANARY-id', code: 'CANARY-code' }),
          find: () => 'CANARY-found',
          tag: () => 'CANARY-tag',
          kind: () => 'A',
          none: () => 'CANARY-none',
          nobody: () => 'CANARY-nobody',
          ruled: () => 'CANARY-ruled',
        },
        Mutation: { burn: () => 'CANARY-burnt', rest: () => 'rested' },
      },
    },
    {
      name: 'posts',
      sdl: text(`${link('')}
        type Query { posts: [Post] }
        type Post { id: ID! }
        type Person @key(fields: "id") { id: ID! posts: [Post] }`),
      resolvers: {
        Query: { posts: () => [{ id: 'p' }] },
        Person: {
          __resolveReference: ({ id }: { id: string }) => ({ id, posts: [{ id: `post of ${id}` }] }),
        },
      },
    },
  ];
}

function person(id: string): object {
  return {
    __typename: 'Person',
    id,
    name: `name of ${id}`,
    secret: 'CANARY-secret',
    must: 'CANARY-must',
    friend: { __typename: 'Person', id: 'f', name: 'a friend', secret: 'CANARY-secret', must: 'CANARY-must' },
  };
}
