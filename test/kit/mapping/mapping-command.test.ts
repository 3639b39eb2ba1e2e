/** `vigil-partner mapping` and `settings`, as a person at the terminal sees them; no data directory, no database. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runPartnerProgram } from '@vigil/kit';
import { csv, MAPPING_YAML } from '../import/synthetic-mapping.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-mapping-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program in this process, without any data directory. */
async function run(...args: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const streams = { stdout: into('stdout'), stderr: into('stderr'), stdin: new PassThrough().end() };
  return { code: await runPartnerProgram(args, streams, {}), ...written };
}

async function put(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('mapping suggest', () => {
  test('prints the draft on stdout and what was found on stderr', async () => {
    const list = await put('list.csv', 'date,name\n2021-05-31,Zarqa Imaginary\n');
    const { code, stdout, stderr } = await run('mapping', 'suggest', list);
    expect(code).toBe(0);
    expect(stdout).toContain('format: vigil-mapping-1');
    expect(stderr).toMatch(/1 rows were looked at; \d+ places are marked DECIDE/);
    expect(stdout + stderr).not.toContain('Zarqa');
  });

  test('never writes over a file unless told to', async () => {
    const list = await put('list.csv', 'date\n2021-05-31\n');
    const out = await put('mine.yaml', 'my work');
    const refused = await run('mapping', 'suggest', list, '--out', out);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('mine.yaml is there already; --force writes over it');
    expect(await readFile(out, 'utf8')).toBe('my work');
    expect((await run('mapping', 'suggest', list, '--out', out, '--force')).code).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('vigil-mapping-1');
  });

  test('a file without headings is refused: its first row would be quoted as headings', async () => {
    const list = await put(
      'bare.csv',
      '2021-05-31,zarqa@example.invalid\n2021-06-01,other@example.invalid\n',
    );
    const { code, stdout, stderr } = await run('mapping', 'suggest', list);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).not.toContain('zarqa');
    expect(stderr).toMatch(/head/);
  });

  test('a file that is not there, or has no rows, is one clear line', async () => {
    expect((await run('mapping', 'suggest', join(folder, 'none.csv'))).stderr).toMatch(
      /^vigil-partner: .*none\.csv/,
    );
    const empty = await put('empty.csv', 'date,name\n');
    expect(await run('mapping', 'suggest', empty)).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('mapping check', () => {
  const LINES = [
    '1,06.05.2012,XA,North,1200,rally,x',
    '2,20.05.2012,XA,North,34,strike,x',
    '3,2012-06,XA,South,7,strike,x',
    '4,2012,XB,Elsewhere,5,Zarqa,x',
    '5,2013-01-01,XA,West,NA,rally,x',
    '6,someday,XA,North,1,rally,x',
    '6,2012-01-01,XA,North,0,rally,x',
    '1,06.05.2012,XA,North,1200,rally,x',
    '2,21.05.2012,XA,North,34,strike,x',
  ];

  test('says what an import would do, row by row, and imports nothing', async () => {
    const [mapping, list] = [await put('m.yaml', MAPPING_YAML), await put('l.csv', csv(...LINES))];
    const { code, stdout } = await run('mapping', 'check', mapping, list);
    expect(code).toBe(0);
    // counted by hand: rows 6 and 7 and the last are rejected, the eighth equals the first
    expect(stdout.split('\n')).toEqual([
      'data set synthetic-list (checked only: nothing was imported)',
      'rows read                        9',
      'would be imported                5',
      'would be rejected                3',
      'equal to an earlier row          1',
      'dates      2012-01-01 to 2013-01-01 (DAY 3, MONTH 1, YEAR 1)',
      'countries  XA 4, XB 1',
      'areas      XA-01 2, (none) 1, XA-02 1, XB-01 1',
      'indicators, for your own eyes:',
      '  UNLAWFUL_DETENTION: 1,246 persons would count; acts: DETENTION 5; acts left out: GROUP_SIZE_UNRECORDED 1',
      'rejected by rule:',
      '  1 rows: column counts are all zero: the row holds no act',
      '  1 rows: column date is not a date in the formats of the mapping',
      '  1 rows: column key repeats the key of an earlier line with other content',
      'rejected rows:',
      '  line 7: column date is not a date in the formats of the mapping',
      '  line 8: column counts are all zero: the row holds no act',
      '  line 10: column key repeats the key of line 3 with other content',
      'unmapped values:',
      '  kind: strike (3 rows)',
      '  kind: 1 further values, not shown (1 rows)',
      '  region: 1 further values, not shown (1 rows)',
      '',
    ]);
  });

  test('the exit code is 1 when every row would be rejected, and the reasons are printed', async () => {
    const [mapping, list] = [
      await put('m.yaml', MAPPING_YAML),
      await put('l.csv', csv('1,x,XA,North,1,rally,x')),
    ];
    const { code, stdout, stderr } = await run('mapping', 'check', mapping, list);
    expect(code).toBe(1);
    expect(stdout).toContain('line 2: column date is not a date');
    expect(stderr).toContain('every row would be rejected');
  });

  test('a place without an answer, and one that still says DECIDE, are listed by line; with --json as JSON', async () => {
    const open = MAPPING_YAML.replace('licence: none, synthetic', 'licence:').replace('XA-02', 'DECIDE');
    const [mapping, list] = [await put('open.yaml', open), await put('l.csv', csv(...LINES))];
    const { code, stdout, stderr } = await run('mapping', 'check', mapping, list);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '2 places are not decided yet:\n  line 5: licence\n  line 12: event.area.map.South\n',
    );
    expect(stderr).toContain('2 places of the mapping are not decided');
    const json = await run('mapping', 'check', mapping, list, '--json');
    expect(JSON.parse(json.stdout)).toEqual({
      undecided: [
        { line: 5, field: 'licence', choices: '' },
        { line: 12, field: 'event.area.map.South', choices: '' },
      ],
    });
  });

  test('a column that the mapping does not mention refuses the file, as at the import', async () => {
    const mapping = await put('m.yaml', MAPPING_YAML.replace('neverRead: [note]', 'neverRead: []'));
    const { code, stderr } = await run('mapping', 'check', mapping, await put('l.csv', csv(...LINES)));
    expect(code).toBe(1);
    expect(stderr).toContain('the mapping says nothing about column number 7');
  });

  test('a field that repeats one that was taken away is one clear line', async () => {
    const mapping = await put(
      'm.yaml',
      MAPPING_YAML.replace('perpetrator: { constant: STATE }', 'perpetrator: *gone'),
    );
    const { code, stderr } = await run('mapping', 'check', mapping, await put('l.csv', csv(...LINES)));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^vigil-partner: mapping m\.yaml/);
  });
});

describe('settings', () => {
  test('a draft leaves to the partner what the partner decides, and takes no area and no month from data', async () => {
    const { code, stdout, stderr } = await run(
      'settings',
      'draft',
      '--indicator',
      'KIDNAPPING',
      '--country',
      'XA',
    );
    expect(code).toBe(0);
    const settings = JSON.parse(stdout) as { publication: { coverage: unknown } };
    expect(settings.publication.coverage).toEqual([
      { indicator: 'KIDNAPPING', country: 'XA', areas: null, from: null, to: null },
    ]);
    expect(stderr).toContain('publication.coverage.0.from: first month that you watched');
  });

  test('a draft is refused by check and by init until nothing is null', async () => {
    const file = join(folder, 'settings.json');
    await run('settings', 'draft', '--indicator', 'KIDNAPPING', '--country', 'XA', '--out', file);
    const refused = await run('settings', 'check', file);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('  methodology.limitations: what your figures do not show');
    const init = await run('--data-dir', join(folder, 'node'), 'init', '--settings', file);
    expect(init.code).toBe(1);
    const text = (await readFile(file, 'utf8'))
      .replace('"id": null', '"id": "made-up"')
      .replace('"synthetic": null', '"synthetic": true')
      .replace('"port": null', '"port": 0')
      .replace('"profile": null', '"profile": "STRICT"')
      .replace('"unit": null', '"unit": "CASE_FILE"')
      .replace('"areas": null', '"areas": []')
      .replace('"from": null', '"from": "2021-01"')
      .replace('"to": null', '"to": "2021-12"')
      .replace('"standardOfProof": null', '"standardOfProof": "REASONABLE_GROUNDS"')
      .replace('"changedAt": null', '"changedAt": "2021-01-01"')
      .replaceAll('null', '"a test says so"');
    await writeFile(file, text);
    const { code, stdout } = await run('settings', 'check', file);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${file}: settings of made-up, publishing KIDNAPPING by CASE_FILE\n`,
    });
  });
});
