/**
 * Takes out of an event what no partner may let out through the hub, whatever the partner decided itself: dates
 * finer than a month, texts where a code of a country or an area belongs, and in the place of a sealed value anything
 * but one that was sealed for this field of this event, and is good now. Applies the obligations of the caller's
 * permission once more.
 *
 * Takes an event in the shape that was asked for, gives it again with null in such places. Pure.
 */
import type { AnswerPath, Obligations, SelectedField } from '@vigil/policies';
import { judgeSealed } from '@vigil/shared';
import { getNamedType } from 'graphql';

type Shaped = Readonly<Record<string, unknown>>;

/** The first day stands for a month or a year: nothing finer leaves a partner. */
export const GENERALISED_DATE = /^\d{4}-(0[1-9]|1[0-2])-01$/;
const COUNTRY = /^[A-Z]{2}$/; // ISO 3166-1 alpha-2
const AREA = /^[A-Z]{2}-[A-Z0-9]{1,3}$/; // ISO 3166-2

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['Event.startDate', GENERALISED_DATE],
  ['Act.startDate', GENERALISED_DATE],
  ['Intervention.date', GENERALISED_DATE],
  ['Event.country', COUNTRY],
  ['Event.area', AREA],
]);

export interface CutObject {
  value: Shaped;
  /** places that are null now */
  misfits: readonly AnswerPath[];
}

/** What is known of the event that a value belongs to. */
export interface CutContext {
  readonly partner: string;
  /** id of the event */
  readonly record: string;
  readonly now: Date;
  /** what the caller's permission to read a coordinate of this partner demands */
  readonly obligations: (coordinate: string) => Obligations;
}

interface Cutting extends CutContext {
  readonly misfits: AnswerPath[];
}

interface Place {
  readonly value: unknown;
  readonly path: AnswerPath;
  /** id of the object that the value stands in; null: it was not asked for */
  readonly row: string | null;
}

/** @param fields - what was asked of the object; paths are in the names of the plan */
export function cutValues(context: CutContext, fields: readonly SelectedField[], value: Shaped): CutObject {
  const misfits: AnswerPath[] = [];
  return { value: cutObject({ ...context, misfits }, fields, { value, path: [] }), misfits };
}

function cutObject(
  cutting: Cutting,
  fields: readonly SelectedField[],
  { value, path }: { value: Shaped; path: AnswerPath },
): Shaped {
  const cut = Object.assign(Object.create(null) as Record<string, unknown>, value);
  const row = path.length === 0 ? cutting.record : idIn(fields, value);
  for (const field of fields) {
    if (field.denied || field.kind !== 'FIELD') continue;
    const key = field.responseKey;
    cut[key] = cutValue(cutting, field, { value: value[key], path: [...path, key], row });
  }
  return cut;
}

function idIn(fields: readonly SelectedField[], value: Shaped): string | null {
  const field = fields.find(
    ({ fieldName, kind, denied }) => fieldName === 'id' && kind === 'FIELD' && !denied,
  );
  const id = field === undefined ? null : value[field.responseKey];
  return typeof id === 'string' ? id : null;
}

function cutValue(cutting: Cutting, field: SelectedField, place: Place): unknown {
  const { value, path } = place;
  if (Array.isArray(value))
    return value.map((item: unknown, index) =>
      cutValue(cutting, field, { ...place, value: item, path: [...path, index] }),
    );
  if (typeof value === 'object' && value !== null)
    return cutObject(cutting, field.children ?? [], { value: value as Shaped, path });
  if (value === null || value === undefined || mayStand(cutting, field, place)) return value;
  cutting.misfits.push(path);
  return null;
}

function mayStand(
  cutting: Cutting,
  { coordinate, returnType }: SelectedField,
  { value, row }: Place,
): boolean {
  const type = getNamedType(returnType).name;
  const { generalise, seal } = cutting.obligations(coordinate);
  if (type === 'Sealed' || seal) {
    const { record, partner: issuer, now } = cutting;
    return judgeSealed(value, { field: coordinate, record, row, issuer, now });
  }
  const form =
    FORMS.get(coordinate) ?? (type === 'Date' && generalise.has('month') ? GENERALISED_DATE : undefined);
  return form === undefined || (typeof value === 'string' && form.test(value));
}
