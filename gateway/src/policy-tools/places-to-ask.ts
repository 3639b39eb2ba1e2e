/**
 * The places that the policies can tell apart: coordinates of one class with the same demands are asked once.
 *
 * Takes a schema and what the policies name, gives places. Beside every coordinate there is today stand those that an
 * extension may bring tomorrow, or a policy that opens them would pass unseen.
 */
import { EVERY, demandedObligations, type PolicyVocabulary } from '@vigil/policies';
import { DATA_CLASSES, DATA_FLAGS, SUBJECTS, type Classification } from '@vigil/shared';
import { subsetsOf } from './compare-conditions.js';
import { obligationNames } from './obligation-names.js';
import type { SchemaBook } from './policy-book.js';
import { groupsOf } from './questions-to-ask.js';

export interface TriedPlace {
  /** a coordinate that stands for all of them */
  readonly name: string;
  readonly classification: Classification;
  /** all of them, or one text for places that no schema has yet */
  readonly coordinates: readonly string[];
  readonly exists: boolean;
  /** the one partner that owns them */
  readonly sole: string | null;
}

export function placesToTry(schema: SchemaBook, vocabularies: readonly PolicyVocabulary[]): TriedPlace[] {
  return [...existingPlaces(schema), ...possiblePlaces(vocabularies)];
}

function existingPlaces({ classification, coordinateOwners }: SchemaBook): TriedPlace[] {
  const places = new Map<string, { place: TriedPlace; coordinates: string[] }>();
  for (const [coordinate, classified] of classification) {
    const sole = coordinateOwners.get(coordinate) ?? null;
    const { class: dataClass, subject, flags } = classified;
    const demanded = obligationNames(demandedObligations(coordinate, classified));
    const key = JSON.stringify([dataClass, subject, [...flags].sort(), demanded, sole]);
    const known = places.get(key);
    if (known !== undefined) known.coordinates.push(coordinate);
    else {
      const coordinates = [coordinate];
      const place = { name: coordinate, classification: classified, coordinates, exists: true, sole };
      places.set(key, { place, coordinates });
    }
  }
  return [...places.values()].map(({ place }) => place);
}

function possiblePlaces(vocabularies: readonly PolicyVocabulary[]): TriedPlace[] {
  const named = new Set(vocabularies.flatMap(({ flags }) => [...flags]));
  const flagSets = subsetsOf(DATA_FLAGS.filter((flag) => named.has(EVERY) || named.has(flag)));
  const subjectGroups = groupsOf(SUBJECTS, new Set(vocabularies.flatMap(({ subjects }) => [...subjects])));
  return DATA_CLASSES.flatMap((dataClass) =>
    subjectGroups.flatMap((group) => flagSets.map((flags) => possiblePlace(dataClass, group, flags))),
  );
}

/** `an IDENTIFYING field`: places that no schema has yet are named by their class. */
export function placePrefix(dataClass: Classification['class']): string {
  return `${/^[AEIOU]/.test(dataClass) ? 'an' : 'a'} ${dataClass} field`;
}

function possiblePlace(
  dataClass: Classification['class'],
  subjects: readonly Classification['subject'][],
  flags: Classification['flags'],
): TriedPlace {
  const about = subjects.length === SUBJECTS.length ? 'anybody' : subjects.join('/');
  const name = `${placePrefix(dataClass)} about ${about}${flags.length === 0 ? '' : `, ${flags.join(', ')}`}`;
  return {
    name,
    classification: { class: dataClass, subject: subjects[0] ?? 'NONE', flags },
    coordinates: [name],
    exists: false,
    sole: null,
  };
}
