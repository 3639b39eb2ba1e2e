/**
 * What a command gets from the program. A command throws; the program turns the error into one line on stderr
 * and an exit code.
 */
import type { HubConfig } from '../config.js';

export interface CliContext {
  /** the environment, checked */
  config(): HubConfig;
  /** --data-dir, made absolute; undefined when it was not given */
  givenDataDir(): string | undefined;
  /** --data-dir or VIGIL_HUB_DATA_DIR; HubError USAGE when neither is given */
  dataDir(): string;
  /** one line on stdout */
  out(line: string): void;
}
