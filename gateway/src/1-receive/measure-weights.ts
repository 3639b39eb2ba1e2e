/**
 * Weights of types and fields: what their directives say, and the defaults where they say nothing.
 *
 * Takes a schema and a cost model, gives numbers. For an interface or a union the heaviest type behind it counts.
 *
 * @see GraphQL Cost Directives (IBM, draft of 2021), sections 7.1 and 7.2
 */
import type { CostModel } from '@vigil/shared';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A list of which nothing is said, in a schema that says how long lists are. */
const ASSUMED_SIZE = 10;
const COMPOSITE = 1;

export class Weights {
  /** of a list of unknown length */
  readonly assumedSize: number;
  readonly #weights: ReadonlyMap<string, number>;

  constructor(
    private readonly schema: GraphQLSchema,
    costs: CostModel | undefined,
  ) {
    this.assumedSize = costs === undefined ? 1 : ASSUMED_SIZE;
    this.#weights = costs?.weights ?? new Map();
  }

  ofType(type: GraphQLNamedType | null): number {
    if (type === null) return 0;
    if (isAbstractType(type))
      return Math.max(0, ...this.schema.getPossibleTypes(type).map((possible) => this.ofType(possible)));
    return this.#weights.get(type.name) ?? (isCompositeType(type) ? COMPOSITE : 0);
  }

  ofField(type: GraphQLCompositeType, { name, type: answered }: GraphQLField<unknown, unknown>): number {
    const own = this.#weights.get(`${type.name}.${name}`);
    if (own !== undefined) return own;
    const usual = isCompositeType(getNamedType(answered)) ? COMPOSITE : 0;
    if (isObjectType(type)) return usual;
    // Written on an interface, resolved on one of its types.
    const behind = this.schema
      .getPossibleTypes(type)
      .map((possible) => this.#weights.get(`${possible.name}.${name}`));
    return Math.max(usual, ...behind.map((weight) => weight ?? usual));
  }

  /** null: there is none */
  fieldOf(type: GraphQLCompositeType | null, name: string): GraphQLField<unknown, unknown> | null {
    if (type === null || isUnionType(type)) return null;
    const fields = type.getFields();
    return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
  }
}
