/** What partners declare to watch, as it is read here: an entry of the coalition file has it. Shape only. */
import type { CoalitionPartner } from '@vigil/shared';

export interface Declarations {
  readonly partners: readonly Pick<CoalitionPartner, 'id' | 'coverage'>[];
}

/** The same at a moment, and from when it counts; null: from before everything else. */
export interface DeclaredAt extends Declarations {
  readonly countsFrom: Date | null;
}
