/** `vigil-partner release`: what a partner reads on the terminal, and what it is refused. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  makeRelease,
  publicReleaseKey,
  runPartnerProgram,
  writeSettings,
  type NodeContext,
} from '@vigil/kit';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openTestNode } from '../../support/node.js';
import { addCaseFile, databaseUrlOf, withReleaseKey } from './releasing-node.js';

let node: NodeContext;
let out: string;
let err: string;

beforeEach(async () => {
  node = await withReleaseKey(await openTestNode());
  await writeSettings(node.dataDir, node.settings);
  await writeFile(join(node.dataDir, 'coalition.json'), JSON.stringify(node.coalition));
});
afterEach(async () => {
  await node.close();
});

/** Runs the program in this process and gives its exit code. */
async function run(...args: string[]): Promise<number> {
  [out, err] = ['', ''];
  const streams = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    stdin: Readable.from(['']),
  };
  const env = { DATABASE_URL: databaseUrlOf(node) };
  return runPartnerProgram(
    ['--data-dir', node.dataDir, '--actor', 'somebody', 'release', ...args],
    streams,
    env,
  );
}

describe('vigil-partner release', () => {
  test('make prints plan, unit and its reason, rho, best guess and epsilon, and no count', async () => {
    await addCaseFile(node, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
    expect(await run('make', '--year', '2012')).toBe(0);
    expect(out).toContain('test-partner.2012.1  year 2012  number 1');
    expect(out).toContain('unit          CASE_FILE: one case file enters each table once a year');
    expect(out).toContain('reason        case files are confidential');
    expect(out).toContain('rho           1/4');
    expect(out).toContain('best guess    63.79 %'); // 0.637818 rounded up: never below the truth
    expect(out).toMatch(/epsilon {7}3\.31\d* at delta 0\.000001/);
    expect(err).toBe('');
    expect(await run('make', '--year', '2012')).toBe(1);
    expect(err).toBe('vigil-partner: year 2012 has its release; the plan has one release a year\n');
  });

  test('make says what a crash had left, also where the release is then refused', async () => {
    const stop = new Error('stopped here');
    const onStep = (step: string): void => {
      if (step === 'drawn') throw stop;
    };
    await expect(makeRelease(node, { year: '2012', onStep })).rejects.toBe(stop);
    expect(await run('make', '--year', '2012')).toBe(1);
    expect(err).toContain('test-partner.2012.1 stands\nvigil-partner: year 2012 has its release');
  });

  test('show lists the releases and prints one; verify accepts what show printed, and nothing else', async () => {
    await run('show');
    expect(out).toBe('no release yet\n');
    await makeRelease(node, { year: '2012' });
    await run('show', '--year', '2012');
    const printed = out;
    const file = join(node.dataDir, 'release.json');
    await writeFile(file, printed);
    expect(await run('verify', file)).toBe(0);
    expect(out).toContain('verified: test-partner.2012.1');

    const keys = join(node.dataDir, 'keys.json');
    const key = await publicReleaseKey(node.dataDir);
    await writeFile(keys, JSON.stringify({ keys: [key] }));
    expect(await run('verify', file, '--keys', keys)).toBe(0);
    // RFC 8037, appendix A.2: somebody else's key under our key's name
    const foreign = { ...key, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    await writeFile(keys, JSON.stringify({ keys: [foreign] }));
    expect(await run('verify', file, '--keys', keys)).toBe(1);
    expect(err).toBe('vigil-partner: signature does not verify\n');

    await writeFile(file, printed.replace(/"y": -?\d+/, '"y": 1000'));
    expect(await run('verify', file)).toBe(1);
    await writeFile(file, '{"document"');
    expect(await run('verify', file)).toBe(2);
    expect(await run('show', '--year', '2013')).not.toBe(0);
    expect(err).toBe('vigil-partner: there is no release of year 2013\n');
  });

  test('plan spends nothing', async () => {
    expect(await run('plan')).toBe(0);
    expect(out).toContain(
      'tables        L1 (noise variance 8), L2 (noise variance 4), L3 (noise variance 8)',
    );
    const [row] = await node.dataSource.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM release_ledger',
    );
    expect(row).toEqual({ n: 0 });
  });
});
