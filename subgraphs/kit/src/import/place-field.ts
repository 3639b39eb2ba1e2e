/**
 * Where it happened, as far as the contract says it: a country (ISO 3166-1) and an area (ISO 3166-2).
 *
 * A country column may hold codes or names; an area column needs a map, since area names repeat between countries.
 * There is no field for coordinates or addresses. Shape only; `map-row.ts` applies it.
 */
import { isAreaCode, isCountryCode } from '@vigil/shared';
import { z } from 'zod';

/** reject the row, or leave the place empty; both are counted and reported */
const onUnmapped = z.enum(['reject', 'report']);

const countryCode = z
  .string()
  .refine(isCountryCode, 'not a country code of ISO 3166-1 (two capital letters)');
const areaCode = z.string().refine(isAreaCode, 'not an area code of ISO 3166-2, for instance RU-MOW');

const oneSource = {
  check: (field: { constant?: string | undefined; column?: string | undefined }): boolean =>
    (field.constant === undefined) !== (field.column === undefined),
  message: 'write exactly one of `constant` and `column`',
};
const decided = {
  check: (field: { column?: string | undefined; onUnmapped?: string | undefined }): boolean =>
    field.column === undefined || field.onUnmapped !== undefined,
  message: 'add `onUnmapped`: reject, or report to leave the place empty',
};

const place = (code: z.ZodType<string>) =>
  z
    .strictObject({
      constant: code.optional(),
      column: z.string().min(1).optional(),
      map: z.record(z.string(), code).optional(),
      onUnmapped: onUnmapped.optional(),
    })
    .refine(oneSource.check, oneSource.message)
    .refine(decided.check, decided.message);

export const countryField = place(countryCode);
export const areaField = place(areaCode).refine(
  ({ column, map }) => column === undefined || map !== undefined,
  'an area column needs a `map` from its values to ISO 3166-2 codes',
);

export type PlaceField = z.infer<typeof countryField>;
