/**
 * Choices drawn from a row of numbers, so that fast-check can make a failing case smaller.
 *
 * Takes numbers, gives choices; when the numbers have run out every choice is its first one, which is the simplest.
 */
import fc from 'fast-check';

/** The numbers of one drawing. @param length - about as many as it makes choices */
export function rowOfNumbers(length: number): fc.Arbitrary<number[]> {
  return fc.noBias(fc.array(fc.nat({ max: 65_535 }), { minLength: length, maxLength: length, size: 'max' }));
}

export class Drawing {
  #at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** a whole number from 0 to `limit` - 1 */
  below(limit: number): number {
    const drawn = this.numbers[this.#at] ?? 0;
    this.#at += 1;
    return drawn % limit;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** never, once the numbers have run out */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.below(items.length)] as Item;
  }

  some<Item>(items: readonly Item[], percent: number): Item[] {
    return items.filter(() => this.chance(percent));
  }
}
