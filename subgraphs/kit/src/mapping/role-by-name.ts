/**
 * The role of a column by its heading, in six languages.
 *
 * Takes the heading as the file has it, gives a guess. What must not be read wins over what merely contains the
 * name of a field: `date of birth` is a detail of a person, not the date of an incident. Pure.
 */
import type { ActType } from '@vigil/shared';
import { NO_ROLE, type NeverReadKind, type RoleGuess } from './column-role.js';
import {
  COUNTED_ACTS,
  COUNT_PHRASES,
  FIELD_PHRASES,
  NEUTRAL_COUNT_WORDS,
  NEVER_READ_PHRASES,
  OTHER_COUNTS,
  SEX_WORDS,
  type SimpleRole,
} from './heading-words.js';
import { holdsPhrase, normaliseWords } from './normalise-words.js';

type Sex = 'FEMALE' | 'MALE';

const phrases = (list: string): readonly string[] => [...new Set(list.split('|').map(normaliseWords))];
const table = <Code extends string>(list: Readonly<Record<Code, string>>) =>
  (Object.entries(list) as [Code, string][]).map(([code, text]) => [code, phrases(text)] as const);

const FIELDS = table<SimpleRole>(FIELD_PHRASES);
const NEVER_READ = table<NeverReadKind>(NEVER_READ_PHRASES);
const ACTS = COUNTED_ACTS.map(([act, text]) => [act, phrases(text)] as const);
const SEXES = SEX_WORDS.map(([sex, text]) => [sex, new Set(phrases(text))] as const);
const NEUTRAL = new Set(phrases(NEUTRAL_COUNT_WORDS).flatMap((phrase) => phrase.split(' ')));
const COUNTS = new Set(phrases(COUNT_PHRASES));
const OTHERS = phrases(OTHER_COUNTS);

/** Part of a heading is enough for these; for the others it says too little (`type of weapon`). */
const BY_PART: readonly SimpleRole[] = ['end-date', 'other-date', 'start-date', 'country', 'area'];

function sexIn(words: readonly string[]): Sex | null | 'both' {
  const found = SEXES.filter(([, set]) => words.some((word) => set.has(word))).map(([sex]) => sex);
  return found.length > 1 ? 'both' : (found[0] ?? null);
}

const without = (words: string, phrase: string): string[] =>
  ` ${words} `.replace(` ${phrase} `, ' ').trim().split(' ').filter(Boolean);

function count(act: ActType | null, sex: Sex | null, partial: boolean): RoleGuess {
  return { role: { role: 'count', act, sex, partial }, strength: partial ? 1 : 2 };
}

/** `Female_Kidnapped`, `nombre de personnes enlevées`, `число задержанных`. */
function countOfAct(words: string): RoleGuess | null {
  for (const [act, names] of ACTS) {
    const phrase = names.filter((name) => holdsPhrase(words, name)).sort((a, b) => b.length - a.length)[0];
    if (phrase === undefined) continue;
    const rest = without(words, phrase);
    const sex = sexIn(rest);
    const others = rest.filter((word) => !NEUTRAL.has(word) && !SEXES.some(([, set]) => set.has(word)));
    return count(act, sex === 'both' ? null : sex, others.length > 0 || sex === 'both');
  }
  return null;
}

/** `women`, `nombre de femmes`: persons of one sex, nothing about what happened. */
function countOfPersons(words: string): RoleGuess | null {
  if (COUNTS.has(words)) return count(null, null, false);
  const parts = words.split(' ');
  const sex = sexIn(parts);
  const others = parts.filter((word) => !NEUTRAL.has(word) && !SEXES.some(([, set]) => set.has(word)));
  // one letter alone may be anything
  return sex === null || sex === 'both' || others.length > 0 || words.length === 1
    ? null
    : count(null, sex, false);
}

function wholeHeading(words: string): RoleGuess | null {
  for (const [role, names] of FIELDS) if (names.includes(words)) return { role: { role }, strength: 2 };
  return null;
}

/** `nom de la région`, `country name`: the name of a place is not the name of a person. */
const NAMING = new Set(phrases('name|nom|nombre|nome|название|اسم|code|código|код|رمز'));

function placeName(words: string): RoleGuess | null {
  const rest = words.split(' ').filter((word) => !NAMING.has(word) && !NEUTRAL.has(word));
  const place = wholeHeading(rest.join(' '));
  return place !== null && ['country', 'area'].includes(place.role.role) ? place : null;
}

function neverRead(words: string): RoleGuess | null {
  for (const [kind, names] of NEVER_READ) {
    const found = names.find((name) => holdsPhrase(words, name));
    if (found !== undefined) return { role: { role: 'never-read', kind }, strength: found === words ? 2 : 1 };
  }
  return null;
}

function partOfHeading(words: string): RoleGuess | null {
  for (const role of BY_PART) {
    const names = FIELDS.find(([name]) => name === role)?.[1] ?? [];
    // one short word inside a longer heading says too little
    if (names.some((name) => name.length > 3 && holdsPhrase(words, name)))
      return { role: { role }, strength: 1 };
  }
  return null;
}

/** @param heading - as the file has it */
export function roleByName(heading: string): RoleGuess {
  const words = normaliseWords(heading);
  if (words === '')
    return /^(№|n°|#)$/iu.test(heading.trim()) ? { role: { role: 'key' }, strength: 2 } : NO_ROLE;
  const guesses = [wholeHeading, countOfPersons, countOfAct, placeName, neverRead, partOfHeading];
  for (const guess of guesses) {
    const found = guess(words);
    if (found !== null) return found;
  }
  return OTHERS.some((name) => holdsPhrase(words, name)) ? count(null, null, true) : NO_ROLE;
}
