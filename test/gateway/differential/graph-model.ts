/**
 * What a generated graph consists of, before it is written down as SDL: types, where each of their fields
 * stands, who resolves it.
 *
 * `generate-graph.ts` makes it; `print-subgraphs.ts`, `world.ts` and `world-resolvers.ts` read it.
 */
export interface ArgumentModel {
  readonly name: string;
  readonly type: string;
  readonly defaultText: string | null;
}

/** One field as one subgraph has it. */
export interface FieldPlace {
  directives: string[];
  /** false: `@external`, or taken over by another subgraph; asking it there is a fault of the plan */
  resolves: boolean;
  /** the type as this subgraph writes it; nullability may differ from the supergraph's */
  type: string;
  /** selection of `@provides` */
  provides: string | null;
}

export interface FieldModel {
  readonly name: string;
  readonly type: string;
  readonly args: readonly ArgumentModel[];
  readonly places: Map<string, FieldPlace>;
  /** selection of `@requires`; the value is then computed from it */
  requires: string | null;
  /** counts how often a mutation touched the record */
  readonly counts: boolean;
  /** a root field of Mutation: what it changes */
  readonly effect: 'COUNT' | 'TOUCH' | null;
}

export interface KeyModel {
  readonly fields: string;
  readonly resolvable: boolean;
}

export interface TypePlace {
  keys: KeyModel[];
}

export interface ObjectModel {
  readonly name: string;
  /** STAND_IN: an `@interfaceObject`; its fields belong to the records of the interface */
  readonly role: 'ENTITY' | 'VALUE' | 'ROOT' | 'STAND_IN';
  readonly places: Map<string, TypePlace>;
  readonly fields: Map<string, FieldModel>;
  /** selections of its keys, all of them resolvable at its home */
  readonly keys: readonly string[];
  hidden: boolean;
}

export interface InterfaceModel {
  readonly name: string;
  readonly implementers: readonly string[];
  readonly fields: readonly string[];
  readonly extending: readonly string[];
  /** an entity interface: the one subgraph that has it as an interface */
  readonly home: string | null;
}

export interface UnionModel {
  readonly name: string;
  readonly members: readonly string[];
}

export interface EnumModel {
  readonly name: string;
  readonly values: readonly string[];
  /** the value marked `@inaccessible` */
  readonly hiddenValue: string | null;
  /** only some of the values in a subgraph; for enums that nobody takes as input */
  readonly places: ReadonlyMap<string, readonly string[]> | null;
}

export interface GraphModel {
  readonly subgraphs: readonly string[];
  readonly objects: Map<string, ObjectModel>;
  readonly interfaces: Map<string, InterfaceModel>;
  readonly unions: Map<string, UnionModel>;
  readonly enums: Map<string, EnumModel>;
}

const BUILT_IN_LEAVES = ['String', 'Int', 'Float', 'Boolean', 'ID', 'Blob'] as const;

export function namedType(type: string): string {
  return type.replaceAll(/[[\]!]/g, '');
}

export function isLeaf(model: GraphModel, type: string): boolean {
  const name = namedType(type);
  return (BUILT_IN_LEAVES as readonly string[]).includes(name) || model.enums.has(name);
}

/** the object types that a field of this type may show, whichever subgraph answers */
function objectTypesOf(model: GraphModel, type: string): readonly string[] {
  const name = namedType(type);
  return model.interfaces.get(name)?.implementers ?? model.unions.get(name)?.members ?? [name];
}

/** those of them that one subgraph knows; the implementers where it has an `@interfaceObject` instead */
export function objectTypesIn(model: GraphModel, type: string, subgraph: string): readonly string[] {
  const entity = model.interfaces.get(namedType(type));
  if (entity?.home !== undefined && entity.home !== null) return entity.implementers;
  return objectTypesOf(model, type).filter((name) => model.objects.get(name)?.places.has(subgraph) === true);
}

/** the fields of an interface that every implementer of the subgraph has there */
export function interfaceFieldsIn(
  model: GraphModel,
  { name, fields, implementers }: InterfaceModel,
  subgraph: string,
): readonly string[] {
  const present = implementers
    .map((implementer) => model.objects.get(implementer))
    .filter((object) => object?.places.has(subgraph) === true);
  if (present.length === 0 || model.objects.get(name)?.places.has(subgraph) === true) return [];
  return fields.filter((field) =>
    present.every((object) => object?.fields.get(field)?.places.has(subgraph) === true),
  );
}
