/** Deduplication within a case file: the step between the acts that count and what the caps choose from. */
import { describe, expect, test } from '@jest/globals';
import { contributionsOfActs, type Contribution, type QualifyingAct } from '@vigil/kit';
import fc from 'fast-check';

const act = (changes: Partial<QualifyingAct> = {}): QualifyingAct => ({
  ...{ indicator: 'UNLAWFUL_DETENTION', countedBy: 'VICTIM', caseFileId: 'f1', public: true },
  ...{ monthReceived: '2012-05', eventId: 'e1', actId: 'a1', victimId: 'v1', country: 'XA', area: 'XA-01' },
  ...{ day: '2012-03-02', datePrecision: 'DAY', persons: 1 },
  ...{ victimGroup: 'STUDENT', sex: 'FEMALE', ageBand: 'A18_24', perpetrators: 1 },
  ...changes,
});

const COUNTED = [
  { indicator: 'UNLAWFUL_DETENTION', countedBy: 'VICTIM' },
  { indicator: 'ASSEMBLY_RESTRICTION', countedBy: 'EVENT' },
  { indicator: 'CENSORSHIP', countedBy: 'ACT' },
] as const;

/** Acts of one file: few victims, events, days and places, so that many fall together. */
const anyActs = (file: string): fc.Arbitrary<QualifyingAct[]> =>
  fc
    .array(
      fc.record({
        counted: fc.constantFrom(...COUNTED),
        event: fc.constantFrom('e1', 'e2'),
        victim: fc.constantFrom('v1', 'v2'),
        day: fc.constantFrom('2011-12-30', '2012-03-02', '2012-03-20', '2012-04-01'),
        datePrecision: fc.constantFrom('DAY' as const, 'MONTH' as const, 'YEAR' as const),
        area: fc.constantFrom('XA-01', 'XA-02', null),
        perpetrators: fc.constantFrom(null, 1, 2, 4, 8),
      }),
      { maxLength: 12 },
    )
    .map((acts) =>
      acts.map(({ counted, event, victim, ...each }, index) =>
        act({
          ...each,
          ...counted,
          ...{ caseFileId: file, eventId: `${file}-${event}`, victimId: `${file}-${victim}` },
          actId: `${file}-a${String(index).padStart(2, '0')}`,
          // the place is the event's: the same for all of its acts
          country: 'XA',
        }),
      ),
    );

const sorted = (rows: readonly Contribution[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
type Deduplicate = (acts: readonly QualifyingAct[]) => readonly Contribution[];

/** What a file gives is the same alone and among others, whatever they hold and in whatever order all acts come. */
function looksAtOneFile(deduplicate: Deduplicate): void {
  fc.assert(
    fc.property(anyActs('f1'), anyActs('f2'), (file, other) => {
      const among = deduplicate([...other, ...[...file].reverse()]);
      expect(sorted(among.filter(({ caseFileId }) => caseFileId === 'f1'))).toEqual(
        sorted(deduplicate(file)),
      );
    }),
    { numRuns: 200, endOnFailure: true },
  );
}

describe('deduplication', () => {
  test('looks at one case file at a time', () => {
    looksAtOneFile((acts) => contributionsOfActs(acts));
    looksAtOneFile((acts) => contributionsOfActs(acts, true));
  });

  test('broken twin: a person known from another file is caught', () => {
    expect(() => {
      looksAtOneFile((acts) => {
        const known = new Set<string>();
        return contributionsOfActs(acts).filter(({ victimId, month }) => {
          const person = `${(victimId ?? '').slice(3)} ${month ?? ''}`;
          return victimId === null || (!known.has(person) && known.add(person));
        });
      });
    }).toThrow();
  });

  test('a victim stands once for file, indicator, month and area, an event once, a measure once, and no act is lost', () => {
    fc.assert(
      fc.property(anyActs('f1'), (acts) => {
        const rows = contributionsOfActs(acts);
        const keys = rows.map(({ indicator, victimId, actId, eventId, month, year, area }) =>
          victimId === null
            ? [indicator, actId ?? eventId, area].join()
            : [indicator, victimId, month ?? year, area].join(),
        );
        expect(new Set(keys).size).toBe(keys.length);
        expect(rows.flatMap((row) => row.acts.map(({ id }) => id)).sort()).toEqual(
          acts.map(({ actId }) => actId).sort(),
        );
      }),
    );
  });

  test('a row is dated by its first act; a month is earlier than its bare year', () => {
    const event = { indicator: 'ASSEMBLY_RESTRICTION', countedBy: 'EVENT' } as const;
    const acts = [
      act({ ...event, actId: 'a1', day: '2012-01-01', datePrecision: 'YEAR' }),
      act({ ...event, actId: 'a2', day: '2012-07-09' }),
      act({ ...event, actId: 'a3', day: '2012-07-01', datePrecision: 'MONTH' }),
    ];
    const [row, ...more] = contributionsOfActs(acts);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ month: '2012-07', year: '2012', actId: null, victimId: null, persons: 1 });
    expect(row?.acts.map(({ id }) => id)).toEqual(['a3', 'a2', 'a1']);
  });

  test('codes are those of the acts of the row; what is not recorded, or in no list, is UNKNOWN', () => {
    const measure = { indicator: 'CENSORSHIP', countedBy: 'ACT' } as const;
    const unknown = [{ sex: 'UNKNOWN', ageBand: 'UNKNOWN' }];
    expect(
      contributionsOfActs([
        act({ ...measure, victimId: null, victimGroup: null, sex: null, ageBand: null, perpetrators: null }),
      ]),
    ).toMatchObject([{ victimGroups: ['UNKNOWN'], perpetratorTypes: ['UNKNOWN'], people: unknown }]);
    expect(contributionsOfActs([act({ victimGroup: 'NOBODY KNOWS', sex: 'X' })])).toMatchObject([
      { victimGroups: ['UNKNOWN'], people: unknown },
    ]);
    const event = { indicator: 'ASSEMBLY_RESTRICTION', countedBy: 'EVENT' } as const;
    const two = [
      act({ ...event, perpetrators: 1 }),
      act({
        ...event,
        actId: 'a2',
        victimId: 'v2',
        victimGroup: 'JOURNALIST',
        sex: 'MALE',
        perpetrators: 4 | 1,
      }),
    ];
    // in the order of the code lists: STATE, PRO_STATE, NON_STATE; FEMALE before MALE
    expect(contributionsOfActs(two)).toMatchObject([
      {
        victimGroups: ['JOURNALIST', 'STUDENT'],
        perpetratorTypes: ['STATE', 'NON_STATE'],
        people: [
          { sex: 'FEMALE', ageBand: 'A18_24' },
          { sex: 'MALE', ageBand: 'A18_24' },
        ],
      },
    ]);
  });

  test('by event, a victim of two events is a row of each', () => {
    const acts = [act(), act({ actId: 'a2', eventId: 'e2' })];
    expect(contributionsOfActs(acts)).toHaveLength(1);
    expect(contributionsOfActs(acts, true).map(({ eventIds }) => eventIds)).toEqual([['e1'], ['e2']]);
  });
});
