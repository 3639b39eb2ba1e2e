/**
 * Adds the directives by which subgraphs depend on each other: `@requires`, `@provides`, `@override`, and
 * `@inaccessible`.
 */
import { addField, ensureType, someArguments, type Draft } from './draft.js';
import { isLeaf, namedType, type FieldModel, type GraphModel, type ObjectModel } from './graph-model.js';

function isKeyField({ keys }: ObjectModel, name: string): boolean {
  return keys.some((key) =>
    key
      .replaceAll(/\{[^}]*\}/g, '')
      .split(/\s+/)
      .includes(name),
  );
}

function resolvesAt(object: ObjectModel, subgraph: string): boolean {
  return object.places.get(subgraph)?.keys.some(({ resolvable }) => resolvable) === true;
}

/** A literal for every argument that must be there, and for some others. */
function literalArguments({ random }: Draft, { args }: FieldModel): string {
  const literals: Record<string, string> = {
    x: '7', y: '1', need: '5', s: '["r"]', e: 'GREEN', many: '[[RED]]', in: '{d: "r"}', put: 'null', blob: '"r"', sure: 'false',
  }; // prettier-ignore
  const given = args.filter(
    ({ type, defaultText }) => (type.endsWith('!') && defaultText === null) || random.chance(0.6),
  );
  const texts = given.map(({ name }) => `${name}: ${literals[name] ?? 'null'}`);
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}

/** What can be said of a field inside `@requires`; null when it would lead too far. */
function selectionOf(draft: Draft, field: FieldModel): string | null {
  const { model, random } = draft;
  const own = `${field.name}${literalArguments(draft, field)}`;
  if (isLeaf(model, field.type)) return own;
  const type = namedType(field.type);
  const object = model.objects.get(type);
  if (object?.role === 'VALUE') {
    const leaves = leavesOf(model, object);
    return leaves.length === 0 ? null : `${own} { ${pickSome(draft, leaves)} }`;
  }
  const members = model.unions.get(type)?.members.map((member) => model.objects.get(member)) ?? [];
  if (members.length === 0 || members.some((member) => member?.role !== 'VALUE')) return null;
  const parts = members.flatMap((member) => {
    const leaves = member ? leavesOf(model, member) : [];
    return leaves.length > 0 && member ? [`... on ${member.name} { ${random.pick(leaves).name} }`] : [];
  });
  return parts.length === 0 ? null : `${own} { ${parts.join(' ')} }`;
}

/** Without arguments, so that two implementers never ask the same name differently. */
function leavesOf(model: GraphModel, { fields }: ObjectModel): FieldModel[] {
  return [...fields.values()].filter(({ type, args }) => isLeaf(model, type) && args.length === 0);
}

function pickSome({ random }: Draft, fields: readonly FieldModel[]): string {
  return random
    .shuffled(fields)
    .slice(0, random.between(1, 2))
    .map(({ name }) => name)
    .join(' ');
}

/** Implementers of an entity interface also hold the fields of its stand-in, which are written there. */
function ownFields(model: GraphModel, object: ObjectModel): FieldModel[] {
  const standIn =
    object.role === 'ENTITY' && object.name.startsWith('M0') ? model.objects.get('M0') : undefined;
  return [...object.fields.values()].filter((field) => standIn?.fields.get(field.name) !== field);
}

export function draftRequires(draft: Draft, entity: ObjectModel): void {
  const { model, random } = draft;
  for (const subgraph of model.subgraphs) {
    if (!resolvesAt(entity, subgraph) || !random.chance(0.6)) continue;
    const foreign = [...entity.fields.values()].filter(
      (field) => !field.places.has(subgraph) && field.places.size > 0 && !field.counts,
    );
    const chosen = random.shuffled(foreign).slice(0, random.between(1, 2));
    const parts = chosen.flatMap((field) => {
      const selection = selectionOf(draft, field);
      if (selection === null) return [];
      placeExternal(field, subgraph);
      ensureType(draft, field.type, subgraph);
      return [selection];
    });
    if (parts.length === 0) continue;
    const requires = parts.join(' ');
    const name = `r${subgraph}`;
    const field = addField(
      entity,
      { name, type: random.pick(['String', 'String!']), requires, args: someArguments(random, 0.1) },
      [subgraph],
    );
    field.places.get(subgraph)?.directives.push(`@requires(fields: ${JSON.stringify(requires)})`);
  }
}

export function draftProvides(draft: Draft): void {
  const { model, random } = draft;
  for (const parent of model.objects.values()) {
    for (const field of ownFields(model, parent)) {
      const entity = model.objects.get(namedType(field.type));
      if (entity?.role !== 'ENTITY' || field.places.size !== 1 || !random.chance(0.35)) continue;
      for (const [subgraph, place] of field.places) {
        const given = place.resolves ? providable(model, entity, subgraph) : undefined;
        if (!given) continue;
        provide(given, subgraph);
        place.provides = given.name;
        place.directives.push(`@provides(fields: "${given.name}")`);
      }
    }
  }
}

/** A leaf of another subgraph that takes no arguments. */
function providable(model: GraphModel, entity: ObjectModel, subgraph: string): FieldModel | undefined {
  return ownFields(model, entity).find(
    ({ name, type, args, places, requires, counts }) =>
      requires === null &&
      args.length === 0 &&
      !counts &&
      places.size > 0 &&
      !places.has(subgraph) &&
      !isKeyField(entity, name) &&
      isLeaf(model, type),
  );
}

function provide(given: FieldModel, subgraph: string): void {
  // Providing is resolving: the owner has to agree to it.
  for (const { directives } of given.places.values()) {
    if (!directives.includes('@external') && !directives.includes('@shareable'))
      directives.push('@shareable');
  }
  placeExternal(given, subgraph);
}

function placeExternal({ places, type }: FieldModel, subgraph: string): void {
  places.set(subgraph, { directives: ['@external'], resolves: false, type, provides: null });
}

export function draftOverrides(draft: Draft, entity: ObjectModel): void {
  for (const field of entity.fields.values()) {
    const isPlain = field.places.size === 1 && field.requires === null && !isKeyField(entity, field.name);
    // Not of an abstract type, whose members the two subgraphs may know differently.
    const isKnown = isLeaf(draft.model, field.type) || draft.model.objects.has(namedType(field.type));
    if (isPlain && isKnown) override(draft, entity, field);
  }
}

function override(draft: Draft, entity: ObjectModel, field: FieldModel): void {
  for (const [owner, place] of [...field.places]) {
    if (place.directives.length > 0 || !draft.random.chance(0.1)) continue;
    const from = [...entity.places.keys()].find((subgraph) => subgraph !== owner);
    if (from === undefined) continue;
    place.directives.push(`@override(from: "${from}")`);
    field.places.set(from, { directives: [], resolves: false, type: field.type, provides: null });
    ensureType(draft, field.type, from);
  }
}

/** Hides fields that no interface promises; sometimes a whole member of a union. */
export function draftHidden(draft: Draft): void {
  const { model, random } = draft;
  for (const object of model.objects.values()) {
    if (object.role === 'ROOT') continue;
    const promised = [...model.interfaces.values()].flatMap(({ implementers, fields }) =>
      implementers.includes(object.name) ? fields : [],
    );
    const [, ...others] = ownFields(model, object);
    for (const field of others) {
      if (promised.includes(field.name) || field.places.size === 0 || !random.chance(0.06)) continue;
      for (const { directives } of field.places.values()) {
        if (!directives.includes('@external')) directives.push('@inaccessible');
      }
    }
  }
}
