/**
 * The prefix of everything that a partner adds to the graph: its id, hyphens written as underscores, and two
 * underscores.
 *
 * No prefix begins with another one, so a name shows whose it is. Ids that would break this, or whose prefix
 * belongs to federation or to the hub, have none.
 */
import { PARTNER_ID } from '../../coalition/coalition.js';
import { HubError } from '../../errors/hub-error.js';

/** What federation's specifications and the hub write before two underscores themselves. */
const TAKEN: ReadonlySet<string> = new Set([
  'authenticated',
  'cachetag',
  'connect',
  'context',
  'core',
  'cost',
  'defer',
  'federation',
  'inaccessible',
  'join',
  'link',
  'policy',
  'source',
  'tag',
  'vigil',
]);

/**
 * @param partnerId - for example `synthetic-one`
 * @returns for example `synthetic_one__`
 * @throws HubError SDL_REFUSED when a partner of this id cannot have an extension
 */
export function extensionNamespace(partnerId: string): string {
  if (!PARTNER_ID.test(partnerId)) refuse('an extension belongs to a partner id such as synthetic-one');
  if (partnerId.includes('--') || partnerId.endsWith('-')) {
    refuse(
      `partner ${partnerId} cannot have an extension: its names could be read as another partner's; an id without "--" and without "-" at its end can`,
    );
  }
  const name = partnerId.replaceAll('-', '_');
  if (TAKEN.has(name)) {
    refuse(
      `partner ${partnerId} cannot have an extension: names that begin with ${name}__ are federation's or the hub's; take part under another id`,
    );
  }
  return `${name}__`;
}

function refuse(message: string): never {
  throw new HubError('SDL_REFUSED', message, 'operator');
}
