/**
 * Why a row is rejected: the column and the rule, never what the cell says.
 *
 * Thrown inside the mapping of one row and caught there; the import goes on with the next row.
 */
export class RowRejection extends Error {
  override readonly name = 'RowRejection';

  constructor(
    readonly column: string,
    readonly rule: string,
  ) {
    super(`column ${column}: ${rule}`);
  }
}
