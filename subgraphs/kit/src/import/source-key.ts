/**
 * The key of a row: the name under which its data set knows it for ever.
 *
 * Takes cells and the mapping's key, gives a text. Importing the same row again finds the same key. Pure.
 */
import { createHash } from 'node:crypto';
import type { Mapping } from './mapping-schema.js';
import type { FileRow } from './formats/index.js';
import { RowRejection } from './row-rejection.js';

/** Identifiers are kept as they are; longer or composed keys become a hash. */
const PLAIN_KEY = /^[\p{L}\p{N}._/#-]{1,100}$/u;

const sha256 = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** SHA-256 of all cells: equal for exact duplicates. */
export function rowHash({ values }: Pick<FileRow, 'values'>): string {
  return sha256(values);
}

/**
 * @throws RowRejection when a key column is empty
 */
export function sourceKey(row: FileRow, key: Mapping['key']): string {
  if ('wholeRow' in key) return `sha256:${rowHash(row)}`;
  const parts = key.columns.map((column) => {
    const value = (row.cells.get(column) ?? '').trim();
    if (value === '') throw new RowRejection(column, 'is empty, but it is part of the key');
    return value;
  });
  const [only] = parts;
  return parts.length === 1 && only !== undefined && PLAIN_KEY.test(only) ? only : `sha256:${sha256(parts)}`;
}
