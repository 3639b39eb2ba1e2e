/**
 * The one world behind a graph: records whose fields have the same value whoever tells it.
 *
 * Every subgraph and the monolith answer from it, so all of them agree. `faults` says what goes wrong on purpose.
 */
import { Kind, parseType, type TypeNode } from 'graphql';
import { isLeaf, objectTypesIn, type FieldModel, type GraphModel } from './graph-model.js';
import type { Seeded } from './seeded.js';

export class WorldRecord {
  readonly values = new Map<string, unknown>();
  /** fields that throw when they are resolved */
  readonly broken = new Set<string>();
  /** subgraphs that do not find it when they are given a key */
  readonly absentIn = new Set<string>();

  constructor(
    readonly typename: string,
    readonly number: number,
  ) {}
}

export interface World {
  readonly records: ReadonlyMap<string, readonly WorldRecord[]>;
  readonly root: WorldRecord;
  /**
   * One schema over the whole world would answer the same. Not so where a subgraph misses a record, or where a
   * key is null: what can then be had depends on the plan.
   */
  readonly whole: boolean;
}

/** What one execution changes. Every gateway gets its own. */
export class WorldRun {
  readonly touches = new Map<WorldRecord, number>();
  /** mutations in the order in which they happened */
  readonly log: string[] = [];

  constructor(readonly world: World) {}
}

const WORDS = [
  '',
  'plain',
  'ünïcode ✓',
  'with "quotes"\\',
  'line\nbreak',
  'null',
  '__proto__',
  '\u2028',
  'x'.repeat(40),
];
const BLOBS: readonly unknown[] = [
  1, 'text', true, [], {}, [1, [2, null]], { a: { b: null } }, { constructor: 'c', zz_id: 1, id: [{}] },
  JSON.parse('{"__proto__": {"polluted": true}, "__typename": "U0"}'),
]; // prettier-ignore

interface Making {
  readonly model: GraphModel;
  readonly random: Seeded;
  readonly records: Map<string, WorldRecord[]>;
}

export function makeWorld(model: GraphModel, random: Seeded): World {
  const making: Making = { model, random, records: new Map() };
  for (const object of model.objects.values()) {
    if (object.role === 'ROOT' || object.role === 'STAND_IN') continue;
    const count = random.between(1, 4);
    const records = Array.from({ length: count }, (_item, index) => new WorldRecord(object.name, index));
    making.records.set(object.name, records);
  }
  for (const records of making.records.values()) for (const record of records) fill(making, record);
  const root = new WorldRecord('Query', 0);
  for (const type of ['Query', 'Mutation']) {
    for (const field of model.objects.get(type)?.fields.values() ?? []) {
      root.values.set(field.name, fieldValue(making, field));
    }
  }
  const { missing, nullKey } = addFaults(making);
  return { records: making.records, root, whole: !missing && !nullKey };
}

function fill(making: Making, record: WorldRecord): void {
  const object = making.model.objects.get(record.typename);
  for (const field of object?.fields.values() ?? []) {
    record.values.set(field.name, fieldValue(making, field));
  }
  const isMeta = record.typename.endsWith('Meta');
  if (object?.role === 'ENTITY' || isMeta) fillKeys(making, record, isMeta);
}

/** What records are found by: each of them by its own. */
function fillKeys(making: Making, { typename, number, values }: WorldRecord, isMeta: boolean): void {
  const keys: readonly (readonly [string, unknown])[] = isMeta
    ? [['tag', `t${number}`]]
    : [
        ['id', `${typename}-${number}`],
        ['code', `c${number % 2}`],
        ['part', number >> 1],
        ['slug', making.random.chance(0.8) ? `s${number}` : null],
        ['meta', metaOf(making, `${typename}Meta`, number)],
      ];
  for (const [name, value] of keys) if (values.has(name)) values.set(name, value);
}

function metaOf(making: Making, typename: string, number: number): WorldRecord | null {
  const metas = making.records.get(typename);
  if (!metas) return null;
  const known = metas[number];
  if (known) return known;
  const meta = new WorldRecord(typename, number);
  metas[number] = meta;
  fill(making, meta);
  return meta;
}

function fieldValue(making: Making, field: FieldModel): unknown {
  return valueOf(making, field, parseType(strictest(field)));
}

/** A subgraph that promises more is never lied to. */
function strictest({ type, places }: FieldModel): string {
  return [...places.values()].find((place) => place.type.endsWith('!'))?.type ?? type;
}

function valueOf(making: Making, field: FieldModel, type: TypeNode, isRequired = false): unknown {
  const { random } = making;
  if (type.kind === Kind.NON_NULL_TYPE) return valueOf(making, field, type.type, true);
  if (!isRequired && random.chance(0.12)) return null;
  if (type.kind === Kind.LIST_TYPE) {
    return Array.from({ length: random.below(4) }, () => valueOf(making, field, type.type));
  }
  if (isLeaf(making.model, type.name.value)) return leafValue(making, field, type.name.value);
  const possible = targetsOf(making.model, field).flatMap((name) => making.records.get(name) ?? []);
  return possible.length === 0 ? null : random.pick(possible);
}

/** what every subgraph that resolves the field knows */
function targetsOf(model: GraphModel, { type, places }: FieldModel): string[] {
  const known = [...places].flatMap(([subgraph, { resolves }]) =>
    resolves ? [objectTypesIn(model, type, subgraph)] : [],
  );
  return (known[0] ?? []).filter((name) => known.every((names) => names.includes(name)));
}

function leafValue({ model, random }: Making, { places }: FieldModel, type: string): unknown {
  const known = model.enums.get(type);
  if (known) {
    const inPlaces = [...places.keys()].map((subgraph) => known.places?.get(subgraph) ?? known.values);
    return random.pick(known.values.filter((value) => inPlaces.every((values) => values.includes(value))));
  }
  switch (type) {
    case 'Int':
      return random.pick([0, -1, random.below(1000), 2 ** 31 - 1, -(2 ** 31)]);
    case 'Float':
      return random.pick([0, 0.5, -2.25, 1e21, random.below(1000), 3]);
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return random.pick(['7', `x${random.below(100)}`]);
    case 'Blob':
      return random.pick(BLOBS);
    default:
      return random.chance(0.5) ? random.pick(WORDS) : `w${random.below(1000)}`;
  }
}

function addFaults({ model, random, records }: Making): { missing: boolean; nullKey: boolean } {
  const all = [...records.values()].flat();
  if (random.chance(0.3)) {
    for (const record of random.some(all, 0.4)) breakSome(model, random, record);
  }
  let missing = false;
  if (random.chance(0.2)) {
    for (const record of random.some(all, 0.3)) {
      const object = model.objects.get(record.typename);
      if (object?.role !== 'ENTITY') continue;
      for (const subgraph of random.some([...object.places.keys()], 0.5)) {
        record.absentIn.add(subgraph);
        missing = true;
      }
    }
  }
  return { missing, nullKey: all.some(({ values }) => values.get('slug') === null) };
}

function breakSome(model: GraphModel, random: Seeded, record: WorldRecord): void {
  const object = model.objects.get(record.typename);
  const keyNames = ['id', 'code', 'part', 'tag', 'meta', 'slug'];
  const breakable = [...(object?.fields.values() ?? [])].filter(({ name }) => !keyNames.includes(name));
  for (const { name } of random.some(breakable, 0.3)) record.broken.add(name);
}

export function fieldOf(model: GraphModel, record: WorldRecord, name: string): FieldModel | undefined {
  return model.objects.get(record.typename)?.fields.get(name);
}
