/**
 * Records that do not exist for a caller, at the partner: whatever the hub has delegated. Each case spoils one thing
 * of a case file that the caller would see otherwise; that same file, unspoiled, is the twin.
 */
import type { Caller } from '../../kit/serve/hub-double.js';
import { COLLEAGUE, OFFICER, OTHER_BODY, REGIONAL_BODY } from '../../kit/serve/hub-double.js';
import { SHARED, TO_THE_COURT, type CaseFile, type Consent } from '../support/attack-case-file.js';

export interface RowCase {
  readonly title: string;
  readonly spoiled: CaseFile;
  /** default: the body with an agreement */
  readonly caller?: Caller;
  /** who sees the spoiled file; default: the caller sees it unspoiled */
  readonly seenBy?: Caller;
}

export const COURT: Caller = { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' };

const PAST = '2012-12-31T00:00:00Z';
const FUTURE = '2099-12-31T00:00:00Z';

/** All consents, with those of one person for sharing replaced. */
function instead(of: Consent['of'], ...consents: readonly Omit<Consent, 'of' | 'scope'>[]): CaseFile {
  return {
    consents: [
      ...SHARED.filter((given) => given.of !== of),
      ...consents.map((given) => ({ of, scope: 'DEIDENTIFIED_SHARING', ...given }) as const),
    ],
  };
}

const FILES: readonly RowCase[] = [
  { title: 'the owner keeps the file to itself', spoiled: { confidential: true }, seenBy: OFFICER },
  { title: 'the file is under embargo', spoiled: { embargoUntil: FUTURE }, seenBy: OFFICER },
  {
    title: 'the file is under embargo until the end of time',
    spoiled: { embargoUntil: 'infinity' },
    seenBy: OFFICER,
  },
  ...['RECEIVED', 'INCONCLUSIVE', 'DISPROVEN', 'DUPLICATE_OF'].map((verification) => ({
    title: `the report is ${verification}`,
    spoiled: { verification },
    seenBy: OFFICER,
  })),
  {
    title: 'the file is kept to itself, whatever a co-signatory signed',
    spoiled: { confidential: true, coSignatories: ['regional-body'] },
    seenBy: OFFICER,
  },
  {
    title: 'the file is under embargo, for a court as well',
    spoiled: { embargoUntil: FUTURE, consents: TO_THE_COURT },
    caller: COURT,
    seenBy: OFFICER,
  },
  {
    title: 'the report is not verified, for a court as well',
    spoiled: { verification: 'RECEIVED', consents: TO_THE_COURT },
    caller: COURT,
    seenBy: OFFICER,
  },
];

const CONSENTS: readonly RowCase[] = [
  { title: 'the victim was never asked', spoiled: instead('VICTIM') },
  { title: 'the witness was never asked', spoiled: instead('WITNESS') },
  { title: 'nobody was ever asked', spoiled: { consents: [] } },
  { title: 'the victim is noted as not asked', spoiled: instead('VICTIM', { state: 'NOT_ASKED' }) },
  { title: 'the victim refused', spoiled: instead('VICTIM', { state: 'REFUSED' }) },
  { title: 'the witness refused', spoiled: instead('WITNESS', { state: 'REFUSED' }) },
  {
    title: 'the victim withdrew',
    spoiled: instead('VICTIM', { state: 'WITHDRAWN', withdrawnAt: '2012-07-01T00:00:00Z' }),
  },
  {
    title: 'the victim agreed, and took it back for this body',
    spoiled: instead('VICTIM', {}, { recipient: 'regional-body', state: 'WITHDRAWN', withdrawnAt: PAST }),
    seenBy: OTHER_BODY,
  },
  { title: 'the witness’s consent has run out', spoiled: instead('WITNESS', { expiresAt: PAST }) },
  {
    title: 'the victim’s consent is dated in the future',
    spoiled: instead('VICTIM', { recordedAt: FUTURE }),
  },
  {
    title: 'the victim agreed for another body alone',
    spoiled: instead('VICTIM', { recipient: 'other-body' }),
    seenBy: OFFICER,
  },
  {
    title: 'the victim agreed for everybody but this body',
    spoiled: instead('VICTIM', {}, { recipient: 'regional-body', state: 'REFUSED', recordedAt: PAST }),
    seenBy: OTHER_BODY,
  },
  {
    title: 'somebody else in the file was never asked, whom no act names',
    spoiled: { otherVictim: true },
    seenBy: OFFICER,
  },
  ...(['LEGAL_PROCEEDINGS', 'NAMED_BODY', 'RESEARCH', 'MEDIA', 'AGGREGATE_STATISTICS'] as const).map(
    (scope): RowCase => ({
      title: `everybody agreed to ${scope}, and not to sharing`,
      spoiled: { consents: SHARED.map((given) => ({ ...given, scope })) },
    }),
  ),
  {
    title: 'everybody agreed to proceedings before this court, and not to sharing',
    spoiled: { consents: TO_THE_COURT.filter(({ scope }) => scope !== 'DEIDENTIFIED_SHARING') },
    caller: COURT,
    seenBy: OFFICER,
  },
];

const body = (organisation: string): Caller => ({ ...REGIONAL_BODY, organisation });

/** The file is as it should be; it is the caller for whom nothing may exist. */
export interface CallerCase {
  readonly title: string;
  readonly caller: Caller;
}

export const CALLERS: readonly CallerCase[] = [
  { title: 'a body without an agreement', caller: body('stranger') },
  { title: 'a body whose agreement has ended', caller: body('former-body') },
  { title: 'a body whose agreement has not begun', caller: body('future-body') },
  {
    title: 'the body for research, which its agreement does not name',
    caller: { ...REGIONAL_BODY, purpose: 'RESEARCH' },
  },
  { title: 'the body for legal proceedings', caller: { ...REGIONAL_BODY, purpose: 'LEGAL_PROCEEDINGS' } },
  { title: 'a colleague at the owner’s who is no officer', caller: COLLEAGUE },
  { title: 'an officer of the owner who asks for statistics', caller: { ...OFFICER, purpose: 'STATISTICS' } },
  { title: 'an officer of the owner who asks for oversight', caller: { ...OFFICER, purpose: 'OVERSIGHT' } },
  { title: 'an officer of another partner', caller: { ...OFFICER, organisation: 'synthetic-two' } },
  {
    title: 'somebody who belongs to no organisation, with every role',
    caller: {
      organisation: null,
      roles: ['CASE_OFFICER', 'COURT', 'COORDINATOR', 'REGIONAL_BODY', 'EVALUATOR'],
      purpose: 'CASEWORK',
    },
  },
  {
    title: 'a court for casework',
    caller: { ...COURT, purpose: 'CASEWORK' },
  },
  {
    title: 'the public',
    caller: { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
  },
];

export const rowRules: readonly RowCase[] = [...FILES, ...CONSENTS];
