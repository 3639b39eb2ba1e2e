/** What of a partner's answer passes: only what was asked, in the types of the schema; one bad event spoils itself alone. */
import { describe, expect, test } from '@jest/globals';
import { answering, ask, keyIn, named, type Json, type Setting } from './asked-source.js';

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
      at: '2013-05-01',
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
        errors: Array.from({ length: 11_000 }, (_item, index) => ({ path: [index] })),
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
