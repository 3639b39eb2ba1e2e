/**
 * The released tables that could answer a question about one indicator.
 *
 * Takes current releases, gives their tables with the partner and the exact variance beside them. Pure.
 */
import { parseFraction } from '@vigil/shared';
import type { Fraction, ReleaseTable, TableId } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';

export interface PublishedTable {
  readonly partner: string;
  readonly release: StoredRelease;
  readonly table: ReleaseTable;
  readonly variance: Fraction;
}

/** @param releases - current ones only: one of each partner and partition, none of them revoked */
export function publishedTables(releases: readonly StoredRelease[], indicator: string): PublishedTable[] {
  return releases.flatMap((release) =>
    release.document.tables
      .filter((table) => table.indicator === indicator)
      .map((table) => ({
        partner: release.document.partner,
        release,
        table,
        variance: parseFraction(table.sigma2),
      })),
  );
}

export function tablesOf(published: readonly PublishedTable[], id: TableId): PublishedTable[] {
  return published.filter(({ table }) => table.id === id);
}
