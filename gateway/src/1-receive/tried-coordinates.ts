/**
 * What a document named that exists and that its caller must not know of: for the record alone.
 *
 * Takes the document, the schema of everything and the caller's view, gives schema coordinates and type names.
 * They are names of the coalition's schemas, never text of the caller's; a name that nobody has leaves no trace.
 */
import {
  Kind,
  TypeInfo,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  print,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';

export interface TriedInput {
  /** of everything */
  whole: GraphQLSchema;
  /** what the caller sees */
  view: GraphQLSchema;
  document: DocumentNode;
  /** which of its operations is meant */
  operationName?: string | undefined;
  variables: Readonly<Record<string, unknown>>;
}

/** Inputs in inputs are followed this far: JSON can be nested deeper than the stack. */
const MAX_DEPTH = 32;

function hasMember(schema: GraphQLSchema, typeName: string, member: string): boolean {
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValue(member) != null;
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return false;
  return Object.hasOwn(type.getFields(), member);
}

function hasArgument(
  schema: GraphQLSchema,
  typeName: string,
  place: { field: string; argument: string },
): boolean {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const fields = type.getFields();
  const field = Object.hasOwn(fields, place.field) ? fields[place.field] : undefined;
  return field?.args.some(({ name }) => name === place.argument) ?? false;
}

class Tried {
  readonly coordinates = new Set<string>();
  readonly #walked = new Set<string>();
  readonly #operation: OperationDefinitionNode | null;

  constructor(private readonly input: TriedInput) {
    this.#operation = getOperationAST(input.document, input.operationName) ?? null;
  }

  #note(isIn: (schema: GraphQLSchema) => boolean, coordinate: string): void {
    if (isIn(this.input.whole) && !isIn(this.input.view)) this.coordinates.add(coordinate);
  }

  type(name: string): void {
    this.#note((schema) => schema.getType(name) !== undefined, name);
  }

  member(type: string | undefined, name: string): void {
    if (type === undefined) return;
    this.#note((schema) => hasMember(schema, type, name), `${type}.${name}`);
  }

  argument(type: string | undefined, field: string | undefined, argument: string): void {
    if (type === undefined || field === undefined) return;
    this.#note((schema) => hasArgument(schema, type, { field, argument }), `${type}.${field}(${argument}:)`);
  }

  /** `__type(name: …)` asks for a type by a value, which the document or a variable holds. */
  typeAsked(field: FieldNode): void {
    const value = field.arguments?.find(({ name }) => name.value === 'name')?.value;
    if (value?.kind === Kind.STRING) this.type(value.value);
    if (value?.kind !== Kind.VARIABLE) return;
    const { variables, document } = this.input;
    const name = value.name.value;
    // The one that was sent, or the defaults that stand in the document.
    for (const given of [variables[name], ...defaultsOf(document, name)])
      if (typeof given === 'string') this.type(given);
  }

  /** Values belong to the operation that is meant. Each is walked once, however often it is declared. */
  variable(definition: VariableDefinitionNode): void {
    const name = definition.variable.name.value;
    if (this.#operation?.variableDefinitions?.includes(definition) !== true || this.#walked.has(name)) return;
    this.#walked.add(name);
    this.#value(namedIn(print(definition.type)), this.input.variables[name], 0);
  }

  #value(typeName: string, value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const item of value) this.#value(typeName, item, depth + 1);
      return;
    }
    const type = this.input.whole.getType(typeName);
    if (isEnumType(type)) {
      if (typeof value === 'string') this.member(typeName, value);
    } else if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
      const fields = type.getFields();
      for (const [name, inner] of Object.entries(value)) {
        this.member(typeName, name);
        if (Object.hasOwn(fields, name)) this.#value(namedIn(String(fields[name]?.type)), inner, depth + 1);
      }
    }
  }
}

/** Defaults of the variables of this name: each operation has its own. */
function defaultsOf({ definitions }: DocumentNode, name: string): unknown[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? (definition.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
          variable.name.value === name && defaultValue?.kind === Kind.STRING ? [defaultValue.value] : [],
        )
      : [],
  );
}

/** The name in a type's text: `X` of `[X!]!`; a type that is not known has none. */
function namedIn(type: string): string {
  return type.replaceAll(/[[\]!]/g, '');
}

/** What a node names, with the place that `info` says it stands in. */
function noteNode(tried: Tried, node: ASTNode, info: TypeInfo): void {
  if (node.kind === Kind.NAMED_TYPE) tried.type(node.name.value);
  else if (node.kind === Kind.VARIABLE_DEFINITION) tried.variable(node);
  else if (node.kind === Kind.FIELD) {
    if (node.name.value === '__type') tried.typeAsked(node);
    tried.member(info.getParentType()?.name, node.name.value);
  } else if (node.kind === Kind.ARGUMENT) {
    tried.argument(info.getParentType()?.name, info.getFieldDef()?.name, node.name.value);
  } else if (node.kind === Kind.OBJECT_FIELD) {
    tried.member(namedIn(String(info.getParentInputType())), node.name.value);
  } else if (node.kind === Kind.ENUM) {
    tried.member(namedIn(String(info.getInputType())), node.value);
  }
}

/** @returns each once, sorted by code unit */
export function triedCoordinates(input: TriedInput): string[] {
  const tried = new Tried(input);
  const info = new TypeInfo(input.whole);
  visit(
    input.document,
    visitWithTypeInfo(info, {
      enter: (node) => {
        noteNode(tried, node, info);
      },
    }),
  );
  return [...tried.coordinates].sort();
}
