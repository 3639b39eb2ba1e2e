/**
 * Own fields of `Event`: asks a partner about its own events and about nobody else's.
 *
 * Takes the representations that the plan has collected, gives one object for each, in their order. Events of
 * other partners are null without being asked; an event that the partner does not answer is null, whether it is
 * missing or kept back. What is wrong with one event spoils that event and no other.
 */
import { TYPENAME_KEY, shapeAnswer, type AnswerError, type SelectedField } from '@vigil/policies';
import { partnerOf } from '../commons/check-event.js';
import { ID_KEY } from '../partner/own-field.js';
import { own } from '../partner/own-value.js';
import { partnerError, type PartnerError } from '../partner/partner-errors.js';
import {
  allowedNow,
  askExtension,
  failedFields,
  knownValues,
  type ExtensionAnswer,
  type ExtensionCall,
} from './extension-call.js';
import { isAsked, type EntityPart } from './extension-parts.js';

/** What a partner takes at once. */
const MAX_REPRESENTATIONS = 500;

/** One event that is asked about, and the places in the plan's list where it stands. */
interface Asked {
  readonly id: string;
  /** JSON of what the partner is told about it */
  readonly text: string;
  readonly places: number[];
}

/** What became of one event. */
interface Answered {
  readonly value: Readonly<Record<string, unknown>> | null;
  /** paths begin below the event, in the plan's names */
  readonly errors: readonly AnswerError[];
}

/** The list and its errors; paths begin at the root, in the plan's names. */
export interface EntityResult {
  value: unknown;
  errors: readonly AnswerError[];
}

interface EntityCall extends EntityPart {
  readonly call: ExtensionCall;
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Names of the contract's fields that the asked ones are computed from. */
function requiredNames({ call, fields }: EntityCall): string[] {
  const { requires } = call.options.extension;
  const needed = fields.filter(isAsked).flatMap(({ coordinate }) => requires.get(coordinate) ?? []);
  return [...new Set(needed.map((coordinate) => coordinate.slice('Event.'.length)))].sort();
}

/** The partner's own events among all, each once. */
function collect(entityCall: EntityCall, representations: readonly string[]): Asked[] {
  const { partner } = entityCall.call.options.extension;
  const names = requiredNames(entityCall);
  const asked = new Map<string, Asked>();
  for (const [place, representation] of representations.entries()) {
    const given: unknown = JSON.parse(representation);
    const id = own(given, 'id');
    if (own(given, '__typename') !== 'Event' || typeof id !== 'string' || partnerOf(id) !== partner) continue;
    const values = names
      .map((name) => [name, own(given, name) ?? null] as const)
      .filter(([, value]) => isPlain(value));
    // Only what the partner's own fields need, whatever else the plan has put in.
    const text = JSON.stringify({ __typename: 'Event', id, ...Object.fromEntries(values) });
    const known: Asked = asked.get(text) ?? { id, text, places: [] };
    asked.set(text, known);
    known.places.push(place);
  }
  return [...asked.values()];
}

function chunksOf<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += MAX_REPRESENTATIONS)
    chunks.push(items.slice(at, at + MAX_REPRESENTATIONS));
  return chunks;
}

const SPOILED = 'SPOILED';
const NOTHING: Answered = { value: null, errors: [] };

function readEntity(
  { call, fields }: EntityCall,
  raw: unknown,
  at: { id: string; errors: readonly PartnerError[] },
): Answered | typeof SPOILED {
  const { partner } = call.options.extension;
  const below = at.errors.map(({ code, path }) => partnerError(partner, code, path));
  if (raw === null) {
    // An error that names no field of it is about the whole event.
    return below.length === 0 ? { value: null, errors: [] } : SPOILED;
  }
  if (own(raw, TYPENAME_KEY) !== 'Event' || own(raw, ID_KEY) !== at.id) return SPOILED;
  const { data, errors } = shapeAnswer({
    tree: { ...call.tree, rootType: 'Event', fields },
    data: knownValues(call, fields, { data: raw, record: at.id }),
    errors: below,
  });
  if (data === null || !fields.every((field) => saysId(field, data, at.id))) return SPOILED;
  return {
    value: data,
    errors: errors.map((error) =>
      // A value that does not fit is the partner's fault, not the hub's.
      error.extensions.code === 'INTERNAL_SERVER_ERROR'
        ? partnerError(partner, 'PARTNER_UNAVAILABLE', error.path ?? [])
        : error,
    ),
  };
}

/** Does every copy of the id that the plan asks for say whose it is? */
function saysId(field: SelectedField, data: Readonly<Record<string, unknown>>, id: string): boolean {
  return field.coordinate !== 'Event.id' || !isAsked(field) || data[field.responseKey] === id;
}

/** The errors of each event, sorted once; paths begin below the event. */
function errorsByPlace(
  errors: readonly PartnerError[],
  key: string,
): ReadonlyMap<unknown, readonly PartnerError[]> {
  const sorted = new Map<unknown, PartnerError[]>();
  for (const { code, path } of errors) {
    const [root, place, ...below] = path;
    if (root !== key) continue;
    const known = sorted.get(place) ?? [];
    sorted.set(place, known);
    known.push({ code, path: below });
  }
  return sorted;
}

function failAll(
  entityCall: EntityCall,
  chunk: readonly Asked[],
  code: Extract<ExtensionAnswer, { failed: unknown }>['failed'],
): Answered[] {
  const { call, fields } = entityCall;
  return chunk.map(() => ({ value: null, errors: failedFields(call, code, { fields, path: [] }) }));
}

function readChunk(entityCall: EntityCall, chunk: readonly Asked[], answer: ExtensionAnswer): Answered[] {
  const { call, field, fields } = entityCall;
  const { options } = call;
  const { partner } = options.extension;
  const finding = {
    partner,
    field: 'extension',
    events: chunk.length,
    leftOut: chunk.length,
    values: 0,
  } as const;
  if ('failed' in answer) return failAll(entityCall, chunk, answer.failed);
  const list = own(answer.data, field.canonicalKey);
  if (!Array.isArray(list) || list.length !== chunk.length) {
    options.onFinding({ ...finding, code: Array.isArray(list) ? 'OTHER_EVENT' : 'NO_EVENTS' });
    return failAll(entityCall, chunk, 'PARTNER_UNAVAILABLE');
  }
  const errors = errorsByPlace(answer.errors, field.canonicalKey);
  let leftOut = 0;
  const answered = chunk.map(({ id }, index): Answered => {
    const read = readEntity(entityCall, list[index], { id, errors: errors.get(index) ?? [] });
    if (read !== SPOILED) return read;
    leftOut += 1;
    return { value: null, errors: failedFields(call, 'PARTNER_UNAVAILABLE', { fields, path: [] }) };
  });
  const values = answered.flatMap((one) => one.errors).length;
  if (leftOut > 0 || values > 0) options.onFinding({ ...finding, code: 'PARTLY_UNUSABLE', leftOut, values });
  return answered;
}

/** What every event of the partner answers when nothing is left to be asked: refused fields, and their errors. */
function refusedOnly({ call, fields }: EntityCall): Answered {
  const { data, errors } = shapeAnswer({ tree: { ...call.tree, rootType: 'Event', fields }, data: {} });
  return { value: data, errors };
}

async function answerAll(entityCall: EntityCall, asked: readonly Asked[]): Promise<Answered[]> {
  const { call, write } = entityCall;
  if (write === null) return asked.map(() => refusedOnly(entityCall));
  const chunks = await Promise.all(
    chunksOf(asked).map(async (chunk) => {
      const texts = chunk.map(({ text }) => text);
      const question = write(call.tree.variables, texts);
      return readChunk(entityCall, chunk, await askExtension(call, { ...question, events: chunk.length }));
    }),
  );
  return chunks.flat();
}

/** Puts what became of each event where the plan expects it. */
function place(
  asked: readonly Asked[],
  answered: readonly Answered[],
  { root, count }: { root: string; count: number },
): EntityResult {
  const value: unknown[] = Array.from({ length: count }, () => null);
  const errors: AnswerError[] = [];
  for (const [index, { places }] of asked.entries()) {
    const one = answered[index] ?? NOTHING;
    for (const at of places) {
      value[at] = one.value;
      errors.push(...one.errors.map((error) => ({ ...error, path: [root, at, ...(error.path ?? [])] })));
    }
  }
  return { value, errors };
}

/**
 * @param representations - JSON texts, as the plan has collected them
 * @returns under the plan's names, in the order and number of the representations
 */
export async function readEntities(
  call: ExtensionCall,
  part: EntityPart,
  representations: readonly string[],
): Promise<EntityResult> {
  const entityCall = { call, field: part.field, ...allowedNow(call, part) };
  const asked = collect(entityCall, representations);
  const answered = await answerAll(entityCall, asked);
  return place(asked, answered, { root: part.field.responseKey, count: representations.length });
}
