/**
 * Data-sharing agreements as policies see them: those in force today with the caller's organisation.
 *
 * Takes all agreements of the coalition, gives them written out for every purpose and class. Pure.
 */
import type { Agreement } from '@vigil/shared';
import type { AgreementInForce, SubjectClass } from './subject-class.js';

export interface AgreementsInForceInput {
  readonly agreements: readonly Agreement[];
  readonly now: Date;
  readonly subject: SubjectClass;
}

/** What agreements open to the caller's organisation on this day, UTC; first and last day included. */
export function agreementsInForce({
  agreements,
  now,
  subject: { organisation },
}: AgreementsInForceInput): AgreementInForce[] {
  const today = now.toISOString().slice(0, 10);
  if (organisation === null) return [];
  const opened = agreements
    .filter(({ recipient }) => recipient === organisation)
    .filter(({ validFrom, validTo }) => validFrom <= today && today <= validTo)
    .flatMap(({ partner, purposes, classes }) =>
      purposes.flatMap((purpose) => classes.map((dataClass) => ({ partner, purpose, class: dataClass }))),
    );
  const distinct = new Map(opened.map((agreement) => [agreementKey(agreement), agreement]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, agreement]) => agreement);
}

function agreementKey(agreement: AgreementInForce): string {
  return JSON.stringify([agreement.partner, agreement.purpose, agreement.class]);
}
