/** Backups: what both sides write and read; see the two sides' `operations` folders. */
export * from './backup-error.js';
export * from './backup-file.js';
export { directoryFilePaths } from './directory-files.js';
export * from './node-backup.js';
export * from './read-passphrase.js';
export * from './restore-target.js';
export type { Query } from './table-dump.js';
