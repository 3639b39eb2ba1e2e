/**
 * The fan-out of one planned operation: it is prepared once, and every request is judged by itself. Partners here are
 * functions; over real HTTP they are in `partner-failures.test.ts` and `paging.test.ts`.
 */
import { describe, expect, test } from '@jest/globals';
import {
  CursorSeal,
  createCommonsSource,
  NO_FACTS,
  newExchange,
  type CommonsSourceOptions,
  type Exchange,
} from '@vigil/gateway';
import { expandOperation, usedCoordinates, type PermissionMap } from '@vigil/policies';
import { buildCommonsSubgraph, type CoalitionPartner, type Event, type EventsArguments } from '@vigil/shared';
import { Kind, graphql, parse } from 'graphql';
import { mapWithout } from '../support/map-without.js';
import { CANARY, makeEvent } from '../support/test-rows.js';
import { plannedStep } from './planned-step.js';

type Request = Parameters<CommonsSourceOptions['ask']>[0];
type Ask = ReturnType<ReturnType<typeof createCommonsSource>['prepare']>;
type Json = Record<string, unknown>;

const SCHEMA = buildCommonsSubgraph();
const ROWS: Readonly<Record<string, readonly Event[]>> = {
  one: [makeEvent('one', 'a', '2012-01-01'), makeEvent('one', 'b', '2012-03-01')],
  two: [makeEvent('two', 'c', '2012-02-01')],
  three: [makeEvent('three', 'd', '2012-04-01')],
};

function exchangeWith(map: PermissionMap): Exchange {
  const exchange = newExchange('1', new Date(0), NO_FACTS);
  const subject = { organisation: null, roles: [], purpose: 'STATISTICS' } as const;
  exchange.caller = { issuer: null, id: null, class: subject };
  // Only the map is looked at here.
  exchange.decision = { map } as NonNullable<Exchange['decision']>;
  return exchange;
}

function partner(id: string): CoalitionPartner {
  return {
    id,
    name: id,
    countries: ['XA', 'XB'],
    url: `https://${id}.invalid`,
    status: 'ACTIVE',
    synthetic: true,
    releaseKeys: { keys: [] },
    coverage: [],
  } as unknown as CoalitionPartner;
}

/** What a partner answers that has no say of its own. */
async function answer({ partner: id, body }: Request): Promise<unknown> {
  const { query, variables } = JSON.parse(body) as { query: string; variables: Json };
  const rows = ROWS[id] ?? [];
  const contextValue = {
    records: {
      events: ({ first }: EventsArguments) => ({
        nodes: rows.slice(0, first ?? 20),
        pageInfo: { hasNextPage: false, endCursor: null },
      }),
      event: (question: { id: string }) => rows.find((row) => row.id === question.id) ?? null,
    },
  };
  return JSON.parse(
    JSON.stringify(await graphql({ schema: SCHEMA, source: query, variableValues: variables, contextValue })),
  );
}

interface Prepared {
  ask: (variables?: Json, map?: PermissionMap) => ReturnType<Ask>;
  askFor: (exchange: Exchange) => ReturnType<Ask>;
  requests: Request[];
  findings: unknown[];
  errors: unknown[];
}

function prepared(text: string, answering: CommonsSourceOptions['ask'] = answer): Prepared {
  const requests: Request[] = [];
  const findings: unknown[] = [];
  const errors: unknown[] = [];
  const partners = Object.keys(ROWS);
  const source = createCommonsSource({
    schema: SCHEMA,
    activePartners: () => partners.map(partner),
    partnerIds: partners,
    ask: (request) => {
      requests.push(request);
      return answering(request);
    },
    cursors: new CursorSeal({
      key: new Uint8Array(32),
      lifetimeSeconds: 60,
      now: () => new Date(0),
      randomBytes: (length) => new Uint8Array(length),
    }),
    onFinding: (finding) => findings.push(finding),
    onError: (error) => errors.push(error),
    policyVersion: 'v',
  });
  const ask = source.prepare(plannedStep(text));
  return {
    ask: (variables = {}, map = mapWithout([])) =>
      ask({ exchange: exchangeWith(map), variables, representations: [] }),
    askFor: (exchange) => ask({ exchange, variables: {}, representations: [] }),
    requests,
    findings,
    errors,
  };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function textOf({ body }: Request): string {
  return (JSON.parse(body) as { query: string }).query;
}

const NAMED =
  'query ($v0: EventFilter, $v1: Int) { list: events(where: $v0, first: $v1) { nodes { id area acts { type } } pageInfo { hasNextPage } } }';

describe('an operation is prepared once, and every request is judged by itself', () => {
  const TITLES = '{ events { nodes { id title } } }';

  test('what one caller may read is not asked for the next one who may not', async () => {
    const { ask, requests } = prepared(TITLES);
    const open = await ask({}, mapWithout([]));
    const closed = await ask({}, mapWithout(['select Event.title']));
    const again = await ask({}, mapWithout([]));
    expect(JSON.stringify(open.data)).toContain(`${CANARY}title`);
    expect(JSON.stringify(closed.data)).not.toContain(CANARY);
    expect(closed.errors.map(({ extensions }) => extensions?.['code'])).toEqual(
      Array.from({ length: 4 }, () => 'UNAUTHORIZED_FIELD_OR_TYPE'),
    );
    expect(plain(again)).toEqual(plain(open));
    expect(requests.map((request) => textOf(request).includes('title'))).toEqual([
      ...[true, true, true],
      ...[false, false, false],
      ...[true, true, true],
    ]);
    expect(requests.map(({ coordinates }) => coordinates.includes('Event.title'))).toEqual(
      requests.map((request) => textOf(request).includes('title')),
    );
  });

  test('what one partner lets be read is not asked of the next one that does not', async () => {
    const { ask, requests } = prepared(TITLES);
    const { data } = await ask({}, mapWithout(['select Event.title two', 'select Query.events three']));
    expect(requests.map((request) => [request.partner, textOf(request).includes('title')])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    expect(plain(data)).toEqual({
      events: {
        nodes: [
          { id: 'one:b', title: `${CANARY}title` },
          { id: 'two:c', title: null },
          { id: 'one:a', title: `${CANARY}title` },
        ],
      },
    });
  });

  test('each request has its own arguments, and each partner what concerns it', async () => {
    const { ask, requests } = prepared(NAMED);
    await Promise.all([
      ask({ v0: { partners: ['one'] }, v1: 1 }),
      ask({ v0: { partners: ['two'], countries: ['XA', 'ZZ'] }, v1: 2 }),
      ask({}),
    ]);
    expect(requests.map((request) => [request.partner, /\(.*?\) \{/.exec(textOf(request))?.[0]])).toEqual([
      ['one', '(where: {}, first: 2) {'],
      ['two', '(where: {countries: ["XA"]}, first: 3) {'],
      ['one', '(first: 21) {'],
      ['two', '(first: 21) {'],
      ['three', '(first: 21) {'],
    ]);
  });

  test('a refused input is refused for the request that uses it, and for no other', async () => {
    const { ask, requests } = prepared(NAMED);
    const map = mapWithout(['filterBy EventFilter.actTypes']);
    const refused = await ask({ v0: { actTypes: ['DETENTION'] } }, map);
    expect(requests).toEqual([]);
    expect(plain(refused)).toMatchObject({ data: { list: { nodes: [] } }, errors: [] });
    await ask({ v0: { countries: ['XA'] } }, map);
    expect(requests).toHaveLength(3);
  });

  test('a variable that does not fit is refused, and the operation stays usable', async () => {
    const { ask, requests } = prepared(NAMED);
    await expect(ask({ v0: { actTypes: ['CANARY'] } })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(requests).toEqual([]);
    await ask();
    expect(requests).toHaveLength(3);
  });

  test('an operation that is not of the contract fails when it is asked, not when it is prepared', async () => {
    const { ask, requests } = prepared('{ events { nodes { nothing } } }');
    await expect(ask()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(requests).toEqual([]);
  });
});

describe('what a partner is sent', () => {
  test.each<[string, string, Json]>([
    [
      'a listing',
      NAMED,
      { v0: { countries: ['XA'], actTypes: ['DETENTION'], from: '2012', to: '2013-02' }, v1: 7 },
    ],
    ['a listing without arguments', '{ events { nodes { acts { victim { sex } } } } }', {}],
    [
      'a listing of which only its head is asked',
      '{ events(orderBy: START_DATE_ASC) { pageInfo { hasNextPage } } }',
      {},
    ],
    ['two listings', '{ a: events(first: 1) { nodes { id } } b: events(first: 2) { nodes { area } } }', {}],
    ['an event', 'query ($v0: ID!) { event(id: $v0) { id witnesses { reliability } } }', { v0: 'one:a' }],
  ])(
    '%s: stands for itself, and names exactly the coordinates that the partner counts',
    async (_name, text, variables) => {
      const { ask, requests } = prepared(text);
      const { errors } = await ask(variables);
      expect(errors).toEqual([]);
      expect(requests.length).toBeGreaterThan(0);
      for (const { body, coordinates } of requests) {
        const sent = JSON.parse(body) as { query: string; variables: Json };
        expect(Object.keys(sent)).toEqual(['query', 'variables']);
        // The partner's own reading, from the text alone.
        const document = parse(sent.query);
        const tree = expandOperation({
          schema: SCHEMA,
          document,
          variables: sent.variables,
          maxFields: 1_000,
        });
        expect(coordinates).toEqual(usedCoordinates(tree));
        expect(document.definitions).toHaveLength(1);
        expect(document.definitions[0]?.kind).toBe(Kind.OPERATION_DEFINITION);
      }
    },
  );

  test('no name of the plan reaches it', async () => {
    const { ask, requests } = prepared('{ secret__k1: events { other__k2: nodes { third__k3: id } } }');
    const { data } = await ask();
    expect(JSON.stringify(requests)).not.toMatch(/__k\d/);
    expect(plain(data)).toEqual({
      secret__k1: {
        other__k2: ['three:d', 'one:b', 'two:c', 'one:a'].map((id) => ({ third__k3: id })),
      },
    });
  });
});

describe('each part fails alone', () => {
  test('a partner that fails is named at the list, which keeps what the others gave', async () => {
    const { ask } = prepared(NAMED, (request) =>
      request.partner === 'two' ? Promise.reject(new Error(`${CANARY}down`)) : answer(request),
    );
    const { data, errors } = await ask();
    expect((plain(data) as { list: { nodes: { id: string }[] } }).list.nodes.map(({ id }) => id)).toEqual([
      'three:d',
      'one:b',
      'one:a',
    ]);
    expect(errors).toEqual([
      {
        message: 'partner two could not be asked',
        path: ['list'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' },
      },
    ]);
  });

  test('a root field that is refused is null with its error, and the other is answered', async () => {
    const { ask } = prepared('{ bad: events(first: 1000) { nodes { id } } good: event(id: "one:a") { id } }');
    const { data, errors } = await ask();
    expect(plain(data)).toEqual({ bad: null, good: { id: 'one:a' } });
    expect(errors.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['bad'], 'LIMIT_EXCEEDED'],
    ]);
  });

  test('nothing is asked before it was decided on whose behalf', async () => {
    const { askFor, requests } = prepared(NAMED);
    const undecided = Object.assign(exchangeWith(mapWithout([])), { decision: null });
    const nobody = Object.assign(exchangeWith(mapWithout([])), { caller: null });
    for (const exchange of [undecided, nobody])
      await expect(askFor(exchange)).rejects.toMatchObject({ audience: 'operator' });
    expect(requests).toEqual([]);
  });
});
