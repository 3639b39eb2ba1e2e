/**
 * Columns whose cells look like what the mapping language must never read.
 *
 * Takes the samples of a column, gives the kind or nothing. One sign is enough to keep a column out: a person may
 * put it back, nobody can take a name back. Pure.
 */
import type { NeverReadKind } from './column-role.js';
import { share, type ColumnSamples } from './column-samples.js';

const LINK = /https?:\/\/|www\.|\b[\w-]+\.(?:com|org|net|info|ru|fr|es|br)\b/i;
const MAIL = /\S@\S+\.\S/;
/** at least seven digits with what people write between them, and nothing else */
const PHONE = /^\+?(?:[\s().-]*\d){7,15}$/;
const DATE_LIKE = /^\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}$|^(?:19|20)\d{6}$/;
const COORDINATE = /^-?\d{1,3}[.,]\d{3,}$/;
const PAIR = /-?\d{1,3}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}/;

export function looksLikeContact(value: string): boolean {
  return MAIL.test(value) || (PHONE.test(value) && !DATE_LIKE.test(value));
}

export function looksLikeLink(value: string): boolean {
  return LINK.test(value);
}

export function looksLikeCoordinate(value: string): boolean {
  return COORDINATE.test(value) || PAIR.test(value);
}

const MANY_WORDS = 6;
const LONG_TEXT = 60;
const isText = (value: string): boolean => value.length > LONG_TEXT || value.split(/\s+/).length > MANY_WORDS;

/** one stray cell may be a slip; these shares are a column's nature */
const OFTEN = 0.2;

/** @returns null when nothing speaks against reading the column */
export function neverReadByCells(samples: ColumnSamples): NeverReadKind | null {
  if (share(samples, looksLikeLink) > OFTEN) return 'link';
  if (share(samples, looksLikeContact) > OFTEN) return 'contact';
  if (share(samples, looksLikeCoordinate) > OFTEN) return 'coordinate';
  return share(samples, isText) > OFTEN ? 'text' : null;
}
