/**
 * Takes out of an event what no partner may let out through the hub, whatever the partner decided itself: dates
 * finer than a month, and texts where a code of a country or an area belongs.
 *
 * Takes an event in the shape that was asked for, gives it again with null in such places. Pure.
 */
import type { AnswerPath, SelectedField } from '@vigil/policies';

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

/** @param fields - what was asked of the object; paths are in the names of the plan */
export function cutValues(fields: readonly SelectedField[], value: Shaped): CutObject {
  const misfits: AnswerPath[] = [];
  return { value: cutObject(fields, { value, path: [] }, misfits), misfits };
}

function cutObject(
  fields: readonly SelectedField[],
  { value, path }: { value: Shaped; path: AnswerPath },
  misfits: AnswerPath[],
): Shaped {
  const cut = Object.assign(Object.create(null) as Record<string, unknown>, value);
  for (const field of fields) {
    if (field.denied || field.kind !== 'FIELD') continue;
    const key = field.responseKey;
    cut[key] = cutValue(field, { value: value[key], path: [...path, key] }, misfits);
  }
  return cut;
}

function cutValue(
  field: SelectedField,
  { value, path }: { value: unknown; path: AnswerPath },
  misfits: AnswerPath[],
): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => cutValue(field, { value: item, path: [...path, index] }, misfits));
  if (typeof value === 'object' && value !== null)
    return cutObject(field.children ?? [], { value: value as Shaped, path }, misfits);
  const form = FORMS.get(field.coordinate);
  if (form === undefined || value === null || value === undefined) return value;
  if (typeof value === 'string' && form.test(value)) return value;
  misfits.push(path);
  return null;
}
