/**
 * What a command gets from the program: a way to open the node, a way to speak, and the actor's name.
 *
 * A command throws; the program turns the error into one line on stderr and an exit code.
 */
import type { PartnerConfig } from '../config.js';
import type { NodeContext, NodeMode } from '../node/node-context.js';

export interface CliContext {
  /** Opens the node of `--data-dir`; the command closes it in a `finally`. Mode defaults to `command`. */
  openNode(mode?: NodeMode): Promise<NodeContext>;
  /** the environment, checked */
  config(): PartnerConfig;
  /** absolute path from --data-dir or VIGIL_PARTNER_DATA_DIR; HubError USAGE when neither is given */
  dataDir(): string;
  /** who acts, for the local record: --actor, else the account of the operating system */
  actor(): string;
  /** one line on stdout */
  out(line: string): void;
  /** one line on stderr: progress, notices */
  err(line: string): void;
  /** whole text of stdin */
  readInput(): Promise<string>;
  /** Is somebody at a terminal who can be asked? */
  isInteractive(): boolean;
  /** Asks on the terminal; HubError USAGE where there is none, for nobody is there to say yes. */
  confirm(question: string): Promise<boolean>;
  /** Prints one line for the error on stderr and sets the exit code: 1 failed, 2 usage. */
  fail(error: unknown): void;
}
