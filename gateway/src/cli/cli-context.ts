/**
 * What a command gets from the program. A command throws; the program turns the error into one line on stderr
 * and an exit code.
 */
import type { Command } from 'commander';
import type { HubConfig, RequestLimits } from '../config.js';

export interface CliContext {
  /**
   * The environment, checked.
   *
   * @param limits - those that hold where the environment names none; default: a hub's
   */
  config(limits?: RequestLimits): HubConfig;
  /** --data-dir, made absolute; undefined when it was not given */
  givenDataDir(): string | undefined;
  /** --data-dir or VIGIL_HUB_DATA_DIR; HubError USAGE when neither is given */
  dataDir(): string;
  /** one line on stdout */
  out(line: string): void;
  /** one line on stderr that no log level hides */
  warn(line: string): void;
}

export type RegisterCommand = (program: Command, cli: CliContext) => void;
