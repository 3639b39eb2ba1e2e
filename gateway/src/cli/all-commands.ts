/** Every command of `vigil-hub`, in the order in which help lists them. */
import { registerBackupCommands } from '../operations/backup-command.js';
import { registerPruneCommand } from '../operations/prune-command.js';
import { registerAuditCommand } from './audit-command.js';
import type { RegisterCommand } from './cli-context.js';
import { registerDemoCommand } from './demo-command.js';
import { registerDocumentsCommand } from './documents-command.js';
import { registerFlagsCommand } from './flags-command.js';
import { registerInitCommand } from './init-command.js';
import { registerKeysCommand } from './keys-command.js';
import { registerPartnersCommand } from './partners-command.js';
import { registerPolicyCommand } from './policy-command.js';
import { registerSdlCommand } from './sdl-command.js';
import { registerServeCommand } from './serve-command.js';
import { registerTableCommand } from './table-command.js';

export const ALL_COMMANDS: readonly RegisterCommand[] = [
  registerInitCommand,
  registerServeCommand,
  registerDemoCommand,
  registerSdlCommand,
  registerPolicyCommand,
  registerDocumentsCommand,
  registerAuditCommand,
  registerKeysCommand,
  registerPartnersCommand,
  registerTableCommand,
  registerFlagsCommand,
  registerBackupCommands,
  registerPruneCommand,
];
