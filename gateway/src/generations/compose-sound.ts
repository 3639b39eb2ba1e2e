/**
 * Composes as many of the extensions as fit together: one that does not compose must not keep another partner's
 * change from going live.
 *
 * Takes the extensions as they should be and those that are live, gives a graph, the extensions in it, and why
 * the others are not. What a graph is says whoever composes: a supergraph, or one that was loaded as well. A changed one that does not compose leaves the live one of its partner in place.
 */
import { HubError, type CheckedExtension } from '@vigil/shared';

export interface SoundGraph<Graph extends object> {
  composed: Graph;
  extensions: readonly CheckedExtension[];
  /** partner -> why its extension is not as it should be */
  leftOut: ReadonlyMap<string, string>;
}

/** @throws HubError COMPOSITION_FAILED when these extensions make no graph */
export type Compose<Graph extends object> = (extensions: readonly CheckedExtension[]) => Promise<Graph>;

interface Tried<Graph extends object> {
  composed: Graph | null;
  reason: string;
}

async function attempt<Graph extends object>(
  compose: Compose<Graph>,
  extensions: readonly CheckedExtension[],
): Promise<Tried<Graph>> {
  try {
    return { composed: await compose(extensions), reason: '' };
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'COMPOSITION_FAILED') throw error;
    return { composed: null, reason: error.message };
  }
}

function isSame(a: CheckedExtension, b: CheckedExtension | undefined): boolean {
  return b !== undefined && a.partner === b.partner && a.sdl === b.sdl;
}

/** @throws HubError COMPOSITION_FAILED when not even what is left composes */
export async function composeSound<Graph extends object>(
  wanted: readonly CheckedExtension[],
  { live, compose }: { live: readonly CheckedExtension[]; compose: Compose<Graph> },
): Promise<SoundGraph<Graph>> {
  const all = await attempt(compose, wanted);
  if (all.composed !== null) return { composed: all.composed, extensions: wanted, leftOut: new Map() };
  const liveOf = new Map(live.map((extension) => [extension.partner, extension]));
  // What composed before and has not changed, then the changed ones, one at a time.
  let extensions = wanted.flatMap(({ partner }) => liveOf.get(partner) ?? []);
  let composed: Graph = await compose(extensions);
  const leftOut = new Map<string, string>();
  for (const changed of wanted.filter((extension) => !isSame(extension, liveOf.get(extension.partner)))) {
    const candidate = [...extensions.filter(({ partner }) => partner !== changed.partner), changed];
    const tried = await attempt(compose, candidate);
    if (tried.composed === null) {
      leftOut.set(changed.partner, tried.reason);
    } else {
      composed = tried.composed;
      extensions = candidate;
    }
  }
  return { composed, extensions, leftOut };
}
