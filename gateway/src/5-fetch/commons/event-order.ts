/**
 * The order of events across partners: the start date as the caller sees it, undated events last in both
 * directions, then the id, bytewise and ascending in both directions.
 *
 * Also what each partner is told about the place where a page begins: never another partner's event id. Pure.
 */
export type EventOrder = 'START_DATE_ASC' | 'START_DATE_DESC';

/** What the contract says for a listing without an order. */
export const DEFAULT_ORDER: EventOrder = 'START_DATE_DESC';

export interface EventKey {
  /** `2012-05-01`; null: undated */
  date: string | null;
  /** `<partner>:<opaque>`, ASCII */
  id: string;
}

function compareText(a: string, b: string): number {
  // ASCII only (ids and dates are checked for it), so UTF-16 order is byte order.
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareDates(a: string | null, b: string | null, order: EventOrder): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return order === 'START_DATE_ASC' ? compareText(a, b) : compareText(b, a);
}

/** Negative when `a` comes first. */
export function compareEvents(a: EventKey, b: EventKey, order: EventOrder): number {
  return compareDates(a.date, b.date, order) || compareText(a.id, b.id);
}

/** Where a partner's page begins, in terms of that partner alone. */
export interface PartnerKeyset {
  date: string | null;
  /** which of the partner's rows with exactly this date are still to come */
  sameDate: 'NONE' | 'AFTER_ID' | 'ALL';
  id: string | null;
}

/** @param place - the last event of the page before */
export function keysetFor(partner: string, place: EventKey): PartnerKeyset {
  const own = `${partner}:`;
  if (place.id.startsWith(own)) return { date: place.date, sameDate: 'AFTER_ID', id: place.id };
  // No partner id holds a colon, so `own` and the place's prefix differ before either ends: their order is the
  // order of all ids of the two partners.
  const after = compareText(own, place.id) > 0;
  return { date: place.date, sameDate: after ? 'ALL' : 'NONE', id: null };
}

/** The keyset as the partner's `after` argument. */
export function encodeKeyset(keyset: PartnerKeyset): string {
  return Buffer.from(JSON.stringify(keyset), 'utf8').toString('base64url');
}
