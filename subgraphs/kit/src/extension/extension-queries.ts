/**
 * `context.query` of an extension: SELECTs inside the request's own read-only transaction, one after the other.
 *
 * Each stands behind a savepoint that it is taken back to, failed or not. So one that fails spoils nothing but its
 * own field, and one that changes a setting of the session (`set_config`) changes nothing for whoever comes after:
 * neither the time that the next statement may take, nor where the next request looks for its tables.
 */
import type { EntityManager } from 'typeorm';
import type { rowRule, RowRuleContext } from '../serve/row-rules.js';
import { MAX_ROWS, visibleStatement } from './visible-tables.js';

export class ExtensionQueries {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly manager: EntityManager,
    private readonly rule: RowRuleContext,
    private readonly ruleOf: typeof rowRule,
  ) {}

  /** Runs work that needs the connection when it is its turn: a connection answers one statement at a time. */
  inTurn<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(
      () => work(this.manager),
      () => work(this.manager),
    );
    this.#tail = turn;
    return turn;
  }

  /**
   * @param text - one SELECT; `$1` and so on stand for the values
   * @throws Error in the database's words, which go back to the partner's own code and nowhere else
   */
  run(text: string, values: readonly unknown[]): Promise<unknown[]> {
    const statement = visibleStatement({ text, values: [...values] }, this.rule, this.ruleOf);
    return this.inTurn(async (manager) => {
      await manager.query('SAVEPOINT extension_query');
      try {
        const rows = await manager.query<unknown[]>(statement.text, statement.values);
        if (rows.length > MAX_ROWS) throw new RangeError(`the query gives more than ${MAX_ROWS} rows`);
        return rows;
      } finally {
        await manager.query('ROLLBACK TO SAVEPOINT extension_query');
        await manager.query('RELEASE SAVEPOINT extension_query');
      }
    });
  }
}
