/**
 * Was a release counted by definitions that this hub knows?
 *
 * Definitions of indicators are numbered from 1. A plan is signed before its year and its releases are made by the
 * definitions that it was signed for, while hubs are updated in between: what was counted by an earlier version is
 * taken and said to be so (`series-rules.ts` in the room of statistics: statuses B and D). What is newer than this
 * program is refused until it is updated, for nothing here can say what it counts. Pure.
 */
import { INDICATORS } from '@vigil/shared';

const ONE = /^([A-Z_]+):([1-9]\d{0,3})$/;

/**
 * @param definitionVersion - `KIDNAPPING:1,CENSORSHIP:2`; that it names the indicators of its plan is checked elsewhere
 * @param known - the newest version that is known of each indicator
 */
export function knowsDefinitions(
  definitionVersion: string,
  known: Readonly<Record<string, { readonly version: string }>> = INDICATORS,
): boolean {
  return definitionVersion.split(',').every((one) => {
    const [, code = '', version] = ONE.exec(one) ?? [];
    return Object.hasOwn(known, code) && Number(version) <= Number(known[code]?.version);
  });
}
