/** The hub: backed up, restored elsewhere, and its audit log pruned and verified. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runHubProgram } from '@vigil/gateway';
import { auditLeafHash, canonicalJson, CHAIN_START } from '@vigil/shared';
import pg from 'pg';
import { makeWorkplace, type Run, type Workplace } from './partner-fixture.js';

let place: Workplace;
let url: string;
let backup: string;

async function hub(dataDir: string, database: string | undefined, ...args: string[]): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runHubProgram(
    ['--data-dir', place.path(dataDir), ...args],
    { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) } },
    { DATABASE_URL: database },
  );
  return { code, out, err };
}

async function ask<Row extends object>(
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Entries as the hub writes them: three old ones and two of today. */
async function fillAudit(): Promise<void> {
  let previous = CHAIN_START;
  const days = [
    '2010-01-01',
    '2010-01-02',
    '2010-01-03',
    new Date().toISOString().slice(0, 10),
    new Date().toISOString().slice(0, 10),
  ];
  for (const [index, day] of days.entries()) {
    const entry = {
      ...{
        sequence: index + 1,
        at: `${day}T00:00:00.000Z`,
        subject: null,
        organisation: null,
        roles: [],
        purpose: null,
      },
      ...{
        policyVersion: null,
        operationHash: null,
        coordinates: [],
        denied: [],
        partners: [],
        outcomes: ['OK'],
      },
    };
    const hash = auditLeafHash(previous, entry);
    await ask(url, 'INSERT INTO audit_entry (sequence, entry, previous_hash, hash) VALUES ($1, $2, $3, $4)', [
      ...[index + 1, canonicalJson(entry), previous, hash],
    ]);
    previous = hash;
  }
}

const sealedBy = (): string[] => ['--passphrase-file', place.passphraseFile];

beforeAll(async () => {
  place = await makeWorkplace();
  url = await place.database();
  backup = place.path('hub.vigil');
  expect(await hub('hub', url, 'init')).toMatchObject({ code: 0 });
  expect(await hub('hub', url, 'audit', 'verify')).toMatchObject({ code: 0 });
  await fillAudit();
  expect(await hub('hub', url, 'backup', backup, ...sealedBy())).toMatchObject({ code: 0, err: '' });
}, 120_000);
afterAll(() => place.remove());

describe('a restored hub', () => {
  test('has the same keys, settings and audit log', async () => {
    const target = await place.database();
    const restored = await hub('restored', target, 'restore', backup, ...sealedBy());
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.out).toMatch(
      /^restored: vigil-hub, backup of .*\naudit log unbroken: ends at entry 5, head [0-9a-f]{64}\n$/,
    );
    const log = 'SELECT * FROM audit_entry ORDER BY sequence';
    expect(await ask(target, log)).toEqual(await ask(url, log));
    for (const name of ['hub.json', 'coalition.json', 'keys/cursor.key', 'keys/pairwise.key']) {
      expect(await readFile(join(place.path('restored'), name))).toEqual(
        await readFile(join(place.path('hub'), name)),
      );
    }
    // the trigger is where it was
    await expect(ask(target, 'DELETE FROM audit_entry')).rejects.toThrow('never changed');
  });

  test('is refused where something is, and from a changed file, in one line and with nothing left', async () => {
    expect((await hub('hub', url, 'restore', backup, ...sealedBy())).err).toMatch(
      /is not empty; a restore writes nothing over/,
    );
    expect((await hub('other', url, 'restore', backup, ...sealedBy())).err).toMatch(
      /the database named by DATABASE_URL is not empty/,
    );
    const bytes = await readFile(backup);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    const changed = place.path('changed.vigil');
    await writeFile(changed, bytes);
    const { code, err } = await hub('other', await place.database(), 'restore', changed, ...sealedBy());
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^vigil-hub: backup refused: [^\n]*\n$/),
    });
    await expect(stat(place.path('other'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('an unencrypted file in place of the backup is refused unless it is trusted by name', async () => {
    const open = place.path('open.vigil');
    expect(await hub('hub', url, 'backup', open, '--unencrypted')).toMatchObject({ code: 0 });
    for (const options of [sealedBy(), []]) {
      expect(await hub('open', await place.database(), 'restore', open, ...options)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/it is not encrypted, and nothing proves who wrote it/),
      });
      await expect(stat(place.path('open'))).rejects.toMatchObject({ code: 'ENOENT' });
    }
    const trusted = await hub('open', await place.database(), 'restore', open, '--unencrypted');
    expect(trusted).toMatchObject({ code: 0, out: expect.stringMatching(/^restored: /) });
  });

  test('a backup does not go into what it backs up', async () => {
    expect(await hub('hub', url, 'backup', join(place.path('hub'), 'x'), ...sealedBy())).toMatchObject({
      code: 2,
    });
  });
});

describe('prune', () => {
  test('removes old entries only when told, and the log verifies from where it begins', async () => {
    expect((await hub('hub', url, 'prune')).out).toMatch(
      /^would be removed: 3 audit entries older than 3650 days, through entry 3\n/,
    );
    expect((await hub('hub', url, 'audit', 'verify')).out).toMatch(/^audit log unbroken: 5 entries/);
    expect((await hub('hub', url, 'prune', '--yes')).out).toMatch(/^removed: 3 audit entries/);
    const verified = await hub('hub', url, 'audit', 'verify');
    expect(verified.out).toMatch(
      /^audit log unbroken: 2 entries, head [0-9a-f]{64}; begins at entry 4, the ones before were pruned\n$/,
    );
    expect((await hub('hub', url, 'prune', '--yes')).out).toMatch(/^removed: 0 audit entries/);
  });

  test('who has the database alone cannot move the beginning', async () => {
    await ask(url, 'ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await ask(url, 'DELETE FROM audit_entry WHERE sequence = 4');
    expect(await hub('hub', url, 'audit', 'verify')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/entry 4 is missing/),
    });
    await ask(
      url,
      `INSERT INTO audit_entry_cut SELECT 4, previous_hash, 1, now(), repeat('0', 64) FROM audit_entry WHERE sequence = 5`,
    );
    expect(await hub('hub', url, 'audit', 'verify')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /says that its first 4 entries were pruned, but this hub did not write that/,
      ),
    });
  });
  test('a key file that was emptied refuses: with an empty key anybody could write a cut', async () => {
    const path = join(place.path('hub'), 'keys', 'audit-cut.key');
    const kept = await readFile(path);
    await writeFile(path, '\n');
    expect(await hub('hub', url, 'audit', 'verify')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/audit-cut\.key holds no whole key/),
    });
    await writeFile(path, kept);
  });
});
