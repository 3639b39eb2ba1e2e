/** An extension that has been judged: what everybody who serves, composes or asks it works with. Types only. */
import type { Classification } from '../classified.js';
import type { AccessRequirement } from './access-requirement.js';

export interface CheckedExtension {
  /** id of the partner whose extension it is, and who alone owns its coordinates */
  readonly partner: string;
  /** as the partner serves it, byte for byte; `plainExtensionSdl` is what of it is composed and executed */
  readonly sdl: string;
  /** for example `synthetic_one__` */
  readonly namespace: string;
  /** every coordinate of the SDL: the extension's own, and those of the contract that it repeats, as the contract has them */
  readonly classification: ReadonlyMap<string, Classification>;
  /** coordinates that are the extension's own, sorted */
  readonly own: readonly string[];
  /** own field of `Event` -> coordinates of the contract that it needs, sorted: `Event.country` */
  readonly requires: ReadonlyMap<string, readonly string[]>;
  /** own coordinate -> what `@authenticated`, `@requiresScopes` and `@policy` demand for it; only where they do */
  readonly requirements: ReadonlyMap<string, AccessRequirement>;
}
