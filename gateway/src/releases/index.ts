/** The door of the folder `releases`, for the hub's start-up and its storage. */
import { ReleaseMigration1790000000002 } from './release-migration.js';
import { ReleaseRecord } from './release-record.js';

export { countsFrom } from './counts-from.js';
export { currentReleases, headReleases } from './current-releases.js';
export type { ReleaseLog } from './release-log.js';
export { releasePage, type ReleasePage } from './release-page.js';
export { ReleaseStore, type AsOf, type ReleaseStoreOptions } from './release-store.js';
export type { StoredRelease } from './stored-release.js';
export { syncReleases, type PostToPartner, type SyncOptions, type SyncResult } from './sync-releases.js';

/** What the hub's data source needs to know to hold releases. */
export const releaseStoreEntities = [ReleaseRecord] as const;
export const releaseStoreMigrations = [ReleaseMigration1790000000002] as const;
