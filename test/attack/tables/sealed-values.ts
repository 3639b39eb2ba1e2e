/**
 * Sealed values at the partner: what a court must not get, not even as ciphertext. Each case spoils one thing of a
 * case that the court would get sealed otherwise; the unspoiled one is the twin.
 */
import type { Caller } from '../../kit/serve/hub-double.js';
import { OFFICER, REGIONAL_BODY } from '../../kit/serve/hub-double.js';
import { TO_THE_COURT, type CaseFile, type Consent } from '../support/attack-case-file.js';
import { COURT } from './row-rules.js';

export interface SealedCase {
  readonly title: string;
  readonly file: CaseFile;
  /** coordinates that may leave sealed all the same; every other one is null */
  readonly leaves: readonly string[];
}

/** What is about everybody in the file. */
const OF_THE_CASE = ['Event.exactLocation', 'Event.description', 'Evidence.content', 'Perpetrator.legalName'];
const OF_THE_VICTIM = ['Victim.legalName', 'Victim.contact'];
const OF_THE_WITNESS = ['Witness.legalName', 'Witness.contact', 'Witness.testimony'];
export const ALL_SEALED: readonly string[] = [...OF_THE_CASE, ...OF_THE_VICTIM, ...OF_THE_WITNESS];

const without = (of: Consent['of'], scope: Consent['scope']): CaseFile => ({
  consents: TO_THE_COURT.filter((given) => given.of !== of || given.scope !== scope),
});
const changed = (
  of: Consent['of'],
  scope: Consent['scope'],
  change: Partial<Omit<Consent, 'of' | 'scope'>>,
): CaseFile => ({
  consents: TO_THE_COURT.map((given) =>
    given.of === of && given.scope === scope ? { ...given, ...change } : given,
  ),
});

const PAST = '2013-01-01T00:00:00Z';

export const sealedValues: readonly SealedCase[] = [
  {
    title: 'the victim was not asked about being named',
    file: without('VICTIM', 'NAMED_BODY'),
    leaves: OF_THE_WITNESS,
  },
  {
    title: 'the witness was not asked about being named',
    file: without('WITNESS', 'NAMED_BODY'),
    leaves: OF_THE_VICTIM,
  },
  {
    title: 'the victim agreed to be named to everybody, which names nobody',
    file: changed('VICTIM', 'NAMED_BODY', { recipient: null }),
    leaves: OF_THE_WITNESS,
  },
  {
    title: 'the victim agreed to be named to another court',
    file: changed('VICTIM', 'NAMED_BODY', { recipient: 'sparse-court' }),
    leaves: OF_THE_WITNESS,
  },
  {
    title: 'the witness withdrew the consent to be named',
    file: changed('WITNESS', 'NAMED_BODY', { state: 'WITHDRAWN', withdrawnAt: PAST }),
    leaves: OF_THE_VICTIM,
  },
  {
    title: 'the witness’s consent to be named has run out',
    file: changed('WITNESS', 'NAMED_BODY', { expiresAt: PAST }),
    leaves: OF_THE_VICTIM,
  },
  {
    title: 'the victim did not agree to proceedings: nothing of the whole case leaves',
    file: without('VICTIM', 'LEGAL_PROCEEDINGS'),
    leaves: [],
  },
  {
    title: 'the witness did not agree to proceedings: nothing of the whole case leaves',
    file: without('WITNESS', 'LEGAL_PROCEEDINGS'),
    leaves: [],
  },
  {
    title: 'the witness refused proceedings: nothing of the whole case leaves',
    file: changed('WITNESS', 'LEGAL_PROCEEDINGS', { state: 'REFUSED' }),
    leaves: [],
  },
  {
    title: 'somebody else in the file agreed to sharing and to nothing more',
    file: {
      otherVictim: true,
      consents: [...TO_THE_COURT, { of: 'OTHER_VICTIM', scope: 'DEIDENTIFIED_SHARING' }],
    },
    leaves: [],
  },
];

/** The case is as it should be; the caller is not. */
export const UNSEALED_CALLERS: readonly { readonly title: string; readonly caller: Caller }[] = [
  { title: 'the body with an agreement for de-identified data', caller: REGIONAL_BODY },
  { title: 'the owner’s own officer', caller: OFFICER },
  { title: 'somebody at the court without the role', caller: { ...COURT, roles: ['COORDINATOR'] } },
  { title: 'the court for oversight', caller: { ...COURT, purpose: 'OVERSIGHT' } },
  {
    title: 'a court whose agreement does not name identifying data',
    caller: { ...COURT, organisation: 'sparse-court' },
  },
  { title: 'a court without an agreement', caller: { ...COURT, organisation: 'other-court' } },
];
