/** `vigil-partner import` and `count`, as a person at the terminal sees them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_SETTINGS } from '../../support/node.js';
import { openTestProgram, type TestProgram } from './partner-program.js';
import { csv, MAPPING_YAML } from './synthetic-mapping.js';

let program: TestProgram;
let mapping: string;
let file: string;

beforeAll(async () => {
  program = await openTestProgram(TEST_SETTINGS);
  mapping = join(program.dataDir, 'mapping.yaml');
  file = join(program.dataDir, 'list.csv');
  await writeFile(mapping, MAPPING_YAML);
  await writeFile(
    file,
    csv(
      '1,06.05.2012,XA,North,1200,rally,x',
      '2,20.05.2012,XA,North,34,strike,x',
      '3,2012-06,XA,South,7,rally,x',
      '4,2012,XA,North,5,rally,x',
      '5,2013-01-01,XA,West,NA,rally,x',
      '6,someday,XA,North,1,rally,x',
    ),
  );
});
afterAll(async () => {
  await program.close();
});

test('import prints its report, on stdout and as lines; exit code 0', async () => {
  const { code, stdout } = await program.run('import', file, '--mapping', mapping);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'data set synthetic-list',
    'read               6',
    'imported           5',
    'rejected           1',
    'merged             0',
    'exact duplicates   0',
    'merged, differing  0',
    'erased earlier     0',
    'unmapped values    2',
    'rejected rows:',
    '  line 7: column date is not a date in the formats of the mapping',
    'unmapped values:',
    '  kind: strike (1 rows)',
    '  region: West (1 rows)',
    '',
  ]);
});

test('with --json the report is one JSON document and nothing else', async () => {
  const { code, stdout } = await program.run('import', file, '--mapping', mapping, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    dataset: 'synthetic-list',
    read: 6,
    imported: 0,
    merged: 5,
    rejectedRows: 1,
    rejected: [{ line: 7, column: 'date', rule: 'is not a date in the formats of the mapping' }],
  });
});

test('a bad file, a bad mapping and a missing file: one line on stderr, nothing on stdout, exit code 1', async () => {
  const broken = join(program.dataDir, 'broken.csv');
  await writeFile(broken, csv('1,2012,XA,North,1,rally,"x'));
  const badMapping = join(program.dataDir, 'bad.yaml');
  await writeFile(badMapping, MAPPING_YAML.replace('DETENTION', 'DETAINED'));
  for (const [args, message] of [
    [[broken, '--mapping', mapping], /^vigil-partner: line 2: a quote opens in this record and never closes/],
    [[file, '--mapping', badMapping], /^vigil-partner: mapping bad\.yaml, field acts\.0\.type: /],
    [
      [join(program.dataDir, 'none.csv'), '--mapping', mapping],
      /^vigil-partner: file .*none\.csv cannot be read/,
    ],
    [
      [file, '--mapping', join(program.dataDir, 'none.yaml')],
      /^vigil-partner: mapping file .*none\.yaml cannot be read/,
    ],
  ] as const) {
    const { code, stdout, stderr } = await program.run('import', ...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
});

test('an import in which every row is rejected prints its report and fails', async () => {
  const rejected = join(program.dataDir, 'rejected.csv');
  await writeFile(rejected, csv('1,someday,XA,North,1,rally,x'));
  const { code, stdout, stderr } = await program.run('import', rejected, '--mapping', mapping);
  expect(code).toBe(1);
  expect(stdout).toContain('rejected           1');
  expect(stderr).toContain('every row was rejected');
});

// hand count over the file above: May 1200 + 34 in 2 events, June 7 in 1, year only 5 in 1; row 5 has no number
test('count prints cells, what was left out, and a total line', async () => {
  const { code, stdout, stderr } = await program.run(
    'count',
    '--indicator',
    'UNLAWFUL_DETENTION',
    '--by',
    'area,month',
  );
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'area   month         persons  events',
    'XA-01  2012-05         1,234       2',
    'XA-01  not recorded        5       1',
    'XA-02  2012-06             7       1',
    'left out: 1 act, the size of the group is not recorded',
    'total 1,246 in 4 events',
    '',
  ]);
  expect(stderr).toMatch(/not for publication/);
});

test('a count is on record: who counted what, and how many cells, not the figures', async () => {
  await program.run(
    '--actor',
    'somebody',
    'count',
    '--indicator',
    'KIDNAPPING',
    '--by',
    'year',
    '--year',
    '2012',
  );
  expect(await program.lastRecord()).toEqual({
    actor: 'somebody',
    action: 'count',
    object: 'KIDNAPPING',
    details: { by: ['year'], from: '2012-01', to: '2012-12', cells: 0 },
  });
});

test('count takes a period; a date that is coarser than the period is told as left out', async () => {
  const args = ['count', '--indicator', 'UNLAWFUL_DETENTION', '--by', 'country'];
  const may = await program.run(...args, '--from', '2012-05', '--to', '2012-05');
  expect(may.stdout).toContain('left out: 1 counted record whose month is not known');
  expect(may.stdout).toContain('total 1,234 in 2 events');
  const year = await program.run(...args, '--year', '2012', '--json');
  expect(JSON.parse(year.stdout)).toMatchObject({
    indicator: 'UNLAWFUL_DETENTION',
    unit: 'persons',
    by: ['country'],
    from: '2012-01',
    to: '2012-12',
    cells: [{ country: 'XA', counted: 1246, events: 4 }],
    total: { counted: 1246, events: 4 },
    leftOut: [],
    leftOutMonthUnknown: 0,
  });
});

test('a count that is asked wrongly is a usage error: exit code 2, one line', async () => {
  for (const args of [
    ['--indicator', 'UNLAWFUL_DETENTION', '--by', 'perpetrator'],
    ['--indicator', 'UNLAWFUL_DETENTION', '--by', 'area,area'],
    ['--indicator', 'TORTURE', '--by', 'area'],
    ['--indicator', 'UNLAWFUL_DETENTION', '--by', 'area', '--year', '12'],
    ['--indicator', 'UNLAWFUL_DETENTION', '--by', 'area', '--from', '2012-13'],
    ['--indicator', 'UNLAWFUL_DETENTION', '--by', 'area', '--from', '2012-05', '--to', '2012-04'],
    ['--indicator', 'UNLAWFUL_DETENTION', '--by', 'area', '--year', '2012', '--from', '2012-05'],
    ['--by', 'area'],
  ]) {
    const { code, stdout, stderr } = await program.run('count', ...args);
    expect([args, code, stdout]).toEqual([args, 2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
});
