/**
 * Three SYNTHETIC lists that nobody had mapped before: suggested, decided, checked, imported, released.
 *
 * The expected figures were counted over the sample files with iconv, cut, sort, uniq and awk, not with this code.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parsePartnerSettings, publicReleaseKey } from '@vigil/kit';
import { TEST_SETTINGS, testCoalition } from '../../support/node.js';
import { openTestProgram, type TestProgram } from '../import/partner-program.js';
import { decide, openFields, takeAway, type Answers } from './decide.js';

const SAMPLES = join(import.meta.dirname, 'samples');

const SETTINGS = parsePartnerSettings({
  ...TEST_SETTINGS,
  publication: {
    ...TEST_SETTINGS.publication,
    indicators: ['KIDNAPPING', 'UNLAWFUL_DETENTION', 'CENSORSHIP'],
    coverage: (['KIDNAPPING', 'UNLAWFUL_DETENTION', 'CENSORSHIP'] as const).map((indicator) => ({
      indicator,
      country: 'XA',
      areas: ['XA-01', 'XA-02', 'XA-03'],
      from: '2021-01',
      to: '2021-12',
    })),
  },
});

const HEAD: Answers = {
  source: 'made for a test',
  licence: 'none, synthetic',
  synthetic: 'true',
  'event.verification.constant': 'CORROBORATED',
  'event.verification.reason': 'a test says so',
};

interface Sample {
  readonly file: string;
  /** every place that the draft leaves open, and what a person writes there */
  readonly answers: Answers;
  /** blocks that a person takes away */
  readonly without?: readonly string[];
  /** other edits: what stands there, and what a person makes of it */
  readonly edits?: readonly (readonly [string, string])[];
  readonly read: number;
  readonly imported: number;
  readonly rejected: number;
  readonly merged: number;
  readonly indicator: 'KIDNAPPING' | 'UNLAWFUL_DETENTION' | 'CENSORSHIP';
  /** persons or acts */
  readonly counts: number;
  /** cells of columns that are never read: they must be in nothing that is printed or written */
  readonly secrets: readonly RegExp[];
}

const SAMPLE_LIST: readonly Sample[] = [
  {
    file: 'synthetic-kidnappings-hxl.csv',
    answers: { ...HEAD, dataset: 'synthetic-kidnappings', key: '{ columns: [Incident ID] }' },
    edits: [['        Unknown: UNKNOWN', '        Unknown: UNKNOWN\n        Criminal gang: NON_STATE']],
    // tail -n +3 | wc -l: 61; sort -u: 60 rows, of which 7 with 0 kidnapped; sum of the others' column 5: 98
    read: 61,
    imported: 53,
    rejected: 7,
    merged: 1,
    indicator: 'KIDNAPPING',
    counts: 98,
    secrets: [/Zelda/, /synthetic source/, /27\.17802/],
  },
  {
    file: 'synthetic-arrestations.csv',
    answers: {
      ...HEAD,
      dataset: 'synthetic-arrestations',
      key: '{ columns: ["N°"] }',
      'event.country.constant': 'XA',
      'event.area.map.Nord': 'XA-01',
      'event.area.map.Sud': 'XA-02',
      'event.area.map.Littoral': 'XA-03',
      'event.violationStatus.constant': "'0101'",
      'event.violationStatus.reason': 'the list holds confirmed cases only',
      'acts.0.perpetrator.map.Milice': 'PRO_STATE',
      'acts.0.victims.persons.constant': '1',
    },
    edits: [
      [
        '          journaliste: JOURNALIST',
        '          journaliste: JOURNALIST\n          commerçante: OTHER',
      ],
    ],
    read: 80,
    imported: 80,
    rejected: 0,
    merged: 0,
    indicator: 'UNLAWFUL_DETENTION',
    counts: 80,
    secrets: [/Inventé/, /Récit inventé/, /\+000/],
  },
  {
    file: 'synthetic-censura-1252.csv',
    answers: {
      ...HEAD,
      dataset: 'synthetic-censura',
      key: '{ columns: [Código] }',
      'file.emptyValues': '["S/D"]',
      'event.startDate.formats': '[DD-MM-YYYY]',
      'event.country.map.País sintético A': 'XA',
      'event.country.map.País sintético B': 'XB',
      'acts.0.perpetrator.constant': 'STATE',
      'acts.0.type.map.Amenaza telefónica': 'OTHER',
    },
    without: ['area', 'violationStatus', 'victims'],
    edits: [['neverRead:', 'neverRead:\n  - Región']],
    read: 50,
    imported: 50,
    rejected: 0,
    merged: 0,
    indicator: 'CENSORSHIP',
    // cut -d';' -f5 | sort | uniq -c: 9 blockings, 11 censorships, 5 shutdowns
    counts: 25,
    secrets: [/Hecho inventado/, /example\.invalid/],
  },
];

let program: TestProgram;
let folder: string;

beforeAll(async () => {
  program = await openTestProgram(SETTINGS);
  const coalition = testCoalition(SETTINGS);
  const releaseKeys = { keys: [await publicReleaseKey(program.dataDir)] };
  const partners = coalition.partners.map((partner) => ({ ...partner, releaseKeys }));
  await writeFile(join(program.dataDir, 'coalition.json'), JSON.stringify({ ...coalition, partners }));
  folder = await mkdtemp(join(tmpdir(), 'vigil-mapping-'));
});
afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(SAMPLE_LIST)('$file, SYNTHETIC', (sample) => {
  const file = join(SAMPLES, sample.file);
  const mapping = (): string => join(folder, sample.file.replace('.csv', '.yaml'));

  test('is suggested; the draft quotes nothing of a column that is never read', async () => {
    const { code, stdout, stderr } = await program.run('mapping', 'suggest', file, '--out', mapping());
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const draft = await readFile(mapping(), 'utf8');
    for (const secret of sample.secrets) expect(draft + stderr).not.toMatch(secret);
  });

  test('is refused by check and by import until every place is decided; check lists each by its line', async () => {
    const draft = await readFile(mapping(), 'utf8');
    const { code, stdout, stderr } = await program.run('mapping', 'check', mapping(), file);
    expect(code).toBe(1);
    const open = openFields(draft);
    expect(stdout.trim().split('\n')).toHaveLength(open.length + 1);
    expect(stderr).toContain(`${open.length} places of the mapping are not decided`);
    expect((await program.run('import', file, '--mapping', mapping())).code).toBe(1);
  });

  test('once decided, check says what the import then does, and count and release go by it', async () => {
    let text = await readFile(mapping(), 'utf8');
    for (const block of sample.without ?? []) text = takeAway(text, block);
    text = decide(text, sample.answers);
    for (const [from, to] of sample.edits ?? []) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    expect(openFields(text)).toEqual([]);
    await writeFile(mapping(), text);

    const checked = await program.run('mapping', 'check', mapping(), file, '--json');
    expect({ code: checked.code, stderr: checked.stderr }).toEqual({
      code: 0,
      stderr: expect.not.stringContaining('vigil-partner:'),
    });
    const check = JSON.parse(checked.stdout) as Record<string, unknown>;
    const { read, imported, rejected, merged } = sample;
    expect(check).toMatchObject({ read, imported, rejectedRows: rejected, merged, undecided: [] });
    const preview = (check['indicators'] as { indicator: string; counts: number }[]).find(
      ({ indicator }) => indicator === sample.indicator,
    );
    expect(preview?.counts).toBe(sample.counts);

    const run = await program.run('import', file, '--mapping', mapping(), '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ read, imported, rejectedRows: rejected, merged });
    const counted = await program.run('count', '--indicator', sample.indicator, '--by', 'year', '--json');
    const { total } = JSON.parse(counted.stdout) as { total: unknown };
    expect(total).toMatchObject({ counted: sample.counts });
    for (const secret of sample.secrets)
      expect(checked.stdout + run.stdout + counted.stdout).not.toMatch(secret);
  });
});

test('what the three lists brought in is released, once, for the year that has ended', async () => {
  const made = await program.run('release', 'make', '--yes', '--year', '2021');
  expect(made.stderr).toBe(
    'year 2021 is over and had no signed plan: it was signed now, and its releases show that\n',
  );
  expect(made.code).toBe(0);
  const shown = await program.run('release', 'show', '--year', '2021');
  expect(shown.stdout).toContain('"partition": "2021"');
});
