/** `vigil-partner release`: what a partner reads on the terminal, and what it is refused. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  makeRelease,
  publicReleaseKey,
  runPartnerProgram,
  writeSettings,
  type NodeContext,
} from '@vigil/kit';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openTestNode } from '../../support/node.js';
import { addCaseFile, count, databaseUrlOf, withReleaseKey } from './releasing-node.js';

let node: NodeContext;
let out: string;
let err: string;
/** what is typed on the terminal; null: there is none */
let typed: string | null;

beforeEach(async () => {
  typed = null;
  node = await withReleaseKey(await openTestNode());
  await writeSettings(node.dataDir, node.settings);
  await writeFile(join(node.dataDir, 'coalition.json'), JSON.stringify(node.coalition));
});
afterEach(async () => {
  await node.close();
});

/** Runs the program in this process, in an environment of nothing else, and gives its exit code. */
async function runAnywhere(...args: string[]): Promise<number> {
  [out, err] = ['', ''];
  const streams = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    stdin: typed === null ? Readable.from(['']) : Object.assign(Readable.from([typed]), { isTTY: true }),
  };
  const env = args[0] === '--data-dir' ? { DATABASE_URL: databaseUrlOf(node) } : {};
  return runPartnerProgram(args, streams, env);
}

const run = (...args: string[]): Promise<number> =>
  runAnywhere('--data-dir', node.dataDir, '--actor', 'somebody', 'release', ...args);

describe('vigil-partner release', () => {
  test('make prints plan, unit and its reason, rho, best guess and epsilon, and no count', async () => {
    await addCaseFile(node, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
    expect(await run('make', '--yes', '--year', '2012')).toBe(0);
    expect(out).toContain('test-partner.2012.1  year 2012  number 1');
    expect(out).toContain('unit          CASE_FILE: one case file enters each table once a year');
    expect(out).toContain('reason        case files are confidential');
    expect(out).toContain('rho           1/2');
    expect(out).toContain('best guess    69.13 %'); // 0.691234 rounded up: never below the truth
    expect(out).toMatch(/epsilon {7}4\.\d* at delta 0\.000001/);
    expect(err).toBe(
      'year 2012 is over and had no signed plan: it was signed now, and its releases show that\n',
    );
    expect(await run('make', '--yes', '--year', '2012')).toBe(1);
    expect(err).toBe(
      'vigil-partner: year 2012 has its last release; each planned release of a year is made once\n',
    );
  });

  test('make says what a crash had left, also where the release is then refused', async () => {
    const stop = new Error('stopped here');
    const onStep = (step: string): void => {
      if (step === 'drawn') throw stop;
    };
    await expect(makeRelease(node, { year: '2012', onStep })).rejects.toBe(stop);
    expect(await run('make', '--yes', '--year', '2012')).toBe(1);
    expect(err).toContain('test-partner.2012.1 stands\nvigil-partner: year 2012 has its last release');
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
    // with the key nothing else is needed: no data directory, no database
    expect(await runAnywhere('release', 'verify', file, '--keys', keys)).toBe(0);
    expect(out).toContain('verified: test-partner.2012.1');
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

  test('plan for a year shows what it costs, is kept after a yes alone, and sign fixes it', async () => {
    expect(await run('plan', '--year', '2013')).toBe(2);
    // exactly 4.8810 (computed apart, by composing privacy losses): rounded up, never below the truth
    expect(out).toMatch(/^is there a record of this case file\? .* 4\.89$/m);
    expect(err).toContain('nobody can be asked here');
    typed = 'no\n';
    expect(await run('plan', '--year', '2013')).toBe(2);
    expect(err).toContain('not confirmed; nothing was kept');
    typed = null;
    expect(await run('sign', '--year', '2013')).toBe(1);
    expect(err).toBe(
      'vigil-partner: no plan is kept for 2013; look at it first: vigil-partner release plan --year 2013\n',
    );

    typed = 'yes\n';
    expect(await run('plan', '--year', '2013', '--expected', '480')).toBe(0);
    // hand count: L1 of two indicators and twelve months has 24 cells, 480 / 24 = 20, sqrt(8) = 2.8, 1.96 x 2.8 / 20 = 28 %
    expect(out).toMatch(/^L1 +units +8 +24 +2\.8 +10 +20\.0 +±28 %$/m);
    typed = null;
    expect(await run('sign', '--year', '2013', '--json')).toBe(0);
    const signed = join(node.dataDir, 'plan.json');
    await writeFile(signed, out);
    expect(await run('verify', signed)).toBe(0);
    expect(out).toContain('verified: plan of test-partner for 2013');
    await writeFile(signed, (await readFile(signed, 'utf8')).replace('"STANDARD"', '"STRICT"'));
    expect(await run('verify', signed)).toBe(1);

    expect(await run('plan', '--year', '2013', '--yes')).toBe(0);
    expect(err).toMatch(/^the plan of 2013 was signed on .* and cannot be changed\n$/);
    expect(await run('make', '--year', '2013')).toBe(0);
    expect(err).toBe('');
  });

  test('plan looks at released figures of an earlier year, and at no record', async () => {
    await makeRelease(node, { year: '2012' });
    // the tables of records are gone: whoever reads one fails
    await node.dataSource.query('ALTER TABLE case_file RENAME TO elsewhere');
    expect(await run('plan', '--year', '2013', '--json', '--yes')).toBe(0);
    const preview = JSON.parse(out) as Record<string, unknown>;
    expect(preview).toMatchObject({
      signed: false,
      document: { partition: '2013', plan: { rho: '1/2' } },
      privacy: { existence: { bestGuess: 0.691234 } },
    });
    expect(preview['expectedErrors']).toContainEqual(
      expect.objectContaining({ table: 'L2', noiseVariance: '4', cells: 48, standardError: 2 }),
    );
    expect(await run('plan', '--year', '2013', '--yes')).toBe(0);
    expect(out).toContain('from the released figures of test-partner.2012.1; no record was looked at');
  });

  test('show gives the privacy sheet and the error report, as JSON and as a page', async () => {
    await makeRelease(node, { year: '2012' });
    expect(await run('show', '--year', '2012', '--privacy')).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      subject: 'test-partner.2012.1',
      unit: 'CASE_FILE',
      existence: { rho: '1/2', bestGuess: 0.691234 },
    });
    expect(await run('show', '--year', '2012', '--errors')).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ subject: 'test-partner.2012.1' });
    for (const kind of ['--privacy', '--errors']) {
      const page = join(node.dataDir, 'page.html');
      expect(await run('show', '--year', '2012', kind, '--html', page)).toBe(0);
      expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>/i);
    }
    expect(await run('show', '--privacy')).toBe(2);
    expect(await run('show', '--year', '2012', '--privacy', '--errors')).toBe(2);
  });

  test('make and plan warn where exact figures are published too', async () => {
    const publication = { ...node.settings.publication, alsoPublishesExact: true };
    await writeSettings(node.dataDir, { ...node.settings, publication });
    expect(await run('make', '--yes', '--year', '2012')).toBe(0);
    expect(err).toContain(
      'warning: the settings say that exact figures about these facts are published elsewhere',
    );
    expect(await run('plan', '--year', '2013', '--yes')).toBe(0);
    expect(err).toContain('warning: the settings say that exact figures');
  });

  test('revoke says so, signed; show marks it; a second time is refused', async () => {
    await makeRelease(node, { year: '2012' });
    expect(await run('revoke', 'test-partner.2012.1', '--yes', '--reason', 'the source was forged')).toBe(0);
    const file = join(node.dataDir, 'revocation.json');
    await writeFile(file, out);
    expect(await run('verify', file)).toBe(0);
    expect(out).toMatch(/^verified: revocation of test-partner\.2012\.1/);
    await run('show');
    expect(out).toMatch(/^test-partner\.2012\.1 .* REVOKED\n$/);
    expect(await run('revoke', 'test-partner.2012.1', '--yes', '--reason', 'again')).toBe(1);
    expect(await run('revoke', 'test-partner.2013.9', '--yes', '--reason', 'none')).toBe(1);
    expect(await run('make', '--yes', '--year', '2012')).toBe(1); // spent stays spent
  });

  test('make of a year that nobody planned shows plan and privacy sheet, and asks before it signs', async () => {
    typed = 'no\n';
    expect(await run('make', '--year', '2012')).toBe(2);
    expect(err).toContain('plan          single-standard');
    expect(err).toContain('is there a record of this case file?');
    expect(err).toContain('Year 2012 has no signed plan. Sign the plan above for it now');
    expect(err).toContain('not confirmed; nothing was signed or made');
    for (const table of ['release_ledger', 'release_plan', 'release_document'])
      expect(await count(node, table)).toBe(0);
    typed = 'yes\n';
    expect(await run('make', '--year', '2012')).toBe(0);
    expect(out).toContain('test-partner.2012.1  year 2012  number 1');
    // what is refused is refused before anybody is asked
    typed = null;
    expect(await run('make', '--year', '2012')).toBe(1);
    expect(err).toContain('year 2012 has its last release');
  });

  test('make in a script says the same and goes on', async () => {
    expect(await run('make', '--year', '2012')).toBe(0);
    expect(err).toContain('is there a record of this case file?');
    expect(err).toContain('year 2012 is over and had no signed plan');
    expect(out).toContain('test-partner.2012.1  year 2012  number 1');
  });

  test('make of the last release names the months that it closes, and asks', async () => {
    const publication = {
      ...node.settings.publication,
      entry: 'multiple' as const,
      plannedReleases: 2 as const,
    };
    await writeSettings(node.dataDir, { ...node.settings, publication });
    expect(await run('plan', '--year', '2012', '--yes')).toBe(0);
    expect(await run('sign', '--year', '2012')).toBe(0);
    expect(await run('make', '--month', '2012-01')).toBe(0); // planned, signed, due: nothing to ask
    typed = 'no\n';
    expect(await run('make', '--year', '2012')).toBe(2);
    expect(err).toContain('cannot follow its last release: 2012-02, 2012-03, ');
    expect(err).not.toContain('2012-01');
    expect(err).toContain('Close 2012 without these 11?');
    typed = null;
    expect(await count(node, 'release_document')).toBe(1);
    expect(await run('make', '--year', '2012')).toBe(0);
    expect(err).toContain('cannot follow its last release: 2012-02, 2012-03, ');
    expect(out).toContain('test-partner.2012.2');
  });

  test('revoke asks first, with the reason as it will be published', async () => {
    await makeRelease(node, { year: '2012' });
    const revoke = ['revoke', 'test-partner.2012.1', '--reason', ' the source was forged '];
    typed = 'n\n';
    expect(await run(...revoke)).toBe(2);
    expect(err).toContain('reason, published: the source was forged\n');
    expect(err).toContain('not confirmed; nothing was revoked');
    expect(await count(node, 'release_ledger')).toBe(2);
    typed = 'y\n';
    expect(await run(...revoke)).toBe(0);
    expect(await count(node, 'release_revocation')).toBe(1);
  });

  test('a reservation that waits: make and show say so, recover --charge gives it up after a yes', async () => {
    const stop = new Error('stopped here');
    const onStep = (step: string): void => {
      if (step === 'drawn') throw stop;
    };
    await expect(makeRelease(node, { year: '2012', onStep })).rejects.toBe(stop);
    const { partners } = node.coalition;
    const elsewhere = partners.map((partner) => ({
      ...partner,
      coverage: partner.coverage.map((each) => ({ ...each, from: '2013-01' })),
    }));
    const file = join(node.dataDir, 'coalition.json');
    await writeFile(file, JSON.stringify({ ...node.coalition, partners: elsewhere }));
    expect(await run('make', '--year', '2013', '--yes')).toBe(1);
    expect(err).toContain('it stays open, and nothing is released or revoked');
    expect(await run('show')).toBe(0);
    expect(out).toBe('no release yet\n');
    expect(err).toContain('release 1 of 2012 is reserved and not finished');
    expect(await run('recover', '--charge')).toBe(2);
    expect(err).toContain('nobody can be asked here');
    expect(await run('recover', '--charge', '--lost-ledger', '--yes')).toBe(2);
    expect(await count(node, 'release_ledger')).toBe(1);

    typed = 'yes\n';
    expect(await run('recover', '--charge', '--reason', 'no right file comes')).toBe(0);
    expect(out).toBe('charged: release 1 of 2012\n');
    expect(await run('recover', '--charge')).toBe(2);
    expect(err).toContain('no reservation waits; there is nothing to charge');
  });

  test('recover --charge finishes what can be finished, and charges nothing', async () => {
    const stop = new Error('stopped here');
    const onStep = (step: string): void => {
      if (step === 'reserved') throw stop;
    };
    await expect(makeRelease(node, { year: '2012', onStep })).rejects.toBe(stop);
    expect(await run('recover', '--charge', '--yes')).toBe(2);
    expect(err).toContain('test-partner.2012.1 stands\nvigil-partner: no reservation waits');
  });

  test('recover asks before it charges years', async () => {
    await makeRelease(node, { year: '2012' });
    expect(await run('recover')).toBe(2);
    expect(await run('recover', '--lost-ledger')).toBe(2);
    expect(err).toContain('nobody can be asked here');
    await rm(join(node.dataDir, 'ledger', 'ledger.jsonl'));
    expect(await run('recover', '--lost-ledger', '--yes')).toBe(0);
    expect(out).toContain('charged: 2013');
  });

  test('plan spends nothing', async () => {
    expect(await run('plan')).toBe(0);
    expect(out).toContain(
      'tables        L1 (noise variance 8), L2 (noise variance 4), L3 (noise variance 8), L4 (noise variance 8), ' +
        'L5 (noise variance 8), L6 (noise variance 8), L7 (noise variance 8)',
    );
    const [row] = await node.dataSource.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM release_ledger',
    );
    expect(row).toEqual({ n: 0 });
  });
});
