/**
 * Ids of imported rows: random, behind the clock.
 *
 * An index of purely random ids is written all over at every row; behind the time in milliseconds new ids lie
 * side by side. The layout is that of UUID version 7, by functions that every supported server has. Such an id
 * tells when a row came in and never leaves the node; what leaves is made from a key (`../serve/pseudonym.ts`).
 *
 * @see RFC 9562, section 5.7
 */

/** SQL: 48 bits of time, version 7, 74 random bits. A version 4 becomes a 7 by two bits. */
export const TIME_ORDERED_ID = `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
  placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
  52, 1), 53, 1), 'hex')::uuid`;
