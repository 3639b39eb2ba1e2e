/** Residuals put together, and facts put into them: small cases by hand, beside the property against Cedar. */
import { describe, expect, test } from '@jest/globals';
import {
  ALWAYS,
  NEVER,
  allOf,
  anyOf,
  negate,
  oneOf,
  putFacts,
  recordHolds,
  residualAttributes,
  residualKey,
  type RecordFacts,
  type Residual,
} from '@vigil/policies';

const embargoed: Residual = { kind: 'is', attribute: 'embargoed' };
const confidential: Residual = { kind: 'is', attribute: 'confidential' };
const shared: Residual = { kind: 'contains', attribute: 'consents', value: 'DEIDENTIFIED_SHARING' };
const byOne: Residual = { kind: 'equals', attribute: 'owner', value: 'one' };

const RECORD: RecordFacts = {
  owner: 'one',
  verification: 'VERIFIED',
  confidential: false,
  embargoed: false,
  coSignatories: [],
  consents: ['DEIDENTIFIED_SHARING'],
  subjectConsents: [],
  daysSinceReceived: 3,
};

describe('putting residuals together', () => {
  test('has one form, whatever the order and however often', () => {
    const one = allOf([embargoed, allOf([shared, confidential]), shared]);
    const other = allOf([allOf([confidential, embargoed]), shared]);
    expect(one).toEqual(other);
    expect(residualKey(one)).toBe(residualKey(other));
    expect(one.kind === 'and' && one.of.length).toBe(3);
  });

  test.each<[string, Residual, Residual]>([
    ['nothing joined by "and" holds', allOf([]), ALWAYS],
    ['nothing joined by "or" does not', anyOf([]), NEVER],
    ['"and" with what never holds never holds', allOf([shared, NEVER]), NEVER],
    ['"or" with what always holds always holds', anyOf([shared, ALWAYS]), ALWAYS],
    ['what always holds adds nothing to an "and"', allOf([ALWAYS, shared]), shared],
    ['twice "not" is nothing', negate(negate(shared)), shared],
    ['a record is not both', allOf([embargoed, negate(embargoed), shared]), NEVER],
    ['one of no values is none', oneOf('owner', []), NEVER],
    ['one of one value is that value', oneOf('owner', ['one', 'one']), byOne],
    [
      'several values of one attribute are one list',
      anyOf([oneOf('owner', ['two']), byOne, oneOf('owner', ['one', 'three'])]),
      { kind: 'in', attribute: 'owner', values: ['one', 'three', 'two'] },
    ],
  ])('%s', (_title, residual, expected) => {
    expect(residual).toEqual(expected);
  });

  test('one or the other is not "always" while the fact may not be known', () => {
    const either = anyOf([embargoed, negate(embargoed)]);
    expect(either).not.toEqual(ALWAYS);
    expect(recordHolds(either, RECORD)).toBe(true);
    expect(recordHolds(either, { ...RECORD, embargoed: null })).toBe(false);
  });
});

describe('a fact that is not known', () => {
  test.each<[string, Residual]>([
    ['alone', embargoed],
    ['below a "not"', negate(embargoed)],
    ['beside what holds', anyOf([shared, embargoed])],
  ])('denies where it is named: %s', (_title, residual) => {
    expect(recordHolds(residual, { ...RECORD, embargoed: null })).toBe(false);
    expect(putFacts(residual, { embargoed: null })).toBe(NEVER);
  });

  test('does not matter where it is not named', () => {
    expect(recordHolds(shared, { ...RECORD, embargoed: null })).toBe(true);
  });

  test('does not matter behind the owner, who is known before', () => {
    const ownOrShared = anyOf([byOne, shared]);
    expect(recordHolds(ownOrShared, { ...RECORD, consents: null })).toBe(true);
    expect(recordHolds(ownOrShared, { ...RECORD, owner: 'two', consents: null })).toBe(false);
  });
});

describe('facts put in', () => {
  test('leave the others open', () => {
    const all = allOf([byOne, shared, negate(embargoed)]);
    expect(putFacts(all, { owner: 'one', consents: ['DEIDENTIFIED_SHARING'] })).toEqual(negate(embargoed));
    expect(putFacts(all, { owner: 'two' })).toBe(NEVER);
  });

  // 3 days, by hand.
  test.each<['==' | '<' | '<=', number, boolean]>([
    ['==', 3, true],
    ['==', 4, false],
    ['<', 3, false],
    ['<', 4, true],
    ['<=', 3, true],
    ['<=', 2, false],
  ])('compare days: 3 %s %d is %p', (operator, value, holds) => {
    const residual: Residual = { kind: 'compare', operator, attribute: 'daysSinceReceived', value };
    expect(recordHolds(residual, RECORD)).toBe(holds);
  });

  test('a text is one of a list, or it is not', () => {
    const residual = oneOf('verification', ['VERIFIED', 'ADJUDICATED']);
    expect(recordHolds(residual, RECORD)).toBe(true);
    expect(recordHolds(residual, { ...RECORD, verification: 'RECEIVED' })).toBe(false);
  });
});

test('the attributes of a condition are all that it names, at any depth', () => {
  const residual = anyOf([allOf([shared, negate(anyOf([embargoed, confidential]))]), byOne]);
  expect(residualAttributes(residual)).toEqual(new Set(['consents', 'embargoed', 'confidential', 'owner']));
  expect(residualAttributes(ALWAYS).size).toBe(0);
});
