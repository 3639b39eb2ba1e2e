/**
 * A hub on real HTTP with two partners that have extensions: one query answers contract and extensions together,
 * each partner is asked about its own events, and a partner that fails empties its own fields alone.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';
import { START_MILLISECONDS, askedExtension, startTwoPartners, type TwoPartners } from './two-partners.js';

let running: TwoPartners;
let hub: TestHub;
let one: TestPartner;
let two: TestPartner;
let ask: TwoPartners['ask'];
let lastRecord: TwoPartners['lastRecord'];

beforeAll(async () => {
  running = await startTwoPartners();
  ({ hub, one, two, ask, lastRecord } = running);
}, START_MILLISECONDS);
afterAll(() => hub.close());
beforeEach(() => {
  one.asked.length = 0;
  two.asked.length = 0;
});

describe('what may be read', () => {
  test('answers in one query with the contract; each partner is asked once, about its own events', async () => {
    const { data, errors } = await ask(
      '{ events { nodes { id country one__court mine: one__transfers(kind: AIR) { at kind to { name ... on one__Prison { wing { ... on one__Yard { size } } } } } two__court } } one__sites(where: { name: "prison of one" }) { __typename name } }',
    );
    expect(errors).toEqual([]);
    // The partner says 2013-05-06: a shared date leaves the hub as its month, whatever the partner did.
    const mine = [{ at: '2013-05-01', kind: 'AIR', to: { name: 'prison of one', wing: { size: 3 } } }];
    expect(data).toEqual({
      events: {
        nodes: [
          { id: 'one:a', country: 'XA', one__court: 'court of XA since 2012-03-01', mine, two__court: null },
          {
            id: 'two:c',
            country: 'XA',
            one__court: null,
            mine: null,
            two__court: 'court of XA since 2012-02-01',
          },
          { id: 'one:b', country: 'XB', one__court: 'court of XB since 2012-01-01', mine, two__court: null },
        ],
      },
      one__sites: [{ __typename: 'one__Prison', name: 'prison of one' }],
    });
    // One request for the events of `one`, one for its root field; the partner has checked the delegations.
    expect([askedExtension(one).length, askedExtension(two).length]).toEqual([2, 1]);
    expect([one.refused, two.refused]).toEqual([[], []]);
    const ids = askedExtension(one).flatMap(({ body }) => body.match(/(one|two):[abc]/g) ?? []);
    expect(ids).toEqual(['one:a', 'one:b']);
    expect(one.asked.some(({ body }) => body.includes('mine'))).toBe(false);
    expect(await lastRecord()).toMatchObject({
      coordinates: expect.arrayContaining([
        'Event.one__court',
        'one__Kind.AIR',
        'Query.one__sites',
        'Event.country',
      ]) as unknown,
      denied: [],
      partners: ['one', 'two'],
      outcomes: ['OK'],
    });
  });

  test('one event by its id: the other partner’s extension is not asked', async () => {
    const { data } = await ask(
      'query ($id: ID!, $kind: two__Kind) { event(id: $id) { two__transfers(kind: $kind) { kind } one__court } }',
      'regional-body',
      { id: 'two:c', kind: 'AIR' },
    );
    expect(data).toEqual({ event: { two__transfers: [{ kind: 'AIR' }], one__court: null } });
    expect([askedExtension(one).length, askedExtension(two).length]).toEqual([0, 1]);
  });

  test('by the owner’s officers: what is confidential too', async () => {
    const { data, errors } = await ask(
      '{ event(id: "one:a") { one__guard } one__files { page } }',
      'case-officer@one',
    );
    expect([data, errors]).toEqual([
      { event: { one__guard: 'CANARY-guard' }, one__files: [{ page: 41 }] },
      [],
    ]);
  });

  test('what an own field is computed from is no part of the answer, and no error of it is', async () => {
    const { data, errors } = await ask('{ events { nodes { id one__court } } }', 'case-officer@one');
    // `two` does not let this officer read its events at all; of `one` country and date were fetched unselected.
    expect([data, errors]).toEqual([
      {
        events: {
          nodes: [
            { id: 'one:a', one__court: 'court of XA since 2012-03-01' },
            { id: 'one:b', one__court: 'court of XB since 2012-01-01' },
          ],
        },
      },
      [],
    ]);
  });

  test('a partner that fails says so at its own fields, and the contract’s still answer', async () => {
    one.misbehave = (request, response) => {
      if (request.url !== '/extension') return false;
      response.writeHead(500).end('CANARY');
      return true;
    };
    try {
      const { data, errors, text } = await ask('{ events { nodes { id one__court two__court } } }');
      expect(data).toEqual({
        events: {
          nodes: [
            { id: 'one:a', one__court: null, two__court: null },
            { id: 'two:c', one__court: null, two__court: 'court of XA since 2012-02-01' },
            { id: 'one:b', one__court: null, two__court: null },
          ],
        },
      });
      expect(errors).toEqual(
        [0, 2].map((index) => ({
          message: 'partner one could not be asked',
          path: ['events', 'nodes', index, 'one__court'],
          extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
        })),
      );
      expect(text).not.toContain('CANARY');
    } finally {
      one.misbehave = null;
    }
  });

  test("a variable may bear the name of the plan's own, and neither takes the other's place", async () => {
    const { data, errors } = await ask(
      'query ($representations: one__Kind) { event(id: "one:a") { one__transfers(kind: $representations) { kind } } }',
      'regional-body',
      { representations: 'AIR' },
    );
    expect([errors, data]).toEqual([[], { event: { one__transfers: [{ kind: 'AIR' }] } }]);
    const [asked] = askedExtension(one);
    expect(asked?.body.match(/(one|two):[abc]/g)).toEqual(['one:a']);
  });
});
