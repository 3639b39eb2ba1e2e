/** The classes of the whole contract: every coordinate that a client can name, and no other. */
import type { Classification } from '../classified.js';
import { HubError } from '../../errors/hub-error.js';
import { commonsSdl, statisticsSdl } from './contract-sdl.js';
import { readClassification } from './read-classification.js';

/**
 * @returns coordinate -> classification, of both subgraphs together
 * @throws HubError SDL_REFUSED when the two subgraphs class one coordinate differently
 */
export function contractClassification(): ReadonlyMap<string, Classification> {
  const all = readClassification(statisticsSdl());
  for (const [coordinate, classification] of readClassification(commonsSdl())) {
    const other = all.get(coordinate);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(classification)) {
      throw new HubError('SDL_REFUSED', `${coordinate} has two classes in the contract`, 'operator');
    }
    all.set(coordinate, classification);
  }
  return all;
}
