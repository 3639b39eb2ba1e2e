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
  readonly dataSource: DataSource;
  readonly now: () => Date;
  readonly log: Logger;
  /** Closes connections, and the embedded server when nobody else uses it. May be called twice. */
  close(): Promise<void>;
}

/** `serve` owns the data directory for its whole life; a command may run beside it. */
export type NodeMode = 'serve' | 'command';
