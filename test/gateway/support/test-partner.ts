/**
 * A partner on real HTTP: the contract's own subgraph over canned rows, and an extension if it is given one,
 * behind verified delegations.
 *
 * Keeps everything it was asked, and can be told to misbehave. What it is: a partner that checks the hub's
 * delegations. What it is not: a partner that decides; tests look at what reached it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expandOperation, extensionCoordinates, usedCoordinates } from '@vigil/policies';
import {
  buildCommonsSubgraph,
  buildExtensionSchema,
  verifyDelegation,
  type Coalition,
  type DelegationClaims,
  type Event,
  type EventConnection,
  type EventsArguments,
  type ExtensionResolvers,
} from '@vigil/shared';
import { graphql, parse, type GraphQLSchema } from 'graphql';

export interface Asked {
  path: string;
  query: string;
  body: string;
  headers: IncomingMessage['headers'];
  claims: DelegationClaims;
}

/** Answers in the partner's place, and says whether it did. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse, asked: Asked) => boolean;

export interface TestExtension {
  sdl: string;
  /** root fields, and `Event: { __resolveReference, … }` */
  resolvers: ExtensionResolvers;
}

export interface TestPartner {
  id: string;
  url: string;
  /** questions about records, in the order of arrival */
  asked: Asked[];
  /** every request whatever it was about, refused ones too */
  requests: string[];
  refused: string[];
  /** signed releases that it gives whenever it is asked for releases */
  releases: unknown[];
  rows: Event[];
  misbehave: Misbehaviour | null;
  /** instead of the contract's */
  sdl: string | null;
  /** null: it has none, and says so; may be set while the partner runs */
  extension: TestExtension | null;
  /** instead of the extension's own SDL, in answer to `_service` alone: a sound schema is not needed */
  extensionSdl: string | null;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** listens at another address from now on; who asks at the old one gets no answer */
  move(): Promise<void>;
}

interface Keyset {
  date: string | null;
  sameDate: 'NONE' | 'AFTER_ID' | 'ALL';
  id: string | null;
}

/** Written from the hub's promise to partners, not from the hub's code. */
function isWanted(event: Event, keyset: Keyset, ascending: boolean): boolean {
  const date = event.startDate ?? null;
  if (date === keyset.date) {
    return keyset.sameDate === 'ALL' || (keyset.sameDate === 'AFTER_ID' && event.id > (keyset.id ?? ''));
  }
  if (date === null) return true;
  if (keyset.date === null) return false;
  return ascending ? date > keyset.date : date < keyset.date;
}

function compare(a: Event, b: Event, ascending: boolean): number {
  const [left, right] = [a.startDate ?? null, b.startDate ?? null];
  if (left !== right) {
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right === ascending ? -1 : 1;
  }
  return a.id < b.id ? -1 : 1;
}

function list(rows: readonly Event[], { where, orderBy, first, after }: EventsArguments): EventConnection {
  const ascending = orderBy === 'START_DATE_ASC';
  const keyset =
    after == null ? null : (JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as Keyset);
  const found = rows
    .filter(({ country }) => where?.countries == null || where.countries.includes(country ?? ''))
    .filter((event) => keyset === null || isWanted(event, keyset, ascending))
    .sort((a, b) => compare(a, b, ascending));
  const wanted = first ?? 20;
  return {
    nodes: found.slice(0, wanted),
    pageInfo: { hasNextPage: found.length > wanted, endCursor: null },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const SCHEMA = buildCommonsSubgraph();
const SDL_QUERY = '{ _service { sdl } }';

/** Coordinates as the partner's own reading of the body gives them. */
function coordinatesOf(body: string, extension: GraphQLSchema | null): readonly string[] {
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  if (query === SDL_QUERY) return ['Query._service'];
  if (extension !== null) {
    const document = parse(query);
    return extensionCoordinates(
      expandOperation({ schema: extension, document, variables, maxFields: 10_000 }),
    );
  }
  const tree = expandOperation({ schema: SCHEMA, document: parse(query), variables, maxFields: 10_000 });
  const used = usedCoordinates(tree);
  return used.includes('Query._service') ? ['Query._service'] : used;
}

async function verify(
  request: IncomingMessage,
  body: Buffer,
  context: PartnerContext,
): Promise<DelegationClaims> {
  return verifyDelegation({
    token: (request.headers.authorization ?? '').replace(/^Bearer /, ''),
    body,
    keys: context.coalition().hub.delegationKeys,
    hubId: context.coalition().hub.id,
    partnerId: context.partner.id,
    now: context.now(),
    seen: (jti) => {
      const isNew = !context.used.has(jti);
      context.used.add(jti);
      return Promise.resolve(isNew);
    },
  });
}

interface PartnerContext {
  partner: TestPartner;
  coalition: () => Coalition;
  now: () => Date;
  used: Set<string>;
}

async function answerGraphql(asked: Asked, { partner }: PartnerContext): Promise<unknown> {
  const { query, variables } = JSON.parse(asked.body) as {
    query: string;
    variables?: Record<string, unknown>;
  };
  if (query.includes('_service')) {
    return { data: { _service: { sdl: partner.sdl ?? (await contractSdl()) } } };
  }
  return graphql({
    schema: SCHEMA,
    source: query,
    variableValues: variables ?? {},
    contextValue: {
      records: {
        events: (question: EventsArguments) => list(partner.rows, question),
        event: ({ id }: { id: string }) => partner.rows.find((row) => row.id === id) ?? null,
      },
    },
  });
}

/** null: not a question about the extension */
function extensionSchema(path: string, { extension }: TestPartner): GraphQLSchema | null {
  if (path !== '/extension' || extension === null) return null;
  return buildExtensionSchema(extension.sdl, extension.resolvers);
}

const NOT_AVAILABLE = {
  data: null,
  errors: [{ message: 'this partner has no extension', extensions: { code: 'NOT_AVAILABLE' } }],
};

async function answerExtension(asked: Asked, partner: TestPartner): Promise<unknown> {
  const { query, variables } = JSON.parse(asked.body) as {
    query: string;
    variables?: Record<string, unknown>;
  };
  const asksSdl = query === SDL_QUERY;
  if (asksSdl && partner.extensionSdl !== null) return { data: { _service: { sdl: partner.extensionSdl } } };
  const schema = extensionSchema(asked.path, partner);
  if (schema === null) return NOT_AVAILABLE;
  return graphql({ schema, source: query, variableValues: variables ?? {} });
}

async function contractSdl(): Promise<unknown> {
  const { data } = await graphql({ schema: SCHEMA, source: '{ _service { sdl } }' });
  return (data?.['_service'] as { sdl: string } | undefined)?.sdl;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  context: PartnerContext,
): Promise<void> {
  const { partner } = context;
  const path = request.url ?? '';
  partner.requests.push(path);
  const bytes = await readBody(request);
  const body = bytes.toString('utf8');
  let claims: DelegationClaims;
  try {
    claims = await verify(request, bytes, context);
    const expected =
      path === '/releases' ? ['Query.releases'] : coordinatesOf(body, extensionSchema(path, partner));
    if (JSON.stringify(claims.coordinates) !== JSON.stringify(expected)) throw new Error('other coordinates');
  } catch (error) {
    partner.refused.push(error instanceof Error ? error.message : 'refused');
    send(response, 401, { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] });
    return;
  }
  if (path === '/releases') {
    send(response, 200, { releases: partner.releases });
    return;
  }
  const { query } = JSON.parse(body) as { query: string };
  const asked: Asked = { path, query, body, headers: request.headers, claims };
  if (!query.includes('_service')) {
    partner.asked.push(asked);
    if (partner.misbehave?.(request, response, asked) === true) return;
  }
  send(
    response,
    200,
    path === '/extension' ? await answerExtension(asked, partner) : await answerGraphql(asked, context),
  );
}

/** @param coalition - asked late: it holds the addresses of partners that are already listening */
export async function startTestPartner(
  id: string,
  rows: Event[],
  { coalition, now }: { coalition: () => Coalition; now: () => Date },
): Promise<TestPartner> {
  let server: Server;
  let port = 0;
  const partner: TestPartner = {
    id,
    url: '',
    asked: [],
    requests: [],
    refused: [],
    releases: [],
    rows,
    misbehave: null,
    sdl: null,
    extension: null,
    extensionSdl: null,
    move: () => Promise.resolve(),
    start: async () => {
      server = createServer((request, response) => {
        void handle(request, response, context);
      });
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      partner.url = `http://127.0.0.1:${port}`;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  partner.move = async () => {
    await partner.stop();
    port = 0;
    await partner.start();
  };
  const context: PartnerContext = { partner, coalition, now, used: new Set() };
  await partner.start();
  return partner;
}
