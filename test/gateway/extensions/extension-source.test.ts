/**
 * What a partner is asked of its extension, and what of its answer passes: only its own events, only what the
 * caller may read, only what was asked. Partners here are functions; over real HTTP they are in denied-names.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLDataSource } from '@apollo/gateway';
import {
  createExtensionSource,
  newExchange,
  type Exchange,
  type ExtensionSourceOptions,
} from '@vigil/gateway';
import type { PermissionMap } from '@vigil/policies';
import type { CheckedExtension } from '@vigil/shared';
import { sample } from './samples.js';

type Request = Parameters<ExtensionSourceOptions['ask']>[0];
type Finding = Parameters<ExtensionSourceOptions['onFinding']>[0];
type Json = Record<string, unknown>;

interface Setting {
  denied?: readonly string[];
  /** what the partner answers; by default each event's own id, and `value` */
  answer?: (request: Request, representations: Json[]) => unknown;
  fields?: string;
}

let extension: CheckedExtension;
beforeAll(() => {
  extension = sample('one');
});

function mapWithout(denied: readonly string[]): PermissionMap {
  const owners = (action: string, coordinate: string): ReadonlySet<string> =>
    new Set(denied.includes(`${action} ${coordinate}`) ? [] : ['one']);
  return {
    hash: 'h',
    policyVersion: 'v',
    owners,
    allows: (action, coordinate, owner) => owners(action, coordinate).has(owner),
  };
}

function exchangeWith(map: PermissionMap): Exchange {
  const facts = {
    method: 'POST',
    search: '',
    contentType: undefined,
    contentEncoding: undefined,
    accept: undefined,
    authorization: undefined,
    body: undefined,
  };
  const exchange = newExchange('1', new Date(0), facts);
  exchange.caller = {
    issuer: null,
    id: null,
    class: { organisation: null, roles: [], purpose: 'STATISTICS' },
  };
  // Only the map is looked at here.
  exchange.decision = { map } as NonNullable<Exchange['decision']>;
  return exchange;
}

interface Outcome {
  data: Json | null;
  errors: readonly { message: string; path?: readonly (string | number)[]; extensions?: Json }[];
  requests: { query: string; variables: Json; coordinates: readonly string[] }[];
  findings: Finding[];
  exchange: Exchange;
}

async function process(query: string, variables: Json, { denied = [], answer }: Setting): Promise<Outcome> {
  const requests: Outcome['requests'] = [];
  const findings: Finding[] = [];
  const source: GraphQLDataSource = createExtensionSource({
    extension,
    ask: async (request) => {
      const { query: text, variables: sent } = JSON.parse(request.body) as { query: string; variables: Json };
      expect(request).toMatchObject({ partner: 'one', path: '/extension' });
      requests.push({ query: text, variables: sent, coordinates: request.coordinates });
      return answer?.(request, (sent['representations'] ?? []) as Json[]);
    },
    onFinding: (finding) => findings.push(finding),
    onError: (error) => {
      throw error;
    },
  });
  const exchange = exchangeWith(mapWithout(denied));
  const result = await source.process({ request: { query, variables }, context: { exchange } } as never);
  return {
    data: (result.data ?? null) as Json | null,
    errors: (result.errors ?? []) as Outcome['errors'],
    requests,
    findings,
    exchange,
  };
}

const REPRESENTATIONS =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { __typename FIELDS } } }';

/** @param ids - representations that the plan has collected */
function ask(ids: readonly unknown[], setting: Setting = {}): Promise<Outcome> {
  const representations = ids.map((id) => (typeof id === 'string' ? { __typename: 'Event', id } : id));
  const fields = setting.fields ?? 'one__guard';
  return process(REPRESENTATIONS.replace('FIELDS', fields), { representations }, setting);
}

/** The name that a question gives to a field; how the hub numbers them is its own business. */
function keyIn({ body }: Request, field: string): string {
  return new RegExp(`(v\\d+_${field}): ${field}\\b`).exec(body)?.[1] ?? field;
}

/** The same JSON with own fields of `Event` under the names of the question. */
function named(request: Request, value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value).replaceAll(
    /"(one__\w+)":/g,
    (_all, field: string) => `"${keyIn(request, field)}":`,
  );
  return JSON.parse(text) as unknown;
}

/** Answers every event with the same values. */
function answering(value: Json): NonNullable<Setting['answer']> {
  return (request, representations) => ({
    data: {
      _entities: representations.map(({ id }) =>
        named(request, { vigil__typename: 'Event', v0_id: id, ...value }),
      ),
    },
  });
}

const GUARD = answering({ one__guard: 'G' });

describe('who is asked about what', () => {
  test('events of other partners are null and are never sent; an event is sent once, and order and number stay', async () => {
    const ids = [
      'two:x',
      'one:a',
      'one:b',
      'one:a',
      'nonsense',
      'one:',
      { __typename: 'Partner', id: 'one:c' },
      7,
    ];
    const { data, errors, requests } = await ask(ids, { answer: GUARD });
    expect(requests.map(({ variables }) => variables['representations'])).toEqual([
      [
        { __typename: 'Event', id: 'one:a' },
        { __typename: 'Event', id: 'one:b' },
      ],
    ]);
    const guard = { __typename: 'Event', one__guard: 'G' };
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      _entities: [null, guard, guard, guard, null, null, null, null],
    });
    const [, first, , again] = (data?.['_entities'] ?? []) as unknown[];
    expect(first).not.toBe(again);
    expect(errors).toEqual([]);
  });

  test('when no event is left, nobody is asked', async () => {
    const { data, requests, exchange } = await ask(['two:x', 'three:y'], { answer: GUARD });
    expect(requests).toEqual([]);
    expect(data).toEqual({ _entities: [null, null] });
    expect(exchange.outcomes).toEqual([]);
  });

  test('at most 500 events go in one request', async () => {
    const ids = Array.from({ length: 1_201 }, (_item, index) => `one:e${index}`);
    const { data, requests, exchange } = await ask(ids, { answer: GUARD });
    expect(requests.map(({ variables }) => (variables['representations'] as unknown[]).length)).toEqual([
      500, 500, 201,
    ]);
    expect((data?.['_entities'] as Json[]).every((entity) => entity['one__guard'] === 'G')).toBe(true);
    expect(exchange.outcomes.map(({ events }) => events)).toEqual([500, 500, 201]);
  });

  test('the delegation names what the body asks for and no machinery; what was not asked for is not sent', async () => {
    const { requests } = await ask(
      [{ __typename: 'Event', id: 'one:a', country: 'XA', startDate: null, title: 'CANARY' }],
      {
        fields: 'one__court transfers: one__transfers(kind: ROAD) { at }',
        answer: answering({}),
      },
    );
    expect(requests[0]?.coordinates).toEqual([
      'Event.id',
      'Event.one__court',
      'Event.one__transfers',
      'Event.one__transfers(kind:)',
      'one__Kind.ROAD',
      'one__Transfer.at',
    ]);
    expect(requests[0]?.variables['representations']).toEqual([
      { __typename: 'Event', id: 'one:a', country: 'XA', startDate: null },
    ]);
    // No name of the plan's, and so none of a caller's, reaches the partner.
    expect(requests[0]?.query).not.toContain('transfers:one__transfers');
    expect(requests[0]?.query).not.toMatch(/\btransfers:/);
  });
});

describe('what the caller may not read', () => {
  test('is not asked, and is null with an error at its place', async () => {
    const { data, errors, requests } = await ask(['one:a'], {
      fields: 'one__guard one__old',
      denied: ['select Event.one__guard'],
      answer: answering({ one__old: 1, one__guard: 'CANARY' }),
    });
    expect(requests[0]?.query).not.toContain('guard');
    expect(JSON.stringify(data)).toBe(
      '{"_entities":[{"__typename":"Event","one__guard":null,"one__old":1}]}',
    );
    expect(errors).toEqual([
      {
        message: 'not authorized to read this field',
        path: ['_entities', 0, 'one__guard'],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      },
    ]);
  });

  test('what a field requires is part of it: without it nothing is asked', async () => {
    const { data, errors, requests } = await ask(
      [{ __typename: 'Event', id: 'one:a', country: 'XA', startDate: null }],
      {
        fields: 'one__court',
        denied: ['select Event.country'],
        answer: answering({ one__court: 'CANARY' }),
      },
    );
    expect(requests).toEqual([]);
    expect(JSON.stringify(data)).not.toContain('CANARY');
    expect(errors.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['_entities', 0, 'one__court'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ]);
  });

  test.each<[string, string]>([
    ['an argument', 'filterBy Event.one__transfers(kind:)'],
    ['an enum value', 'filterBy one__Kind.ROAD'],
    ['the id by which answers are known', 'select Event.id'],
  ])('%s: nothing is asked', async (_name, denied) => {
    const { data, requests } = await ask(['one:a'], {
      fields: 'one__transfers(kind: ROAD) { at }',
      denied: [denied],
      answer: answering({}),
    });
    expect(requests).toEqual([]);
    expect(JSON.stringify(data)).not.toContain('at');
  });
});

describe('an answer is cut to what was asked', () => {
  const one = (entity: unknown): NonNullable<Setting['answer']> => {
    return (request, representations) => ({
      data: {
        _entities: representations.map(({ id }) =>
          id === 'one:bad'
            ? named(request, entity)
            : named(request, { vigil__typename: 'Event', v0_id: id, one__guard: 'G', one__transfers: [] }),
        ),
      },
    });
  };

  test.each<[string, unknown]>([
    ["another event's id", { vigil__typename: 'Event', v0_id: 'one:a', one__guard: 'CANARY' }],
    ["another partner's id", { vigil__typename: 'Event', v0_id: 'two:bad', one__guard: 'CANARY' }],
    ['no id', { vigil__typename: 'Event', one__guard: 'CANARY' }],
    ['another type', { vigil__typename: 'Partner', v0_id: 'one:bad', one__guard: 'CANARY' }],
    ['no type', { v0_id: 'one:bad', one__guard: 'CANARY' }],
    ['a text', 'CANARY'],
    ['a list', [{ one__guard: 'CANARY' }]],
    ['a number where a text belongs', { vigil__typename: 'Event', v0_id: 'one:bad', one__guard: 7 }],
    [
      'an object where a text belongs',
      { vigil__typename: 'Event', v0_id: 'one:bad', one__guard: { CANARY: 'CANARY' } },
    ],
    ['a list where a text belongs', { vigil__typename: 'Event', v0_id: 'one:bad', one__guard: ['CANARY'] }],
  ])('%s: that event is spoiled, and no other', async (_name, entity) => {
    const { data, errors, findings } = await ask(['one:a', 'one:bad', 'one:c'], { answer: one(entity) });
    expect(JSON.stringify([data, errors, findings])).not.toContain('CANARY');
    const entities = data?.['_entities'] as (Json | null)[];
    expect([entities[0]?.['one__guard'], entities[2]?.['one__guard']]).toEqual(['G', 'G']);
    expect(entities[1]?.['one__guard'] ?? null).toBeNull();
    expect(errors).toEqual([
      {
        message: 'partner one could not be asked',
        path: ['_entities', 1, 'one__guard'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
      },
    ]);
    expect(findings).toEqual([
      expect.objectContaining({ partner: 'one', field: 'extension', code: 'PARTLY_UNUSABLE' }),
    ]);
  });

  test('keys that nobody asked for are dropped, names of every object’s own included', async () => {
    const entity = JSON.parse(
      '{"vigil__typename":"Event","v0_id":"one:bad","one__guard":"G","title":"CANARY","__proto__":{"one__guard":"CANARY"},"constructor":"CANARY"}',
    ) as Json;
    const { data, errors } = await ask(['one:bad'], { answer: one(entity) });
    expect(JSON.stringify(data)).toBe('{"_entities":[{"__typename":"Event","one__guard":"G"}]}');
    expect(errors).toEqual([]);
  });

  test('a value that is only inherited is none', async () => {
    const { data } = await ask(['one:bad'], {
      answer: (request) => {
        const inherited = Object.create({ [keyIn(request, 'one__guard')]: 'CANARY' }) as Json;
        return {
          data: { _entities: [Object.assign(inherited, { vigil__typename: 'Event', v0_id: 'one:bad' })] },
        };
      },
    });
    expect(JSON.stringify(data)).not.toContain('CANARY');
  });

  const TRANSFERS =
    'one__transfers { at kind to { vigil__typename: __typename name ... on one__Prison { wing { vigil__typename: __typename ... on one__Yard { size } } } ... on one__Airport { code } } }';

  test('lists, objects, enums, dates, interfaces and unions are judged by the schema, each place alone', async () => {
    const { requests } = await ask(['one:a'], { fields: TRANSFERS, answer: answering({}) });
    // Names towards the partner are numbered in the order of the types; read from the question itself.
    const query = requests[0]?.query ?? '';
    const key = (field: string, type: string): string =>
      new RegExp(`on ${type} \\{[^}]*?(v\\d+_${field}): ${field}\\b`).exec(query)?.[1] ?? field;
    const at = /(v\d+_at): at/.exec(query)?.[1] ?? 'at';
    const kind = /(v\d+_kind): kind/.exec(query)?.[1] ?? 'kind';
    const to = /(v\d+_to): to/.exec(query)?.[1] ?? 'to';
    const transfers = [
      {
        [at]: '2013-05-06',
        [kind]: 'ROAD',
        [to]: {
          vigil__typename: 'one__Airport',
          [key('name', 'one__Airport')]: 'A',
          [key('code', 'one__Airport')]: 'XYZ',
        },
      },
      { [at]: '6 May', [kind]: 'CANARY', [to]: { vigil__typename: 'Event', name: 'CANARY' } },
      {
        [at]: { CANARY: 1 },
        [kind]: null,
        [to]: { vigil__typename: 'one__Airport', [key('code', 'one__Airport')]: { CANARY: 1 } },
      },
    ];
    const { data, errors } = await ask(['one:bad'], {
      fields: TRANSFERS,
      answer: one({ vigil__typename: 'Event', v0_id: 'one:bad', one__transfers: transfers }),
    });
    expect(JSON.stringify(data)).not.toContain('CANARY');
    const [entity] = JSON.parse(JSON.stringify(data?.['_entities'])) as Json[];
    expect((entity?.['one__transfers'] as Json[])[0]).toEqual({
      at: '2013-05-06',
      kind: 'ROAD',
      to: { vigil__typename: 'one__Airport', name: 'A', code: 'XYZ' },
    });
    // By hand: a date, a value, a type; then a date and a code.
    expect(errors.map(({ path }) => path?.slice(3).join('.')).sort()).toEqual([
      '1.at',
      '1.kind',
      '1.to',
      '2.at',
      '2.to.code',
    ]);
    expect(errors.every(({ extensions }) => extensions?.['partner'] === 'one')).toBe(true);
  });
});

describe('an answer that is wrong as a whole', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'NO_EVENTS'],
    ['no data', { data: null }, 'NO_EVENTS'],
    ['no list', { data: { _entities: {} } }, 'NO_EVENTS'],
    ['too few events', { data: { _entities: [] } }, 'OTHER_EVENT'],
    ['too many events', { data: { _entities: [null, null, null] } }, 'OTHER_EVENT'],
    [
      'an error of its own',
      { data: null, errors: [{ message: 'CANARY', extensions: { code: 'CANARY' } }] },
      'REFUSED',
    ],
    [
      'more errors than anybody reads',
      {
        data: { _entities: [null, null] },
        errors: Array.from({ length: 2_000 }, (_item, index) => ({ path: [index] })),
      },
      'TOO_MANY_ERRORS',
    ],
  ])('%s: every field of the partner says so, the operator learns a code', async (_name, answer, code) => {
    const { data, errors, findings, exchange } = await ask(['one:a', 'two:x', 'one:b'], {
      answer: () => answer,
    });
    expect(data).toEqual({ _entities: [null, null, null] });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual(
      [0, 2].map((place) => [
        ['_entities', place, 'one__guard'],
        { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
      ]),
    );
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(JSON.stringify([errors, findings])).not.toContain('CANARY');
    expect(exchange.outcomes).toEqual([
      { partner: 'one', field: 'extension', outcome: 'ANSWERED', events: 2 },
    ]);
  });

  test('a partner that does not answer', async () => {
    const { data, errors, exchange } = await ask(['one:a'], {
      answer: () => {
        throw new Error('CANARY http://10.0.0.1:8080');
      },
    });
    expect(data).toEqual({ _entities: [null] });
    expect(JSON.stringify(errors)).not.toContain('CANARY');
    expect(errors[0]?.extensions).toEqual({ code: 'PARTNER_UNAVAILABLE', partner: 'one' });
    expect(exchange.outcomes).toEqual([
      { partner: 'one', field: 'extension', outcome: 'UNAVAILABLE', events: 1 },
    ]);
  });

  test('a missing event is null, without an error', async () => {
    const { data, errors } = await ask(['one:a'], { answer: () => ({ data: { _entities: [null] } }) });
    expect(data).toEqual({ _entities: [null] });
    expect(errors).toEqual([]);
  });
});

describe('root fields', () => {
  test('are asked in one request, and each fails alone', async () => {
    const { data, errors, requests } = await process(
      'query ($n: String) { sites: one__sites(where: { name: $n }) { vigil__typename: __typename name } one__files { page } }',
      { n: 'x' },
      {
        answer: (request) => {
          const text = request.body;
          const name = /(v\d+_name): name/.exec(text)?.[1] ?? '';
          return {
            data: {
              one__sites: [{ vigil__typename: 'one__Prison', [name]: 'P', CANARY: 'CANARY' }],
              one__files: [{ page: 'CANARY' }],
            },
          };
        },
      },
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]?.variables).toEqual({ n: 'x' });
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      sites: [{ vigil__typename: 'one__Prison', name: expect.anything() as unknown }],
      one__files: [{ page: null }],
    });
    expect(JSON.stringify([data, errors])).not.toContain('CANARY');
    expect(errors).toEqual([
      {
        message: 'partner one could not be asked',
        path: ['one__files', 0, 'page'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
      },
    ]);
  });

  test('one that is denied is not asked; the others are', async () => {
    const { errors, requests } = await process(
      '{ one__files { page } one__sites { vigil__typename: __typename name } }',
      {},
      {
        denied: ['select Query.one__files'],
        answer: () => ({ data: { one__sites: [] } }),
      },
    );
    expect(requests[0]?.query).not.toContain('files');
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });
});
