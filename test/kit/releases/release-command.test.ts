/** `vigil-partner release`: what a partner reads on the terminal, and what it is refused. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  makeRelease,
  publicReleaseKey,
  registerReleaseCommand,
  type CliContext,
  type NodeContext,
} from '@vigil/kit';
import { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestNode } from '../../support/node.js';
import { addCaseFile, withReleaseKey } from './releasing-node.js';

let node: NodeContext;
let out: string[];
let err: string[];

beforeEach(async () => {
  node = await withReleaseKey(await openTestNode());
  [out, err] = [[], []];
});
afterEach(async () => {
  await node.close();
});

async function run(...args: string[]): Promise<void> {
  const cli: CliContext = {
    openNode: () => Promise.resolve({ ...node, close: () => Promise.resolve() }),
    dataDir: () => node.dataDir,
    actor: () => 'somebody',
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    readInput: () => Promise.resolve(''),
    fail: () => undefined,
  };
  const program = new Command().exitOverride();
  registerReleaseCommand(program, cli);
  await program.parseAsync(['release', ...args], { from: 'user' });
}

describe('vigil-partner release', () => {
  test('make prints plan, unit and its reason, rho, best guess and epsilon, and no count', async () => {
    await addCaseFile(node, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
    await run('make', '--year', '2012');
    const text = out.join('\n');
    expect(text).toContain('test-partner.2012.1  year 2012  number 1');
    expect(text).toContain('unit          CASE_FILE: one case file enters each table once a year');
    expect(text).toContain('reason        case files are confidential');
    expect(text).toContain('rho           1/4');
    expect(text).toContain('best guess    63.79 %'); // 0.637818 rounded up: never below the truth
    expect(text).toMatch(/epsilon {7}3\.31\d* at delta 0\.000001/);
    expect(err).toEqual([]);
  });

  test('make says what a crash had left, also where the release is then refused', async () => {
    const stop = new Error('stopped here');
    const onStep = (step: string): void => {
      if (step === 'drawn') throw stop;
    };
    await expect(makeRelease(node, { year: '2012', onStep })).rejects.toBe(stop);
    await expect(run('make', '--year', '2012')).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
    expect(err).toEqual([expect.stringContaining('test-partner.2012.1 stands')]);
  });

  test('show lists the releases and prints one; verify accepts what show printed, and nothing else', async () => {
    await run('show');
    expect(out).toEqual(['no release yet']);
    await makeRelease(node, { year: '2012' });
    out.length = 0;
    await run('show', '--year', '2012');
    const printed = out.join('\n');
    const file = join(node.dataDir, 'release.json');
    await writeFile(file, printed);
    await run('verify', file);
    expect(out.join('\n')).toContain('verified: test-partner.2012.1');

    const keys = join(node.dataDir, 'keys.json');
    const key = await publicReleaseKey(node.dataDir);
    await writeFile(keys, JSON.stringify({ keys: [key] }));
    await run('verify', file, '--keys', keys);
    // RFC 8037, appendix A.2: somebody else's key under our key's name
    const foreign = { ...key, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    await writeFile(keys, JSON.stringify({ keys: [foreign] }));
    await expect(run('verify', file, '--keys', keys)).rejects.toMatchObject({ code: 'RELEASE_INVALID' });

    await writeFile(file, printed.replace(/"y": -?\d+/, '"y": 1000'));
    await expect(run('verify', file)).rejects.toMatchObject({ code: 'RELEASE_INVALID' });
    await writeFile(file, '{"document"');
    await expect(run('verify', file)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(run('show', '--year', '2013')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('plan spends nothing', async () => {
    await run('plan');
    expect(out.join('\n')).toContain(
      'tables        L1 (noise variance 8), L2 (noise variance 4), L3 (noise variance 8)',
    );
    const [row] = await node.dataSource.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM release_ledger',
    );
    expect(row).toEqual({ n: 0 });
  });
});
