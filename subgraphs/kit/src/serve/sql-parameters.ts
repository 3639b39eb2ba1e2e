/**
 * Values on their way into SQL: every value becomes a numbered parameter, never text of the statement.
 */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** @returns the placeholder that stands for the value, e.g. `$3` */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
