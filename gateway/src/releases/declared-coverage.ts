/**
 * What partners declared to watch, now and at every earlier moment.
 *
 * The coalition file changes; an answer that was given before must come again with the silence of partners as it was
 * then. Each time the file declares something else, the hub notes it with the moment from which it counts. Takes the
 * coalition in force and the noted rows, gives the declarations of a moment.
 */
import { canonicalJson, declaredCoverage } from '@vigil/shared';
import type { Coalition, CoalitionPartner } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { DeclarationRecord } from './declaration-record.js';
import { newestMoment } from './moments.js';

export type DeclaredPartner = Pick<CoalitionPartner, 'id' | 'coverage'>;

export interface Declarations {
  readonly partners: readonly DeclaredPartner[];
  /** null: from before everything that is here */
  readonly countsFrom: Date | null;
}

const declaredSchema = z.array(z.strictObject({ id: z.string(), coverage: z.array(declaredCoverage) }));

/** Inside `inOrder`: notes what the coalition file declares, if it is something else than before. */
export async function noteDeclared(
  manager: EntityManager,
  coalition: Pick<Coalition, 'partners'>,
): Promise<void> {
  const declared = canonicalJson(declaredBy(coalition));
  const [last] = await manager.find(DeclarationRecord, { order: { position: 'DESC' }, take: 1 });
  if (last?.declared === declared) return;
  const newest = last === undefined ? null : await newestMoment(manager);
  const countsFrom = newest === null ? null : new Date(newest.getTime() + 1);
  await manager.insert(DeclarationRecord, { declared, countsFrom });
}

export function readDeclaration({ declared, countsFrom }: DeclarationRecord): Declarations {
  return { partners: declaredSchema.parse(JSON.parse(declared)), countsFrom };
}

function declaredBy({ partners }: Pick<Coalition, 'partners'>): DeclaredPartner[] {
  return partners
    .map(({ id, coverage }) => ({ id, coverage }))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/**
 * @param noted - in the order in which they were noted
 * @param coalition - in force; who has left it is not spoken of any more, and what nobody noted is as it says
 * @param asOf - RFC 3339, null for now
 */
export function declarationsAt(
  noted: readonly Declarations[],
  coalition: Pick<Coalition, 'partners'>,
  asOf: string | null,
): Declarations {
  const limit = asOf === null ? Infinity : Date.parse(asOf);
  const then = noted.filter(({ countsFrom }) => countsFrom === null || countsFrom.getTime() <= limit).at(-1);
  if (then === undefined) return { partners: declaredBy(coalition), countsFrom: null };
  const present = new Set(coalition.partners.map(({ id }) => id));
  return { ...then, partners: then.partners.filter(({ id }) => present.has(id)) };
}
