/**
 * Reads out of an SDL what `@authenticated`, `@requiresScopes` and `@policy` demand, for every coordinate that they
 * reach.
 *
 * Takes a document and what it calls the directives, gives coordinate -> requirement. A demand of a type is one of all
 * its fields, of every field that gives it, and of every input of it. What an interface demands, each type behind it
 * does; what one of these demands, the interface does, or it would be a way round (composition since federation 2.9.4
 * does the latter, and refuses the former). All of them must hold; an empty group or list of names never does.
 */
import { Kind, visit } from 'graphql';
import type { ConstDirectiveNode, ConstValueNode, DefinitionNode, DocumentNode, TypeNode } from 'graphql';
import type { AccessRequirement, Alternatives } from './access-requirement.js';
import { coordinatesOf } from './coordinates.js';
import { refuseExtension } from './refuse-extension.js';
import {
  LIST_ARGUMENTS,
  securityUses,
  type SecurityDirective,
  type SecurityNames,
} from './security-directives.js';

interface Demand {
  readonly directive: SecurityDirective;
  readonly alternatives: Alternatives;
  /** equal demands have one text */
  readonly text: string;
}

interface DemandingType {
  readonly isInterface: boolean;
  readonly interfaces: Set<string>;
  readonly own: Demand[];
  readonly fields: Map<string, readonly Demand[]>;
}

type Demanding = Extract<
  DefinitionNode,
  {
    readonly kind: `${'Object' | 'Interface' | 'Enum' | 'Scalar'}Type${'Definition' | 'Extension'}`;
  }
>;

const DEMANDING: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
]);

export interface HarvestedRequirements {
  /** fields, arguments, input fields, enum values and scalars that demand something; no others */
  readonly requirements: ReadonlyMap<string, AccessRequirement>;
  /** names of the types that demand something as a whole */
  readonly types: ReadonlySet<string>;
}

/**
 * @param names - of the directives in this document
 * @param options - `upwards: false`: an interface demands nothing because a type behind it does
 * @throws HubError SDL_REFUSED when one of them stands where it demands nothing, twice, or with other arguments
 */
export function harvestRequirements(
  document: DocumentNode,
  names: SecurityNames,
  { upwards = true }: { upwards?: boolean } = {},
): HarvestedRequirements {
  const harvested = new Set<ConstDirectiveNode>();
  const types = readTypes(document, (place, directives) => {
    const uses = securityUses(directives, names);
    for (const use of uses) harvested.add(use);
    return uses.map((use) => demandOf(use, { place, names, uses }));
  });
  visit(document, {
    Directive: (node) => {
      if (!names.has(node.name.value) || harvested.has(node as ConstDirectiveNode)) return;
      refuseExtension({
        place: `@${node.name.value}`,
        node,
        what: 'stands where it would demand nothing',
        remedy: 'put it on fields, object types, interfaces, scalars or enums',
      });
    },
  });
  if (harvested.size === 0) return { requirements: new Map(), types: new Set() };
  const demands = new Demands(types, upwards);
  const demanding = [...types.keys()].filter((name) => demands.ofType(name).length > 0);
  return { requirements: spread(document, demands), types: new Set(demanding) };
}

function demandOf(
  use: ConstDirectiveNode,
  { place, names, uses }: { place: string; names: SecurityNames; uses: readonly ConstDirectiveNode[] },
): Demand {
  const name = use.name.value;
  const directive = names.get(name) ?? 'authenticated';
  if (uses.some((other) => other !== use && names.get(other.name.value) === directive)) {
    refuseExtension({ place, node: use, what: `has @${name} twice`, remedy: 'leave one out' });
  }
  const alternatives = readAlternatives(use, LIST_ARGUMENTS[directive]);
  if (alternatives === null) {
    const argument = LIST_ARGUMENTS[directive];
    refuseExtension({
      place,
      node: use,
      what: `uses @${name} with other arguments than its own`,
      remedy:
        argument === null
          ? 'write it without arguments'
          : `write @${name}(${argument}: [["one", "and"], ["or"]])`,
    });
  }
  return { directive, alternatives, text: JSON.stringify([directive, alternatives]) };
}

/** @returns null when it is not written as the specification has it; a list that would have to be coerced is not */
function readAlternatives(
  { arguments: given = [] }: ConstDirectiveNode,
  argument: string | null,
): Alternatives | null {
  const [only, second] = given;
  if (argument === null) return only === undefined ? [] : null;
  if (only?.name.value !== argument || second !== undefined || only.value.kind !== Kind.LIST) return null;
  const groups = only.value.values.map(readGroup);
  if (!groups.every((group) => group !== null)) return null;
  // Nobody was named: that is no way in.
  return groups.filter((group) => group.length > 0);
}

function readGroup(group: ConstValueNode): string[] | null {
  if (group.kind !== Kind.LIST || !group.values.every((word) => word.kind === Kind.STRING)) return null;
  return [...new Set(group.values.map(({ value }) => value))].sort();
}

function readTypes(
  document: DocumentNode,
  demandsOf: (place: string, directives: readonly ConstDirectiveNode[] | undefined) => Demand[],
): ReadonlyMap<string, DemandingType> {
  const types = new Map<string, DemandingType>();
  for (const definition of document.definitions.filter(isDemanding)) {
    const name = definition.name.value;
    const type: DemandingType = types.get(name) ?? {
      isInterface: definition.kind.startsWith('Interface'),
      interfaces: new Set(),
      own: [],
      fields: new Map(),
    };
    types.set(name, type);
    type.own.push(...demandsOf(name, definition.directives));
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) {
      const known = type.fields.get(field.name.value) ?? [];
      const own = demandsOf(`${name}.${field.name.value}`, field.directives);
      type.fields.set(field.name.value, [...known, ...own]);
    }
    for (const node of ('interfaces' in definition ? definition.interfaces : undefined) ?? []) {
      type.interfaces.add(node.name.value);
    }
  }
  return types;
}

function isDemanding(definition: DefinitionNode): definition is Demanding {
  return DEMANDING.has(definition.kind);
}

/** What types and fields demand, what they take over from each other included. */
class Demands {
  readonly #above = new Map<string, ReadonlySet<string>>();
  readonly #below = new Map<string, string[]>();
  readonly #ofTypes = new Map<string, readonly Demand[]>();

  constructor(
    private readonly types: ReadonlyMap<string, DemandingType>,
    private readonly upwards: boolean,
  ) {
    for (const name of types.keys()) {
      const above = this.#climb(name);
      this.#above.set(name, above);
      for (const wider of above) this.#below.set(wider, [...(this.#below.get(wider) ?? []), name]);
    }
  }

  ofType(name: string): readonly Demand[] {
    const known = this.#ofTypes.get(name) ?? this.#gather(name, (type) => type.own);
    this.#ofTypes.set(name, known);
    return known;
  }

  ofField(type: string, field: string): readonly Demand[] {
    return this.#gather(type, ({ fields }) => fields.get(field) ?? []);
  }

  #climb(name: string): ReadonlySet<string> {
    const above = new Set<string>();
    const waiting = [...(this.types.get(name)?.interfaces ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (above.has(next) || next === name) continue;
      above.add(next);
      waiting.push(...(this.types.get(next)?.interfaces ?? []));
    }
    return above;
  }

  /** Its own, those of the interfaces above; of an interface also those of the types below, with what is above these. */
  #gather(name: string, own: (type: DemandingType) => readonly Demand[]): readonly Demand[] {
    const of = (one: string): readonly Demand[] => {
      const type = this.types.get(one);
      return type === undefined ? [] : own(type);
    };
    const sources = new Set([name, ...(this.#above.get(name) ?? [])]);
    if (this.upwards && this.types.get(name)?.isInterface === true) {
      for (const below of this.#below.get(name) ?? []) {
        sources.add(below);
        for (const beside of this.#above.get(below) ?? []) sources.add(beside);
      }
    }
    return [...sources].flatMap(of);
  }
}

function spread(document: DocumentNode, demands: Demands): ReadonlyMap<string, AccessRequirement> {
  const requirements = new Map<string, AccessRequirement>();
  const fields = new Map<string, readonly Demand[]>();
  for (const { coordinate, node } of coordinatesOf(document)) {
    const [type = '', member = ''] = coordinate.split('.');
    const given = node === null ? [] : demands.ofType(namedType(node.type));
    const [field = ''] = coordinate.split('(');
    // An argument is as closed as the field that takes it; the field stands before its arguments.
    const own =
      field === coordinate
        ? [...demands.ofField(type, member), ...demands.ofType(type)]
        : (fields.get(field) ?? []);
    const all = [...own, ...given];
    fields.set(coordinate, all);
    if (all.length > 0) requirements.set(coordinate, toRequirement(all));
  }
  return requirements;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function toRequirement(demands: readonly Demand[]): AccessRequirement {
  const distinct = [...new Map(demands.map((demand) => [demand.text, demand])).values()];
  const of = (directive: SecurityDirective): Alternatives[] =>
    distinct.filter((demand) => demand.directive === directive).map(({ alternatives }) => alternatives);
  return {
    authenticated: of('authenticated').length > 0,
    scopes: of('requiresScopes'),
    policies: of('policy'),
  };
}
