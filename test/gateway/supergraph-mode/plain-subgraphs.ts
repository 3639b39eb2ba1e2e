/**
 * Two plain subgraphs on real HTTP, `books` and `people`, and the supergraph over them.
 *
 * Nothing of Vigil is in them: graphql-js behind node:http, as anybody's subgraph could be. What they are asked, with
 * which headers, is kept.
 */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type GraphQLSchema } from 'graphql';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@inaccessible"])';

const SDLS = {
  books: `${LINK}
    scalar Anything
    type Query { books(first: Int = 2): [Book!]! book(id: ID!): Book broken: String shelf: Anything }
    type Mutation { lend(id: ID!, to: ID!): Book }
    type Book @key(fields: "id") { id: ID! title: String author: Person mark: String @inaccessible }
    type Person @key(fields: "id") { id: ID! }`,
  people: `${LINK}
    type Query { me: Person }
    type Person @key(fields: "id") { id: ID! name: String secret: String @inaccessible }`,
};

interface Book {
  id: string;
  title: string;
  author: { id: string };
  lentTo?: string;
}

function schemas(books: Map<string, Book>): Record<keyof typeof SDLS, GraphQLSchema> {
  return {
    books: buildSubgraphSchema({
      typeDefs: parse(SDLS.books),
      resolvers: {
        Query: {
          books: (_root: unknown, { first }: { first: number }) => [...books.values()].slice(0, first),
          book: (_root: unknown, { id }: { id: string }) => books.get(id) ?? null,
          broken: () => {
            throw new Error('CANARY-broken at 10.0.0.1');
          },
          shelf: () => ({ row: 1, places: [null, 'left'] }),
        },
        Mutation: {
          lend: (_root: unknown, { id, to }: { id: string; to: string }) => {
            const book = books.get(id);
            if (book !== undefined) book.lentTo = to;
            return book ?? null;
          },
        },
        Book: { __resolveReference: ({ id }: Book) => books.get(id) ?? null },
      },
    }),
    people: buildSubgraphSchema({
      typeDefs: parse(SDLS.people),
      resolvers: {
        Query: { me: () => ({ id: 'p1', name: 'Ada' }) },
        Person: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name of ${id}` }) },
      },
    }),
  };
}

export interface AskedSubgraph {
  subgraph: string;
  query: string;
  headers: IncomingHttpHeaders;
}

export interface PlainSubgraphs {
  /** with the addresses that they answer at */
  supergraphSdl: string;
  books: Map<string, Book>;
  asked: AskedSubgraph[];
  /** names of subgraphs that hang up on whoever asks */
  down: Set<string>;
  stop(): Promise<void>;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

export async function startPlainSubgraphs(): Promise<PlainSubgraphs> {
  const books = new Map<string, Book>();
  for (const id of ['b1', 'b2', 'b3']) books.set(id, { id, title: `title of ${id}`, author: { id: 'p1' } });
  const asked: AskedSubgraph[] = [];
  const down = new Set<string>();
  const servers: Server[] = [];
  const services = [];
  for (const [name, schema] of Object.entries(schemas(books))) {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      request.on('end', () => {
        const { query, variables } = JSON.parse(text) as {
          query: string;
          variables: Record<string, unknown>;
        };
        asked.push({ subgraph: name, query, headers: request.headers });
        if (down.has(name)) {
          request.socket.destroy();
          return;
        }
        void Promise.resolve(execute({ schema, document: parse(query), variableValues: variables })).then(
          (result) => {
            response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
          },
        );
      });
    });
    servers.push(server);
    const typeDefs = parse(SDLS[name as keyof typeof SDLS]);
    services.push({ name, url: await listen(server), typeDefs });
  }
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return {
    supergraphSdl,
    books,
    asked,
    down,
    stop: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => {
                resolve();
              });
            }),
        ),
      );
    },
  };
}
