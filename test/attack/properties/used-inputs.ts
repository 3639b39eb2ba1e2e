/**
 * Which arguments, input fields and words of enums a root field is asked with, and what for. Written from the public
 * API's words: `orderBy` orders, everything else narrows; what is written counts, sent or not.
 */
import type { Action } from '@vigil/policies';
import {
  Kind,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type FieldNode,
  type GraphQLInputType,
  type GraphQLObjectType,
  type ValueNode,
} from 'graphql';

export interface UsedInput {
  readonly action: Action;
  readonly coordinate: string;
}

type Variables = Readonly<Record<string, unknown>>;

class Used {
  readonly found: UsedInput[] = [];

  constructor(private readonly variables: Variables) {}

  note(action: Action, coordinate: string): void {
    if (!this.found.some((one) => one.action === action && one.coordinate === coordinate))
      this.found.push({ action, coordinate });
  }

  literal(type: GraphQLInputType, node: ValueNode, action: Action): void {
    if (node.kind === Kind.VARIABLE) this.value(type, this.variables[node.name.value], action);
    else if (node.kind === Kind.LIST)
      for (const item of node.values) this.literal(itemOf(type), item, action);
    else if (node.kind === Kind.OBJECT)
      for (const { name, value } of node.fields)
        this.#member(itemOf(type), name.value, action, (inner, then) => {
          this.literal(inner, value, then);
        });
    else if (node.kind === Kind.ENUM) this.#word(type, node.value, action);
  }

  value(type: GraphQLInputType, value: unknown, action: Action): void {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) for (const item of value) this.value(itemOf(type), item, action);
    else if (typeof value === 'object')
      for (const [name, item] of Object.entries(value))
        this.#member(itemOf(type), name, action, (inner, then) => {
          this.value(inner, item, then);
        });
    else if (typeof value === 'string') this.#word(type, value, action);
  }

  #member(
    type: GraphQLInputType,
    name: string,
    action: Action,
    goOn: (type: GraphQLInputType, action: Action) => void,
  ): void {
    const object = getNullableType(type);
    const field = isInputObjectType(object) ? object.getFields()[name] : undefined;
    if (!isInputObjectType(object) || field === undefined) return;
    const then = actionOf(name, action);
    this.note(then, `${object.name}.${name}`);
    goOn(field.type, then);
  }

  #word(type: GraphQLInputType, word: string, action: Action): void {
    const named = itemOf(type);
    if (isEnumType(named)) this.note(action, `${named.name}.${word}`);
  }
}

function actionOf(name: string, inherited: Action): Action {
  if (name === 'orderBy') return 'orderBy';
  return name === 'by' ? 'groupBy' : inherited;
}

/** Of a list its items, through all lists: one value may stand for a list of it. */
function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? itemOf(nullable.ofType) : nullable;
}

/** @param variables - as sent, with the defaults of those that were not */
export function usedInputs(parent: GraphQLObjectType, node: FieldNode, variables: Variables): UsedInput[] {
  const field = parent.getFields()[node.name.value];
  const used = new Used(variables);
  for (const { name, value } of node.arguments ?? []) {
    const type = field?.args.find((arg) => arg.name === name.value)?.type;
    if (type === undefined) continue;
    const action = actionOf(name.value, 'filterBy');
    used.note(action, `${parent.name}.${node.name.value}(${name.value}:)`);
    used.literal(type, value, action);
  }
  return used.found;
}
