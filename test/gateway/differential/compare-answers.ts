/**
 * When two answers say the same: equal data, and errors at the same places.
 *
 * An error counts for the place that is null because of it: which of two errors below one nulled parent is told
 * is left to the implementation (GraphQL, October 2021, section 6.4.4, "Handling Field Errors").
 */
import type { AnswerJson } from './gateways.js';

export type AnswerPath = readonly (string | number)[];

export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => isEqual(item, other[index]));
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      isEqual((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}

/** undefined: the path leads nowhere */
export function valueAt(data: unknown, path: AnswerPath): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}

/** Where a path ends: at the value it names, or at the null on the way to it. */
export function nulledPlace(data: unknown, path: AnswerPath): string {
  let value = data;
  const walked: (string | number)[] = [];
  for (const segment of path) {
    if (value === null || value === undefined) break;
    value = Object.hasOwn(value, segment) ? (value as Record<string | number, unknown>)[segment] : undefined;
    walked.push(segment);
  }
  return JSON.stringify(walked);
}

/** @returns the places of all errors, sorted; `?` for an error that names none */
export function errorPlaces({ data, errors = [] }: AnswerJson): string[] {
  const places = errors.map(({ path }) => (path === undefined ? '?' : nulledPlace(data, path)));
  return [...new Set(places)].sort();
}
