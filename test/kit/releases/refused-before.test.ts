/** What would waste a year is refused before anything is reserved: confidential files, and what the hub would refuse. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeRelease, parsePartnerSettings, type NodeContext } from '@vigil/kit';
import { parseCoalition } from '@vigil/shared';
import { TEST_SETTINGS, openTestNode, testCoalition } from '../../support/node.js';
import { countsBehind } from './independent-noise.js';
import {
  addCaseFile,
  count,
  makeAndKeep,
  noiseKeyHex,
  PERSON_SETTINGS,
  withReleaseKey,
} from './releasing-node.js';

const nodes: NodeContext[] = [];
async function node(options: Parameters<typeof openTestNode>[0] = {}): Promise<NodeContext> {
  const opened = await withReleaseKey(await openTestNode(options));
  nodes.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

interface Statements {
  readonly methodology?: object;
  readonly fundingStreams?: readonly object[];
}

async function refusesUnspent(at: NodeContext, refusal: object): Promise<void> {
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ audience: 'operator', ...refusal });
  expect(await count(at, 'release_ledger')).toBe(0);
  expect(await count(at, 'release_document')).toBe(0);
}

describe('persons of files that are not public', () => {
  const detained = { type: 'ARREST', date: '2012-03-02' };
  /** A file of three persons who agreed to statistics. */
  async function addOwnFile(at: NodeContext, change: string): Promise<void> {
    const { id } = await addCaseFile(at, [detained, detained, detained]);
    await at.dataSource.query(`UPDATE case_file SET ${change} WHERE id = $1`, [id]);
    await at.dataSource.query(
      `INSERT INTO consent (person_kind, person_id, scope, state)
       SELECT 'VICTIM', id, 'AGGREGATE_STATISTICS', 'GRANTED' FROM victim WHERE case_file_id = $1`,
      [id],
    );
  }

  test.each([
    ['confidential', `confidential = true`],
    ['without a public source', `source = NULL`],
    ['both', `confidential = true, source = NULL`],
  ])(
    'are not counted by a person plan when the file is %s: it says how many files',
    async (_what, change) => {
      const at = await node({ settings: PERSON_SETTINGS });
      await addCaseFile(at, [detained]);
      await addOwnFile(at, change);
      await addOwnFile(at, change);
      const message = expect.stringMatching(
        /: 2 confidential or without a public source; publish by unit CASE_FILE, or keep them at a node that does$/,
      ) as unknown;
      await refusesUnspent(at, { code: 'PLAN_INVALID', message });
      expect(await noiseKeyHex(at, '2012')).toBeNull();
    },
  );

  test('are one count by a case file plan', async () => {
    const at = await node();
    await addOwnFile(at, `confidential = true, source = NULL`);
    const { document, key } = await makeAndKeep(at, '2012');
    // hand count: one file of three persons
    expect(countsBehind(key, document)).toEqual({
      'L1 UNLAWFUL_DETENTION|XA|2012-03': 1,
      'L2 UNLAWFUL_DETENTION|XA-01|2012-03': 1,
      'L3 UNLAWFUL_DETENTION|XA-01|2012': 1,
      'L4 UNLAWFUL_DETENTION|XA|2012|UNKNOWN': 1,
      'L5 UNLAWFUL_DETENTION|XA|2012|UNKNOWN': 1,
      'L6 UNLAWFUL_DETENTION|XA|2012|UNKNOWN|UNKNOWN': 1,
      'L7 UNLAWFUL_DETENTION|XA-01|2012|UNKNOWN': 1,
    });
  });

  test('do not stand in the way where no row of theirs would be counted', async () => {
    const at = await node({ settings: PERSON_SETTINGS });
    const { id } = await addCaseFile(at, [{ type: 'TORTURE', date: '2012-03-02' }]);
    await at.dataSource.query('UPDATE case_file SET confidential = true WHERE id = $1', [id]);
    await expect(makeRelease(at, { year: '2012' })).resolves.toMatchObject({ document: { sequence: 1 } });
  });
});

describe('what the hub would refuse', () => {
  const covering = (country: string, areas: string[], to = '2013-12') =>
    parsePartnerSettings({
      ...TEST_SETTINGS,
      publication: {
        ...TEST_SETTINGS.publication,
        indicators: ['KIDNAPPING'],
        coverage: [{ indicator: 'KIDNAPPING', country, areas, from: '2012-01', to }],
      },
    });

  test.each([
    ['an area of another country', covering('XA', ['XB-01'])],
    ['a country that the coalition file does not give it', covering('FR', [])],
    ['an unknown area', covering('XA', ['XA-99'])],
    ['months that the coalition file does not declare', covering('XA', ['XA-01'], '2014-01')],
    ['made-up figures as real ones', parsePartnerSettings({ ...TEST_SETTINGS, synthetic: false })],
  ])('%s: no release is made', async (_what, settings) => {
    const coalition = parseCoalition(JSON.parse(JSON.stringify(testCoalition(TEST_SETTINGS))));
    const at = await node({ settings, coalition });
    await refusesUnspent(at, { code: 'RELEASE_INVALID' });
    expect(await noiseKeyHex(at, '2012')).toBeNull();
  });

  test.each([
    [
      'a methodology without a word on how cases come in',
      { methodology: { caseSelection: ' ' } },
      'caseSelection',
    ],
    [
      'a methodology that is still to be written',
      { methodology: { limitations: 'TODO: ask Ana' } },
      'limitations',
    ],
    [
      'a methodology without a step of verification',
      { methodology: { verificationSteps: [] } },
      'verificationSteps',
    ],
    ['no word on who pays', { fundingStreams: [] }, 'fundingStreams'],
    ['a donor without a name', { fundingStreams: [{ donor: '...' }] }, 'fundingStreams'],
  ])('%s: no release is made, and the field is named', async (_what, change: Statements, field) => {
    const { methodology, fundingStreams } = TEST_SETTINGS;
    const blank = { amountBand: null, period: null, restrictions: null };
    const settings = parsePartnerSettings({
      ...TEST_SETTINGS,
      methodology: { ...methodology, ...change.methodology },
      fundingStreams: change.fundingStreams?.map((stream) => ({ ...blank, ...stream })) ?? fundingStreams,
    });
    const at = await node({ settings });
    const message = expect.stringContaining(field) as unknown;
    await refusesUnspent(at, { code: 'CONFIG_INVALID', message });
    expect(await noiseKeyHex(at, '2012')).toBeNull();
  });

  test('a figure beyond what can be counted: no release is made', async () => {
    const at = await node({ settings: PERSON_SETTINGS });
    await addCaseFile(at, [{ type: 'ARREST', date: '2012-03-02', persons: 20_000_000 }]);
    await refusesUnspent(at, { code: 'RELEASE_INVALID', message: 'a figure is beyond what can be counted' });
  });

  test('a count that only its noise could carry beyond the limit: no release is made', async () => {
    const at = await node({ settings: PERSON_SETTINGS });
    await addCaseFile(at, [{ type: 'ARREST', date: '2012-03-02', persons: 9_999_999 }]);
    await refusesUnspent(at, { code: 'RELEASE_INVALID' });
  });
});
