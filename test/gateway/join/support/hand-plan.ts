/**
 * Plans written by hand, and subgraphs that are functions: what a step asks is recorded, what it is answered is the
 * test's.
 *
 * Requirements are written as a selection, `{ ... on Product { __typename upc } }`.
 */
import { trimSelectionNodes } from '@apollo/query-planner';
import {
  Flawed,
  compileJoin,
  NO_FACTS,
  newExchange,
  type JoinedData,
  type PlanStep,
  type PlannedFetch,
  type SubgraphAnswer,
  type SubgraphQuestion,
  type SubgraphSource,
  type Variables,
} from '@vigil/gateway';
import { Kind, OperationTypeNode, buildSchema, parse, type OperationDefinitionNode } from 'graphql';

type Operation = PlanStep['operation'];

interface FetchText {
  readonly text: string;
  /** written with dots: `products.@`; empty: the root */
  readonly path?: string;
  /** none: a fetch from the root */
  readonly requires?: string;
  readonly inputRewrites?: PlannedFetch['inputRewrites'];
  readonly outputRewrites?: PlannedFetch['outputRewrites'];
  readonly contextRewrites?: PlannedFetch['contextRewrites'];
  readonly list?: number;
}

interface StepText {
  readonly subgraph: string;
  readonly needs?: readonly number[];
}

function definitionOf(text: string): OperationDefinitionNode {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the text begins with no operation');
  return definition;
}

function operation(text: string): Operation {
  const { operation: kind, selectionSet, variableDefinitions } = definitionOf(text);
  const lists = selectionSet.selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD || node.name.value !== '_entities') return [];
    const value = node.arguments?.[0]?.value;
    const variable = value?.kind === Kind.VARIABLE ? value.name.value : '';
    return [{ responseKey: (node.alias ?? node.name).value, variable }];
  });
  const representations = lists.map(({ variable }) => variable);
  const names = (variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    kind: kind === OperationTypeNode.MUTATION ? 'mutation' : 'query',
    text,
    document: parse(text),
    variableNames: names.filter((name) => !representations.includes(name)),
    entityLists: lists,
  };
}

function fetchOf(given: FetchText, index: number, alone: Operation): PlannedFetch {
  const { path = '', requires, inputRewrites = [], outputRewrites = [], contextRewrites = [], list } = given;
  const needed = requires === undefined ? null : definitionOf(requires).selectionSet.selections;
  return {
    path: path === '' ? [] : path.split('.'),
    list: needed === null ? null : (list ?? index),
    requires: needed === null ? null : trimSelectionNodes(needed),
    inputRewrites,
    outputRewrites,
    contextRewrites,
    alone,
  };
}

/** A step with one fetch. */
export function step({ subgraph, needs = [], ...fetch }: StepText & FetchText): PlanStep {
  const whole = operation(fetch.text);
  return { subgraph, needs, operation: whole, fetches: [fetchOf(fetch, 0, whole)] };
}

/** A step whose fetches share the request `text`; each fetch has its own as well. */
export function batch(
  { subgraph, needs = [], text }: StepText & { readonly text: string },
  fetches: readonly FetchText[],
): PlanStep {
  return {
    subgraph,
    needs,
    operation: operation(text),
    fetches: fetches.map((fetch, index) => fetchOf(fetch, index, operation(fetch.text))),
  };
}

/** One entity list: `entities('... on Product { price }')`. */
export function entities(selection: string): string {
  return `query($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
}

export interface Asked {
  readonly text: string;
  /** parsed again, list by list */
  readonly representations: readonly (readonly unknown[])[];
  readonly variables: Variables;
}

type Answer = { readonly data?: unknown; readonly errors?: SubgraphAnswer['errors'] };

/** Answers in turn; a function answers by what it is asked, and may throw. */
export interface FakeSubgraph {
  readonly source: SubgraphSource;
  readonly asked: Asked[];
}

export function subgraph(answer: (asked: Asked) => Answer | Promise<Answer>): FakeSubgraph {
  const asked: Asked[] = [];
  const ask = async (text: string, question: SubgraphQuestion): Promise<SubgraphAnswer> => {
    const representations = question.representations.map((texts) =>
      texts.map((representation) => JSON.parse(representation) as unknown),
    );
    const one = { text, representations, variables: question.variables };
    asked.push(one);
    const { data = null, errors = [] } = await answer(one);
    return { data, errors };
  };
  return {
    asked,
    source: {
      batches: true,
      prepare:
        ({ text }) =>
        (question) =>
          ask(text, question),
    },
  };
}

/** Answers with data that went over the wire. */
export function says(data: unknown, errors: SubgraphAnswer['errors'] = []): FakeSubgraph {
  const text = JSON.stringify(data);
  return subgraph(() => ({ data: JSON.parse(text) as unknown, errors }));
}

export interface Joining {
  readonly schema: string;
  readonly steps: readonly PlanStep[];
  readonly subgraphs: Readonly<Record<string, FakeSubgraph>>;
  readonly variables?: Variables;
}

/** The scalar and the root field of entities are the subgraphs' own; the supergraph has neither. */
export async function join({ schema, steps, subgraphs, variables = {} }: Joining): Promise<JoinedData> {
  const sources = new Map(Object.entries(subgraphs).map(([name, { source }]) => [name, source]));
  const run = compileJoin(steps, { sources, schema: buildSchema(schema) });
  return run(newExchange('0', new Date(0), NO_FACTS), variables);
}

/**
 * The data as plain JSON; a flawed place is `{ flawed: value, codes }`.
 *
 * @param value - joined data, or a part of it
 */
export function plain(value: unknown): unknown {
  if (value instanceof Flawed) {
    const codes = value.errors.map(({ message, extensions }) => extensions?.['code'] ?? message);
    return { flawed: plain(value.value), codes };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member)]));
}

export interface PlainJoined {
  readonly data: unknown;
  /** messages of the errors that are about no place */
  readonly errors: readonly string[];
}

/** The same, to be compared with what was worked out by hand. */
export async function joinPlainly(joining: Joining): Promise<PlainJoined> {
  const { data, errors } = await join(joining);
  return { data: plain(data), errors: errors.map(({ message }) => message) };
}

/** A place with an error of a subgraph's, and the value that stands there all the same. */
export function lost(message: string, value: unknown = null): unknown {
  return { flawed: value, codes: [message] };
}

/** A place that the hub itself finds fault with. */
export const LOST = { flawed: null, codes: ['PARTNER_UNAVAILABLE'] };
