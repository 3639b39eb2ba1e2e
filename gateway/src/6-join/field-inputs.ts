/**
 * Which fields of a subgraph are computed from which inputs, as the supergraph's `@join__field(requires:)` says.
 *
 * Asked only when an input could not be had: what is computed from it has failed, and what stands beside it in the
 * same fetch has not. A supergraph that says nothing about it leaves all of the fetch failed.
 */
import {
  Kind,
  isEnumType,
  isInterfaceType,
  isObjectType,
  parse,
  type ConstDirectiveNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** name of an argument -> its text */
type Said = ReadonlyMap<string, string>;

function saidBy(directives: readonly ConstDirectiveNode[] | undefined, name: string): Said[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map(
      ({ arguments: given = [] }) =>
        new Map(
          given.flatMap(({ name: argument, value }): [string, string][] =>
            value.kind === Kind.STRING || value.kind === Kind.ENUM ? [[argument.value, value.value]] : [],
          ),
        ),
    );
}

function namesIn({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? namesIn(selection.selectionSet) : [];
  });
}

/** The outermost names of a set of fields. */
function outermost(fields: string | undefined): string[] {
  const [definition] = parse(`{ ${fields ?? '__typename'} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? namesIn(definition.selectionSet) : [];
}

export class FieldInputs {
  readonly #graph: string | null;

  constructor(
    private readonly schema: GraphQLSchema,
    subgraph: string,
  ) {
    const graphs = schema.getType('join__Graph');
    const values = isEnumType(graphs) ? graphs.getValues() : [];
    const own = values.find(({ astNode }) =>
      saidBy(astNode?.directives, 'join__graph').some((said) => said.get('name') === subgraph),
    );
    this.#graph = own?.name ?? null;
  }

  /** Names that are part of a key; without them nobody is asked about anything. */
  keys(typeName: string): ReadonlySet<string> {
    const type = this.schema.getType(typeName);
    const said = saidBy(type?.astNode?.directives, 'join__type');
    return new Set(said.filter((one) => this.#isOwn(one)).flatMap((one) => outermost(one.get('key'))));
  }

  /** What the subgraph needs to be told to answer a field; empty: nothing but a key. */
  inputsOf(typeName: string, fieldName: string): string[] {
    const type = this.schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return [type, ...type.getInterfaces()].flatMap((one) => {
      const said = saidBy(one.getFields()[fieldName]?.astNode?.directives, 'join__field');
      return said
        .filter((field) => this.#isOwn(field) && field.has('requires'))
        .flatMap((field) => outermost(field.get('requires')));
    });
  }

  #isOwn(said: Said): boolean {
    return this.#graph !== null && said.get('graph') === this.#graph;
  }
}
