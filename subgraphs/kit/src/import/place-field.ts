/**
 * Where it happened, as far as the contract says it: a country (ISO 3166-1) and an area (ISO 3166-2).
 *
 * A country column may hold codes or names, state numbers of the Correlates of War project, or several countries
 * in one cell; an area column needs a map, since area names repeat between countries. There is no field for
 * coordinates or addresses. Shape only; `read-places.ts` applies it.
 */
import { isAreaCode, isCountryCode } from '@vigil/shared';
import { z } from 'zod';

/** reject the row, or leave the place empty; both are counted and reported */
const onUnmapped = z.enum(['reject', 'report']);

const countryCode = z
  .string()
  .refine(isCountryCode, 'not a country code of ISO 3166-1 (two capital letters)');
const areaCode = z.string().refine(isAreaCode, 'not an area code of ISO 3166-2, for instance RU-MOW');

const source = {
  column: z.string().min(1).optional(),
  onUnmapped: onUnmapped.optional(),
};

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

export const countryField = z
  .strictObject({
    constant: countryCode.optional(),
    ...source,
    /** what the column holds: names and codes of ISO 3166-1, or numbers of the Correlates of War project */
    scheme: z.enum(['iso', 'cow']).default('iso'),
    /** what separates the countries of one cell; each becomes an event of its own in the row's case file */
    several: z.string().min(1).optional(),
    /** goes before the scheme; `null`: decided to be no country of the list, then `onUnmapped` */
    map: z.record(z.string(), countryCode.nullable()).optional(),
  })
  .refine(oneSource.check, oneSource.message)
  .refine(decided.check, decided.message)
  .refine(
    ({ column, several, scheme }) => column !== undefined || (several === undefined && scheme === 'iso'),
    '`constant` takes no `scheme` and no `several`',
  );

export const areaField = z
  .strictObject({ constant: areaCode.optional(), ...source, map: z.record(z.string(), areaCode).optional() })
  .refine(oneSource.check, oneSource.message)
  .refine(decided.check, decided.message)
  .refine(
    ({ column, map }) => column === undefined || map !== undefined,
    'an area column needs a `map` from its values to ISO 3166-2 codes',
  );

export type CountryField = z.infer<typeof countryField>;
export type AreaField = z.infer<typeof areaField>;
