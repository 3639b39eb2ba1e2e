/** The releases of this node as the hub fetches them: the stored bytes, oldest first. */
import { signedRelease, type SignedRelease } from '@vigil/shared';
import { ReleaseDocumentRow } from './entities.js';
import type { ReleaseNode } from './release-node.js';

/**
 * @param afterSequence - number of the newest release the asker has; 0 for none
 * @param limit - at most this many; without it all
 */
export async function listSignedReleases(
  { dataSource }: Pick<ReleaseNode, 'dataSource'>,
  afterSequence: number,
  limit?: number,
): Promise<SignedRelease[]> {
  const rows = await dataSource
    .getRepository(ReleaseDocumentRow)
    .createQueryBuilder('release')
    .where('release.sequence > :afterSequence', { afterSequence })
    .orderBy('release.sequence')
    .limit(limit)
    .getMany();
  return rows.map(({ document, signature }) =>
    signedRelease.parse({ document: JSON.parse(document) as unknown, signature }),
  );
}
