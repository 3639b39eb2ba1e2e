/** Random case files for the stability properties: rows of three years, several places, persons and codes. */
import type { Contribution } from '@vigil/kit';
import fc from 'fast-check';
import { row } from './capped-rows.js';

/** recorded size of a victim: one person, or a group; the same in every row of that victim */
const SIZES: Readonly<Record<string, number>> = { v1: 1, v2: 4, v3: 40 };

const words = <Word>(...list: readonly Word[]): fc.Arbitrary<Word[]> =>
  fc.uniqueArray(fc.constantFrom(...list), { minLength: 1 });

/** A row of one victim (or measure) of a file; its act is one of a few, so that rows share acts. */
function anyRow(file: string): fc.Arbitrary<Contribution> {
  return fc
    .record({
      event: fc.constantFrom('e1', 'e2', 'e3'),
      victim: fc.constantFrom('v1', 'v2', 'v3'),
      indicator: fc.constantFrom('KIDNAPPING' as const, 'UNLAWFUL_DETENTION' as const),
      place: fc.constantFrom<readonly [string, string | null]>(
        ...([
          ['XA', 'XA-01'],
          ['XA', 'XA-02'],
          ['XA', 'XA-09'],
          ['XA', null],
          ['XB', null],
          ['XC', 'XC-1'],
        ] as const),
      ),
      year: fc.constantFrom('2011', '2012', '2012', '2012'),
      month: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 8 }),
      victimGroups: words('JOURNALIST', 'STUDENT', 'OTHER'),
      perpetratorTypes: words('STATE', 'NON_STATE'),
      people: words({ sex: 'FEMALE', ageBand: 'A18_24' }, { sex: 'MALE', ageBand: 'A65_PLUS' }),
    })
    .map(({ event, victim, place: [country, area], month, ...each }) =>
      row({
        ...each,
        caseFileId: file,
        eventId: `${file}-${event}`,
        eventIds: [`${file}-${event}`],
        actId: `${file}-${event}-${victim}`,
        victimId: `${file}-${victim}`,
        ...{ country, area, monthReceived: '2012-11' },
        month: month === null ? null : `${each.year}-${String(month).padStart(2, '0')}`,
        persons: SIZES[victim] ?? 1,
      }),
    );
}

/** As the records give them: a victim at most once in a month and place. */
export const anyFile = (file: string): fc.Arbitrary<Contribution[]> =>
  fc.uniqueArray(anyRow(file), {
    maxLength: 14,
    selector: ({ indicator, victimId, eventId, country, area, year, month }) =>
      [indicator, victimId, eventId, country, area, year, month].join(),
  });

/** Rows of other files, which a file must not move. */
export const otherFiles: fc.Arbitrary<Contribution[]> = fc
  .tuple(anyFile('f1'), anyFile('f2'))
  .map((files) => files.flat());
