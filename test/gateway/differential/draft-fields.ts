/**
 * Makes up the fields of a graph: leaves and references of entities, and the roots from which all is reached.
 */
import { addField, addObject, ensureType, leafType, someArguments, wrap, type Draft } from './draft.js';
import { ownersOf } from './draft-types.js';
import { namedType, type FieldModel, type ObjectModel } from './graph-model.js';

function nextName(draft: Draft, object: ObjectModel): string {
  const name = draft.names.pop() ?? `f${object.fields.size}`;
  return object.fields.has(name) ? `${name}_${object.fields.size}` : name;
}

/** what a field may show: every composite type that exists so far */
function compositeTypes({ model }: Draft): string[] {
  const objects = [...model.objects.values()]
    .filter(({ role, name }) => (role === 'ENTITY' || role === 'VALUE') && !name.endsWith('Meta'))
    .map(({ name }) => name);
  return [...objects, ...model.interfaces.keys(), ...model.unions.keys()];
}

function mayBeAt({ model }: Draft, type: string, subgraph: string): boolean {
  const entityInterface = model.interfaces.get(namedType(type));
  if (entityInterface?.home === undefined || entityInterface.home === null) return true;
  return (
    entityInterface.home === subgraph || model.objects.get(namedType(type))?.places.has(subgraph) === true
  );
}

/** An implementer of an entity interface lives where the interface does, or the interface would not know it. */
function mayStand({ model }: Draft, type: string, subgraph: string): boolean {
  const standIn = model.objects.get('M0');
  return !namedType(type).startsWith('M0') || namedType(type) === 'M0' || !standIn?.places.has(subgraph);
}

export function draftEntityFields(draft: Draft, entity: ObjectModel): void {
  const { model, random } = draft;
  for (let count = random.between(3, 6); count > 0; count -= 1) {
    const owners = ownersOf(draft, entity);
    const [first] = owners;
    if (first === undefined) return;
    const leaf = random.chance(0.6);
    const base = leaf ? leafType(random) : random.pick(compositeTypes(draft));
    const abstract = model.interfaces.has(base) || model.unions.has(base);
    const subgraphs = abstract ? [first] : owners;
    if (!leaf && subgraphs.some((at) => !mayBeAt(draft, base, at) || !mayStand(draft, base, at))) continue;
    const field = addField(
      entity,
      { name: nextName(draft, entity), type: wrap(random, base), args: someArguments(random, 0.25) },
      subgraphs,
    );
    for (const subgraph of subgraphs) ensureType(draft, field.type, subgraph);
    if (subgraphs.length > 1) varyNullability(draft, field);
  }
}

/** Of two subgraphs that share a field one may promise more than the other. */
function varyNullability({ random }: Draft, { type, places }: FieldModel): void {
  if (type.endsWith('!') || !random.chance(0.3)) return;
  const [place] = places.values();
  if (place) place.type = `${type}!`;
}

export function draftStandInFields(draft: Draft): void {
  const { model, random } = draft;
  const standIn = model.objects.get('M0');
  const family = model.interfaces.get('M0');
  if (!standIn || !family) return;
  for (const subgraph of standIn.places.keys()) {
    for (let count = random.between(1, 2); count > 0; count -= 1) {
      const base = random.chance(0.7) ? leafType(random) : random.pick(compositeTypes(draft));
      if (!mayBeAt(draft, base, subgraph) || !mayStand(draft, base, subgraph)) continue;
      const name = nextName(draft, standIn);
      const field = addField(standIn, { name, type: wrap(random, base), args: someArguments(random, 0.15) }, [
        subgraph,
      ]);
      ensureType(draft, field.type, subgraph);
      for (const implementer of family.implementers) model.objects.get(implementer)?.fields.set(name, field);
    }
  }
}

const LOOKED_UP_BY = { name: 'id', type: 'ID', defaultText: null } as const;

export function draftQueries(draft: Draft): void {
  const { model, random } = draft;
  const query = addObject(draft, { name: 'Query', role: 'ROOT' });
  for (const subgraph of model.subgraphs) query.places.set(subgraph, { keys: [] });
  for (const type of compositeTypes(draft)) {
    const able = random.shuffled(model.subgraphs).filter((subgraph) => {
      return mayBeAt(draft, type, subgraph) && mayStand(draft, type, subgraph);
    });
    const abstract = model.interfaces.has(type) || model.unions.has(type);
    const subgraphs = able.slice(0, !abstract && random.chance(0.15) ? 2 : 1);
    if (subgraphs.length === 0) continue;
    const single = addField(query, { name: `one${type}`, type, args: [LOOKED_UP_BY] }, subgraphs);
    for (const subgraph of subgraphs) ensureType(draft, single.type, subgraph);
    const [other] = random.shuffled(able);
    if (other === undefined || random.chance(0.3)) continue;
    addField(query, { name: `all${type}`, type: wrap(random, type), args: someArguments(random, 0.2) }, [
      other,
    ]);
    ensureType(draft, type, other);
  }
  for (const subgraph of model.subgraphs) {
    addField(
      query,
      {
        name: `leaf${subgraph}`,
        type: wrap(random, leafType(random)),
        args: someArguments(random, 0.6),
      },
      [subgraph],
    );
  }
}

export function draftMutations(draft: Draft): void {
  const { model, random } = draft;
  if (!random.chance(0.4)) return;
  const mutation = addObject(draft, { name: 'Mutation', role: 'ROOT' });
  const entities = [...model.objects.values()].filter(({ role }) => role === 'ENTITY');
  const counted = random.pick(entities);
  const [owner] = ownersOf(draft, counted);
  if (owner !== undefined && random.chance(0.7)) {
    addField(counted, { name: 'touches', type: 'Int!', counts: true }, [owner]);
  }
  for (const subgraph of random.some(model.subgraphs, 0.7)) {
    mutation.places.set(subgraph, { keys: [] });
    const step = { name: 'by', type: 'Int', defaultText: '1' };
    addField(mutation, { name: `count${subgraph}`, type: 'Int!', args: [step], effect: 'COUNT' }, [subgraph]);
    if (!mayStand(draft, counted.name, subgraph)) continue;
    addField(
      mutation,
      { name: `touch${subgraph}`, type: counted.name, args: [LOOKED_UP_BY], effect: 'TOUCH' },
      [subgraph],
    );
    ensureType(draft, counted.name, subgraph);
  }
  if (mutation.places.size === 0) model.objects.delete('Mutation');
}
