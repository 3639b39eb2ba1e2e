/**
 * Made-up decisions about sharing: embargoes, organisations that work on a case together, consent to proceedings and
 * to being named to a court.
 *
 * Drawn from a stream of its own after everything else, so that no other row changes with it.
 */
import type { Consent, RowOf } from '@vigil/kit';
import type { CollectedRows } from './case-files.js';
import type { SeededRandom } from './random.js';

/** The court of the demonstration. */
const COURT = 'court';
/** Long over, and not over in the life of this example. */
const ENDED = new Date('2014-01-31T23:59:59.999Z');
const STANDING = new Date('2099-12-31T23:59:59.999Z');

type Kind = 'VICTIM' | 'WITNESS';
interface Asked {
  readonly kind: Kind;
  readonly id: string;
}

/** @param coSignatory - the other partner, which works on some of the cases too */
export function addSharing(random: SeededRandom, rows: CollectedRows, coSignatory: string): void {
  rows.caseFiles = rows.caseFiles.map((file) => ({
    ...file,
    embargoUntil: random.chance(0.05) ? (random.chance(0.5) ? ENDED : STANDING) : null,
    coSignatories: random.chance(0.12) ? [coSignatory] : [],
  }));
  const people = peopleByFile(rows);
  for (const { id, receivedAt } of rows.caseFiles) {
    if (!random.chance(0.35)) continue;
    const recordedAt = new Date(receivedAt.getTime());
    for (const person of people.get(id) ?? []) rows.consents.push(...proceedings(random, person, recordedAt));
  }
}

/** Most who are asked agree to proceedings; of those, most victims and some witnesses let the court have their name. */
function proceedings(random: SeededRandom, { kind, id }: Asked, recordedAt: Date): RowOf<Consent>[] {
  const answer = (scope: string, recipient: string | null, state: string): RowOf<Consent> => ({
    ...{ id: random.uuid(), personKind: kind, personId: id, scope, recipient, state, recordedAt },
    expiresAt: state === 'GRANTED' && random.chance(0.2) ? STANDING : null,
    withdrawnAt: null,
  });
  const agrees = random.chance(0.92);
  const legal = answer('LEGAL_PROCEEDINGS', null, agrees ? 'GRANTED' : 'REFUSED');
  if (!agrees) return [legal];
  const named = random.chance(kind === 'VICTIM' ? 0.75 : 0.4);
  return [legal, answer('NAMED_BODY', COURT, named ? 'GRANTED' : 'REFUSED')];
}

function peopleByFile({ events, victims, witnesses }: CollectedRows): Map<string, Asked[]> {
  const files = new Map(events.map(({ id, caseFileId }) => [id, caseFileId]));
  const people = new Map<string, Asked[]>();
  const add = (file: string, person: Asked): void => {
    people.set(file, [...(people.get(file) ?? []), person]);
  };
  for (const { id, caseFileId } of victims) add(caseFileId, { kind: 'VICTIM', id });
  for (const { id, eventId } of witnesses) add(files.get(eventId) ?? '', { kind: 'WITNESS', id });
  return people;
}
