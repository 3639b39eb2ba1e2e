/**
 * Lets fetches that nobody waits for yet wait themselves, where that spares a request.
 *
 * Takes ordered fetches, gives the depth at which each is asked: its own, or a greater one at which its subgraph
 * is asked anyway. No depth grows beyond the deepest that there was, and whatever needs a fetch stays deeper than
 * it, so the answer takes as many rounds as before.
 */
import type { OrderedFetch } from './order-fetches.js';

/**
 * @param isShareable - may the fetch of this index share a request with others of its subgraph?
 * @returns for each fetch its depth
 */
export function delayFetches(
  fetches: readonly OrderedFetch[],
  isShareable: (index: number) => boolean,
): readonly number[] {
  const deepest = Math.max(0, ...fetches.map(({ depth }) => depth));
  const depths = fetches.map(({ depth }) => depth);
  const latest = fetches.map(() => deepest);
  const asked = new Map<string, Set<number>>();
  // From the deepest: whatever needs a fetch is settled before it.
  const order = [...fetches.entries()].sort(([, a], [, b]) => b.depth - a.depth);
  for (const [index, { node, needs, depth }] of order) {
    const settled = isShareable(index)
      ? settle(asked, node.serviceName, { from: depth, to: latest[index] ?? depth })
      : depth;
    depths[index] = settled;
    for (const needed of needs) latest[needed] = Math.min(latest[needed] ?? settled, settled - 1);
  }
  return depths;
}

/** The least depth in the range at which the subgraph is asked already, else the least of the range. */
function settle(
  asked: Map<string, Set<number>>,
  subgraph: string,
  { from, to }: { from: number; to: number },
): number {
  const known = asked.get(subgraph) ?? new Set();
  asked.set(subgraph, known);
  const joined = [...known].filter((depth) => depth >= from && depth <= to);
  const settled = joined.length === 0 ? from : Math.min(...joined);
  known.add(settled);
  return settled;
}
