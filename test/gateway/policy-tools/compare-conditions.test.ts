/** Two conditions compared: checked against every record that the grammar can tell apart. */
import { describe, expect, test } from '@jest/globals';
import { compareConditions } from '@vigil/gateway';
import { ALWAYS, NEVER, recordHolds, type RecordFacts, type Residual } from '@vigil/policies';
import fc from 'fast-check';

const CONFIDENTIAL: Residual = { kind: 'is', attribute: 'confidential' };
const VERIFIED: Residual = { kind: 'equals', attribute: 'verification', value: 'VERIFIED' };
const CONSENT: Residual = { kind: 'contains', attribute: 'consents', value: 'RESEARCH' };
const not = (of: Residual): Residual => ({ kind: 'not', of });

const leaf: fc.Arbitrary<Residual> = fc.constantFrom<Residual>(
  CONFIDENTIAL,
  VERIFIED,
  CONSENT,
  { kind: 'in', attribute: 'verification', values: ['VERIFIED', 'ADJUDICATED'] },
  { kind: 'contains', attribute: 'consents', value: 'MEDIA' },
  { kind: 'compare', operator: '<', attribute: 'daysSinceReceived', value: 30 },
  { kind: 'compare', operator: '<=', attribute: 'daysSinceReceived', value: 30 },
  { kind: 'compare', operator: '==', attribute: 'daysSinceReceived', value: 31 },
);
const { residual } = fc.letrec<{ residual: Residual }>((tie) => ({
  residual: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({ kind: fc.constant('not' as const), of: tie('residual') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('residual'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

/** 4 x 3 x 6 x 5 records: every value that the leaves above can tell apart, and "not known" of each. */
const EVERY_RECORD: readonly RecordFacts[] = [null, 'VERIFIED', 'ADJUDICATED', 'RECEIVED'].flatMap(
  (verification) =>
    [null, true, false].flatMap((confidential) =>
      [null, 0, 29, 30, 31, 32].flatMap((daysSinceReceived) =>
        [null, [], ['RESEARCH'], ['MEDIA'], ['RESEARCH', 'MEDIA']].map((consents) => ({
          owner: 'synthetic-one',
          verification,
          confidential,
          embargoed: false,
          coSignatories: [],
          consents,
          subjectConsents: [],
          daysSinceReceived,
        })),
      ),
    ),
);

test('it finds a gain, a loss, or neither exactly where some record is treated differently', () => {
  fc.assert(
    fc.property(residual, residual, (before, after) => {
      const gains = EVERY_RECORD.some((record) => recordHolds(after, record) && !recordHolds(before, record));
      const losses = EVERY_RECORD.some(
        (record) => recordHolds(before, record) && !recordHolds(after, record),
      );
      const { gained, lost } = compareConditions(before, after);
      expect([gained !== null, lost !== null]).toEqual([gains, losses]);
    }),
    { numRuns: 400 },
  );
});

test('the record that it shows is one that is treated differently', () => {
  fc.assert(
    fc.property(residual, residual, (before, after) => {
      const { gained } = compareConditions(before, after);
      fc.pre(gained !== null);
      const record: RecordFacts = {
        owner: '',
        verification: '',
        confidential: false,
        embargoed: false,
        coSignatories: [],
        consents: [],
        subjectConsents: [],
        daysSinceReceived: 0,
        ...gained,
      };
      expect([recordHolds(before, record), recordHolds(after, record)]).toEqual([false, true]);
    }),
    { numRuns: 200 },
  );
});

describe('by hand', () => {
  test('from never to always everything is gained and nothing lost', () => {
    expect(compareConditions(NEVER, ALWAYS)).toEqual({ gained: {}, lost: null });
  });

  test('another consent in place of one is a gain and a loss', () => {
    const media: Residual = { kind: 'contains', attribute: 'consents', value: 'MEDIA' };
    expect(compareConditions(CONSENT, media)).toEqual({
      gained: { consents: ['MEDIA'] },
      lost: { consents: ['RESEARCH'] },
    });
  });

  test('a condition that asks for nothing but lets only known facts through is narrower than none', () => {
    const either: Residual = { kind: 'or', of: [CONFIDENTIAL, not(CONFIDENTIAL)] };
    expect(compareConditions(ALWAYS, either)).toEqual({ gained: null, lost: { confidential: null } });
  });

  test('the same written in another way changes nothing', () => {
    const both: Residual = { kind: 'and', of: [CONFIDENTIAL, VERIFIED] };
    const inverse: Residual = not({ kind: 'or', of: [not(CONFIDENTIAL), not(VERIFIED)] });
    expect(compareConditions(both, inverse)).toEqual({ gained: null, lost: null });
  });

  test('conditions that name too much to go through are refused', () => {
    const named = Array.from({ length: 20 }, (_, index): Residual => ({
      kind: 'contains',
      attribute: 'consents',
      value: `SCOPE_${index}`,
    }));
    expect(() => compareConditions(ALWAYS, { kind: 'and', of: named })).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID' }),
    );
  });
});
