/**
 * Operations that were asked of late, prepared on the next graph before anybody waits for them.
 *
 * Takes what the graph in use has prepared, prepares it again for the same classes of callers. Texts, names,
 * classes and the values of `@skip` and `@include`; never a variable's value, for none is kept.
 */
import { setImmediate } from 'node:timers/promises';
import type { PermissionMap, PermissionMaps } from '@vigil/policies';
import type { PublicSchema } from '../exchange.js';
import type { PreparedOperations, PreparingGraph } from '../prepared-operations.js';

export interface WarmOperationsOptions {
  operations: PreparedOperations;
  /** milliseconds, of a clock that only goes forward */
  elapsed: () => number;
  maxOperations?: number;
  maxMilliseconds?: number;
}

/** Of the next generation. */
export interface NextGeneration {
  graph: PreparingGraph;
  maps: PermissionMaps;
  viewFor: (map: PermissionMap) => PublicSchema;
}

const DEFAULT_MAX_OPERATIONS = 100;
/** A change must not wait for long: what is not prepared by then is prepared when it is asked. */
const DEFAULT_MAX_MILLISECONDS = 2_000;

/**
 * One operation at a time, those asked last first; requests go on in between.
 *
 * @returns how many are ready
 */
export async function warmOperations(
  { graph, maps, viewFor }: NextGeneration,
  options: WarmOperationsOptions,
): Promise<number> {
  const { operations, elapsed } = options;
  const { maxOperations = DEFAULT_MAX_OPERATIONS, maxMilliseconds = DEFAULT_MAX_MILLISECONDS } = options;
  const begun = elapsed();
  // Taken before: preparing one makes it the one asked last.
  const lately = [...operations.lately()].slice(0, maxOperations);
  let ready = 0;
  for (const { checked, standing, conditions } of lately) {
    if (elapsed() - begun > maxMilliseconds) break;
    try {
      const map = maps.for(standing.subject);
      const view = viewFor(map);
      const again = operations.check(operations.document(checked.query), checked, view);
      operations.executable(operations.decide(again, { ...standing, map, view, graph }, conditions));
      ready += 1;
    } catch {
      // Not valid any more, or not planned: whoever asks it next is told.
    }
    await setImmediate();
  }
  return ready;
}
