/** What a hub has of its partners' releases, asked over HTTP as anybody may. */
import type { ReleaseDocument } from '@vigil/shared';
import { setTimeout as wait } from 'node:timers/promises';
import { askHub } from '../../support/demonstration.js';

/** One field of every release that the hub has. */
async function readReleases(url: string, field: 'id' | 'document'): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ;) {
    const place = after === null ? '' : `, after: ${JSON.stringify(after)}`;
    const text = await askHub(
      url,
      `{ releases(first: 50${place}) { nodes { value: ${field} } pageInfo { hasNextPage endCursor } } }`,
    );
    const { releases } = (JSON.parse(text) as { data: { releases: ReleasePage } }).data;
    found.push(...releases.nodes.map(({ value }) => value));
    after = releases.pageInfo.endCursor;
    if (!releases.pageInfo.hasNextPage) return found;
  }
}

interface ReleasePage {
  readonly nodes: readonly { readonly value: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Every document that the hub has, as it gives them to anybody. */
export async function readDocuments(url: string): Promise<ReleaseDocument[]> {
  const texts = await readReleases(url, 'document');
  return texts.map((text) => (JSON.parse(text) as { document: ReleaseDocument }).document);
}

const PULL_SECONDS = 300;

/** Waits until the hub has a release of every partner. */
export async function everythingPulled(url: string, partners: number): Promise<void> {
  for (let waited = 0; (await readReleases(url, 'id')).length < partners; waited += 1) {
    if (waited === PULL_SECONDS) throw new Error('the hub has not pulled every release');
    await wait(1_000);
  }
}
