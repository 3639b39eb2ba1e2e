/**
 * Follows `coalition.json` while the node serves: new delegation keys of the hub, agreements, this partner's own
 * status hold from the next request on, without a restart. Requests under way keep the coalition they began with.
 *
 * A file that cannot be read, is not sound, or is another coalition's changes nothing: the one before stays, and the
 * operator is told once.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError, parseCoalition, type Coalition } from '@vigil/shared';
import type { NodeContext } from '../node/node-context.js';

const LOOK_EVERY_MS = 2_000;

export interface CoalitionWatch {
  /** the coalition that holds now; the same object until it changes */
  current(): Coalition;
  /** Looks now; also happens by itself. */
  look(): Promise<void>;
  stop(): void;
}

/** @throws HubError COALITION_INVALID */
function checkSuccessor(before: Coalition, after: Coalition, partner: string): void {
  const wrong =
    after.id !== before.id || after.hub.id !== before.hub.id
      ? 'it is of another coalition or another hub'
      : after.partners.some(({ id }) => id === partner)
        ? null
        : 'it does not name this partner; a partner that left is kept with the status WITHDRAWN';
  if (wrong !== null) throw new HubError('COALITION_INVALID', `coalition file: ${wrong}`, 'operator');
}

/**
 * @param context - of the open node; its coalition holds until the file says otherwise
 * @param everyMs - how often the file is looked at
 */
export function watchCoalition(
  { dataDir, settings, coalition, log }: Pick<NodeContext, 'dataDir' | 'settings' | 'coalition' | 'log'>,
  everyMs = LOOK_EVERY_MS,
): CoalitionWatch {
  const path = join(dataDir, 'coalition.json');
  let current = coalition;
  let seen: string | null = null;
  let looking: Promise<void> = Promise.resolve();

  const take = async (): Promise<void> => {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text === seen) return;
    const first = seen === null;
    seen = text;
    try {
      const next = parseCoalition(JSON.parse(text));
      if (JSON.stringify(next) === JSON.stringify(current)) return;
      checkSuccessor(current, next, settings.id);
      current = next;
      log.info({ agreements: next.agreements.length }, 'the coalition file changed and holds from now on');
    } catch (error) {
      const reason = error instanceof HubError ? error.message : 'it is not JSON';
      log.error({ reason, first }, 'the coalition file changed and was refused; the one before stays');
    }
  };
  const look = (): Promise<void> => (looking = looking.then(take));
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    current: () => current,
    look,
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** The node's context with the coalition that holds at the moment it is asked for. */
export function withLiveCoalition(context: NodeContext, watch: Pick<CoalitionWatch, 'current'>): NodeContext {
  return Object.defineProperties({} as NodeContext, {
    ...Object.getOwnPropertyDescriptors(context),
    coalition: { get: () => watch.current(), enumerable: true },
  });
}

/** Gives what `make` makes of the current coalition, made anew when that has changed. */
export function perCoalition<Made>(
  context: Pick<NodeContext, 'coalition'>,
  make: (coalition: Coalition) => Made,
): () => Made {
  let from: Coalition | null = null;
  let made: Made | null = null;
  return () => {
    const { coalition } = context;
    if (made === null || coalition !== from) {
      made = make(coalition);
      from = coalition;
    }
    return made;
  };
}
