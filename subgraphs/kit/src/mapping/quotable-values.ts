/**
 * Which values of a column may be written into a draft, so that somebody can say what they mean.
 *
 * A value is quoted when it is a word of the code lists, or when the column is plainly a list of codes and the value
 * stands in several rows. Where a person may stand (perpetrator, group), only known words are quoted. What is not
 * quoted is counted. Pure.
 */
import type { ColumnSamples } from './column-samples.js';
import type { CodeRole } from './column-role.js';
import { codeByWord, isKnownVocabulary } from './code-by-word.js';
import { looksLikeContact, looksLikeCoordinate, looksLikeLink } from './never-read.js';

const LONGEST = 40;
const MOST_WORDS = 5;
const LEAST_ROWS = 2;
/** a list of codes: few values, each in many rows */
const MOST_VALUES = 60;
const LEAST_ROWS_PER_VALUE = 3;

const isShort = (value: string): boolean =>
  value.length <= LONGEST && value.split(/\s+/u).length <= MOST_WORDS && !/\d{5}/u.test(value);
const isPrivate = (value: string): boolean =>
  looksLikeContact(value) || looksLikeLink(value) || looksLikeCoordinate(value);

/** Few values that repeat: a list that somebody chooses from, not what somebody writes. */
export function isCodeList({ values, filled }: ColumnSamples): boolean {
  return values.size > 0 && values.size <= MOST_VALUES && filled >= values.size * LEAST_ROWS_PER_VALUE;
}

/** @returns the values that may be written down, in the order of how often they stand there */
export function quotableValues(samples: ColumnSamples, role: CodeRole | 'place'): readonly string[] {
  const personal = role === 'perpetrator' || role === 'group';
  const list = isCodeList(samples);
  const may = ([value, rows]: readonly [string, number]): boolean => {
    if (isPrivate(value)) return false;
    if (role !== 'place' && codeByWord(role, value) !== undefined) return true;
    if (!isShort(value)) return false;
    return personal ? isKnownVocabulary(value) : list && rows >= LEAST_ROWS;
  };
  return [...samples.values]
    .filter(may)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([value]) => value);
}
