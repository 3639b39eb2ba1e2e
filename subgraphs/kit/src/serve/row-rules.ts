/**
 * Row rules: which events exist for this caller.
 *
 * Takes who asks and what the policies left open about records, gives one SQL condition over the aliases `e`
 * (event) and `cf` (case_file). The condition stands in the WHERE of every statement that finds events, so a
 * record that is denied and one that is not there are the same to the code behind it.
 */
import { NEVER, type Residual } from '@vigil/policies';
import type { RecordConditions } from './record-conditions.js';
import { RecordSql, type RecordQuestion } from './record-sql.js';
import type { SqlParameters } from './sql-parameters.js';

export interface RowCaller {
  readonly organisation: string | null;
  readonly roles: readonly string[];
}

export interface RowRuleContext extends RecordQuestion {
  readonly caller: RowCaller;
  readonly conditions: RecordConditions;
}

/** Officers of the partner that holds the records; other people of that organisation are callers like any other. */
function isOwnersOfficer(caller: RowCaller, partner: string): boolean {
  return caller.organisation === partner && caller.roles.includes('CASE_OFFICER');
}

/**
 * What no policy can open to anybody but the owner's officers: the file is not confidential, and every victim and
 * every witness in it, whether an act names them or not, consents to de-identified sharing with this caller.
 */
const FLOOR: Residual = {
  kind: 'and',
  of: [
    { kind: 'not', of: { kind: 'is', attribute: 'confidential' } },
    { kind: 'contains', attribute: 'consents', value: 'DEIDENTIFIED_SHARING' },
  ],
};

/** Everything that must hold of an event so that it exists for the caller; what is in it is never empty by mistake. */
export function rowResiduals({ caller, partner, conditions }: RowRuleContext): readonly Residual[] {
  if (conditions.row.length === 0) return [NEVER];
  return isOwnersOfficer(caller, partner) ? conditions.row : [FLOOR, ...conditions.row];
}

/** The condition under which an event exists for the caller. */
export function rowRule(rule: RowRuleContext, parameters: SqlParameters): string {
  return existence(rule, new RecordSql(rule, parameters));
}

/** The same for a statement that has more conditions: from here on what it says is known of every row. */
export function existence(rule: RowRuleContext, sql: RecordSql): string {
  const residuals = rowResiduals(rule);
  const condition = sql.condition(residuals);
  sql.hold(residuals);
  return condition === null ? 'TRUE' : `(${condition})`;
}
