/**
 * The record of red flags in the hub's database.
 *
 * Read by the running hub and by the command beside it. Steps of operators are announced to every hub on this
 * database; what a hub itself saw rise is not: the others see the same.
 */
import type { RedFlagStatus, Role, Severity } from '@vigil/shared';
import type { DataSource } from 'typeorm';
import type { FlagStep } from '../red-flags/flag-life.js';
import { CHANGE_CHANNEL } from './partner-state-store.js';

/** Any number that nothing else in this database locks. */
const FLAG_LOCK = 7_311_009;

const COLUMNS = 'position, flag, step, severity, at, role, reason, operator';

export type RaisedStep = Pick<FlagStep, 'flag' | 'severity' | 'at'>;
export type OperatorStep = Omit<FlagStep, 'position' | 'step' | 'at'> & {
  readonly step: Exclude<RedFlagStatus, 'RAISED'>;
};

interface Row {
  position: number;
  flag: string;
  step: RedFlagStatus;
  severity: Severity;
  at: Date;
  role: Role | null;
  reason: string | null;
  operator: string | null;
}

export class RedFlagStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Every step after a position, in order. */
  async stepsAfter(position: number): Promise<FlagStep[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM red_flag_step WHERE position > $1 ORDER BY position`,
      [position],
    );
    return rows;
  }

  /** Puts flags on record as raised; those that are already stay as they are. */
  async raise(steps: readonly RaisedStep[]): Promise<void> {
    if (steps.length === 0) return;
    await this.#inOrder(
      `INSERT INTO red_flag_step (flag, step, severity, at)
       SELECT flag, 'RAISED', severity, at FROM unnest($1::text[], $2::text[], $3::timestamptz[])
         AS raised (flag, severity, at)
       ON CONFLICT DO NOTHING`,
      [steps.map(({ flag }) => flag), steps.map(({ severity }) => severity), steps.map(({ at }) => at)],
    );
  }

  async take({ flag, step, severity, role, reason, operator }: OperatorStep): Promise<void> {
    await this.#inOrder(
      `INSERT INTO red_flag_step (flag, step, severity, at, role, reason, operator)
       VALUES ($1, $2, $3, clock_timestamp(), $4, $5, $6)`,
      [flag, step, severity, role, reason, operator],
    );
    await this.dataSource.query('SELECT pg_notify($1, $2)', [CHANGE_CHANNEL, 'flags']);
  }

  /** Written one after the other, so that whoever reads after a position misses none. */
  async #inOrder(statement: string, values: readonly unknown[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [FLAG_LOCK]);
      await manager.query(statement, [...values]);
    });
  }
}
