/**
 * What this or another replica has written since the last time, read in one snapshot of the database.
 *
 * Seen at two moments, a revocation could come to light before a release that counts from earlier.
 */
import { MoreThan } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { DeclarationRecord } from './declaration-record.js';
import { ReleaseRecord } from './release-record.js';
import { RevocationRecord } from './revocation-record.js';

/** Positions of the newest rows that were read; 0 for none. */
export interface ReadTo {
  readonly releases: number;
  readonly revocations: number;
  readonly declarations: number;
}

export interface KeptRows {
  readonly releases: readonly ReleaseRecord[];
  readonly revocations: readonly RevocationRecord[];
  readonly declarations: readonly DeclarationRecord[];
}

/** A release is long: of many rows at once nothing else would get its turn while they are read. */
const ROWS_A_TURN = 20;

async function readReleases(manager: EntityManager, after: number): Promise<ReleaseRecord[]> {
  const all: ReleaseRecord[] = [];
  for (let position = after; ;) {
    const rows = await manager.find(ReleaseRecord, {
      where: { position: MoreThan(position) },
      order: { position: 'ASC' },
      take: ROWS_A_TURN,
    });
    all.push(...rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_A_TURN) return all;
    position = last.position;
  }
}

export function readKept(dataSource: DataSource, after: ReadTo): Promise<KeptRows> {
  const since = (position: number) =>
    ({ where: { position: MoreThan(position) }, order: { position: 'ASC' } }) as const;
  return dataSource.transaction('REPEATABLE READ', async (manager) => ({
    releases: await readReleases(manager, after.releases),
    revocations: await manager.find(RevocationRecord, since(after.revocations)),
    declarations: await manager.find(DeclarationRecord, since(after.declarations)),
  }));
}

export function readTo(before: ReadTo, { releases, revocations, declarations }: KeptRows): ReadTo {
  return {
    releases: releases.at(-1)?.position ?? before.releases,
    revocations: revocations.at(-1)?.position ?? before.revocations,
    declarations: declarations.at(-1)?.position ?? before.declarations,
  };
}
