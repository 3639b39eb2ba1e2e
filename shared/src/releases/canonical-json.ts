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

function canonicalString(text: string): string {
  if (/\p{Surrogate}/u.test(text)) refuse('a lone surrogate');
  return JSON.stringify(text); // ECMAScript's escapes are the ones of RFC 8785, section 3.2.2.2
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype, of whichever realm the value was made in, is the one prototype that has none itself
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse('an object of a class');
  const record = value as Readonly<Record<string, unknown>>;
  // sort() without a comparator orders by UTF-16 code units: section 3.2.3
  const members = Object.keys(record)
    .sort()
    .map((key) => `${canonicalString(key)}:${canonicalJson(record[key])}`);
  return `{${members.join(',')}}`;
}

/**
 * Writes a JSON value in its one canonical form.
 *
 * @param value - null, booleans, finite numbers, well-formed strings, arrays and plain objects of these
 * @throws HubError RELEASE_INVALID for anything JSON cannot say exactly: NaN, undefined, dates, bigints, lone surrogates
 */
export function canonicalJson(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? JSON.stringify(value) : refuse('a number that is not finite');
  }
  if (typeof value !== 'object') refuse(`a value of type ${typeof value}`);
  // Array.from turns holes into undefined, which is then refused
  if (Array.isArray(value)) return `[${Array.from(value, (item: unknown) => canonicalJson(item)).join(',')}]`;
  return canonicalObject(value);
}

/** The canonical form as bytes, ready to be hashed or signed. */
export function canonicalBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}
