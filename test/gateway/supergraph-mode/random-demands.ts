/**
 * Random demands in a generated supergraph, and what follows from them, worked out once more in the plainest way.
 *
 * Takes SDL as it was composed without them. The hub's own reading of demands (`harvestRequirements`) is not used here.
 */
import {
  Kind,
  TypeInfo,
  buildSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  parse,
  print,
  visit,
  visitWithTypeInfo,
  type ConstDirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { Seeded } from '../differential/seeded.js';

type Fielded = GraphQLObjectType | GraphQLInterfaceType;

export interface Demands {
  readonly supergraphSdl: string;
  /** may nobody unknown have this field? */
  isDemanding(type: string, field: string): boolean;
  /** does a text for a subgraph ask for such a field? */
  asksDemanded(subgraph: GraphQLSchema, text: string): boolean;
}

const LINK = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login", for: SECURITY)';
const DEFINITION = 'directive @login on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM';
const MARK: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'login' } };
const MACHINERY = /^(?:join|link)__|^_/;

/** @param oneIn - how many fields there are to a marked one, about */
export function randomDemands(composed: string, random: Seeded, oneIn: number): Demands {
  const marked = new Set<string>();
  const mark = (name: string, often: number): boolean => {
    if (random.below(oneIn * often) > 0) return false;
    marked.add(name);
    return true;
  };
  const withMark = <Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
    node: Node,
    isMarked: boolean,
  ): Node => (isMarked ? { ...node, directives: [...(node.directives ?? []), MARK] } : node);
  const markFielded = <Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(
    node: Node,
  ): Node => {
    const type = node.name.value;
    const isRoot = type === 'Query' || type === 'Mutation';
    const fields = (node.fields ?? []).map((field) =>
      withMark(field, mark(`${type}.${field.name.value}`, isRoot ? 3 : 1)),
    );
    return withMark({ ...node, fields }, !isRoot && mark(type, 3));
  };
  const document = visit(parse(composed, { noLocation: true }), {
    ObjectTypeDefinition: markFielded,
    InterfaceTypeDefinition: markFielded,
    EnumTypeDefinition: (node) =>
      MACHINERY.test(node.name.value) ? undefined : withMark(node, mark(node.name.value, 3)),
  });
  const schema = buildSchema(composed, { assumeValidSDL: true });
  const reading = new Reading(schema, marked);
  return {
    supergraphSdl: `${print(document).replace('@link(', `${LINK}\n  @link(`)}\n${DEFINITION}\n`,
    isDemanding: (type, field) => reading.ofField(type, field),
    asksDemanded: (subgraph, text) => reading.asks(subgraph, text),
  };
}

class Reading {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly marked: ReadonlySet<string>,
  ) {}

  ofField(typeName: string, fieldName: string): boolean {
    const type = this.schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return true;
    const field = type.getFields()[fieldName];
    if (field === undefined) return true;
    return this.#ofMember(type, fieldName) || this.#ofType(type) || this.#ofType(getNamedType(field.type));
  }

  asks(subgraph: GraphQLSchema, text: string): boolean {
    const types = new TypeInfo(subgraph);
    let found = false;
    const look = (type: GraphQLNamedType | null | undefined, field: string): void => {
      if (!type || field === '__typename' || field === '_entities') return;
      // Whatever a subgraph knows by its interface alone was judged by the types that it stands for.
      const isStandIn = isObjectType(type) && isInterfaceType(this.schema.getType(type.name));
      found ||= isStandIn
        ? this.marked.has(type.name) || this.marked.has(`${type.name}.${field}`)
        : this.ofField(type.name, field);
    };
    visit(
      parse(text),
      visitWithTypeInfo(types, {
        Field: ({ name }) => {
          look(types.getParentType(), name.value);
        },
      }),
    );
    return found;
  }

  /** With what it takes over: from the interfaces above, and as an interface from the types behind it. */
  #ofMember(type: Fielded, field: string): boolean {
    return this.#family(type).some((name) => this.marked.has(`${name}.${field}`));
  }

  #ofType(type: GraphQLNamedType): boolean {
    if (!isObjectType(type) && !isInterfaceType(type)) return this.marked.has(type.name);
    return this.#family(type).some((name) => this.marked.has(name));
  }

  #family(type: Fielded): string[] {
    const above = (one: Fielded): string[] => [one.name, ...one.getInterfaces().map(({ name }) => name)];
    if (!isAbstractType(type)) return above(type);
    const { objects, interfaces } = this.schema.getImplementations(type);
    return [type, ...objects, ...interfaces].flatMap(above);
  }
}
