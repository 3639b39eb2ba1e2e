/**
 * Where a cell stands: country, area, month, year, as far as its table says.
 *
 * Takes the `at` of a released cell in the order of its table's dimensions, gives the address with what
 * follows from it: an ISO 3166-2 area names its country, a month its year. Pure.
 */
import type { Dimension, ReleaseDimension } from '@vigil/shared';

export type CellAddress = Readonly<Partial<Record<Dimension, string>>>;

/** The order in which cells are sorted, whatever order a question names its dimensions in. */
export const ADDRESS_ORDER: readonly Dimension[] = [
  'COUNTRY',
  'AREA',
  'YEAR',
  'MONTH',
  'VICTIM_GROUP',
  'PERPETRATOR_TYPE',
  'SEX',
  'AGE_BAND',
];

export function addressOf(dimensions: readonly ReleaseDimension[], at: readonly string[]): CellAddress {
  const address: Partial<Record<Dimension, string>> = {};
  dimensions.forEach((dimension, index) => {
    const value = at[index] ?? '';
    if (dimension === 'MONTH_RECEIVED') return; // of an optional table, which no question asks for
    address[dimension] = value;
    if (dimension === 'AREA') address.COUNTRY = countryOfArea(value);
    if (dimension === 'MONTH') address.YEAR = value.slice(0, 4);
  });
  return address;
}

/** ISO 3166-2: a subdivision code begins with the alpha-2 code of its country. */
export function countryOfArea(area: string): string {
  return area.slice(0, 2);
}

/** Bytewise, never by locale: the order of an answer must not depend on the machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
