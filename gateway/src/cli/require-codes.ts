/** Codes that an option takes: one outside its list is refused with the list, never taken for "nothing found". */
import { HubError } from '@vigil/shared';

/** @throws HubError USAGE with every code there is */
export function requireCodes(option: string, given: readonly string[] | undefined, list: object): void {
  if (given === undefined || given.every((code) => Object.hasOwn(list, code))) return;
  throw new HubError('USAGE', `--${option} takes ${Object.keys(list).join(', ')}`, 'operator');
}
