/** A restore that is killed leaves nothing that opens; a backup that anybody could have written is not restored. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { nodeLogger, restoreNode, uncheckedRestore } from '@vigil/kit';
import { putInPlace } from '@vigil/shared';
import { makePartner, makeWorkplace, partnerAt, type Partner, type Workplace } from './partner-fixture.js';

let place: Workplace;
let source: Partner;
let backup: string;

const sealedBy = (): string[] => ['--passphrase-file', place.passphraseFile];

beforeAll(async () => {
  place = await makeWorkplace();
  source = await makePartner(place, 'source', false);
  backup = place.path('backup.vigil');
  const made = await source.run('backup', backup, ...sealedBy());
  if (made.code !== 0) throw new Error(made.err);
}, 120_000);
afterAll(() => place.remove());

test('what a restore leaves when it dies between its rows and its end does not open', async () => {
  const databaseUrl = await place.database();
  let copies = 0;
  await restoreNode({
    ...{ file: backup, dataDir: place.path('whole'), databaseUrl, trustUnsealed: false },
    passphrase: async () => (await readFile(place.passphraseFile, 'utf8')).trim(),
    log: nodeLogger('silent'),
    now: () => new Date(),
    progress: () => {
      // what lies on the disk at this moment is what a kill would leave
      copies += 1;
      cpSync(place.path('whole'), place.path('killed'), { recursive: true });
    },
  });
  expect(copies).toBeGreaterThan(0);

  const killed = partnerAt(place.path('killed'), { DATABASE_URL: databaseUrl });
  for (const command of [
    ['release', 'make', '--yes', '--year', '2013'],
    ['count', '--indicator', 'KIDNAPPING', '--by', 'year'],
    ['serve'],
  ]) {
    expect(await killed.run(...command)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/a restore into .* was interrupted or is under way/),
    });
  }
  // and what ended opens, and makes no release before the hub has asked
  const whole = partnerAt(place.path('whole'), { DATABASE_URL: databaseUrl });
  expect(await whole.run('record', 'verify')).toMatchObject({ code: 0 });
  expect(await uncheckedRestore(place.path('whole'))).toMatch(/the hub has not asked since/);
});

test('an unencrypted file in place of the backup is refused unless it is trusted by name', async () => {
  const open = place.path('open.vigil');
  expect(await source.run('backup', open, '--unencrypted')).toMatchObject({ code: 0 });
  for (const options of [sealedBy(), []]) {
    const target = partnerAt(place.path('open'), { DATABASE_URL: await place.database() });
    expect(await target.run('restore', open, ...options)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/it is not encrypted, and nothing proves who wrote it/),
    });
    await expect(stat(target.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  }
  const target = partnerAt(place.path('open'), { DATABASE_URL: await place.database() });
  expect(await target.run('restore', open, '--unencrypted')).toMatchObject({ code: 0 });
});

test('a file system without links gets its backup as well, and none is written over', async () => {
  await mkdir(place.path('stick'));
  const part = place.path('stick/new.part');
  const file = place.path('stick/new');
  // link(2): EPERM where the file system does not support links
  const noLinks = (): Promise<void> => Promise.reject(Object.assign(new Error('no'), { code: 'EPERM' }));
  await writeFile(part, 'whole', { mode: 0o600 });
  await putInPlace(part, file, noLinks);
  expect(await readFile(file, 'utf8')).toBe('whole');
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  await writeFile(part, 'another');
  await expect(putInPlace(part, file, noLinks)).rejects.toMatchObject({ code: 'USAGE' });
  await expect(putInPlace(part, file)).rejects.toMatchObject({ code: 'USAGE' });
  expect(await readFile(file, 'utf8')).toBe('whole');
});
