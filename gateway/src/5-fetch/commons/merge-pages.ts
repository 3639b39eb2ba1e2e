/**
 * Merges the partners' pages into one page of the listing.
 *
 * Takes events that each partner's answer was found good for, gives the first ones in the listing's order.
 * Partners' own order is not trusted: each page is put in order again, and what lies before the page or stands
 * there twice is left out. Pure.
 */
import { compareEvents, type EventKey, type EventOrder } from './event-order.js';

/** Whatever has a place in the order. */
export interface Keyed {
  key: EventKey;
}

export interface PartnerPage<Item extends Keyed> {
  partner: string;
  events: readonly Item[];
  /** it has more than it sent: what comes after its last event is not known yet */
  truncated: boolean;
}

export interface MergeOptions {
  order: EventOrder;
  first: number;
  /** the last event of the page before; null for the first page */
  after: EventKey | null;
}

export interface MergedPage<Item extends Keyed> {
  events: readonly Item[];
  hasNextPage: boolean;
}

function inOrder<Item extends Keyed>(page: PartnerPage<Item>, { order, first, after }: MergeOptions): Item[] {
  const sorted = page.events
    .filter(({ key }) => after === null || compareEvents(key, after, order) > 0)
    .sort((a, b) => compareEvents(a.key, b.key, order));
  return sorted.filter(({ key }, index) => sorted[index - 1]?.key.id !== key.id).slice(0, first + 1);
}

/** Index of the queue whose head comes first; -1 when all are empty. */
function nextQueue(queues: readonly (readonly Keyed[])[], order: EventOrder): number {
  let best = -1;
  queues.forEach(([head], index) => {
    const leader = queues[best]?.[0];
    if (head !== undefined && (leader === undefined || compareEvents(head.key, leader.key, order) < 0))
      best = index;
  });
  return best;
}

export function mergePages<Item extends Keyed>(
  pages: readonly PartnerPage<Item>[],
  options: MergeOptions,
): MergedPage<Item> {
  const queues = pages.map((page) => inOrder(page, options));
  const events: Item[] = [];
  // A truncated partner that ran dry may have an event that belongs before everybody's next one.
  const unknown = (): boolean =>
    pages.some(({ truncated }, index) => truncated && queues[index]?.length === 0);
  while (events.length < options.first && !unknown()) {
    const event = queues[nextQueue(queues, options.order)]?.shift();
    if (event === undefined) break;
    events.push(event);
  }
  return { events, hasNextPage: unknown() || queues.some(({ length }) => length > 0) };
}
