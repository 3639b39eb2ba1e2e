/**
 * The columns of a statement: what is selected, hidden in the rows of which this caller may not have it.
 *
 * Takes fields and the conditions of the statement, gives SQL. A hidden value never leaves the database; a column
 * `<name>_masked` beside it says that it was hidden, whether there was a value or not.
 */
import type { Person } from './consent-rule.js';
import type { RecordConditions } from './record-conditions.js';
import type { RecordField } from './record-fields.js';
import type { RecordSql } from './record-sql.js';

export interface ColumnRules {
  readonly selected: ReadonlySet<string>;
  readonly conditions: Pick<RecordConditions, 'read' | 'obligations'>;
  readonly sql: RecordSql;
  /** whom the values are about */
  readonly person: Person | null;
}

/** The select list of the fields that are selected, in the order of the list. */
export function selectedColumns(fields: readonly RecordField[], rules: ColumnRules): string[] {
  return fields
    .filter(({ coordinate }) => rules.selected.has(coordinate))
    .flatMap((field) => columnsOf(field, rules));
}

function columnsOf(field: RecordField, rules: ColumnRules): string[] {
  const { column } = field;
  const condition = rules.sql.condition([rules.conditions.read(field.coordinate)], rules.person);
  const value = valueOf(field, rules);
  const columns = value === null ? [] : [`${when(condition, value)} AS ${column}`];
  return condition === null
    ? columns
    : [...columns, `(NOT COALESCE(${condition}, FALSE))::text AS ${column}_masked`];
}

function when(condition: string | null, value: string): string {
  return condition === null ? value : `CASE WHEN ${condition} THEN ${value} END`;
}

function valueOf(field: RecordField, rules: ColumnRules): string | null {
  const { value, coordinate } = field;
  if (value === null) return null;
  if (field.sealed !== true) {
    const { generalise } = rules.conditions.obligations(coordinate);
    return field.month !== undefined && generalise.has('month') ? field.month : value;
  }
  const { sql, person } = rules;
  const residual = rules.conditions.read(coordinate);
  return `(CASE WHEN ${value} IS NOT NULL THEN json_build_object('value', ${value},
      'consent', ${sql.consentId(residual, person)}, 'expires', ${sql.consentEnds(residual, person)})::text END)`;
}
