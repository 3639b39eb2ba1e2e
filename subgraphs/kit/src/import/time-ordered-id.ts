/**
 * Ids of imported rows: random, behind the clock.
 *
 * An index of purely random ids is written all over at every row; behind the time in milliseconds new ids lie
 * side by side. One row makes many records, so it gets the first 26 digits of a UUID version 7 and each of its
 * records the last six, which say what the record is and which one. Such an id tells when a row came in and never
 * leaves the node; what leaves is made from a key (`../serve/pseudonym.ts`).
 *
 * @see RFC 9562, section 5.7
 */

/** Random bytes, for instance `randomBytes` of node:crypto. */
export type RandomBytes = (size: number) => Buffer;

const BLOCK_BYTES = 16_384;

/** Asks for random bytes in blocks: for a few at a time the way to the system costs more than mapping the row. */
export function inBlocks(random: RandomBytes): RandomBytes {
  let block: Buffer = Buffer.alloc(0);
  return (size) => {
    if (block.length < size) block = random(Math.max(size, BLOCK_BYTES));
    const bytes = block.subarray(0, size);
    block = block.subarray(size);
    return bytes;
  };
}

/** 48 bits of time, version 7, 12 random bits, variant, 38 random bits; 26 hexadecimal digits. */
export function rowId(at: Date, random: RandomBytes): string {
  const bytes = random(13);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.writeUInt8(0x70 | ((bytes[6] ?? 0) & 0x0f), 6);
  bytes.writeUInt8(0x80 | ((bytes[8] ?? 0) & 0x3f), 8);
  return bytes.toString('hex');
}

/** What the last six digits begin with. */
export const RECORD_KINDS = { caseFile: 'c', event: 'e', act: 'a', victim: '1', perpetrator: '2' } as const;

/** Records of one kind that a row can have: five digits, three of them for the acts of an event. */
export const MOST_EVENTS = 0xff;
export const MOST_ACTS = 0xfff;

/** SQL: the id of a record, from columns that hold the row's id and the numbers of event and act. */
export function recordIdSql(kind: keyof typeof RECORD_KINDS, row: string, event = '0', act = '0'): string {
  const number = `(${event})::integer * ${MOST_ACTS + 1} + (${act})::integer`;
  return `(${row} || '${RECORD_KINDS[kind]}' || lpad(to_hex(${number}), 5, '0'))::uuid`;
}

/** 128 random bits in base64url: 22 characters, the public name of an event. */
export function publicId(random: RandomBytes): string {
  return random(16).toString('base64url');
}
