/**
 * Getting noise twice: a crash, a hundred at once, yesterday's backup. A year's budget is spent once, so whoever gets a
 * second release of it averages. Each way works on a node whose ledger is forgotten with its process.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  listSignedReleases,
  makeRelease,
  notedReceipt,
  recoverLedger,
  type MakeReleaseOptions,
  type NodeContext,
} from '@vigil/kit';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCaseFile, withReleaseKey } from '../../kit/releases/releasing-node.js';
import { openTestNode } from '../../support/node.js';

const YEAR = '2012';
/** case files of XA-01 in the year: what the attacker is after */
const EXACT = 7;
const ROUNDS = 16;
/** four and a half standard errors of the mean of sixteen figures with variance 8; keys are new in every run */
const FOUND = 4.5 * Math.sqrt(8 / ROUNDS);

const nodes: NodeContext[] = [];
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

async function node(): Promise<NodeContext> {
  const opened = await withReleaseKey(await openTestNode());
  nodes.push(opened);
  for (let file = 0; file < EXACT; file += 1) await addFile(opened);
  return opened;
}

async function addFile(at: NodeContext): Promise<void> {
  await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
}

async function releaseTables({ dataSource }: NodeContext): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = current_schema AND table_name LIKE 'release\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** A ledger that lives in the memory of a process: with the process it is gone. */
async function forgetLedger(at: NodeContext): Promise<void> {
  await at.dataSource.query(`TRUNCATE ${(await releaseTables(at)).join(', ')} CASCADE`);
  await rm(join(at.dataDir, 'ledger'), { recursive: true, force: true });
}

/** The figure of XA-01 in every document that the node gives out now. */
async function figuresOut(at: NodeContext): Promise<number[]> {
  const releases = await listSignedReleases(at, 0);
  return releases.map(({ document }) => {
    const table = document.tables.find(({ id, indicator }) => id === 'L3' && indicator === 'KIDNAPPING');
    return table?.cells.find(({ at: place }) => place[0] === 'XA-01')?.y ?? Number.NaN;
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The codes of what was refused. */
async function codesOf(made: readonly Promise<unknown>[]): Promise<Set<string>> {
  const settled = await Promise.allSettled(made);
  return new Set(
    settled.map((each) => (each.status === 'fulfilled' ? 'MADE' : (each.reason as { code: string }).code)),
  );
}

class PowerCut extends Error {}

/** Makes a release that ends at a step, as a power cut would end it. */
async function crashAt(at: NodeContext, step: string): Promise<void> {
  const onStep: MakeReleaseOptions['onStep'] = (reached) => {
    if (reached === step) throw new PowerCut();
  };
  await makeRelease(at, { year: YEAR, onStep }).catch((error: unknown) => {
    if (!(error instanceof PowerCut)) throw error;
  });
}

describe('a hundred releases at once', () => {
  test('give one figure', async () => {
    const at = await node();
    const codes = await codesOf(Array.from({ length: 100 }, () => makeRelease(at, { year: YEAR })));
    expect(codes).toEqual(new Set(['MADE', 'RELEASE_EXISTS']));
    expect(await figuresOut(at)).toHaveLength(1);
  });

  test('broken twin: with a ledger in memory each process gives its own, and their mean is the count', async () => {
    const at = await node();
    const figures: number[] = [];
    for (let process = 0; process < ROUNDS; process += 1) {
      await forgetLedger(at);
      await makeRelease(at, { year: YEAR });
      figures.push(...(await figuresOut(at)));
    }
    expect(figures).toHaveLength(ROUNDS);
    expect(new Set(figures).size).toBeGreaterThan(1);
    expect(Math.abs(meanOf(figures) - EXACT)).toBeLessThan(FOUND);
  });
});

describe.each([
  ['between reservation and draw', 'reserved'],
  ['between draw and document', 'drawn'],
])('a crash %s', (_when, step) => {
  test('again and again over the same records gives one figure', async () => {
    const at = await node();
    for (let round = 0; round < 4; round += 1) {
      await crashAt(at, step).catch(() => undefined);
      await recoverLedger(at);
    }
    expect(await codesOf([makeRelease(at, { year: YEAR })])).toEqual(new Set(['RELEASE_EXISTS']));
    expect(await figuresOut(at)).toHaveLength(1);
  });

  test('and other records: what may have been drawn stays charged, and nothing more is given out', async () => {
    const at = await node();
    await crashAt(at, step);
    await addFile(at);
    expect(await codesOf([makeRelease(at, { year: YEAR })])).toEqual(new Set(['PLAN_EXCEEDS_BOUND']));
    expect(await figuresOut(at)).toEqual([]);
  });

  test('broken twin: with a ledger in memory the records may change between two figures', async () => {
    const at = await node();
    await makeRelease(at, { year: YEAR });
    const [first] = await figuresOut(at);
    await forgetLedger(at);
    await crashAt(at, step);
    await forgetLedger(at);
    await addFile(at);
    expect(await codesOf([makeRelease(at, { year: YEAR })])).toEqual(new Set(['MADE']));
    expect([first, ...(await figuresOut(at))]).toHaveLength(2);
  });
});

describe('yesterday’s backup', () => {
  /** Everything of before the release, put back: records stay, what the node knew of its releases is gone. */
  async function restored(at: NodeContext, backup: string): Promise<void> {
    await at.dataSource.query(`TRUNCATE ${(await releaseTables(at)).join(', ')} CASCADE`);
    await rm(join(at.dataDir, 'ledger'), { recursive: true, force: true });
    await cp(join(backup, 'keys'), join(at.dataDir, 'keys'), { recursive: true });
  }

  async function backupOf(at: NodeContext): Promise<string> {
    const backup = await mkdtemp(join(tmpdir(), 'vigil-backup-'));
    await cp(join(at.dataDir, 'keys'), join(backup, 'keys'), { recursive: true });
    return backup;
  }

  /** So many days, each with a release, a pull of the hub and a restore. */
  async function figuresOfDays(at: NodeContext, hubNames: boolean): Promise<number[]> {
    const backup = await backupOf(at);
    const figures: number[] = [];
    let highest = 0;
    for (let day = 0; day < ROUNDS; day += 1) {
      await makeRelease(at, { year: YEAR }).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'LEDGER_BEHIND' });
      });
      const given = await figuresOut(at);
      figures.push(...given);
      highest = Math.max(highest, given.length);
      await restored(at, backup);
      if (hubNames) await notedReceipt(at, highest);
    }
    await rm(backup, { recursive: true });
    return figures;
  }

  test('gives no second figure: the hub has named the first', async () => {
    expect(await figuresOfDays(await node(), true)).toHaveLength(1);
  });

  test('broken twin: where nobody names it, every day has its own, and their mean is the count', async () => {
    const figures = await figuresOfDays(await node(), false);
    expect(figures).toHaveLength(ROUNDS);
    expect(Math.abs(meanOf(figures) - EXACT)).toBeLessThan(FOUND);
  });
});
