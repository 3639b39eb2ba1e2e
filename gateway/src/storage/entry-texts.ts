/**
 * The canonical text of an audit entry, and nothing but what an audit entry may hold.
 *
 * Takes entries without their number, gives the text that is hashed and stored. Most entries say what one before them
 * said, at another moment: what was said is checked and written once, and put together with moment and number, each
 * checked by itself. What is stored is always a text that was checked; an entry with anything in it that is not a
 * plain word is checked as a whole.
 */
import { HubError, canonicalJson } from '@vigil/shared';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { UnnumberedEntry } from '../8-record/describe-exchange.js';
import { hubEntry, type FlagEntry, type OperatorEntry } from './operator-entry.js';

export type Unnumbered = UnnumberedEntry | Omit<OperatorEntry, 'sequence'> | Omit<FlagEntry, 'sequence'>;

/** What stands before the moment, between moment and number, and behind it. */
type Around = readonly [string, string, string];

const MOST_CHARACTERS = 4 * 1024 * 1024;
/** Both have the same place in every kind of entry. */
const moment = z.strictObject({ at: z.iso.datetime(), sequence: z.int().positive() });

function refuse({ issues }: z.ZodError): never {
  // No message of zod's: it may repeat the value that has no place here.
  const [issue] = issues;
  const place = issue?.path.join('.') || '(root)';
  throw new HubError('AUDIT_BROKEN', `audit entry, field ${place}: ${issue?.code ?? 'invalid'}`, 'operator');
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string' || value === null) return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Says all of the entry but its moment; null for what JSON would say like something else. */
function keyOf(entry: Unnumbered): string | null {
  const { at: _at, ...said } = entry;
  return Object.values(said).every(isPlain) ? JSON.stringify(said) : null;
}

/** Canonical order is the order of the members' names: the moment, `at`, comes before the number, `sequence`. */
function around(entry: object): Around {
  const members = Object.entries(entry).filter(([, value]) => value !== undefined);
  const between = (from: string, to: string): string[] =>
    members
      .filter(([name]) => from < name && name < to)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => `${canonicalJson(name)}:${canonicalJson(value)}`);
  return [
    `{${[...between('', 'at'), '"at":'].join(',')}`,
    `,${[...between('at', 'sequence'), '"sequence":'].join(',')}`,
    `${['', ...between('sequence', '\uffff')].join(',')}}`,
  ];
}

export class EntryTexts {
  readonly #checked = new LRUCache<string, Around>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ([before, between, behind], key) =>
      key.length + before.length + between.length + behind.length,
  });

  /**
   * @param sequence - the entry's number
   * @throws HubError AUDIT_BROKEN naming the field that does not belong into an audit entry
   */
  textOf(entry: Unnumbered, sequence: number): string {
    const key = keyOf(entry);
    const known = key === null ? undefined : this.#checked.get(key);
    if (known === undefined) return this.#check(entry, { key, sequence });
    const stamped = moment.safeParse({ at: entry.at, sequence });
    if (!stamped.success) refuse(stamped.error);
    const [before, between, behind] = known;
    return `${before}${canonicalJson(stamped.data.at)}${between}${String(stamped.data.sequence)}${behind}`;
  }

  #check(entry: Unnumbered, { key, sequence }: { key: string | null; sequence: number }): string {
    const parsed = hubEntry.safeParse({ ...entry, sequence });
    if (!parsed.success) refuse(parsed.error);
    if (key !== null) this.#checked.set(key, around(parsed.data));
    return canonicalJson(parsed.data);
  }
}
