/**
 * What the arguments of a field weigh, and how long they make its lists.
 *
 * Takes a field as it is written and the variables as they came, gives numbers; remembers whether it had to look at a
 * variable, for then the next request may weigh something else. Nothing here trusts that a value fits its type. What is
 * in a variable is walked once for each type it is taken for, however many fields name it.
 *
 * @see GraphQL Cost Directives (IBM, draft of 2021), sections 5.3.2.2 and 8
 */
import type { CostModel } from '@vigil/shared';
import {
  Kind,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

export type GivenVariables = Readonly<Record<string, unknown>>;

export interface FieldSize {
  /** of the field's own list; null: nothing is said about it */
  readonly own: number | null;
  /** of lists one level below, by the field's name */
  readonly of: ReadonlyMap<string, number>;
}

/** Input objects that stand at a place, and what is in them. */
interface Measure {
  readonly objects: number;
  readonly inside: number;
}

const COMPOSITE = 1;
const NOTHING: Measure = { objects: 0, inside: 0 };
const NOTHING_SAID: FieldSize = { own: null, of: new Map() };
/** No list is longer; a sum must stay a number. */
const LONGEST = 1e9;
/** Inputs in inputs are followed this far; deeper ones are refused before. */
const MAX_DEPTH = 100;

function isRecord(value: unknown): value is GivenVariables {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function total(measures: readonly Measure[]): Measure {
  return measures.reduce(
    (sum, { objects, inside }) => ({ objects: sum.objects + objects, inside: sum.inside + inside }),
    NOTHING,
  );
}

export class InputCosts {
  readVariable = false;
  readonly #variables: GivenVariables;
  readonly #costs: CostModel | undefined;
  /** of variables, by the type that they are taken for */
  readonly #known = new Map<string, Measure>();

  constructor(operation: OperationDefinitionNode, given: GivenVariables, costs: CostModel | undefined) {
    this.#costs = costs;
    const variables = Object.create(null) as Record<string, unknown>;
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      const name = variable.name.value;
      if (Object.hasOwn(given, name)) variables[name] = given[name];
      else if (defaultValue !== undefined) variables[name] = valueFromASTUntyped(defaultValue);
    }
    this.#variables = variables;
  }

  /** What the arguments add to a field's weight; may be less than nothing. */
  ofField(
    { arguments: given = [] }: FieldNode,
    { args }: GraphQLField<unknown, unknown>,
    coordinate: string,
  ): number {
    let sum = 0;
    for (const { name, value } of given) {
      const argument = args.find((candidate) => candidate.name === name.value);
      if (argument !== undefined)
        sum += this.#at(`${coordinate}(${name.value}:)`, this.#ofLiteral(argument.type, value));
    }
    return sum;
  }

  /** A weight of the place stands for one object there; every other one in its lists counts by itself. */
  #at(coordinate: string, { objects, inside }: Measure): number {
    const own = this.#costs?.weights.get(coordinate);
    const counted = own === undefined ? objects : Math.max(0, objects - 1);
    return (own ?? 0) + counted * COMPOSITE + inside;
  }

  #ofLiteral(type: GraphQLInputType, node: ValueNode): Measure {
    if (!isInputObjectType(getNamedType(type))) return NOTHING;
    if (node.kind === Kind.VARIABLE) return this.#ofVariable(type, node.name.value);
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const items = node.kind === Kind.LIST ? node.values : [node];
      return total(items.map((item) => this.#ofLiteral(nullable.ofType, item)));
    }
    if (!isInputObjectType(nullable) || node.kind !== Kind.OBJECT) return NOTHING;
    const fields = nullable.getFields();
    let inside = 0;
    for (const { name, value } of node.fields) {
      const field = Object.hasOwn(fields, name.value) ? fields[name.value] : undefined;
      if (field !== undefined)
        inside += this.#at(`${nullable.name}.${name.value}`, this.#ofLiteral(field.type, value));
    }
    return { objects: 1, inside };
  }

  #ofVariable(type: GraphQLInputType, name: string): Measure {
    this.readVariable = true;
    const key = `${String(type)} ${name}`;
    const value = Object.hasOwn(this.#variables, name) ? this.#variables[name] : null;
    const measure = this.#known.get(key) ?? this.#ofValue(type, value, 0);
    this.#known.set(key, measure);
    return measure;
  }

  #ofValue(type: GraphQLInputType, value: unknown, depth: number): Measure {
    const nullable = getNullableType(type);
    if (depth > MAX_DEPTH || !isInputObjectType(getNamedType(nullable))) return NOTHING;
    if (isListType(nullable)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      let objects = 0;
      let inside = 0;
      for (const item of items) {
        const measure = this.#ofValue(nullable.ofType, item, depth + 1);
        objects += measure.objects;
        inside += measure.inside;
      }
      return { objects, inside };
    }
    if (!isInputObjectType(nullable) || !isRecord(value)) return NOTHING;
    const fields = nullable.getFields();
    let inside = 0;
    for (const [name, inner] of Object.entries(value)) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field !== undefined)
        inside += this.#at(`${nullable.name}.${name}`, this.#ofValue(field.type, inner, depth + 1));
    }
    return { objects: 1, inside };
  }

  sizeOf(
    { arguments: given = [] }: FieldNode,
    { args }: GraphQLField<unknown, unknown>,
    coordinate: string,
  ): FieldSize {
    const size = this.#costs?.lists.get(coordinate);
    if (size === undefined) return NOTHING_SAID;
    const said = size.slicingArguments.flatMap((name) => {
      const argument = args.find((candidate) => candidate.name === name);
      const written = given.find((candidate) => candidate.name.value === name);
      const value = (written === undefined ? null : this.#numberIn(written.value)) ?? argument?.defaultValue;
      return typeof value === 'number' ? [Math.min(Math.max(0, value), LONGEST)] : [];
    });
    const count = said.length > 0 ? Math.max(...said) : size.assumedSize;
    if (size.sizedFields.length === 0) return { own: count, of: NOTHING_SAID.of };
    return {
      own: null,
      of: count === null ? NOTHING_SAID.of : new Map(size.sizedFields.map((name) => [name, count])),
    };
  }

  #numberIn(node: ValueNode): unknown {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
    if (node.kind !== Kind.VARIABLE) return null;
    this.readVariable = true;
    const name = node.name.value;
    return Object.hasOwn(this.#variables, name) ? this.#variables[name] : null;
  }
}
