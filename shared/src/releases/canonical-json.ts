/**
 * Canonical JSON: one value, one byte string, so that a signature or a hash means the value.
 *
 * Takes JSON values, gives text; the caller encodes it as UTF-8. Pure.
 *
 * @see RFC 8785
 */
import { HubError } from '../errors/hub-error.js';

function refuse(what: string): never {
  throw new HubError('RELEASE_INVALID', `canonical JSON cannot hold ${what}`, 'operator');
}

/** Printable ASCII but for quotation mark and backslash: written as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) refuse('a lone surrogate');
  return JSON.stringify(text); // ECMAScript's escapes are the ones of RFC 8785, section 3.2.2.2
}

function canonicalArray(items: readonly unknown[]): string {
  let text = '[';
  let separator = '';
  // holes come as undefined, which is then refused
  for (const item of items) {
    text += separator + canonicalJson(item);
    separator = ',';
  }
  return `${text}]`;
}

/** In order of UTF-16 code units (section 3.2.3), which is what sort() and `<` go by; most objects are in it already. */
function inOrder(keys: string[]): string[] {
  return keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key) ? keys : keys.sort();
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype, of whichever realm the value was made in, is the one prototype that has none itself
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse('an object of a class');
  const record = value as Readonly<Record<string, unknown>>;
  let text = '{';
  let separator = '';
  for (const key of inOrder(Object.keys(record))) {
    text += `${separator}${canonicalString(key)}:${canonicalJson(record[key])}`;
    separator = ',';
  }
  return `${text}}`;
}

/**
 * Writes a JSON value in its one canonical form.
 *
 * @param value - null, booleans, finite numbers, well-formed strings, arrays and plain objects of these
 * @throws HubError RELEASE_INVALID for anything JSON cannot say exactly: NaN, undefined, dates, bigints, lone surrogates
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return canonicalString(value);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? String(value) : refuse('a number that is not finite');
  }
  if (typeof value !== 'object') refuse(`a value of type ${typeof value}`);
  return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
}

/** The canonical form as bytes, ready to be hashed or signed. */
export function canonicalBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}
