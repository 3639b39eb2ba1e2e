/**
 * Draws an extension that fits the contract: every kind of type, every class that may stand in one, names that shadow
 * those of the contract.
 *
 * A word of an enum and a member of an interface or a union stand only where null may stand: what becomes of
 * one that must not be known is then a matter of one place. A kind of enum is used for one thing only.
 */
import type { Classification } from '@vigil/shared';
import type { Drawing } from './drawing.js';
import {
  NO_DEMAND,
  type Demand,
  type ExtensionModel,
  type FieldModel,
  type FieldsModel,
  type InputModel,
  type TypeModel,
} from './extension-model.js';

const SUBJECTS = ['NONE', 'VICTIM', 'WITNESS', 'STAFF'] as const;
const FLAGS = ['EMBARGO', 'QUASI_IDENTIFIER', 'SPECIAL_CATEGORY'] as const;
/** They shadow the key, what `@requires` names, and what the contract calls its own fields. */
const FIELD_NAMES = ['note', 'id', 'country', 'startDate', 'kind', 'nodes', 'name', 'inner', 'size', 'to'];
const LEAVES = ['String', 'Int', 'ID', 'Boolean', 'Float', 'Date'];
const REQUIRABLE = ['country', 'area', 'startDate'];
export const SCOPES = ['read:places', 'read:people'] as const;
export const NAMED_POLICIES = ['trained', 'vetted'] as const;

interface Place {
  readonly draw: Drawing;
  readonly ns: string;
  /** security directives stand in it */
  readonly demands: boolean;
}

function classed(draw: Drawing, classes: readonly Classification['class'][]): Classification {
  return {
    class: draw.pick(classes),
    subject: draw.chance(25) ? draw.pick(SUBJECTS) : 'NONE',
    flags: draw.chance(15) ? [draw.pick(FLAGS)] : [],
  };
}

const OUTPUT = [
  'DEIDENTIFIED',
  'DEIDENTIFIED',
  'CONFIDENTIAL',
  'PUBLIC',
  'DEIDENTIFIED',
  'AGGREGATE_ONLY',
] as const;
const INPUT = ['DEIDENTIFIED', 'DEIDENTIFIED', 'PUBLIC', 'CONFIDENTIAL'] as const;

function drawAlternatives(draw: Drawing, names: readonly string[]): string[][] {
  if (draw.chance(15)) return [];
  return Array.from({ length: draw.between(1, 2) }, () => {
    const some = draw.some(names, 60);
    return some.length > 0 ? some : [draw.pick(names)];
  });
}

function drawDemand({ draw, demands }: Place): Demand {
  if (!demands || !draw.chance(22)) return NO_DEMAND;
  const which = draw.below(3);
  return {
    authenticated: which === 0,
    scopes: which === 1 ? drawAlternatives(draw, SCOPES) : null,
    policies: which === 2 ? drawAlternatives(draw, NAMED_POLICIES) : null,
  };
}

function distinct(draw: Drawing, count: number): string[] {
  const names = new Set<string>();
  for (let tries = 0; names.size < count && tries < 12; tries += 1) names.add(draw.pick(FIELD_NAMES));
  return [...names];
}

function drawInput({ draw, ns }: Place, name: string): InputModel {
  const kind = draw.below(6);
  const type = ['String', `${ns}Filter`, `${ns}Wanted`, `[${ns}Wanted!]`, 'Int', `[${ns}Filter!]`][
    kind
  ] as string;
  const fallback = draw.chance(15) ? ({ 0: '"by default"', 2: 'W0', 4: '7' }[kind] ?? null) : null;
  return {
    name,
    type: draw.chance(8) ? `${type}!` : type,
    classed: classed(draw, INPUT),
    fallback,
  };
}

function drawArguments(place: Place): InputModel[] {
  const { draw, ns } = place;
  if (!draw.chance(45)) return [];
  const args = [drawInput(place, 'where')];
  if (draw.chance(40)) args.push(drawInput(place, 'with'));
  if (draw.chance(40))
    args.push({
      name: 'orderBy',
      type: `${ns}Order`,
      classed: classed(draw, INPUT),
      fallback: draw.chance(40) ? 'O0' : null,
    });
  return args;
}

/** @param mayBeNonNull - not for fields that are joined to others' objects */
function drawField(
  place: Place,
  name: string,
  { objects, mayBeNonNull }: { objects: readonly string[]; mayBeNonNull: boolean },
): FieldModel {
  const { draw, ns } = place;
  const field = { name, args: drawArguments(place), demand: drawDemand(place), requires: [] };
  if (draw.chance(6))
    return { ...field, type: 'Sealed', classed: { ...classed(draw, OUTPUT), class: 'IDENTIFYING' } };
  const nullable = [...['Kind', 'Being', 'Either'].map((type) => `${ns}${type}`)];
  const kind = draw.below(10);
  const [type, isNullable] =
    kind < 4
      ? [draw.pick([...LEAVES, `${ns}Code`]), false]
      : kind < 7
        ? [draw.pick(objects), false]
        : [draw.pick(nullable), true];
  const wrapped = draw.pick([type, `[${type}!]`, `[${type}]`, type]);
  const ending = !isNullable && mayBeNonNull && draw.chance(12) ? '!' : '';
  return { ...field, type: `${wrapped}${ending}`, classed: classed(draw, OUTPUT) };
}

function drawObject(place: Place, name: string, objects: readonly string[]): FieldsModel {
  const { draw } = place;
  const fields = distinct(draw, draw.between(2, 4)).map((field) =>
    drawField(place, field, { objects, mayBeNonNull: true }),
  );
  return { kind: 'OBJECT', name, interfaces: [], demand: drawDemand(place), fields };
}

/** The interface's fields stand in both types, each classified anew. */
function withInterface(place: Place, being: FieldsModel, object: FieldsModel): FieldsModel {
  const own = object.fields.filter(({ name }) => !being.fields.some((field) => field.name === name));
  const promised = being.fields.map((field) => ({
    ...field,
    demand: drawDemand(place),
    classed: field.type === 'Sealed' || place.draw.chance(50) ? field.classed : classed(place.draw, OUTPUT),
    args: field.args.map((arg) =>
      place.draw.chance(70) ? arg : { ...arg, classed: classed(place.draw, INPUT) },
    ),
  }));
  return { ...object, interfaces: [being.name], fields: [...promised, ...own] };
}

function drawEnum(place: Place, name: string, use: 'OUTPUT' | 'FILTER' | 'ORDER'): TypeModel {
  const { draw } = place;
  const letter = { OUTPUT: 'K', FILTER: 'W', ORDER: 'O' }[use];
  const words = Array.from({ length: draw.between(2, 3) }, (_each, at) => ({
    name: `${letter}${at}`,
    classed: classed(draw, INPUT),
  }));
  return { kind: 'ENUM', name, use, words, demand: use === 'OUTPUT' ? drawDemand(place) : NO_DEMAND };
}

function drawInputType(place: Place): TypeModel {
  const names = ['text', 'deep', 'wanted', 'all'].slice(0, place.draw.between(2, 4));
  return {
    kind: 'INPUT',
    name: `${place.ns}Filter`,
    fields: names.map((name) => {
      const drawn = drawInput(place, name);
      // An input that must hold one of its own kind could never be written.
      return drawn.type.includes('Filter') ? { ...drawn, type: drawn.type.replace(/!$/, '') } : drawn;
    }),
  };
}

function drawJoined(place: Place, names: readonly string[], objects: readonly string[]): FieldModel[] {
  return names.map((name) => drawField(place, `${place.ns}${name}`, { objects, mayBeNonNull: false }));
}

/** @param demands - with `@authenticated`, `@requiresScopes`, `@policy` */
export function drawExtension(draw: Drawing, partner: string, demands: boolean): ExtensionModel {
  const ns = `${partner}__`;
  const place: Place = { draw, ns, demands };
  const objects = [`${ns}A`, `${ns}B`, `${ns}C`];
  const being: FieldsModel = {
    ...drawObject(place, `${ns}Being`, objects),
    kind: 'INTERFACE',
    demand: NO_DEMAND,
  };
  const [a, b, c] = objects.map((name) => drawObject(place, name, objects));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three objects were drawn');
  const types: TypeModel[] = [
    withInterface(place, being, a),
    withInterface(place, being, b),
    c,
    being,
    { kind: 'UNION', name: `${ns}Either`, classed: classed(draw, INPUT), members: [`${ns}B`, `${ns}C`] },
    drawEnum(place, `${ns}Kind`, 'OUTPUT'),
    drawEnum(place, `${ns}Wanted`, 'FILTER'),
    drawEnum(place, `${ns}Order`, 'ORDER'),
    drawInputType(place),
    { kind: 'SCALAR', name: `${ns}Code`, classed: classed(draw, INPUT), demand: drawDemand(place) },
  ];
  const eventFields = drawJoined(place, ['story', 'places', 'links'].slice(0, draw.between(2, 3)), objects);
  return {
    partner,
    types,
    eventFields: [
      ...eventFields,
      {
        ...{ name: `${ns}computed`, type: 'String', classed: classed(draw, OUTPUT) },
        ...{ demand: drawDemand(place), args: [], requires: draw.some(REQUIRABLE, 60) },
      },
    ],
    queryFields: drawJoined(place, ['things', 'other'].slice(0, draw.between(1, 2)), objects),
  };
}
