/** The rules that decide what counts. Every expected figure is a hand count over the files beside it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  distinctInCells,
  leftOut,
  qualifyingContributions,
  type Contribution,
  type NodeContext,
  type SharedIndicator,
} from '@vigil/kit';
import { openTestNode } from '../../support/node.js';
import { addFile, clearFiles } from './recorded-files.js';

const NOW = new Date('2014-01-01T00:00:00Z');
let node: NodeContext;

beforeAll(async () => {
  node = await openTestNode();
});
afterAll(async () => {
  await node.close();
});
beforeEach(async () => {
  await clearFiles(node);
});

const counted = (indicator: SharedIndicator, year?: string): Promise<Contribution[]> =>
  qualifyingContributions(node.dataSource, {
    indicators: [indicator],
    now: NOW,
    ...(year === undefined ? {} : { year }),
  });
const reasons = async (indicator: SharedIndicator): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await leftOut(node.dataSource, { indicators: [indicator], now: NOW })).map(({ reason, acts }) => [
      reason,
      acts,
    ]),
  );
const persons = (rows: readonly Contribution[]): number => rows.reduce((sum, row) => sum + row.persons, 0);

describe('victims', () => {
  test('a victim with two acts in one month counts once', async () => {
    await addFile(node, {
      victims: [{}],
      events: [
        {
          date: '2012-05-06',
          acts: [
            { type: 'ARREST', victim: 0 },
            { type: 'DETENTION', victim: 0 },
          ],
        },
        { date: '2012-05-20', acts: [{ type: 'HOUSE_ARREST', victim: 0 }] },
      ],
    });
    const rows = await counted('UNLAWFUL_DETENTION');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      persons: 1,
      month: '2012-05',
      year: '2012',
      country: 'XA',
      area: 'XA-01',
    });
    expect(rows[0]?.eventIds).toHaveLength(2);
    expect(await reasons('UNLAWFUL_DETENTION')).toEqual({});
  });

  test('a victim detained again in another month counts in both months, and once in the year', async () => {
    await addFile(node, {
      victims: [{}],
      events: ['2012-05-06', '2012-07-01'].map((date) => ({ date, acts: [{ type: 'ARREST', victim: 0 }] })),
    });
    const rows = await counted('UNLAWFUL_DETENTION');
    expect(rows.map(({ month }) => month)).toEqual(['2012-05', '2012-07']);
    const years = distinctInCells(rows, ({ year, area }) => `${year} ${area ?? ''}`);
    expect([...years.values()].map(persons)).toEqual([1]);
  });

  test('a victim in two areas of one month counts in each area, and once in the country', async () => {
    await addFile(node, {
      victims: [{}],
      events: ['XA-01', 'XA-02'].map((area) => ({ area, acts: [{ type: 'ARREST', victim: 0 }] })),
    });
    const rows = await counted('UNLAWFUL_DETENTION');
    expect(rows.map(({ area }) => area)).toEqual(['XA-01', 'XA-02']);
    expect(
      [...distinctInCells(rows, ({ country, month }) => `${country} ${month ?? ''}`).values()].map(persons),
    ).toEqual([1]);
  });

  test('two files count their victims apart', async () => {
    for (let file = 0; file < 2; file += 1) {
      await addFile(node, {
        victims: [{}],
        events: [{ acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
      });
    }
    expect(persons(await counted('KIDNAPPING'))).toBe(2);
  });

  test('a group counts its recorded number; a group of unrecorded size counts nobody and is reported', async () => {
    await addFile(node, {
      victims: [{ persons: 17 }, { persons: null }],
      events: [
        {
          acts: [
            { type: 'MASS_ROUNDUP', victim: 0 },
            { type: 'MASS_ROUNDUP', victim: 1 },
          ],
        },
      ],
    });
    expect(persons(await counted('UNLAWFUL_DETENTION'))).toBe(17);
    expect(await reasons('UNLAWFUL_DETENTION')).toEqual({ GROUP_SIZE_UNRECORDED: 1 });
  });

  test('an act without a recorded victim counts nobody and is reported', async () => {
    await addFile(node, { events: [{ acts: [{ type: 'ARREST' }] }] });
    expect(await counted('UNLAWFUL_DETENTION')).toEqual([]);
    expect(await reasons('UNLAWFUL_DETENTION')).toEqual({ NO_VICTIM_RECORDED: 1 });
  });
});

describe('verification and violation', () => {
  test('an event counts from CORROBORATED on, and every other state is reported', async () => {
    const states = [
      'RECEIVED',
      'CREDIBLE_SINGLE_SOURCE',
      'CORROBORATED',
      'VERIFIED',
      'ADJUDICATED',
      'INCONCLUSIVE',
    ];
    for (const verification of [...states, 'DISPROVEN', 'DUPLICATE_OF']) {
      await addFile(node, {
        victims: [{}],
        events: [{ verification, acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
      });
    }
    expect(persons(await counted('KIDNAPPING'))).toBe(3);
    expect(await reasons('KIDNAPPING')).toEqual({ VERIFICATION_BELOW_CORROBORATED: 5 });
  });

  test('a detention counts when the violation is confirmed or a WGAD category is given, else it is reported', async () => {
    for (const violationStatus of ['0101', '0103', '01', null]) {
      await addFile(node, {
        victims: [{}],
        events: [{ violationStatus, acts: [{ type: 'DETENTION', victim: 0 }] }],
      });
    }
    await addFile(node, {
      victims: [{}],
      events: [{ violationStatus: null, acts: [{ type: 'DETENTION', victim: 0, wgad: 'II' }] }],
    });
    expect(persons(await counted('UNLAWFUL_DETENTION'))).toBe(2);
    expect(await reasons('UNLAWFUL_DETENTION')).toEqual({ VIOLATION_NOT_CONFIRMED: 3 });
  });

  test('acts of other types are neither counted nor reported', async () => {
    await addFile(node, { victims: [{}], events: [{ acts: [{ type: 'TORTURE', victim: 0 }] }] });
    expect(await counted('UNLAWFUL_DETENTION')).toEqual([]);
    expect(await reasons('UNLAWFUL_DETENTION')).toEqual({});
  });
});

describe('dates and places', () => {
  test('a date known to the month has a month, a date known to the year has its year only', async () => {
    for (const [date, precision] of [
      ['2012-03-01', 'MONTH'],
      ['2012-01-01', 'YEAR'],
    ] as const) {
      await addFile(node, {
        victims: [{}],
        events: [{ date, precision, acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
      });
    }
    const rows = await counted('KIDNAPPING');
    expect(rows.map(({ month, year }) => [month, year]).sort()).toEqual([
      [null, '2012'],
      ['2012-03', '2012'],
    ]);
  });

  test('an event without a date is reported, not counted', async () => {
    await addFile(node, {
      victims: [{}],
      events: [{ date: null, precision: 'UNKNOWN', acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
    });
    expect(await counted('KIDNAPPING')).toEqual([]);
    expect(await reasons('KIDNAPPING')).toEqual({ NO_DATE: 1 });
  });

  test('the date of the act goes before the date of its event', async () => {
    await addFile(node, {
      victims: [{}],
      events: [
        { date: '2012-12-30', acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0, date: '2013-01-02' }] },
      ],
    });
    expect((await counted('KIDNAPPING')).map(({ month }) => month)).toEqual(['2013-01']);
    expect(await counted('KIDNAPPING', '2012')).toEqual([]);
    expect(await counted('KIDNAPPING', '2013')).toHaveLength(1);
  });

  test('an event without a country is reported, not counted; without an area it counts for the country', async () => {
    for (const place of [{ country: null, area: null }, { area: null }]) {
      await addFile(node, {
        victims: [{}],
        events: [{ ...place, acts: [{ type: 'ABDUCTION_KIDNAPPING', victim: 0 }] }],
      });
    }
    expect((await counted('KIDNAPPING')).map(({ country, area }) => [country, area])).toEqual([['XA', null]]);
    expect(await reasons('KIDNAPPING')).toEqual({ NO_COUNTRY: 1 });
  });
});

test('a row is of public facts when its file has a public source and is not confidential', async () => {
  const arrest = { acts: [{ type: 'ARREST', victim: 0 }] };
  const agreed = [{ consents: [{ state: 'GRANTED' as const }] }];
  for (const source of ['synthetic-public-list', null])
    await addFile(node, { source, victims: agreed, events: [arrest] });
  const publicRows = async () => (await counted('UNLAWFUL_DETENTION')).map((row) => row.public).sort();
  expect(await publicRows()).toEqual([false, true]);
  await node.dataSource.query('update case_file set confidential = true');
  expect(await publicRows()).toEqual([false, false]);
});

describe('events and measures', () => {
  test('an assembly restricted three times in two months is one event, dated by its first act', async () => {
    await addFile(node, {
      events: [
        {
          acts: [
            { type: 'ASSEMBLY_DISPERSED', date: '2012-06-12' },
            { type: 'ASSEMBLY_BANNED', date: '2012-05-30' },
            { type: 'ASSEMBLY_LIMITED', date: '2012-06-01' },
          ],
        },
      ],
    });
    const rows = await counted('ASSEMBLY_RESTRICTION');
    expect(rows).toMatchObject([{ month: '2012-05', persons: 1, actId: null, victimId: null }]);
    // the acts behind it, earliest first
    expect(rows[0]?.acts.map(({ month, year }) => [month, year])).toEqual([
      ['2012-05', '2012'],
      ['2012-06', '2012'],
      ['2012-06', '2012'],
    ]);
  });

  test('each measure of censorship counts, by its own first date', async () => {
    await addFile(node, {
      events: [
        {
          acts: [
            { type: 'WEBSITE_BLOCKING', date: '2012-05-01' },
            { type: 'INTERNET_SHUTDOWN', date: '2012-05-01' },
          ],
        },
      ],
    });
    const rows = await counted('CENSORSHIP');
    expect(rows.map(({ persons: one, victimId }) => [one, victimId])).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  test('without a list of indicators every shared indicator answers, in a fixed order', async () => {
    await addFile(node, {
      victims: [{}],
      events: [
        {
          acts: [
            { type: 'ARREST', victim: 0 },
            { type: 'ABDUCTION_KIDNAPPING', victim: 0 },
            { type: 'CENSORSHIP' },
            { type: 'ASSEMBLY_BANNED' },
          ],
        },
      ],
    });
    const rows = await qualifyingContributions(node.dataSource, { now: NOW });
    expect(rows.map(({ indicator }) => indicator)).toEqual([
      'ASSEMBLY_RESTRICTION',
      'CENSORSHIP',
      'KIDNAPPING',
      'UNLAWFUL_DETENTION',
    ]);
    expect(await qualifyingContributions(node.dataSource, { now: NOW })).toEqual(rows);
  });
});

test('what a case file gives does not depend on what other files hold', async () => {
  const own = {
    source: null,
    victims: [{ legalName: 'SYNTHETIC NAME', consents: [{ state: 'GRANTED' as const }] }, {}],
    events: [
      {
        acts: [{ type: 'ARREST', victim: 0 }, { type: 'ARREST', victim: 1 }, { type: 'ASSEMBLY_BANNED' }],
      },
    ],
  };
  const [event = ''] = await addFile(node, own);
  const ofFile = async (): Promise<Contribution[]> =>
    (await qualifyingContributions(node.dataSource, { now: NOW })).filter(({ eventIds }) =>
      eventIds.includes(event),
    );
  const alone = await ofFile();
  expect(alone.map(({ indicator }) => indicator)).toEqual(['ASSEMBLY_RESTRICTION', 'UNLAWFUL_DETENTION']);
  const refused = [{ legalName: 'SYNTHETIC NAME', consents: [{ state: 'REFUSED' as const }] }];
  for (const victims of [own.victims, refused]) await addFile(node, { ...own, victims: [...victims, {}] });
  expect(await ofFile()).toEqual(alone);
});
