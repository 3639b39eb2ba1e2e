/**
 * What a partner is asked of its extension: only about its own events, only what the caller may read. Partners here
 * are functions; over real HTTP they are in `answers.test.ts`.
 */
import { describe, expect, test } from '@jest/globals';
import { GUARD, answering, ask, process, type Json } from './asked-source.js';

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
