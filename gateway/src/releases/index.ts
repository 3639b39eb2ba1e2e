/** The door of the folder `releases`, for the hub's start-up and its storage. */
import { DeclarationRecord } from './declaration-record.js';
import { ReleaseHistoryMigration1810000000001 } from './release-history-migration.js';
import { ReleaseMigration1790000000002 } from './release-migration.js';
import { ReleaseRecord } from './release-record.js';
import { RevocationRecord } from './revocation-record.js';

export { countsFrom } from './counts-from.js';
export { currentReleases, headReleases, releasesKnownAt, statusOf } from './current-releases.js';
export type { Declarations, DeclaredPartner } from './declared-coverage.js';
export { knowsDefinitions } from './known-definitions.js';
export type { ReleaseLog } from './release-log.js';
export { NOTICE_TYP, ReleaseNotices, type ReleaseNoticesOptions } from './release-notice.js';
export { releasePage, type ReleasePage } from './release-page.js';
export { ReleaseStore, type AsOf, type ReleaseStoreOptions } from './release-store.js';
export type { StoredRelease } from './stored-release.js';
export { syncReleases, type PostToPartner, type SyncOptions, type SyncResult } from './sync-releases.js';

/** What the hub's data source needs to know to hold releases. */
export const releaseStoreEntities = [ReleaseRecord, RevocationRecord, DeclarationRecord] as const;
export const releaseStoreMigrations = [
  ReleaseMigration1790000000002,
  ReleaseHistoryMigration1810000000001,
] as const;
