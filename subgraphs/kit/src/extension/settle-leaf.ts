/**
 * One scalar or enum value of an extension on its way out: plain, and no finer a date than the contract's.
 *
 * What the partner's own code gives is not looked into any further: its classes say who may read it.
 */
import { DateScalar, DateTimeScalar } from '@vigil/shared';
import { ResolverFailure } from './extension-thread.js';
import type { OwnField } from './own-fields.js';

/** `2013-05` */
const MONTH_LENGTH = 7;

/**
 * @returns the value, a date that is cut to its month as the first of it
 * @throws ResolverFailure when it is no plain value, or no date where one belongs
 */
export function settleLeaf({ named, cutToMonth }: OwnField, value: unknown): string | number | boolean {
  if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
    throw new ResolverFailure('a value is neither text nor a number');
  }
  const plain = value as string | number | boolean;
  if (!cutToMonth) return plain;
  return named.name === 'Date'
    ? `${DateScalar.serialize(plain).slice(0, MONTH_LENGTH)}-01`
    : `${DateTimeScalar.serialize(plain).slice(0, MONTH_LENGTH)}-01T00:00:00.000Z`;
}
