/** Two verifiers that share no line of code agree on every kind of document, whole or tampered with. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalJson, planRelease, planTables, verifyRelease, type ReleaseDocument } from '@vigil/shared';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { allShapes } from './all-shapes.js';
import {
  EXAMPLE_PLAN,
  exampleDocument,
  exampleDocuments,
  makeKey,
  signed,
  type ExampleKey,
} from './example-documents.js';
import { bestGuess, canonical, secondVerdict } from './second-verifier.js';

let key: ExampleKey;
beforeAll(async () => {
  key = await makeKey();
});

test('the second verifier imports nothing of the project', () => {
  const source = readFileSync(new URL('./second-verifier.ts', import.meta.url), 'utf8');
  expect([...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['node:crypto']);
});

test('both write the same canonical text of any JSON value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const value = JSON.parse(text) as Parameters<typeof canonical>[0];
      expect(canonical(value)).toBe(canonicalJson(value));
    }),
    { numRuns: 500 },
  );
});

test('both have the same figures: exact convolution here, floating point there', () => {
  const plain = allShapes().filter(({ victimCap, profile }) => victimCap === 1 && profile === 'STANDARD');
  for (const shape of plain) {
    const { bestGuess: exact } = planRelease({ ...EXAMPLE_PLAN, ...shape, optionalTables: shape.optional });
    const other = bestGuess(planTables(shape));
    expect(exact - other).toBeGreaterThanOrEqual(0); // ours is rounded up to six decimals
    expect(exact - other).toBeLessThan(1.1e-6);
  }
});

describe('a release document', () => {
  const documents = exampleDocuments();

  test('there is one of every kind', () => {
    // five kinds with one release or two, and two kinds with three covered months and the year
    expect(documents).toHaveLength(1 + 1 + 1 + 1 + 2 + 4 + 4 + 1);
  });

  test.each(documents)('$name: both verifiers accept it', async ({ document }) => {
    const release = await signed(document, key);
    await expect(
      verifyRelease(release, { partner: 'one', keys: { keys: [key.open] } }),
    ).resolves.toMatchObject({ id: document.id });
    expect(secondVerdict(JSON.stringify(release), [key.open])).toEqual([]);
  });

  const tampered: [string, (document: ReleaseDocument) => unknown][] = [
    ['less noise', ({ plan }) => (plan.tables = plan.tables.map((table) => ({ ...table, sigma2: '4' })))],
    [
      'another variance in a table',
      (document) => (document.tables = document.tables.map((table) => ({ ...table, sigma2: '16' }))),
    ],
    ['a cell too few', ({ tables }) => tables[0]?.cells.pop()],
    ['two cells swapped', ({ tables }) => tables[0]?.cells.reverse()],
    ['a table too few', ({ tables }) => tables.pop()],
    [
      'another counting unit',
      (document) =>
        (document.tables = document.tables.map((table) => ({ ...table, countingUnit: 'ACT' as const }))),
    ],
    ['a lower best guess', ({ plan }) => (plan.bestGuess = 0.6)],
    ['a best guess above the bound', ({ plan }) => (plan.bestGuess = 0.7)],
    ['a lower rho', ({ plan }) => (plan.rho = '1/3')],
    ['another id', (document) => (document.id = 'one.2012.9')],
    ['a day before its schedule', (document) => (document.madeAt = '2012-12-31T00:00:00Z')],
    [
      'a schedule without it',
      ({ schedule }) => (schedule.dates = schedule.dates.map((date) => ({ ...date, part: '2011' }))),
    ],
    ['a plan signed afterwards', ({ schedule }) => (schedule.signedAt = '2020-01-01T00:00:00Z')],
    ['another stage', (document) => (document.stage = 'PROVISIONAL')],
  ];
  test.each(tampered)('%s: both verifiers refuse it, though it is truly signed', async (_what, change) => {
    const document = structuredClone(exampleDocument());
    change(document);
    const release = await signed(document, key);
    await expect(
      verifyRelease(release, { partner: 'one', keys: { keys: [key.open] } }),
    ).rejects.toMatchObject({ code: 'RELEASE_INVALID' });
    expect(secondVerdict(JSON.stringify(release), [key.open])).not.toEqual([]);
  });

  test('a changed figure, another key, another purpose: both refuse the signature', async () => {
    const release = await signed(exampleDocument(), key);
    const changed = structuredClone(release);
    const cell = changed.document.tables[0]?.cells[0];
    if (cell !== undefined) cell.y += 1;
    expect(secondVerdict(JSON.stringify(changed), [key.open])).toEqual(['signature does not hold']);
    expect(secondVerdict(JSON.stringify(release), [(await makeKey()).open])).toEqual([
      'signature does not hold',
    ]);
    expect(secondVerdict(JSON.stringify(release), [])).toEqual(['no key, or two']);
  });
});
