/**
 * What every command and the server of a partner node work with: the open database, the settings, the
 * coalition, a clock and a log. Made by `openNode`.
 */
import type { Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { PartnerSettings } from './partner-settings.js';

export interface NodeContext {
  readonly dataDir: string;
  readonly settings: PartnerSettings;
  readonly coalition: Coalition;
  /** the coalition's policies, when this partner keeps its copy elsewhere than beside the program */
  readonly policyDirectory?: string | undefined;
  /** the node's own tables: local record, ledger, releases, and case files unless `records` is elsewhere */
  readonly dataSource: DataSource;
  /**
   * Where case files are read, through `readRecords`: `dataSource`, or a read-only pool on the partner's own
   * database (views). Throws HubError RECORDS_UNREADABLE when a command runs while that database is away.
   */
  readonly records: DataSource;
  readonly now: () => Date;
  readonly log: Logger;
  /** Closes connections, and the embedded server when nobody else uses it. May be called twice. */
  close(): Promise<void>;
}

/** `serve` owns the data directory for its whole life; a command may run beside it. */
export type NodeMode = 'serve' | 'command';
