/**
 * What the supergraph says about types: which object may stand where, which condition it satisfies, how deep a
 * field's lists are.
 *
 * Asked while a plan is compiled, and once for each type that turns up in answers; never for each object.
 */
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

export interface FieldType {
  /** the type without lists */
  readonly name: string;
  /** lists around it */
  readonly depth: number;
}

export class SupergraphTypes {
  constructor(private readonly schema: GraphQLSchema) {}

  /** Are its values texts, numbers or truth values, and nothing that holds others? A custom scalar may be anything. */
  isPlain(name: string): boolean {
    const type = this.schema.getType(name);
    return isEnumType(type) || (isScalarType(type) && isSpecifiedScalarType(type));
  }

  isConcrete(name: string): boolean {
    return isObjectType(this.schema.getType(name));
  }

  /**
   * Does an object that says it is `name` satisfy the condition? An interface object goes by the name of its
   * interface, so `name` need not be an object type.
   */
  satisfies(name: string, condition: string): boolean {
    if (name === condition) return true;
    const type = this.schema.getType(name);
    const wider = this.schema.getType(condition);
    return (
      (isObjectType(type) || isInterfaceType(type)) &&
      isAbstractType(wider) &&
      this.schema.isSubType(wider, type)
    );
  }

  /** @returns null: there is no such field */
  fieldType(parent: string, field: string): FieldType | null {
    const type = this.schema.getType(parent);
    if (!isObjectType(type) && !isInterfaceType(type)) return null;
    const definition = type.getFields()[field];
    if (definition === undefined) return null;
    let depth = 0;
    let at: GraphQLOutputType = getNullableType(definition.type);
    while (isListType(at)) {
      depth += 1;
      at = getNullableType(at.ofType as GraphQLOutputType);
    }
    return { name: getNamedType(at).name, depth };
  }

  get queryType(): string {
    return this.schema.getQueryType()?.name ?? 'Query';
  }

  get mutationType(): string {
    return this.schema.getMutationType()?.name ?? 'Mutation';
  }
}
