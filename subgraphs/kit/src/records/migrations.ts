/** Every migration of a partner node, in order; TypeORM sorts by the time in the class name. */
import { releaseMigrations } from '../releases/migrations.js';
import { CreateCaseFiles1780000000000 } from './migrations/1780000000000-create-case-files.js';
import { CreateOperations1780000001000 } from './migrations/1780000001000-create-operations.js';
import { KeepLocalRecord1790000001000 } from './migrations/1790000001000-keep-local-record.js';
import { IndexShownDates1790000002000 } from './migrations/1790000002000-index-shown-dates.js';
import { KeepImportProgress1800000001000 } from './migrations/1800000001000-keep-import-progress.js';
import { CutLocalRecord1800000008000 } from './migrations/1800000008000-cut-local-record.js';
import { KeepSharingLimits1810000002000 } from './migrations/1810000002000-keep-sharing-limits.js';

export const nodeMigrations = [
  CreateCaseFiles1780000000000,
  CreateOperations1780000001000,
  ...releaseMigrations,
  KeepLocalRecord1790000001000,
  IndexShownDates1790000002000,
  KeepImportProgress1800000001000,
  CutLocalRecord1800000008000,
  KeepSharingLimits1810000002000,
];
