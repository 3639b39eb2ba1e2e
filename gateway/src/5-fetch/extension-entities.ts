/**
 * Own fields of `Event`: asks a partner about its own events and about nobody else's.
 *
 * Takes the representations that the plan has collected, gives one object for each, in their order. Events of
 * other partners are null without being asked; an event that the partner does not answer is null, whether it is
 * missing or kept back. What is wrong with one event spoils that event and no other.
 */
import {
  expandOperation,
  extensionCoordinates,
  printSelection,
  shapeAnswer,
  type AnswerError,
  type SelectedField,
} from '@vigil/policies';
import { canonicalJson } from '@vigil/shared';
import { GraphQLID, GraphQLNonNull, parse } from 'graphql';
import { partnerOf } from './check-event.js';
import { own, type FieldResult } from './commons-call.js';
import {
  allowedFields,
  askExtension,
  failedFields,
  isAsked,
  knownValues,
  type ExtensionAnswer,
  type ExtensionCall,
} from './extension-call.js';
import { partnerError, type PartnerError } from './partner-errors.js';
import { ID_KEY, ownField } from './partner-selection.js';

/** What a partner takes at once. */
const MAX_REPRESENTATIONS = 500;
const TYPENAME_KEY = 'vigil__typename';
const OWN_ID: SelectedField = {
  ...ownField(ID_KEY, { parentType: 'Event', fieldName: 'id' }, new GraphQLNonNull(GraphQLID)),
  typeConditions: ['Event'],
};

/** One event that is asked about, and the places in the plan's list where it stands. */
interface Asked {
  readonly id: string;
  readonly representation: Readonly<Record<string, unknown>>;
  readonly places: number[];
}

/** What became of one event. */
interface Answered {
  readonly value: Readonly<Record<string, unknown>> | null;
  /** paths begin below the event, in the plan's names */
  readonly errors: readonly AnswerError[];
}

interface EntityCall {
  readonly call: ExtensionCall;
  /** the root field `_entities` */
  readonly field: SelectedField;
  /** own fields of `Event`, refused ones marked */
  readonly fields: readonly SelectedField[];
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
function collect(entityCall: EntityCall, representations: readonly unknown[]): Asked[] {
  const { partner } = entityCall.call.options.extension;
  const names = requiredNames(entityCall);
  const asked = new Map<string, Asked>();
  for (const [place, given] of representations.entries()) {
    const id = own(given, 'id');
    if (own(given, '__typename') !== 'Event' || typeof id !== 'string' || partnerOf(id) !== partner) continue;
    const values = names
      .map((name) => [name, own(given, name) ?? null] as const)
      .filter(([, value]) => isPlain(value));
    const representation = { __typename: 'Event', id, ...Object.fromEntries(values) };
    const key = canonicalJson(representation);
    const known: Asked = asked.get(key) ?? { id, representation, places: [] };
    asked.set(key, known);
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

/** What the partner is asked: the fields that are left, and by which event each answer is known. */
function write(
  { call, field, fields }: EntityCall,
  chunk: readonly Asked[],
): { body: string; coordinates: string[] } {
  const { tree } = call;
  const asked = { ...field, children: [...fields.filter(isAsked), OWN_ID] };
  const { query, variables } = printSelection({ ...tree, fields: [asked] });
  // Counted on the text that is sent, as the partner will count it.
  const sent = expandOperation({
    schema: tree.schema,
    document: parse(query),
    variables,
    maxFields: Infinity,
  });
  const representations = chunk.map(({ representation }) => representation);
  return {
    body: JSON.stringify({ query, variables: { ...variables, representations } }),
    coordinates: extensionCoordinates(sent),
  };
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
    data: knownValues(call, fields, raw),
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
  const { call, fields } = entityCall;
  const mayName = call.map.allows('select', 'Event.id', call.options.extension.partner);
  if (!fields.some(isAsked) || !mayName) return asked.map(() => refusedOnly(entityCall));
  const chunks = await Promise.all(
    chunksOf(asked).map(async (chunk) => {
      const { body, coordinates } = write(entityCall, chunk);
      return readChunk(
        entityCall,
        chunk,
        await askExtension(call, { body, coordinates, events: chunk.length }),
      );
    }),
  );
  return chunks.flat();
}

/** Puts what became of each event where the plan expects it. */
function place(
  asked: readonly Asked[],
  answered: readonly Answered[],
  { root, count }: { root: string; count: number },
): FieldResult {
  const value: unknown[] = Array.from({ length: count }, () => null);
  const errors: AnswerError[] = [];
  for (const [index, { places }] of asked.entries()) {
    const one = answered[index] ?? NOTHING;
    for (const at of places) {
      // The plan writes into what it gets: every place has an object of its own.
      value[at] = places.length === 1 ? one.value : structuredClone(one.value);
      errors.push(...one.errors.map((error) => ({ ...error, path: [root, at, ...(error.path ?? [])] })));
    }
  }
  return { value, errors };
}

/** @returns under the plan's names, in the order and number of the representations */
export async function readEntities(call: ExtensionCall, field: SelectedField): Promise<FieldResult> {
  const children = (field.children ?? []).filter(({ kind }) => kind !== 'INTROSPECTION');
  const entityCall = { call, field, fields: allowedFields(call, children) };
  const given = call.tree.variables['representations'];
  const representations: readonly unknown[] = Array.isArray(given) ? given : [];
  const asked = collect(entityCall, representations);
  const answered = await answerAll(entityCall, asked);
  return place(asked, answered, { root: field.responseKey, count: representations.length });
}
