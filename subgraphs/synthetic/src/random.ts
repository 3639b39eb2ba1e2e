/**
 * A small seeded generator of pseudo-random numbers, so that the same seed makes the same case files on every
 * machine. For made-up data only; nothing here is secret or fit for a key.
 *
 * The algorithm is sfc32 (Chris Doty-Humphrey, PractRand: "Small Fast Counting", 32-bit words, 128 bits of
 * state); the state is the SHA-256 of the seed, so that similar seeds give unrelated series.
 */
import { createHash } from 'node:crypto';

export class SeededRandom {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed, 'utf8').digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (offset) => digest.readUInt32LE(offset));
  }

  /** @returns an integer from 0 to 2^32 - 1 */
  next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const result = (a + b + counter) >>> 0;
    this.#state.set([
      b ^ (b >>> 9),
      (c + (c << 3)) >>> 0,
      (((c << 21) | (c >>> 11)) + result) >>> 0,
      (counter + 1) >>> 0,
    ]);
    return result;
  }

  /** @returns true with probability `share` (0 to 1) */
  chance(share: number): boolean {
    return this.next() / 2 ** 32 < share;
  }

  /** @returns an integer from `low` to `high`, both included; the slight bias of the remainder does not matter here */
  between(low: number, high: number): number {
    return low + (this.next() % (high - low + 1));
  }

  /** Picks one by its weight. */
  pick<Item>(weighted: readonly (readonly [Item, number])[]): Item {
    const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
    let left = (this.next() / 2 ** 32) * total;
    for (const [item, weight] of weighted) {
      left -= weight;
      if (left < 0) return item;
    }
    const last = weighted.at(-1);
    if (last === undefined) throw new RangeError('nothing to pick from');
    return last[0];
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.next() & 0xff));
  }

  /** A UUID of version 4 in form (RFC 9562, section 5.4); its bits are as predictable as the seed. */
  uuid(): string {
    const bytes = this.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}
