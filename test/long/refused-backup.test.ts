/** A backup that is not whole, not ours or not opened restores nothing; nor does any backup over something. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

beforeAll(async () => {
  place = await makeWorkplace();
  source = await makePartner(place, 'source');
  backup = place.path('backup.vigil');
  const made = await source.run('backup', backup, ...sealedBy());
  if (made.code !== 0) throw new Error(made.err);
}, 180_000);
afterAll(() => place.remove());

describe('refused in one line, with nothing left behind', () => {
  const refusedRestore = async (file: string, line: RegExp, ...options: string[]): Promise<void> => {
    const dataDir = join(place.folder, `refused-${Math.random().toString(36).slice(2)}`);
    const env = { DATABASE_URL: await place.database() };
    const target = partnerAt(dataDir, env);
    const { code, out, err } = await target.run('restore', file, ...options);
    expect({ code: code > 0, out, lines: err.trimEnd().split('\n').length }).toEqual({
      code: true,
      out: '',
      lines: 1,
    });
    expect(err).toMatch(line);
    await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  };
  /** sealed chunks: 64 KiB and a tag of 16 bytes each, after the first line */
  const CHUNK = 65_552;
  const changed = async (name: string, change: (bytes: Buffer, start: number) => Buffer): Promise<string> => {
    const bytes = await readFile(backup);
    const file = place.path(name);
    await writeFile(file, change(bytes, bytes.indexOf(0x0a) + 1));
    return file;
  };

  test.each<[string, (bytes: Buffer, start: number) => Buffer, RegExp]>([
    [
      'one bit',
      (b, s) => {
        b[s + 3 * CHUNK] = (b[s + 3 * CHUNK] ?? 0) ^ 1;
        return b;
      },
      /chunk 4 was changed, moved or cut off$/m,
    ],
    [
      'two chunks swapped',
      (b, s) =>
        Buffer.concat([
          b.subarray(0, s + CHUNK),
          b.subarray(s + 2 * CHUNK, s + 3 * CHUNK),
          b.subarray(s + CHUNK, s + 2 * CHUNK),
          b.subarray(s + 3 * CHUNK),
        ]),
      /chunk 2 was changed, moved or cut off$/m,
    ],
    [
      'a chunk left out',
      (b, s) => Buffer.concat([b.subarray(0, s + CHUNK), b.subarray(s + 2 * CHUNK)]),
      /chunk 2 was changed, moved or cut off$/m,
    ],
    [
      'the end cut off at a chunk',
      (b, s) => b.subarray(0, s + 3 * CHUNK),
      /chunk 3 was changed, moved or cut off$/m,
    ],
    ['the end cut off elsewhere', (b) => b.subarray(0, b.length - 5), /was changed, moved or cut off$/m],
    ['bytes after the end', (b) => Buffer.concat([b, Buffer.of(1)]), /was changed, moved or cut off$/m],
    [
      'another first line',
      (b, s) =>
        Buffer.concat([Buffer.from(b.subarray(0, s).toString().replace('"of"', ' "of"')), b.subarray(s)]),
      /the passphrase is wrong, or the file was changed$/m,
    ],
    ['no backup at all', () => Buffer.from('hello\n'), /it is no backup of Vigil, or of another version$/m],
  ])('%s', async (name, change, line) => {
    expect((await stat(backup)).size).toBeGreaterThan(5 * CHUNK);
    await refusedRestore(await changed(`${name}.vigil`, change), line, ...sealedBy());
  });

  test('a wrong passphrase, and a backup of the hub', async () => {
    const wrong = place.path('wrong-passphrase');
    await writeFile(wrong, 'some other words entirely');
    await refusedRestore(
      backup,
      /the passphrase is wrong, or the file was changed$/m,
      '--passphrase-file',
      wrong,
    );
    const hub = await changed('hub.vigil', (bytes) =>
      Buffer.from(bytes.toString('latin1').replace('"partner"', '"hub"'), 'latin1'),
    );
    await refusedRestore(hub, /it is of a hub, not of a partner$/m, ...sealedBy());
  });

  test('an unencrypted one whose parts were swapped, changed or cut', async () => {
    const file = place.path('open.vigil');
    const made = await source.run('backup', file, '--unencrypted');
    expect(made.err).toMatch(/this file is NOT encrypted/);
    const bytes = await readFile(file);
    const name = bytes.indexOf('synthetic-one');
    const other = Buffer.from(bytes);
    other[name] = 0x53;
    await writeFile(place.path('open-changed.vigil'), other);
    await refusedRestore(place.path('open-changed.vigil'), /part manifest was changed$/m, '--unencrypted');
    await writeFile(place.path('open-cut.vigil'), bytes.subarray(0, bytes.length - 1));
    await refusedRestore(place.path('open-cut.vigil'), /it was cut off$/m, '--unencrypted');
  });

  test('a directory or a database that is not empty, each with its remedy', async () => {
    const used = partnerAt(place.path('used'), { DATABASE_URL: await place.database() });
    await mkdir(used.dataDir);
    await copyFile(place.passphraseFile, join(used.dataDir, 'something'));
    expect((await used.run('restore', backup, ...sealedBy())).err).toMatch(
      /is not empty; a restore writes nothing over: give --data-dir a new directory/,
    );
    const full = partnerAt(place.path('full'), source.env);
    expect((await full.run('restore', backup, ...sealedBy())).err).toMatch(
      /the database named by DATABASE_URL is not empty; make a new one/,
    );
    await expect(stat(full.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('writing over a backup, a short passphrase, and a passphrase that nobody can type', async () => {
    const over = await source.run('backup', backup, ...sealedBy());
    expect(over).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is there already; choose another name/),
    });
    const short = place.path('short');
    await writeFile(short, 'elevenchars');
    expect(await source.run('backup', place.path('x.vigil'), '--passphrase-file', short)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/at least 12 characters/),
    });
  });
});
