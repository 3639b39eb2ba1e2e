/**
 * Collects answers that differ.
 *
 * Takes pairs of answers with what was asked, gives the changes, each once, with everybody and everything they are
 * about; the widening ones first.
 */
import { changeOf } from './change-of-answer.js';
import { mergeProducts, type Answer, type AnswerChange, type ChangeGroup, type Product } from './changes.js';
import type { TriedPlace } from './places-to-ask.js';

const ORDER = { WIDER: 0, BOTH: 1, NARROWER: 2 } as const;

export class Findings {
  compared = 0;
  private readonly judged = new Map<string, AnswerChange | null>();
  private readonly changed = new Map<string, { change: AnswerChange; asked: Product[] }>();

  /** @param asked - is called for a change only */
  add(before: Answer, after: Answer, asked: () => Product): void {
    this.compared += 1;
    const key = JSON.stringify([before, after]);
    const judged = this.judged.get(key);
    const change = judged === undefined ? changeOf(before, after) : judged;
    this.judged.set(key, change);
    if (change === null) return;
    const kept = this.changed.get(key) ?? { change, asked: [] };
    kept.asked.push(asked());
    this.changed.set(key, kept);
  }

  groups(places: readonly TriedPlace[]): ChangeGroup[] {
    const coordinates = new Map(places.map(({ name, coordinates: all }) => [name, all]));
    const named = (product: Product): Product => ({
      ...product,
      coordinate: product.coordinate.flatMap((name) => coordinates.get(name) ?? [name]).sort(),
    });
    return [...this.changed.values()]
      .map(({ change, asked }) => ({ ...change, asked: mergeProducts(asked).map(named) }))
      .sort((a, b) => ORDER[a.direction] - ORDER[b.direction]);
  }
}
