/**
 * An event as a partner sent it, judged and cut: its id must be the partner's own, its dates no finer than a
 * month, its sealed values sealed for this event, and of the rest only what was asked stays, in the types and forms
 * of the contract.
 *
 * What is wrong spoils that event and nothing else.
 */
import {
  shapeAnswer,
  type AnswerError,
  type Obligations,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import { GENERALISED_DATE, cutValues } from './cut-values.js';
import type { EventKey } from './event-order.js';
import { partnerError } from '../partner/partner-errors.js';
import { DATE_KEY, ID_KEY } from '../partner/own-field.js';

export interface CheckedEvent {
  key: EventKey;
  value: Readonly<Record<string, unknown>>;
  /** paths begin below the event, in the names of the plan */
  errors: readonly AnswerError[];
}

export interface EventSelection {
  tree: SelectionTree;
  partner: string;
  /** what was asked below the event, refused fields marked */
  fields: readonly SelectedField[];
  /** what the caller's permission to read a coordinate of this partner demands */
  obligations: (coordinate: string) => Obligations;
  now: Date;
}

const OPAQUE = /^[A-Za-z0-9_-]{1,64}$/;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Splits an event id; null for whatever is none. */
export function partnerOf(id: string): string | null {
  const colon = id.indexOf(':');
  return colon > 0 && OPAQUE.test(id.slice(colon + 1)) ? id.slice(0, colon) : null;
}

function readKey(raw: Readonly<Record<string, unknown>>, partner: string): EventKey | null {
  const id = Object.hasOwn(raw, ID_KEY) ? raw[ID_KEY] : undefined;
  const date = Object.hasOwn(raw, DATE_KEY) ? raw[DATE_KEY] : undefined;
  if (typeof id !== 'string' || partnerOf(id) !== partner) return null;
  if (date !== null && (typeof date !== 'string' || !GENERALISED_DATE.test(date))) return null;
  return { id, date };
}

/** Does every copy of id and partner in the event say what the key says? */
function agrees(
  value: Readonly<Record<string, unknown>>,
  { fields, partner }: EventSelection,
  key: EventKey,
): boolean {
  return fields.every((field) => {
    if (field.denied || field.kind !== 'FIELD') return true;
    const given = value[field.responseKey];
    if (field.coordinate === 'Event.id') return given === key.id;
    if (field.coordinate === 'Event.startDate') return given === key.date;
    if (field.coordinate !== 'Event.partner' || !isRecord(given)) return true;
    const ids = (field.children ?? []).filter(({ fieldName }) => fieldName === 'id');
    return ids.every(({ responseKey }) => given[responseKey] === partner);
  });
}

/**
 * @param raw - one element of a partner's list, or the one event asked for
 * @param errors - the partner's own errors about this event, masked; paths begin below the event
 * @returns null when the event cannot be used
 */
export function checkEvent(
  raw: unknown,
  selection: EventSelection,
  errors: readonly AnswerError[],
): CheckedEvent | null {
  if (!isRecord(raw)) return null;
  const key = readKey(raw, selection.partner);
  if (key === null) return null;
  const shaped = shapeAnswer({
    tree: { ...selection.tree, rootType: 'Event', fields: selection.fields },
    data: raw,
    errors,
  });
  if (shaped.data === null || !agrees(shaped.data, selection, key)) return null;
  const { fields, partner, now, obligations } = selection;
  const { value, misfits } = cutValues({ partner, record: key.id, now, obligations }, fields, shaped.data);
  return {
    key,
    value,
    errors: [
      ...shaped.errors.map((error) => blame(error, selection.partner)),
      ...misfits.map((path) => partnerError(selection.partner, 'PARTNER_UNAVAILABLE', path)),
    ],
  };
}

/** A value that does not fit is the partner's fault, not the hub's. */
function blame(error: AnswerError, partner: string): AnswerError {
  if (error.extensions.code !== 'INTERNAL_SERVER_ERROR') return error;
  return partnerError(partner, 'PARTNER_UNAVAILABLE', error.path ?? []);
}
