/** Making a release, on a database: what is published, refused, kept and destroyed. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { ledgerFilePath, listSignedReleases, makeRelease, noiseKeyPath, type NodeContext } from '@vigil/kit';
import { noisyTable, verifyRelease } from '@vigil/shared';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openTestNode } from '../../support/node.js';
import { countsBehind } from './independent-noise.js';
import {
  addCaseFile,
  count,
  ledgerLines,
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

const KIDNAPPING = 'ABDUCTION_KIDNAPPING';
describe('a release', () => {
  test('is exact count plus the noise of the published definition, in every cell of the lattice', async () => {
    const at = await node();
    for (const date of ['2012-03-02', '2012-03-20', '2012-03-31'])
      await addCaseFile(at, [{ type: KIDNAPPING, date }]);
    await addCaseFile(at, [{ type: 'ARREST', date: '2012-05-01', area: 'XA-02', persons: 40 }]);
    await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-01-01', precision: 'YEAR', area: 'XA-02' }]);
    await addCaseFile(at, [{ type: KIDNAPPING, date: '2013-03-02' }]); // of another year
    await addCaseFile(at, [{ type: 'TORTURE', date: '2012-03-02' }]); // of no indicator
    const { document, key } = await makeAndKeep(at, '2012');
    // hand count of files; a group of 40 in one file is one file
    expect(countsBehind(key, document)).toEqual({
      'L1 KIDNAPPING|XA|2012-03': 3,
      'L1 UNLAWFUL_DETENTION|XA|2012-05': 1,
      'L2 KIDNAPPING|XA-01|2012-03': 3,
      'L2 UNLAWFUL_DETENTION|XA-02|2012-05': 1,
      'L3 KIDNAPPING|XA-01|2012': 3,
      'L3 KIDNAPPING|XA-02|2012': 1,
      'L3 UNLAWFUL_DETENTION|XA-02|2012': 1,
      'L4 KIDNAPPING|XA|2012|UNKNOWN': 4,
      'L4 UNLAWFUL_DETENTION|XA|2012|UNKNOWN': 1,
      'L5 KIDNAPPING|XA|2012|UNKNOWN': 4,
      'L5 UNLAWFUL_DETENTION|XA|2012|UNKNOWN': 1,
      'L6 KIDNAPPING|XA|2012|UNKNOWN|UNKNOWN': 4,
      'L6 UNLAWFUL_DETENTION|XA|2012|UNKNOWN|UNKNOWN': 1,
      'L7 KIDNAPPING|XA-01|2012|UNKNOWN': 3,
      'L7 KIDNAPPING|XA-02|2012|UNKNOWN': 1,
      'L7 UNLAWFUL_DETENTION|XA-02|2012|UNKNOWN': 1,
    });
    // hand count: 2 indicators x (country: 12 months + 9 groups + 4 perpetrators + 5 sexes x 11 ages; 2 areas: 12 months + 1 + 9)
    expect(document.tables.flatMap(({ cells }) => cells)).toHaveLength(248);
    expect(document.tables.every(({ countingUnit }) => countingUnit === 'CASE_FILE')).toBe(true);
  });

  test('broken twin: noise drawn without the release number is told apart from ours', async () => {
    const at = await node();
    const { document, key } = await makeAndKeep(at, '2012');
    expect(countsBehind(key, document)).toEqual({});
    expect(Object.keys(countsBehind(key, { ...document, sequence: 0 })).length).toBeGreaterThan(20);
  });

  test('of persons counts persons, each dated once', async () => {
    const at = await node({ settings: PERSON_SETTINGS });
    await addCaseFile(at, [
      { type: 'ARREST', date: '2012-05-01', persons: 40 },
      { type: 'MASS_ROUNDUP', date: '2012-06-01', area: 'XA-02', persons: 3 },
    ]);
    const { document, key } = await makeAndKeep(at, '2012');
    expect(countsBehind(key, document)).toEqual({
      'L1 UNLAWFUL_DETENTION|XA|2012-05': 40,
      'L1 UNLAWFUL_DETENTION|XA|2012-06': 3,
      'L2 UNLAWFUL_DETENTION|XA-01|2012-05': 40,
      'L2 UNLAWFUL_DETENTION|XA-02|2012-06': 3,
      'L3 UNLAWFUL_DETENTION|XA-01|2012': 40,
      'L3 UNLAWFUL_DETENTION|XA-02|2012': 3,
      'L4 UNLAWFUL_DETENTION|XA|2012|UNKNOWN': 43,
      'L5 UNLAWFUL_DETENTION|XA|2012|UNKNOWN': 43,
      'L6 UNLAWFUL_DETENTION|XA|2012|UNKNOWN|UNKNOWN': 43,
      'L7 UNLAWFUL_DETENTION|XA-01|2012|UNKNOWN': 40,
      'L7 UNLAWFUL_DETENTION|XA-02|2012|UNKNOWN': 3,
    });
    expect(document.tables[0]?.countingUnit).toBe('VICTIM_SPELL');
  });

  test('verifies with the coalition’s keys and prints its plan, rho, best guess and epsilon', async () => {
    const at = await node();
    const made = await makeRelease(at, { year: '2012' });
    const [listed] = await listSignedReleases(at, 0);
    expect(listed).toEqual({ document: made.document, signature: made.signature });
    const keys = at.coalition.partners[0]?.releaseKeys ?? { keys: [] };
    await expect(verifyRelease(listed, { partner: 'test-partner', keys })).resolves.toMatchObject({
      id: 'test-partner.2012.1',
      ledger: { sequence: 1, head: (await ledgerLines(at))[0]?.hash },
      plan: {
        unit: 'CASE_FILE',
        reason: 'case files are confidential',
        // the seven tables of the design: rho 0.5, exact 69.12 %
        rho: '1/2',
        bestGuess: 0.691234,
        delta: 1e-6,
      },
    });
    expect(await listSignedReleases(at, 1)).toEqual([]);
  });

  test('has a key of its own that only the account may read, and that is gone afterwards', async () => {
    const at = await node();
    let mode = 0;
    await makeRelease(at, {
      year: '2012',
      onStep: async (step) => {
        if (step === 'reserved') mode = (await stat(noiseKeyPath(at.dataDir, '2012'))).mode & 0o777;
      },
    });
    expect(mode).toBe(0o600);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
  });

  test('is reserved in the file and in the database before any noise is drawn', async () => {
    const at = await node();
    const seen: [string, number, number][] = [];
    const made = await makeRelease(at, {
      year: '2012',
      onStep: async (step) => {
        seen.push([step, (await ledgerLines(at)).length, await count(at, 'release_ledger')]);
      },
      draw: (input) => {
        // only here is noise made: wherever this is called, the file must hold this very reservation
        const lines = readFileSync(ledgerFilePath(at.dataDir), 'utf8').split('\n').slice(0, -1);
        const { entry } = JSON.parse(lines.at(-1) ?? '{}') as { entry: Record<string, unknown> };
        expect(entry).toMatchObject({ kind: 'reserve', release: input.releaseSequence });
        expect(entry['digests']).toContainEqual({
          table: input.planned.id,
          counts: 'UNIT',
          indicator: input.planned.indicator,
          digest: input.snapshotDigest,
        });
        if (seen.at(-1)?.[0] !== 'draw') seen.push(['draw', lines.length, -1]);
        return noisyTable(input);
      },
    });
    // step, entries in the file, entries in the database; `stored` is inside the transaction of the document
    expect(seen).toEqual([
      ['reserved-in-file', 1, 0],
      ['reserved', 1, 1],
      ['draw', 1, -1],
      ['drawn', 1, 1],
      ['stored', 1, 1],
      ['committed', 1, 2],
      ['completed', 2, 2],
      ['key-overwritten', 2, 2],
    ]);
    expect(made.document.tables).toHaveLength(14);
  });

  test('leaves a line in the local record, without a count', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012', actor: 'somebody' });
    const [line] = await at.dataSource.query<Record<string, unknown>[]>(
      `SELECT actor, action, object, details FROM local_record WHERE action = 'release.make'`,
    );
    expect(line).toEqual({
      actor: 'somebody',
      action: 'release.make',
      object: 'test-partner.2012.1',
      details: {
        partition: '2012',
        stage: 'FINAL',
        part: '2012',
        release: 1,
        ledger: 2,
        kind: 'complete',
        documentDigest: expect.any(String),
      },
    });
  });
});

describe('a release is refused', () => {
  test('a second time for its year, with the reason', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({
      code: 'RELEASE_EXISTS',
      message: 'year 2012 has its last release; each planned release of a year is made once',
    });
    expect(await count(at, 'release_ledger')).toBe(2);
    await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
  });

  test('of a hundred made at once, all but one; one reservation, one noise', async () => {
    const at = await node();
    await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    const made = await Promise.allSettled(
      Array.from({ length: 100 }, () => makeRelease(at, { year: '2012' })),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = made.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { code: string }).code] : [],
    );
    expect(new Set(codes)).toEqual(new Set(['RELEASE_EXISTS']));
    expect((await ledgerLines(at)).map(({ entry }) => entry['kind'])).toEqual(['reserve', 'complete']);
    expect(await count(at, 'release_document')).toBe(1);
  });

  test.each([
    ['before its year has ended', '2013', '2013-12-31T23:59:59.999Z', 'PLAN_INVALID'],
    ['for a year without coverage', '2010', '2014-02-01T00:00:00Z', 'PLAN_INVALID'],
    ['for something that is no year', '12', '2014-02-01T00:00:00Z', 'USAGE'],
  ])('%s, and nothing is spent', async (_what, year, now, code) => {
    const at = await node({ now: () => new Date(now) });
    await expect(makeRelease(at, { year })).rejects.toMatchObject({ code, audience: 'operator' });
    expect(await count(at, 'release_ledger')).toBe(0);
    expect(await noiseKeyHex(at, year)).toBeNull();
  });

  test('when the coalition does not list its key, and nothing is spent', async () => {
    const at = await node();
    const other = await node();
    await expect(makeRelease({ ...at, coalition: other.coalition }, { year: '2012' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    expect(await count(at, 'release_ledger')).toBe(0);
  });
});
