/** One data directory, one ledger: whatever becomes of its locks, a release number is drawn once. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { ledgerFilePath, makeRelease, openNoiseKey, recoverLedger, type NodeContext } from '@vigil/kit';
import {
  appendEntry,
  canonicalJson,
  checkLedger,
  nextRelease,
  noisyTable,
  type ChainedLedgerEntry,
  type Reservation,
} from '@vigil/shared';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openTestNode } from '../../support/node.js';
import { addCaseFile, count, ledgerLines, noiseKeyHex, withReleaseKey } from './releasing-node.js';

const nodes: NodeContext[] = [];
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});
async function node(): Promise<NodeContext> {
  const opened = await withReleaseKey(await openTestNode());
  nodes.push(opened);
  return opened;
}

const KIDNAPPING = [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }];

/** Two nodes on one data directory, each over a database and records of its own. */
async function twins(): Promise<[NodeContext, NodeContext]> {
  const one = await node();
  const other = await openTestNode();
  nodes.push(other);
  // as after a provisional release: the year has its key, and both would draw with it
  await openNoiseKey(one.dataDir, '2012', randomBytes);
  await addCaseFile(one, KIDNAPPING);
  await addCaseFile(other, KIDNAPPING);
  await addCaseFile(other, KIDNAPPING);
  const { dataDir, coalition } = one;
  const twin = {
    ...other,
    ...{ dataDir, coalition },
    get records() {
      return other.records;
    },
  };
  return [one, twin];
}

const kinds = async (at: NodeContext): Promise<unknown[]> =>
  (await ledgerLines(at)).map(({ entry }) => entry['kind']);

/** A reservation as a program writes it that has read this much of a ledger. */
function reservationAfter(
  read: readonly ChainedLedgerEntry[],
  { plan, definitionVersion, digests }: Reservation,
): ChainedLedgerEntry {
  return appendEntry(read, {
    ...{ kind: 'reserve', at: '2014-02-01T00:00:00.000Z', partition: '2012', stage: 'FINAL', part: '2012' },
    ...{ release: nextRelease(read), definitionVersion, plan, digests },
  });
}
const lineOf = (entry: ChainedLedgerEntry): string => `${canonicalJson(entry)}\n`;

async function firstReservation(at: NodeContext): Promise<Reservation> {
  const [first] = (await ledgerLines(at)) as unknown as ChainedLedgerEntry[];
  if (first?.entry.kind !== 'reserve') throw new Error('no reservation');
  return first.entry;
}

/** Writes behind the reservation of another, as a program that has read the ledger when it was empty. */
async function writeBehind(at: NodeContext): Promise<void> {
  const late = reservationAfter([], await firstReservation(at));
  await appendFile(ledgerFilePath(at.dataDir), lineOf(late));
}

/** Makes the release of 2012 and says with which numbers noise was drawn. */
async function drawnBy(
  at: NodeContext,
  onStep: NonNullable<Parameters<typeof makeRelease>[1]['onStep']> = () => undefined,
): Promise<{ numbers: Set<number>; code: string | null }> {
  const numbers = new Set<number>();
  const draw: typeof noisyTable = (input) => {
    numbers.add(input.releaseSequence);
    return noisyTable(input);
  };
  const code = await makeRelease(at, { year: '2012', draw, onStep }).then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  );
  return { numbers, code };
}

describe('two databases on one data directory', () => {
  test('at once: one draws, the other waits and is refused as behind, and the ledger stays whole', async () => {
    const both = await twins();
    const made = await Promise.all(both.map((at) => drawnBy(at)));
    expect(made.map(({ numbers }) => numbers.size).sort()).toEqual([0, 1]);
    expect(made.map(({ code }) => code).sort()).toEqual(['LEDGER_BEHIND', null]);
    expect(await kinds(both[0])).toEqual(['reserve', 'complete']);
    const [winner, loser] = made[0]?.code === null ? both : [both[1], both[0]];
    expect(await recoverLedger(winner)).toEqual([]);
    expect(await count(winner, 'release_document')).toBe(1);
    expect(await count(loser, 'release_document')).toBe(0);
    expect(await count(loser, 'release_ledger')).toBe(0);
    expect(await noiseKeyHex(winner, '2012')).toBeNull();
    await expect(makeRelease(loser, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
  });

  test('broken twin: with the lock of the database alone, both draw the same number', async () => {
    const both = await twins();
    const other = await node();
    await makeRelease(other, { year: '2012' });
    const body = await firstReservation(other);
    const [{ dataDir }] = both;
    await mkdir(dirname(ledgerFilePath(dataDir)), { recursive: true });
    const drawn: number[] = [];
    const reserve = ({ dataSource }: NodeContext): Promise<void> =>
      dataSource.transaction(async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock(7161003)');
        const text = await readFile(ledgerFilePath(dataDir), 'utf8').catch(() => '');
        const lines = text.split('\n').slice(0, -1);
        const read = checkLedger(lines.map((line) => JSON.parse(line) as ChainedLedgerEntry));
        await bothHaveRead();
        await appendFile(ledgerFilePath(dataDir), lineOf(reservationAfter(read, body)));
        drawn.push(nextRelease(read));
      });
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    let waiting = 0;
    const bothHaveRead = (): Promise<void> => {
      waiting += 1;
      if (waiting === both.length) go();
      return gate;
    };
    await Promise.all(both.map(reserve));
    expect(drawn).toEqual([1, 1]);
    await expect(recoverLedger(both[0])).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});

describe('a second writer that heeds no lock', () => {
  test('behind the reservation: nothing is drawn', async () => {
    const at = await node();
    const { numbers, code } = await drawnBy(at, async (step) => {
      if (step === 'reserved-in-file') await writeBehind(at);
    });
    expect([numbers.size, code]).toEqual([0, 'LEDGER_BROKEN']);
    expect(await count(at, 'release_document')).toBe(0);
  });

  test('in the middle of a line: nothing is drawn, and nothing of the line is cut off', async () => {
    const at = await node();
    const { numbers, code } = await drawnBy(at, async (step) => {
      if (step === 'reserved-in-file') await appendFile(ledgerFilePath(at.dataDir), '{"entry":');
    });
    expect([numbers.size, code]).toEqual([0, 'LEDGER_BROKEN']);
    expect(await readFile(ledgerFilePath(at.dataDir), 'utf8')).toMatch(/\n\{"entry":$/);
  });

  test('while noise is drawn: no document is stored, so none leaves', async () => {
    const at = await node();
    const { numbers, code } = await drawnBy(at, async (step) => {
      if (step === 'drawn') await writeBehind(at);
    });
    expect([numbers.size, code]).toEqual([1, 'LEDGER_BROKEN']);
    expect(await count(at, 'release_document')).toBe(0);
    expect(await count(at, 'release_ledger')).toBe(1);
  });

  test('in the database, or another database than a moment ago: nothing is drawn', async () => {
    const at = await node();
    // as a pool does that has come to a server without what was written
    await at.dataSource.query(
      `CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    );
    await at.dataSource.query(
      'CREATE TRIGGER forget BEFORE INSERT ON release_ledger FOR EACH ROW EXECUTE FUNCTION forget()',
    );
    const { numbers, code } = await drawnBy(at);
    expect([numbers.size, code]).toEqual([0, 'LEDGER_BROKEN']);
    // the reservation is in the file, as after a crash: it is taken over, and drawn once
    await at.dataSource.query('DROP TRIGGER forget ON release_ledger');
    expect(await recoverLedger(at)).toEqual([
      expect.stringContaining('the reservation was taken over'),
      expect.stringContaining('test-partner.2012.1 stands'),
    ]);
    expect(await kinds(at)).toEqual(['reserve', 'recovered']);
  });
});

describe('the lock file', () => {
  const lockOf = (at: NodeContext): string => join(at.dataDir, 'ledger.mutex');
  const holders = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7161003 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

  test('keeps others out when the session that holds the lock of the database is lost', async () => {
    const at = await node();
    const order: string[] = [];
    let second: Promise<unknown> | undefined;
    await makeRelease(at, {
      year: '2012',
      onStep: async (step) => {
        order.push(step);
        if (step !== 'reserved') return;
        await at.dataSource.query(`SELECT pg_terminate_backend(pid) FROM (${holders}) AS holder`);
        while ((await at.dataSource.query<object[]>(holders)).length > 0) await pause(5);
        second = makeRelease(at, { year: '2013', onStep: (its) => void order.push(`2013 ${its}`) });
        // it has the lock of the database now
        while ((await at.dataSource.query<object[]>(holders)).length === 0) await pause(5);
      },
    });
    await second;
    expect(order.indexOf('completed')).toBeLessThan(order.indexOf('2013 reserved-in-file'));
    expect(await kinds(at)).toEqual(['reserve', 'complete', 'reserve', 'complete']);
    expect(await count(at, 'release_document')).toBe(2);
  });

  test.each([
    ['of a process that is gone', { pid: 4_194_303, started: null }],
    ['of a reused process number', { pid: process.pid, started: 'another boot/1' }],
  ])('%s is taken over', async (_of, holder) => {
    const at = await node();
    await writeFile(lockOf(at), JSON.stringify({ ...holder, host: hostname(), nonce: 'x' }));
    await expect(makeRelease(at, { year: '2012' })).resolves.toMatchObject({ document: { sequence: 1 } });
    expect((await readdir(dirname(lockOf(at)))).filter((name) => name.startsWith('ledger.'))).toEqual([]);
  });

  test('is gone after a release that was refused', async () => {
    const at = await node();
    await expect(makeRelease(at, { year: '2010' })).rejects.toMatchObject({ code: 'PLAN_INVALID' });
    expect(existsSync(lockOf(at))).toBe(false);
  });
});
