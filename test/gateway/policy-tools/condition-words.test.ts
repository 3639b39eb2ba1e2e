/** Conditions in words: what a person reads is what the residual says. Expected texts were written by hand. */
import { expect, test } from '@jest/globals';
import { conditionInWords } from '@vigil/gateway';
import { ALWAYS, NEVER, type Residual } from '@vigil/policies';

const confidential: Residual = { kind: 'is', attribute: 'confidential' };
const embargoed: Residual = { kind: 'is', attribute: 'embargoed' };
const sharing: Residual = { kind: 'contains', attribute: 'consents', value: 'DEIDENTIFIED_SHARING' };
const named: Residual = { kind: 'contains', attribute: 'subjectConsents', value: 'NAMED_BODY' };
const status = (value: string): Residual => ({ kind: 'equals', attribute: 'verification', value });
const not = (of: Residual): Residual => ({ kind: 'not', of });
const days = (operator: '==' | '<' | '<=', value: number): Residual => ({
  kind: 'compare',
  operator,
  attribute: 'daysSinceReceived',
  value,
});

test.each<[string, Residual]>([
  ['always', ALWAYS],
  ['never', NEVER],
  ['never', not(ALWAYS)],
  ['the case file is not marked confidential', not(confidential)],
  [
    'the case file is not marked confidential and every person in the case file consents to sharing without names (DEIDENTIFIED_SHARING)',
    { kind: 'and', of: [not(confidential), sharing] },
  ],
  [
    'either the case file is not marked confidential or the case file is not under embargo',
    not({ kind: 'and', of: [confidential, embargoed] }),
  ],
  [
    'the case file is not under embargo and the verification status is none of RECEIVED and DISPROVEN',
    { kind: 'and', of: [not(status('RECEIVED')), not(embargoed), not(status('DISPROVEN'))] },
  ],
  ['the verification status is one of A and B', { kind: 'or', of: [status('A'), status('B')] }],
  [
    'the case file is marked confidential and (either the case file is under embargo or somebody in the case file does not consent to sharing without names (DEIDENTIFIED_SHARING))',
    { kind: 'and', of: [confidential, { kind: 'or', of: [embargoed, not(sharing)] }] },
  ],
  ['the person concerned consents to being named to the recipient (NAMED_BODY)', named],
  ['the person concerned does not consent to being named to the recipient (NAMED_BODY)', not(named)],
  ['the case file was received less than 30 days ago', days('<', 30)],
  ['the case file was received 30 days ago or earlier', not(days('<', 30))],
  ['the case file was received at most 1 day ago', days('<=', 1)],
  ['the case file was received more than 1 day ago', not(days('<=', 1))],
  ['the case file was received 7 days ago', days('==', 7)],
])('%s', (words, residual) => {
  expect(conditionInWords(residual)).toBe(words);
});

test('whoever asks is not called by an id', () => {
  const signed: Residual = { kind: 'contains', attribute: 'coSignatories', value: 'court' };
  expect(conditionInWords(signed, { caller: 'court' })).toBe(
    "the caller's organisation is a co-signatory of the case",
  );
  expect(conditionInWords(not(signed), { caller: 'somebody' })).toBe('court is no co-signatory of the case');
});
