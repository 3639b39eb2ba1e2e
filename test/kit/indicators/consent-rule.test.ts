/**
 * Consent decides what a count may hold. Every expected figure is a hand count over the files beside it.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  leftOut,
  qualifyingContributions,
  type Contribution,
  type NodeContext,
  type SharedIndicator,
} from '@vigil/kit';
import type { DataSource } from 'typeorm';
import { openTestNode } from '../../support/node.js';
import { addFile, clearFiles, type RecordedConsent } from './recorded-files.js';

const NOW = new Date('2014-01-01T00:00:00Z');
let node: NodeContext;

beforeAll(async () => {
  node = await openTestNode();
});
afterAll(async () => {
  await node.close();
});
beforeEach(async () => {
  await clearFiles(node);
});

const reasons = async (indicator: SharedIndicator): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await leftOut(node.dataSource, { indicators: [indicator], now: NOW })).map(({ reason, acts }) => [
      reason,
      acts,
    ]),
  );
const persons = (rows: readonly Contribution[]): number => rows.reduce((sum, row) => sum + row.persons, 0);

const CONSENTS: readonly (readonly [string, readonly RecordedConsent[], number])[] = [
  ['none recorded', [], 0],
  ['granted', [{ state: 'GRANTED' }], 1],
  ['granted until a later day', [{ state: 'GRANTED', expiresAt: '2014-06-01T00:00:00Z' }], 1],
  ['granted until an earlier day', [{ state: 'GRANTED', expiresAt: '2013-12-31T00:00:00Z' }], 0],
  ['refused', [{ state: 'REFUSED' }], 0],
  ['withdrawn', [{ state: 'WITHDRAWN' }], 0],
  ['expired', [{ state: 'EXPIRED' }], 0],
  ['not asked', [{ state: 'NOT_ASKED' }], 0],
  ['granted for one recipient only', [{ state: 'GRANTED', recipient: 'regional-body' }], 0],
  [
    'granted, but refused for one recipient',
    [{ state: 'GRANTED' }, { state: 'REFUSED', recipient: 'court' }],
    0,
  ],
  ['granted for another scope', [{ state: 'GRANTED', scope: 'RESEARCH' }], 0],
];

/** How many of CONSENTS' victims a reader counts: 2 by hand. */
async function countOver(database: Pick<DataSource, 'query'>): Promise<number> {
  const rows = await qualifyingContributions(database as DataSource, {
    indicators: ['KIDNAPPING'],
    now: NOW,
  });
  return persons(rows);
}

test.each(CONSENTS)('a person of the own casework, consent %s', async (_title, consents, expected) => {
  await addFile(node, {
    source: null,
    victims: [{ consents }],
    events: [{ acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
  });
  expect(await countOver(node.dataSource)).toBe(expected);
  expect(await reasons('KIDNAPPING')).toEqual(expected === 1 ? {} : { NO_CONSENT_TO_STATISTICS: 1 });
});

test('public event data without a name needs no consent; with a name it does', async () => {
  for (const victim of [{}, { legalName: 'SYNTHETIC NAME' }]) {
    await addFile(node, {
      victims: [victim],
      events: [{ acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
    });
  }
  expect(await countOver(node.dataSource)).toBe(1);
  expect(await reasons('KIDNAPPING')).toEqual({ NO_CONSENT_TO_STATISTICS: 1 });
});

test('a rule that forgets consent is caught', async () => {
  for (const [, consents] of CONSENTS) {
    await addFile(node, {
      source: null,
      victims: [{ consents }],
      events: [{ acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
    });
  }
  const rule = /when v\.id is not null and[\s\S]*?then 'NO_CONSENT_TO_STATISTICS'/;
  const forgetful = {
    query: (sql: string, parameters?: unknown[]) => {
      expect(sql).toMatch(rule);
      return node.dataSource.query(
        sql.replace(rule, "when $2::timestamptz is null then 'NEVER'"),
        parameters,
      );
    },
  } as Pick<DataSource, 'query'>;
  expect(await countOver(node.dataSource)).toBe(2);
  expect(await countOver(forgetful)).not.toBe(2);
});

test('an event restricts an assembly through the acts whose persons agreed', async () => {
  await addFile(node, {
    source: null,
    victims: [{ consents: [{ state: 'REFUSED' }] }],
    events: [
      { acts: [{ type: 'ASSEMBLY_BANNED', victim: 0 }] },
      { acts: [{ type: 'ASSEMBLY_BANNED', victim: 0 }, { type: 'ASSEMBLY_DISPERSED' }] },
    ],
  });
  expect(
    persons(
      await qualifyingContributions(node.dataSource, { indicators: ['ASSEMBLY_RESTRICTION'], now: NOW }),
    ),
  ).toBe(1);
  expect(await reasons('ASSEMBLY_RESTRICTION')).toEqual({ NO_CONSENT_TO_STATISTICS: 2 });
});
