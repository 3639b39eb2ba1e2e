/**
 * Makes up the types of a graph: enums, value types, entities with their keys, interfaces, unions, entity
 * interfaces with the subgraphs that stand in for them.
 */
import {
  addField,
  addObject,
  ensureType,
  leafType,
  placeKey,
  someArguments,
  wrap,
  type Draft,
} from './draft.js';
import type { ObjectModel } from './graph-model.js';

const COLOURS = ['RED', 'GREEN', 'BLUE', 'constructor'];
const LETTERS = ['A', 'B', 'toString', 'D'];

export function draftEnums({ model, random }: Draft): void {
  const hiddenValue = random.chance(0.15) ? 'BLUE' : null;
  model.enums.set('E0', { name: 'E0', values: COLOURS, hiddenValue, places: null });
  const places = new Map(
    model.subgraphs.map((subgraph) => [subgraph, ['A', ...random.some(LETTERS.slice(1), 0.7)]] as const),
  );
  const values = LETTERS.filter((letter) => [...places.values()].some((known) => known.includes(letter)));
  model.enums.set('E1', { name: 'E1', values, hiddenValue: null, places });
}

export function draftValues(draft: Draft): void {
  const { random } = draft;
  for (const name of ['V0', 'V1', 'V2'].slice(0, random.between(1, 3))) {
    const nested = [...draft.model.objects.values()].filter(({ role }) => role === 'VALUE');
    const object = addObject(draft, { name, role: 'VALUE' });
    for (const field of ['a', 'b', 'c'].slice(0, random.between(1, 3))) {
      const type = wrap(random, leafType(random));
      addField(object, { name: field, type, args: someArguments(random, 0.15) }, []);
    }
    if (nested.length > 0 && random.chance(0.5)) {
      addField(object, { name: 'inner', type: wrap(random, random.pick(nested).name) }, []);
    }
  }
}

interface KeyFields {
  readonly key: string;
  readonly types: Readonly<Record<string, string>>;
}

function possibleKeys(name: string): KeyFields[] {
  return [
    { key: 'id', types: { id: 'ID!' } },
    { key: 'code part', types: { code: 'String!', part: 'Int!' } },
    { key: 'meta { tag }', types: { meta: `${name}Meta!` } },
    { key: 'meta { tag } part', types: { meta: `${name}Meta!`, part: 'Int!' } },
    { key: 'slug', types: { slug: 'String' } },
  ];
}

/** An entity at its home with all its keys, and elsewhere with some of them. */
export function draftEntity(draft: Draft, name: string): ObjectModel {
  const { model, random } = draft;
  const all = possibleKeys(name);
  const chosen = random.chance(0.55)
    ? all.slice(0, 1)
    : random.shuffled(random.chance(0.2) ? all : all.slice(0, 4)).slice(0, random.between(1, 3));
  const entity = addObject(draft, { name, role: 'ENTITY', keys: chosen.map(({ key }) => key) });
  for (const { types } of chosen) {
    for (const [field, type] of Object.entries(types)) addField(entity, { name: field, type }, []);
  }
  if (entity.fields.has('meta')) {
    const meta = addObject(draft, { name: `${name}Meta`, role: 'VALUE' });
    addField(meta, { name: 'tag', type: 'String!' }, []);
    if (random.chance(0.5)) addField(meta, { name: 'label', type: wrap(random, 'String') }, []);
  }
  const [home, ...others] = random.shuffled(model.subgraphs);
  placeEntity(draft, entity, home ?? '', entity.keys);
  for (const other of random.some(others, 0.6)) {
    const keys = random.shuffled(entity.keys).slice(0, random.chance(0.8) ? 1 : 2);
    placeEntity(draft, entity, other, keys);
  }
  return entity;
}

function placeEntity(draft: Draft, entity: ObjectModel, subgraph: string, keys: readonly string[]): void {
  entity.places.set(subgraph, { keys: keys.map((fields) => ({ fields, resolvable: true })) });
  for (const key of keys) placeKey(draft, entity, subgraph, key);
}

/** Common fields of some objects, each of them owned by whichever subgraph it fell to. */
export function draftInterfaces(draft: Draft): void {
  const { model, random } = draft;
  const objects = [...model.objects.values()].filter(
    ({ role, name }) => (role === 'ENTITY' || role === 'VALUE') && !name.endsWith('Meta'),
  );
  const wide = random.shuffled(objects).slice(0, random.between(2, 3));
  const names = ['c0', ...(random.chance(0.6) ? ['c1'] : [])];
  for (const field of names) addCommonField(draft, wide, field);
  const ids = wide.every(({ fields }) => fields.has('id')) && random.chance(0.8) ? ['id'] : [];
  const implementers = wide.map(({ name }) => name);
  const base = { extending: [], home: null };
  model.interfaces.set('I0', { ...base, name: 'I0', implementers, fields: [...ids, ...names] });
  if (wide.length < 2 || !random.chance(0.4)) return;
  const narrow = wide.slice(0, random.between(1, 2));
  addCommonField(draft, narrow, 'c2');
  model.interfaces.set('I1', {
    ...base,
    name: 'I1',
    implementers: narrow.map(({ name }) => name),
    fields: [...ids, ...names, 'c2'],
    extending: ['I0'],
  });
}

function addCommonField(draft: Draft, objects: readonly ObjectModel[], name: string): void {
  const { model, random } = draft;
  const values = [...model.objects.values()].filter(
    (object) => object.role === 'VALUE' && !objects.includes(object),
  );
  const base =
    values.length > 0 && random.chance(0.3)
      ? random.pick([values[0]?.name ?? '', `[${values[0]?.name ?? ''}]`])
      : random.pick(['String', 'Int', 'E0', '[String]', '[[Int]]', 'Blob']);
  const args = someArguments(random, 0.15);
  for (const object of objects) {
    const type = random.chance(0.3) ? `${base}!` : base;
    const owners = object.role === 'VALUE' ? [...object.places.keys()] : ownersOf(draft, object);
    const field = addField(object, { name, type, args }, owners);
    for (const [owner, place] of field.places) {
      if (object.role === 'VALUE') place.directives = ['@shareable'];
      ensureType(draft, type, owner);
    }
  }
}

/** where an entity can be asked for a field of its own: mostly one subgraph, sometimes two */
export function ownersOf({ random }: Draft, entity: ObjectModel): string[] {
  const able = [...entity.places].filter(([, { keys }]) => keys.some(({ resolvable }) => resolvable));
  return random.shuffled(able.map(([subgraph]) => subgraph)).slice(0, random.chance(0.85) ? 1 : 2);
}

export function draftUnions(draft: Draft): void {
  const { model, random } = draft;
  const objects = [...model.objects.values()].filter(
    ({ role, name }) => (role === 'ENTITY' || role === 'VALUE') && !name.endsWith('Meta'),
  );
  const members = random.shuffled(objects.map(({ name }) => name)).slice(0, random.between(2, 3));
  model.unions.set('W0', { name: 'W0', members });
}

/** An interface with a key: an interface at its home, an `@interfaceObject` where others add fields to it. */
export function draftEntityInterface(draft: Draft): void {
  const { model, random } = draft;
  const [home, other, third] = random.shuffled(model.subgraphs);
  if (home === undefined || other === undefined) return;
  const implementers = ['M0a', 'M0b', ...(random.chance(0.3) ? ['M0c'] : [])];
  for (const name of implementers) {
    const object = addObject(draft, { name, role: 'ENTITY', keys: ['id'] });
    addField(object, { name: 'id', type: 'ID!' }, []);
    placeEntity(draft, object, home, ['id']);
    addField(object, { name: 'title', type: random.pick(['String', 'String!']) }, [home]);
    if (third !== undefined && random.chance(0.3)) placeEntity(draft, object, third, ['id']);
    addField(object, { name: `own${name}`, type: wrap(random, 'Int') }, [
      random.pick([...object.places.keys()]),
    ]);
  }
  model.interfaces.set('M0', { name: 'M0', implementers, fields: ['id', 'title'], extending: [], home });
  const standIn = addObject(draft, { name: 'M0', role: 'STAND_IN', keys: ['id'] });
  addField(standIn, { name: 'id', type: 'ID!' }, []);
  for (const subgraph of third !== undefined && random.chance(0.3) ? [other, third] : [other]) {
    if (implementers.some((name) => model.objects.get(name)?.places.has(subgraph) === true)) continue;
    placeEntity(draft, standIn, subgraph, ['id']);
  }
}
