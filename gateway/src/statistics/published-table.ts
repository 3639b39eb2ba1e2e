/**
 * The released tables that could answer a question about one indicator.
 *
 * Takes current releases, gives their tables with partner, exact variance and cell addresses beside them. Addresses
 * are equal for every table of the same lattice, so they are made once and shared. Pure.
 */
import { parseFraction } from '@vigil/shared';
import type { Fraction, ReleaseTable, TableId } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import type { CellAddress } from './cell-address.js';
import { addressOf } from './cell-address.js';
import { ruleOf, type SeriesRules } from './series-rules.js';

/** A released cell, or part of one: `weight` of it stands in a figure. */
export interface Term {
  /** names the released cell among all of one answer */
  readonly cell: string;
  readonly weight: Fraction;
  /** of the released cell */
  readonly variance: Fraction;
}

/** The tables of the lattice, and the one declared figure that several of them give together. */
export type AnswerTableId = TableId | 'COUNTRY_YEAR';

export interface PublishedTable {
  readonly id: AnswerTableId;
  readonly partner: string;
  readonly release: StoredRelease;
  readonly countingUnit: ReleaseTable['countingUnit'];
  /** one for each cell */
  readonly addresses: readonly CellAddress[];
  readonly figures: readonly { readonly y: number }[];
  /** of each cell */
  readonly variance: Fraction;
  /** the released tables behind it */
  readonly sources: readonly TableId[];
  /** by what the partner counts; figures of different rules are not comparable */
  readonly rule: string;
  /** is this cell the first of its place that is counted by this rule, after others by another? */
  readonly isBreak: (cell: number) => boolean;
  /** a cell is a released one; else it is made of several */
  readonly isWhole: boolean;
  /** which released cells a cell consists of */
  readonly termsOf: (cell: number) => readonly Term[];
}

const WHOLE: Fraction = { numerator: 1n, denominator: 1n };
const NO_BREAK = (): boolean => false;

/** Addresses by what they are made of: every table of the same places and period has the same. */
export class AddressBook {
  readonly #lists = new Map<string, readonly CellAddress[]>();
  readonly #addresses = new Map<string, CellAddress>();

  of({ id, dimensions, cells }: ReleaseTable): readonly CellAddress[] {
    const names = cells.map(({ at }) => `${id} ${at.join(' ')}`);
    const key = names.join('\n');
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const made = cells.map(({ at }, index) => {
      const name = names[index] ?? '';
      const address = this.#addresses.get(name) ?? addressOf(dimensions, at);
      this.#addresses.set(name, address);
      return address;
    });
    this.#lists.set(key, made);
    return made;
  }
}

export interface Published {
  readonly indicator: string;
  readonly addresses: AddressBook;
  readonly rules: SeriesRules;
}

/** @param releases - current ones only: of each partner, partition and part one, none of them revoked */
export function publishedTables(
  releases: readonly StoredRelease[],
  id: TableId,
  { indicator, addresses, rules }: Published,
): PublishedTable[] {
  return releases.flatMap((release) =>
    release.document.tables.flatMap((table, place) => {
      if (table.indicator !== indicator || table.id !== id) return [];
      const variance = parseFraction(table.sigma2);
      const book = addresses.of(table);
      return [
        {
          id,
          partner: release.document.partner,
          release,
          countingUnit: table.countingUnit,
          addresses: book,
          figures: table.cells,
          variance,
          sources: [id],
          rule: ruleOf(release.document, table),
          isBreak: rules.isBreak(release, table) ? firstOfPlaces(book) : NO_BREAK,
          isWhole: true,
          termsOf: (cell) => [
            { cell: `${release.document.id} ${String(place)} ${String(cell)}`, weight: WHOLE, variance },
          ],
        },
      ];
    }),
  );
}

/** A series breaks at the first period of each place: the months after it are counted alike again. */
function firstOfPlaces(addresses: readonly CellAddress[]): (cell: number) => boolean {
  const first = new Map<string, string>();
  const placeOf = ({ AREA, COUNTRY }: CellAddress): string => AREA ?? COUNTRY ?? '';
  for (const address of addresses) {
    const period = address.MONTH ?? '';
    const known = first.get(placeOf(address));
    if (known === undefined || period < known) first.set(placeOf(address), period);
  }
  return (cell) => {
    const address = addresses[cell];
    return address !== undefined && first.get(placeOf(address)) === (address.MONTH ?? '');
  };
}
