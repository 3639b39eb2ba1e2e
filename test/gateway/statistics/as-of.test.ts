/**
 * A citation keeps its answer: asked again with the printed `asOf`, the same bytes, whatever came since.
 *
 * Releases and revocations come in any order, with any date of their own.
 */
import { expect, test } from '@jest/globals';
import { countsFrom } from '@vigil/gateway';
import type { StoredRelease } from '@vigil/gateway';
import type { CellFilter, Dimension, IndicatorCode, ReleaseDocument } from '@vigil/shared';
import fc from 'fast-check';
import {
  ALPHA,
  BETA,
  GAMMA,
  documentOf,
  kidnapping,
  storedRelease,
  storedReleases,
  unsignedCoalition,
} from '../releases/release-fixture.js';
import type { FixturePartner } from '../releases/release-fixture.js';
import { sourceOver } from './source-fixture.js';

const censorship = { ...kidnapping('XA', ['XA-01'], '2012-01', '2013-12'), indicator: 'CENSORSHIP' as const };
/** A partner that plans one indicator at one time and another at another, in and out of the coalition file. */
const TURNING: readonly FixturePartner[] = [
  { id: 'omega', coverage: [censorship] },
  { id: 'omega', coverage: [kidnapping('XB', ['XB-01'], '2012-01', '2013-12')] },
  { id: 'omega', coverage: [censorship, kidnapping('XA', ['XA-02'], '2012-06', '2013-03')] },
];
const PARTNERS = [ALPHA, BETA, GAMMA, ...TURNING];
const coalition = unsignedCoalition(ALPHA, BETA, GAMMA, { id: 'omega', coverage: [censorship] });

/** Documents of every partner and year, made once: a sequence takes them and gives them its own dates. */
const documents = PARTNERS.flatMap((partner) =>
  ['2012', '2013'].map((partition) => documentOf({ partner, partition, sequence: 1 })),
).filter(({ tables }) => tables.length > 0);

type Event =
  | { readonly kind: 'store'; readonly document: ReleaseDocument; readonly stated: Date; readonly y: number }
  | { readonly kind: 'revoke'; readonly which: number; readonly stated: Date };

/** A few minutes only, so that many dates are equal, and earlier than what came before. */
const stated = fc.integer({ min: 0, max: 8 }).map((minute) => new Date(Date.UTC(2014, 0, 1, 0, minute)));
const events = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('store' as const),
        document: fc.constantFrom(...documents),
        stated,
        y: fc.integer({ min: -5, max: 60 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), which: fc.nat(), stated }) },
  ),
  { minLength: 1, maxLength: 8 },
);

interface Asked {
  readonly indicator: IndicatorCode;
  readonly by: readonly Dimension[];
  readonly where: CellFilter;
}
const questions = fc.constantFrom<Asked>(
  { indicator: 'KIDNAPPING', by: ['AREA', 'YEAR'], where: {} },
  { indicator: 'KIDNAPPING', by: ['COUNTRY', 'MONTH'], where: { from: '2012-11', to: '2013-02' } },
  { indicator: 'KIDNAPPING', by: ['YEAR'], where: { partners: ['alpha'] } },
  { indicator: 'KIDNAPPING', by: ['MONTH'], where: { areas: ['XA-02'], to: '2012-12' } },
  { indicator: 'CENSORSHIP', by: ['AREA', 'YEAR'], where: {} },
);

type MomentRule = typeof countsFrom;

/** The hub's store in small: what it holds after each event. */
function histories(sequence: readonly Event[], momentOf: MomentRule): StoredRelease[][] {
  let stored: StoredRelease[] = [];
  let newest: Date | null = null;
  return sequence.map((event) => {
    const moment: Date = momentOf(event.stated, newest);
    if (event.kind === 'store') {
      stored = [...stored, storedRelease(dated(event, stored), stored.length + 1, moment)];
    } else {
      const standing = stored.filter(({ revokedAt }) => revokedAt === null);
      const chosen = standing[event.which % (standing.length || 1)];
      stored = stored.map((one) => (one === chosen ? { ...one, revokedAt: moment } : one));
    }
    newest = newest === null || moment > newest ? moment : newest;
    return stored;
  });
}

/** The next release of its partner, with figures of its own. */
function dated(
  { document, stated: madeAt, y }: Extract<Event, { kind: 'store' }>,
  stored: readonly StoredRelease[],
): ReleaseDocument {
  const sequence = stored.filter((one) => one.document.partner === document.partner).length + 1;
  const { partner, partition } = document;
  return {
    ...document,
    id: `${partner}.${partition}.${sequence}`,
    sequence,
    madeAt: madeAt.toISOString(),
    tables: document.tables.map((table) => ({ ...table, cells: table.cells.map(({ at }) => ({ at, y })) })),
  };
}

/** As it would be printed; null when there is no answer. */
async function answerOver(
  stored: readonly StoredRelease[],
  { indicator, by, where }: Asked,
  asOf: string | null,
): Promise<{ asOf: string; text: string } | null> {
  try {
    const table = await sourceOver(coalition, stored).indicatorTable({ indicator, by: [...by], where, asOf });
    const text = JSON.stringify(table, (key, value: unknown) =>
      key === 'partner' ? (value as { id: string }).id : value,
    );
    return { asOf: table.asOf, text };
  } catch {
    return null;
  }
}

/** Throws when an answer that was given at any time is not given again. */
async function checkCitations(sequence: readonly Event[], asked: Asked, momentOf: MomentRule): Promise<void> {
  const states = histories(sequence, momentOf);
  for (const [at, state] of states.entries()) {
    const given = await answerOver(state, asked, null);
    if (given === null) continue;
    for (const later of states.slice(at)) {
      expect((await answerOver(later, asked, given.asOf))?.text).toBe(given.text);
    }
  }
}

test('asked again with the printed asOf, the same bytes, whatever came since', async () => {
  await fc.assert(
    fc.asyncProperty(events, questions, (sequence, asked) => checkCitations(sequence, asked, countsFrom)),
    { numRuns: 150 },
  );
});

test('the broken twin is caught: time by what the documents say alone', async () => {
  const [alpha] = documents.filter(({ partner }) => partner === 'alpha');
  const [beta] = documents.filter(({ partner }) => partner === 'beta');
  if (alpha === undefined || beta === undefined) throw new Error('the fixture lacks a release');
  const minute = (number: number) => new Date(Date.UTC(2014, 0, 1, 0, number));
  const late: Event[] = [
    { kind: 'store', document: alpha, stated: minute(5), y: 40 },
    { kind: 'store', document: beta, stated: minute(1), y: 25 },
  ];
  const revoked: Event[] = [
    { kind: 'store', document: alpha, stated: minute(1), y: 40 },
    { kind: 'store', document: beta, stated: minute(5), y: 25 },
    { kind: 'revoke', which: 1, stated: minute(3) },
  ];
  const asked: Asked = { indicator: 'KIDNAPPING', by: ['AREA', 'YEAR'], where: {} };
  for (const sequence of [late, revoked]) {
    await checkCitations(sequence, asked, countsFrom);
    await expect(checkCitations(sequence, asked, (moment) => moment)).rejects.toThrow();
  }
});

test('a revocation moves asOf, and the answer from before it can still be asked for', async () => {
  const [alpha] = documents.filter(({ partner }) => partner === 'alpha');
  const [beta] = documents.filter(({ partner }) => partner === 'beta');
  if (alpha === undefined || beta === undefined) throw new Error('the fixture lacks a release');
  const day = (number: number) => new Date(Date.UTC(2013, 5, number));
  const [, before = [], after = []] = histories(
    [
      { kind: 'store', document: alpha, stated: day(1), y: 40 },
      { kind: 'store', document: beta, stated: day(2), y: 25 },
      { kind: 'revoke', which: 1, stated: day(3) },
    ],
    countsFrom,
  );
  const asked: Asked = {
    indicator: 'KIDNAPPING',
    by: ['AREA', 'YEAR'],
    where: { areas: ['XA-01'], to: '2012' },
  };
  const given = await answerOver(before, asked, null);
  const now = await answerOver(after, asked, null);
  expect([given?.asOf, now?.asOf]).toEqual(['2013-06-02T00:00:00.000Z', '2013-06-03T00:00:00.000Z']);
  const released = (text = '{}') => (JSON.parse(text) as { cells: { released: number }[] }).cells;
  expect(released(given?.text)).toMatchObject([{ released: 65 }]); // 40 + 25
  expect(released(now?.text)).toMatchObject([{ released: 40 }]);
  expect(await answerOver(after, asked, given?.asOf ?? null)).toEqual(given);
});

test('what is said of a partner beside figures is of the same moment as the figures', async () => {
  const made = (partition: string, sequence: number) => documentOf({ partner: ALPHA, partition, sequence });
  const first = made('2012', 1);
  const second = { ...made('2013', 2), methodology: { ...first.methodology, version: '2' } };
  const source = sourceOver(coalition, storedReleases(first, second));
  const versionAt = async (asOf: string | null) => {
    const question = { indicator: 'KIDNAPPING' as const, by: ['COUNTRY' as const, 'MONTH' as const] };
    const table = await source.indicatorTable({ ...question, asOf });
    return table.coverage.find(({ partner }) => partner.id === 'alpha')?.partner.methodology?.version;
  };
  expect(await versionAt(null)).toBe('2');
  expect(await versionAt('2013-06-01T00:00:00Z')).toBe('1');
});
