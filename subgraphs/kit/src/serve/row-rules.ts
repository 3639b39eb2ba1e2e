/**
 * Row rules: which case files exist for this caller.
 *
 * Takes who asks, gives one SQL condition over the alias `cf` (case_file). The condition stands in the WHERE
 * of every statement that finds events, so a record that is denied and one that is not there are the same to
 * the code behind it.
 */
import type { SqlParameters } from './sql-parameters.js';

export interface RowCaller {
  organisation: string | null;
  roles: readonly string[];
}

export interface RowRuleContext {
  caller: RowCaller;
  /** this partner */
  partner: string;
  now: Date;
}

/** Officers of the partner that holds the records; other people of that organisation are callers like any other. */
function isOwnersOfficer(caller: RowCaller, partner: string): boolean {
  return caller.organisation === partner && caller.roles.includes('CASE_OFFICER');
}

/**
 * The condition under which a case file exists for the caller.
 *
 * For the owner's officers: always. For everybody else: the file is not confidential, and every victim and
 * every witness in it, whether an act names them or not, consents to de-identified sharing with this caller.
 */
export function rowRule({ caller, partner, now }: RowRuleContext, parameters: SqlParameters): string {
  if (isOwnersOfficer(caller, partner)) return 'TRUE';
  const recipient = `${parameters.add(caller.organisation)}::text`;
  const at = `${parameters.add(now)}::timestamptz`;
  return `(cf.confidential = FALSE
    AND NOT EXISTS (
      SELECT 1 FROM victim person WHERE person.case_file_id = cf.id
        AND NOT ${consents('VICTIM', recipient, at)})
    AND NOT EXISTS (
      SELECT 1 FROM witness person JOIN event seen ON seen.id = person.event_id WHERE seen.case_file_id = cf.id
        AND NOT ${consents('WITNESS', recipient, at)}))`;
}

/**
 * Somebody consents when a grant for everybody or for this recipient holds now, and nothing takes it back.
 * A grant dated in the future does not hold yet.
 *
 * What takes it back: a refusal or withdrawal, for everybody or for this recipient, that is not older than
 * the grant; and one for this very recipient beats a grant for everybody whatever its date. What this very
 * recipient was given for a time ended with that time, and a grant for everybody from before its end does not
 * prolong it. A grant for everybody that ran out takes nothing back, it only no longer holds. An answer without a
 * state or a date, which a partner's own view may give, takes back as well: nobody can say that it does not.
 */
function consents(kind: 'VICTIM' | 'WITNESS', recipient: string, at: string): string {
  // `taken` is tied to `given`, not to the person again: then the planner can join, where views have no index
  const about = (alias: string, person: string): string =>
    `${alias}.person_kind = '${kind}' AND ${alias}.person_id = ${person}
      AND ${alias}.scope = 'DEIDENTIFIED_SHARING'
      AND (${alias}.recipient IS NULL OR ${alias}.recipient = ${recipient})`;
  return `EXISTS (
    SELECT 1 FROM consent given WHERE ${about('given', 'person.id')}
      AND given.state = 'GRANTED' AND given.withdrawn_at IS NULL AND given.recorded_at <= ${at}
      AND (given.expires_at IS NULL OR given.expires_at > ${at})
      AND NOT EXISTS (
        SELECT 1 FROM consent taken WHERE ${about('taken', 'given.person_id')}
          AND ((
            (taken.state IS NULL OR taken.state NOT IN ('GRANTED', 'EXPIRED') OR taken.withdrawn_at IS NOT NULL)
            AND (COALESCE(taken.withdrawn_at, taken.recorded_at) IS NULL
              OR COALESCE(taken.withdrawn_at, taken.recorded_at) >= given.recorded_at
              OR (given.recipient IS NULL AND taken.recipient IS NOT NULL))
          ) OR (
            (taken.state = 'EXPIRED' OR taken.expires_at <= ${at})
            AND given.recipient IS NULL AND taken.recipient IS NOT NULL
            AND (GREATEST(taken.recorded_at, taken.expires_at) IS NULL
              OR GREATEST(taken.recorded_at, taken.expires_at) >= given.recorded_at)))))`;
}
