/** What the suite is worth: with one decision switched off at one place, the cases that are about it fail. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { START_MILLISECONDS, startAttackWorld, type AttackWorld } from './support/attack-world.js';
import type { AttackCase, AttackTable, Question } from './support/attack-case.js';
import * as broken from './support/broken-hubs.js';
import { findViolations } from './support/find-violations.js';
import { caches } from './tables/caches.js';
import { cursors } from './tables/cursors.js';
import { deniedNames } from './tables/denied-names.js';
import { documentShapes } from './tables/document-shapes.js';
import { federation } from './tables/federation.js';
import { limits } from './tables/limits.js';

let world: AttackWorld;
let mend: broken.Mend = () => undefined;

beforeAll(async () => {
  world = await startAttackWorld();
}, START_MILLISECONDS);
afterAll(() => world.close());
afterEach(() => {
  mend();
});

/** Titles of the cases that notice nothing. */
async function blindTo(cases: readonly AttackCase[]): Promise<string[]> {
  const blind: string[] = [];
  for (const attack of cases) {
    const wrong = await findViolations(world, attack).catch((error: unknown) => [String(error)]);
    if (wrong.length === 0) blind.push(attack.title);
  }
  return blind;
}

function denying({ cases }: AttackTable): AttackCase[] {
  return cases.filter(
    ({ expect: wanted }) =>
      'errors' in wanted && wanted.errors.some((error) => error.includes('UNAUTHORIZED')),
  );
}

function called(table: AttackTable, ...words: readonly string[]): AttackCase[] {
  return table.cases.filter(({ title }) => words.some((word) => title.includes(word)));
}

test('with nothing broken, none of these cases fails', async () => {
  const cases = [...denying(documentShapes), ...federation.cases, ...deniedNames.cases, ...caches.cases];
  expect(await blindTo(cases)).toEqual(cases.map(({ title }) => title));
});

describe('these cases fail when', () => {
  test('stage 3 allows whatever is asked: all of denied fields', async () => {
    mend = broken.withoutDecision();
    expect(await blindTo([...denying(documentShapes), ...denying(federation)])).toEqual([]);
  });

  test('stage 8 records nothing: all of them', async () => {
    mend = broken.withoutRecord();
    expect(await blindTo([...documentShapes.cases, ...federation.cases])).toEqual([]);
  });

  test('stage 8 does not record what was denied: all that deny something', async () => {
    mend = broken.withoutDenials();
    expect(await blindTo([...denying(documentShapes), ...denying(federation), ...deniedNames.cases])).toEqual(
      [],
    );
  });

  test('operations are kept by their text alone: those of the caches', async () => {
    mend = broken.withoutMapInKeys();
    expect(
      await blindTo(
        called(caches, 'an officer of the owner', 'held for an officer', 'refused to the public'),
      ),
    ).toEqual([]);
  });

  test('operations are kept without their conditions', async () => {
    mend = broken.withoutConditionsInKeys();
    expect(await blindTo(called(caches, 'did not hold when'))).toEqual([]);
  });

  test('documents are checked against a schema that holds everything: all of denied names', async () => {
    mend = broken.withoutViews();
    // The officer is met first, so that there is a view that holds more.
    await world.send({ query: '{ __typename }' }, 'case-officer@one');
    // Variables are coerced by the caller's own view whatever was checked; of the lawyer no view tells anybody.
    const others = deniedNames.cases.filter(
      ({ title, attack }) =>
        !/__type\(|one__lawyer/.test(title) && (attack as Question).variables === undefined,
    );
    expect(others.length).toBeGreaterThan(20);
    expect(await blindTo(others)).toEqual([]);
  });

  test('cursors are bound to nothing: those of other callers and other listings', async () => {
    mend = broken.withoutBinding();
    expect(await blindTo(called(cursors, 'of a', 'of the same', 'used'))).toEqual([]);
  });
});

describe('limits that are too high', () => {
  let wide: AttackWorld;
  beforeAll(async () => {
    wide = await startAttackWorld({
      extensions: false,
      environment: Object.fromEntries(
        ['TOKENS', 'DEPTH', 'ALIASES', 'DIRECTIVES', 'ROOT_FIELDS', 'LIST_ITEMS', 'COST'].map((name) => [
          `VIGIL_HUB_MAX_${name}`,
          '1000000',
        ]),
      ),
    });
  });
  afterAll(() => wide.close());

  test.each(['5,000 values in a literal', '10,000 directives that', 'thirty listings'])(
    'the case about %s fails',
    async (words) => {
      const [attack] = called(limits, words);
      if (attack === undefined) throw new Error('no such case');
      expect(await findViolations(wide, attack)).not.toEqual([]);
    },
  );
});
