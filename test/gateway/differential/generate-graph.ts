/**
 * Makes up one graph from a number: 2 to 4 subgraphs that mostly compose.
 *
 * What does not compose is thrown away by `compose-graph.ts` and counted; nothing here repeats the rules of
 * composition beyond what keeps most graphs valid.
 */
import { fieldNames, type Draft } from './draft.js';
import { draftHidden, draftOverrides, draftProvides, draftRequires } from './draft-directives.js';
import { draftEntityFields, draftMutations, draftQueries, draftStandInFields } from './draft-fields.js';
import {
  draftEntity,
  draftEntityInterface,
  draftEnums,
  draftInterfaces,
  draftUnions,
  draftValues,
} from './draft-types.js';
import { interfaceFieldsIn, isLeaf, namedType, objectTypesIn, type GraphModel } from './graph-model.js';
import { Seeded } from './seeded.js';

const SUBGRAPHS = ['a', 'b', 'c', 'd'];

export function generateGraph(seed: number): GraphModel {
  const random = new Seeded(seed);
  const subgraphs = SUBGRAPHS.slice(0, random.between(2, 4));
  const model: GraphModel = {
    subgraphs,
    objects: new Map(),
    interfaces: new Map(),
    unions: new Map(),
    enums: new Map(),
  };
  const draft: Draft = { model, random, names: fieldNames(random) };
  draftEnums(draft);
  draftValues(draft);
  const names = ['U0', 'U1', 'U2', 'U3'].slice(0, random.between(2, 4));
  const entities = names.map((name) => draftEntity(draft, name));
  draftInterfaces(draft);
  draftUnions(draft);
  if (random.chance(0.35)) draftEntityInterface(draft);
  for (const entity of entities) draftEntityFields(draft, entity);
  draftStandInFields(draft);
  draftQueries(draft);
  draftMutations(draft);
  removeUnwritable(model);
  for (const entity of entities) draftRequires(draft, entity);
  draftProvides(draft);
  for (const entity of entities) draftOverrides(draft, entity);
  draftHidden(draft);
  removeUnwritable(model);
  return model;
}

/** A field whose type its subgraph cannot write down (an interface without a common field) leaves that subgraph. */
function removeUnwritable(model: GraphModel): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const object of model.objects.values()) {
      for (const [name, field] of object.fields) {
        for (const subgraph of field.places.keys()) {
          if (isWritable(model, field.type, subgraph)) continue;
          field.places.delete(subgraph);
          changed = true;
        }
        if (field.places.size === 0) changed = object.fields.delete(name) || changed;
      }
    }
  }
}

function isWritable(model: GraphModel, type: string, subgraph: string): boolean {
  if (isLeaf(model, type)) return true;
  const name = namedType(type);
  const family = model.interfaces.get(name);
  if (family === undefined) return objectTypesIn(model, type, subgraph).length > 0;
  if (model.objects.get(name)?.places.has(subgraph) === true) return true;
  return interfaceFieldsIn(model, family, subgraph).length > 0;
}
