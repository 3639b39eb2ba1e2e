/**
 * What an operation costs at most, before anybody is asked: the static analysis of the GraphQL Cost Directives.
 *
 * Takes a parsed document that nobody has validated, the schema that its caller sees and the weights of its places,
 * gives two sums: of fields that are resolved, and of objects that come about. What the schema does not have weighs a
 * little and leads nowhere; validation refuses it afterwards. Each fragment is weighed once for each place of another
 * size, so the work does not grow with what the document expands to. Conditions count as if they held.
 *
 * @see GraphQL Cost Directives (IBM, draft of 2021), sections 5.3.2, 7.1 and 8
 */
import type { CostModel } from '@vigil/shared';
import {
  Kind,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { InputCosts, type GivenVariables } from './measure-inputs.js';
import { Weights } from './measure-weights.js';

export interface CostedSchema {
  readonly schema: GraphQLSchema;
  /** none: every place has its default weight, and no list counts more than once */
  readonly costs?: CostModel | undefined;
}

export interface Cost {
  readonly field: number;
  readonly type: number;
}

interface Place {
  readonly type: GraphQLCompositeType | null;
  /** fields here whose lists are as long as a slicing argument above says */
  readonly sized: ReadonlyMap<string, number>;
}

/** Answered from the whole schema, each time that it is named. */
const INTROSPECTION: ReadonlyMap<string, Cost> = new Map([
  ['__schema', { field: 4_000, type: 0 }],
  ['__type', { field: 2_000, type: 0 }],
]);
const NOTHING: Cost = { field: 0, type: 0 };
const NOT_SIZED: ReadonlyMap<string, number> = new Map();
/** Sums stop growing here, so that nothing overflows to Infinity. */
const ENOUGH = 1e12;

function plus(a: Cost, b: Cost): Cost {
  return { field: Math.min(a.field + b.field, ENOUGH), type: Math.min(a.type + b.type, ENOUGH) };
}

function times(count: number, { field, type }: Cost): Cost {
  return { field: Math.min(count * field, ENOUGH), type: Math.min(count * type, ENOUGH) };
}

/** How many lists stand inside each other. */
function listsIn(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listsIn(type.ofType);
  return isListType(type) ? 1 + listsIn(type.ofType) : 0;
}

class Weighing {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #weighed = new Map<string, Cost>();
  readonly #weights: Weights;
  readonly #schema: GraphQLSchema;

  constructor(
    document: DocumentNode,
    { schema, costs }: CostedSchema,
    private readonly inputs: InputCosts,
  ) {
    this.#schema = schema;
    this.#weights = new Weights(schema, costs);
    this.#fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    );
  }

  operation({ operation, selectionSet }: OperationDefinitionNode): Cost {
    const type = this.#schema.getRootType(operation) ?? null;
    const own = { field: 0, type: this.#weights.ofType(type) };
    return plus(own, this.#set(selectionSet, { type, sized: NOT_SIZED }));
  }

  #set({ selections }: SelectionSetNode, place: Place): Cost {
    let cost = NOTHING;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost = plus(cost, this.#field(selection, place));
      else if (selection.kind === Kind.FRAGMENT_SPREAD)
        cost = plus(cost, this.#fragment(selection.name.value, place.sized));
      else {
        const type =
          selection.typeCondition === undefined
            ? place.type
            : this.#typeOf(selection.typeCondition.name.value);
        cost = plus(cost, this.#set(selection.selectionSet, { ...place, type }));
      }
    }
    return cost;
  }

  #typeOf(name: string): GraphQLCompositeType | null {
    const type = this.#schema.getType(name);
    return isCompositeType(type) ? type : null;
  }

  #fragment(name: string, sized: Place['sized']): Cost {
    const key = `${name} ${JSON.stringify([...sized])}`;
    const known = this.#weighed.get(key);
    if (known !== undefined) return known;
    // A fragment that spreads itself is refused by validation.
    this.#weighed.set(key, NOTHING);
    const definition = this.#fragments.get(name);
    if (definition === undefined) return NOTHING;
    const type = this.#typeOf(definition.typeCondition.name.value);
    const cost = this.#set(definition.selectionSet, { type, sized });
    this.#weighed.set(key, cost);
    return cost;
  }

  #field(node: FieldNode, { type, sized }: Place): Cost {
    const name = node.name.value;
    const introspection = INTROSPECTION.get(name);
    if (introspection !== undefined) return introspection;
    if (name === '__typename') return NOTHING;
    const field = this.#weights.fieldOf(type, name);
    if (type === null || field === null) {
      const below = node.selectionSet === undefined ? NOTHING : this.#set(node.selectionSet, NOWHERE);
      return plus({ field: 1, type: 0 }, below);
    }
    return this.#knownField(node, { type, field, sized: sized.get(name) });
  }

  #knownField(
    node: FieldNode,
    {
      type,
      field,
      sized,
    }: { type: GraphQLCompositeType; field: GraphQLField<unknown, unknown>; sized: number | undefined },
  ): Cost {
    const coordinate = `${type.name}.${field.name}`;
    const own = this.#weights.ofField(type, field) + this.inputs.ofField(node, field, coordinate);
    const answered = getNamedType(field.type);
    const size = this.inputs.sizeOf(node, field, coordinate);
    const count = this.#countOf(field, { sized, size });
    const below =
      node.selectionSet === undefined || !isCompositeType(answered)
        ? NOTHING
        : this.#set(node.selectionSet, { type: answered, sized: size.of });
    const each = plus(below, { field: 0, type: this.#weights.ofType(answered) });
    // A field never takes anything off the sum, however cheap its arguments make it.
    return plus({ field: Math.max(0, own), type: 0 }, times(count, each));
  }

  #countOf(
    { type }: GraphQLField<unknown, unknown>,
    { sized, size }: { sized: number | undefined; size: { readonly own: number | null } },
  ): number {
    const lists = listsIn(type);
    if (lists === 0) return 1;
    const { assumedSize } = this.#weights;
    return (sized ?? size.own ?? assumedSize) * assumedSize ** (lists - 1);
  }
}

const NOWHERE: Place = { type: null, sized: NOT_SIZED };

/** Of an operation as it is sent. */
export interface CostedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** as they came: nobody has coerced them */
  readonly variables: GivenVariables;
}

/** @returns the two sums, and whether they are the same whatever the variables are */
export function costOf(
  { document, operation, variables }: CostedOperation,
  schema: CostedSchema,
): Cost & { readonly isFixed: boolean } {
  const inputs = new InputCosts(operation, variables, schema.costs);
  const { field, type } = new Weighing(document, schema, inputs).operation(operation);
  return { field, type, isFixed: !inputs.readVariable };
}
