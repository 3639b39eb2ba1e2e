/** The fields of an operation that are executed, wherever they stand: what is skipped, or never spread, is not. */
import {
  Kind,
  getNamedType,
  isInterfaceType,
  isObjectType,
  typeFromAST,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export interface ExecutedField {
  /** name of the type that it is asked of, as the document has it */
  readonly parent: string;
  readonly node: FieldNode;
}

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** with defaults */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @param goesOn - whether what is selected below a field is looked at */
export function executedFields(
  { schema, document, operation, variables }: Operation,
  goesOn: (field: ExecutedField) => boolean,
): ExecutedField[] {
  const found: ExecutedField[] = [];

  function holds({ name, arguments: [given] = [] }: DirectiveNode): boolean {
    if (given === undefined) return true;
    const { value } = given;
    const isTrue =
      value.kind === Kind.VARIABLE
        ? variables[value.name.value] === true
        : value.kind === Kind.BOOLEAN && value.value;
    return name.value === 'skip' ? !isTrue : isTrue;
  }

  function collect(parent: GraphQLNamedType, { selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (!(node.directives ?? []).every(holds)) continue;
      if (node.kind === Kind.FIELD) collectField(parent, node);
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition === undefined ? parent : typeFromAST(schema, node.typeCondition);
        collect(on ?? parent, node.selectionSet);
      } else collectFragment(parent, node.name.value);
    }
  }

  function collectFragment(parent: GraphQLNamedType, name: string): void {
    const fragment = document.definitions.find(
      (other) => other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === name,
    );
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return;
    collect(typeFromAST(schema, fragment.typeCondition) ?? parent, fragment.selectionSet);
  }

  function collectField(parent: GraphQLNamedType, node: FieldNode): void {
    const field = { parent: parent.name, node };
    found.push(field);
    if (node.selectionSet === undefined || !goesOn(field)) return;
    const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
    const type = fields[node.name.value]?.type;
    if (type !== undefined) collect(getNamedType(type), node.selectionSet);
  }

  const query = schema.getQueryType();
  if (query !== null && query !== undefined) collect(query, operation.selectionSet);
  return found;
}
