/**
 * The rehearsal: a node is backed up, restored elsewhere, and is the same node. Run with TEST_DATABASE_URL naming a
 * PostgreSQL 15 it goes from 15 to the embedded 18 and back.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listSignedReleases, makeRelease, verifyLocalRecord, withLedgerOf } from '../operations/kit-parts.js';
import {
  makePartner,
  makeWorkplace,
  partnerAt,
  type Partner,
  type Workplace,
} from '../operations/partner-fixture.js';

let place: Workplace;
let source: Partner;
let backup: string;

const sealedBy = (): string[] => ['--passphrase-file', place.passphraseFile];

/** Everything the tables hold, as PostgreSQL prints it; two nodes that give the same are the same. */
async function contents(partner: Partner): Promise<Record<string, string>> {
  const node = await partner.open();
  try {
    const tables = await node.dataSource.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      const rows = await node.dataSource.query<{ row: string }[]>(
        `SELECT t::text AS row FROM "${name}" t ORDER BY t::text COLLATE "C"`,
      );
      const hash = createHash('sha256');
      for (const { row } of rows) hash.update(row).update('\n');
      found[name] = `${rows.length} ${hash.digest('hex')}`;
    }
    return found;
  } finally {
    await node.close();
  }
}

async function releasesOf(partner: Partner): Promise<string> {
  const node = await partner.open();
  try {
    const rows = await node.dataSource.query<object[]>(
      'SELECT id, document, signature FROM release_document ORDER BY id',
    );
    return JSON.stringify(rows);
  } finally {
    await node.close();
  }
}

beforeAll(async () => {
  place = await makeWorkplace();
  source = await makePartner(place, 'source');
  backup = place.path('backup.vigil');
  const made = await source.run('backup', backup, ...sealedBy());
  if (made.code !== 0) throw new Error(made.err);
}, 180_000);
afterAll(() => place.remove());

describe('a backup restored elsewhere', () => {
  test('holds every row, file and release byte for byte, on the other PostgreSQL and back', async () => {
    const before = await contents(source);
    const releases = await releasesOf(source);
    const table = await source.run('count', '--indicator', 'UNLAWFUL_DETENTION', '--by', 'country,month');
    const embedded = partnerAt(place.path('embedded'), {});
    const restored = await embedded.run('restore', backup, ...sealedBy());
    expect({ code: restored.code, err: restored.err }).toMatchObject({ code: 0 });
    expect(restored.out).toMatch(
      /^restored: synthetic-one, backup of .*\nlocal record unchanged, \d+ lines; ledger unbroken, 2 entries\n$/,
    );
    const again = place.path('again.vigil');
    expect(await embedded.run('backup', again, ...sealedBy())).toMatchObject({ code: 0 });
    const back = partnerAt(place.path('back'), { DATABASE_URL: await place.database() });
    expect(await back.run('restore', again, ...sealedBy())).toMatchObject({ code: 0 });

    const after = await contents(back);
    // what was done since is in the record; all else is the same
    const { local_record: recordBefore, ...rowsBefore } = before;
    const { local_record: recordAfter, ...rowsAfter } = after;
    expect(rowsAfter).toEqual(rowsBefore);
    expect(Object.keys(rowsAfter).length).toBeGreaterThan(15);
    expect(recordAfter).not.toBe(recordBefore);
    expect(await releasesOf(back)).toBe(releases);
    expect((await back.run('count', '--indicator', 'UNLAWFUL_DETENTION', '--by', 'country,month')).out).toBe(
      table.out,
    );
    for (const name of [
      'partner.json',
      'coalition.json',
      'keys/id.key',
      'keys/release-signing.jwk',
      'ledger/ledger.jsonl',
    ]) {
      expect(await readFile(join(back.dataDir, name))).toEqual(await readFile(join(source.dataDir, name)));
      expect((await stat(join(back.dataDir, name))).mode & 0o777).toBe(
        (await stat(join(source.dataDir, name))).mode & 0o777,
      );
    }
    expect(await back.run('record', 'verify')).toMatchObject({ code: 0 });
    expect((await back.run('record', 'show', '--last', '3', '--json')).out).toContain('"restore.done"');
  }, 180_000);

  test('lets its sequences go on where they stood', async () => {
    const target = partnerAt(place.path('sequences'), { DATABASE_URL: await place.database() });
    await target.run('restore', backup, ...sealedBy());
    const [there, here] = await Promise.all(
      [source, target].map(async (partner) => {
        const node = await partner.open();
        try {
          return await node.dataSource.query<object[]>(
            `SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
          );
        } finally {
          await node.close();
        }
      }),
    );
    expect(there).not.toEqual([]);
    expect(here).toEqual(there);
  });

  test('makes no release until the hub has asked, and then only from a ledger that is not behind', async () => {
    const target = partnerAt(place.path('quiet'), { DATABASE_URL: await place.database() });
    const restored = await target.run('restore', backup, ...sealedBy());
    expect(restored.err).toMatch(
      /^this node was restored on \S+ from a backup of \S+, and the hub has not asked since: /m,
    );
    const early = await target.run('release', 'make', '--yes', '--year', '2013');
    expect(early).toMatchObject({ code: 1, out: '' });
    expect(early.err).toMatch(
      /^vigil-partner: this node was restored on \S+ from a backup of \S+, and the hub has not asked since/m,
    );
    const node = await target.open();
    try {
      expect(await node.dataSource.query('SELECT 1 FROM release_ledger')).toHaveLength(2);
      await withLedgerOf(node).hubAsks(2); // it has a release that came after the backup
    } finally {
      await node.close();
    }
    const behind = await target.run('release', 'make', '--yes', '--year', '2013');
    expect(behind.err).toMatch(
      /^vigil-partner: the hub has release 2 of this node, the newest one here is 1:/m,
    );
  });

  test('releases again once the hub has asked and has nothing newer', async () => {
    const target = partnerAt(place.path('released'), { DATABASE_URL: await place.database() });
    await target.run('restore', backup, ...sealedBy());
    const node = await target.open();
    try {
      await withLedgerOf(node).hubAsks(1);
      await makeRelease(node, { year: '2013' });
      expect((await listSignedReleases(node, 0)).map(({ document }) => document.partition)).toEqual([
        '2012',
        '2013',
      ]);
      await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: expect.any(Number) });
    } finally {
      await node.close();
    }
  });

  test('never brings back a noise key, even one that was there when the backup was made', async () => {
    const key = join(source.dataDir, 'keys', 'noise-2013.key');
    await writeFile(key, `${'0'.repeat(64)}\n`, { mode: 0o600 });
    const file = place.path('with-key.vigil');
    expect(await source.run('backup', file, ...sealedBy())).toMatchObject({ code: 0 });
    const target = partnerAt(place.path('no-key'), { DATABASE_URL: await place.database() });
    expect(await target.run('restore', file, ...sealedBy())).toMatchObject({ code: 0 });
    expect(await readdir(join(target.dataDir, 'keys'))).toEqual(['id.key', 'release-signing.jwk']);
  });
});

describe('what was taken away after the backup', () => {
  test('comes back with a plain restore, which says so, and goes again with the newer record', async () => {
    const partner = await makePartner(place, 'erasing', false);
    const node = await partner.open();
    await node.dataSource.query(
      `INSERT INTO case_file (reference, synthetic) VALUES ('A-1', true), ('A-2', true)`,
    );
    await node.close();
    const file = place.path('erasing.vigil');
    await partner.run('backup', file, ...sealedBy());
    expect(await partner.run('erase', 'A-1', '--reason', 'person-request')).toMatchObject({ code: 0 });
    const record = place.path('newer.jsonl');
    await writeFile(record, (await partner.run('record', 'show', '--json', '--last', '1000')).out);

    const references = async (target: Partner): Promise<string[]> => {
      const opened = await target.open();
      const rows = await opened.dataSource.query<{ reference: string }[]>(
        'SELECT reference FROM case_file ORDER BY 1',
      );
      await opened.close();
      return rows.map(({ reference }) => reference);
    };
    const plain = partnerAt(place.path('plain'), { DATABASE_URL: await place.database() });
    expect((await plain.run('restore', file, ...sealedBy())).err).toMatch(
      /what was erased, withdrawn or unpinned after \S+ is back/,
    );
    expect(await references(plain)).toEqual(['A-1', 'A-2']);
    const careful = partnerAt(place.path('careful'), { DATABASE_URL: await place.database() });
    const restored = await careful.run('restore', file, ...sealedBy(), '--then-erase', record);
    expect(restored.out).toMatch(/done again from the record: 1 erasures, 0 withdrawn consents; 0 concern/);
    expect(await references(careful)).toEqual(['A-2']);
    // the record of another node, or an older one, is no guide
    const wrong = partnerAt(place.path('wrong'), { DATABASE_URL: await place.database() });
    const foreign = (await source.run('record', 'show', '--json', '--last', '1000')).out;
    await writeFile(record, foreign.split('\n').slice(0, 1).join('\n'));
    expect((await wrong.run('restore', file, ...sealedBy(), '--then-erase', record)).err).toMatch(
      /the record does not continue this backup/,
    );
  });
});

test('restore --check reads the whole file and makes nothing', async () => {
  const target = partnerAt(place.path('only-looked'), {});
  const looked = await target.run('restore', backup, '--check', ...sealedBy());
  expect(looked).toMatchObject({ code: 0, out: expect.stringMatching(/^whole: synthetic-one, backup of /) });
  await expect(stat(target.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
});
