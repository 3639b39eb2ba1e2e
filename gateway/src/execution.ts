/**
 * What flows between stages 4 to 7: the plan of one operation, what a subgraph is asked and answers, the joined
 * data, the shape of the answer. Stages know these shapes, and never each other.
 *
 *   filtered tree -> [4 plan] -> PlannedOperation -> [5 fetch] AskSubgraph for each step
 *                                                 -> [6 join] RunPlan: JoinedData
 *                                                 -> [7 answer] WriteAnswer: the text that leaves
 *
 * Everything here is made once an operation and kept; what belongs to one request is an argument.
 */
import type { FetchDataKeyRenamer, FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { DocumentNode, GraphQLOutputType } from 'graphql';
import type { Exchange } from './exchange.js';

export type OperationKind = 'query' | 'mutation';
export type Variables = Readonly<Record<string, unknown>>;

// What stage 4 gives.

export interface PlannedOperation {
  readonly kind: OperationKind;
  /** every step after those it needs; empty: nothing is asked of any subgraph */
  readonly steps: readonly PlanStep[];
  readonly shape: AnswerShape;
  /**
   * Name in the steps -> the caller's, for every variable that is still used: no subgraph learns the caller's
   * names, and none can be mistaken for one of the planner's own. `nameVariables` of stage 4 puts values under them.
   */
  readonly variableNames: ReadonlyMap<string, string>;
}

/** One request to one subgraph. Several fetches of equal depth may share it. */
export interface PlanStep {
  readonly subgraph: string;
  /** indices of earlier steps whose data this one reads, or that must have happened before */
  readonly needs: readonly number[];
  readonly operation: SubgraphOperation;
  readonly fetches: readonly PlannedFetch[];
}

/** What is sent: one operation without a name. Its response names are the hub's own, never a caller's. */
export interface SubgraphOperation {
  readonly kind: OperationKind;
  readonly text: string;
  readonly document: DocumentNode;
  /** the variables that it uses, by their names in the steps; contextual ones of `@fromContext` included */
  readonly variableNames: readonly string[];
  /** the `_entities` of the operation, in order; empty for a fetch from the root */
  readonly entityLists: readonly EntityList[];
}

export interface EntityList {
  /** `_entities`, or an alias of it when there are several */
  readonly responseKey: string;
  /** the variable that takes the representations: `representations`, or one of its own */
  readonly variable: string;
}

/** One fetch of Apollo's plan: where its objects stand, and what they must tell. */
export interface PlannedFetch {
  /** from the root of the joined data, in data keys; '@' stands for the items of a list; empty: the root */
  readonly path: readonly string[];
  /** index in `entityLists` of the step; null: a fetch from the root */
  readonly list: number | null;
  /** what a representation consists of; null: a fetch from the root */
  readonly requires: readonly QueryPlanSelectionNode[] | null;
  readonly inputRewrites: readonly FetchDataRewrite[];
  readonly outputRewrites: readonly FetchDataRewrite[];
  readonly contextRewrites: readonly FetchDataKeyRenamer[];
  /** this fetch by itself; the step's own operation when it is the only one */
  readonly alone: SubgraphOperation;
}

/**
 * What the answer looks like. `dataKey` is where stage 6 puts a value, `responseKey` the name that the caller gave
 * it; several response keys may show one data key.
 */
export interface AnswerShape {
  /** the declared type: an object type, an interface or a union of the API schema */
  readonly type: string;
  /** for each object type that may answer: its fields in the caller's order */
  readonly byType: ReadonlyMap<string, readonly ShapeField[]>;
  /** the same fields whichever type answers and no `__typename` among them: the type need not be known; else null */
  readonly uniform: readonly ShapeField[] | null;
}

export interface ShapeField {
  readonly kind: 'FIELD' | 'TYPENAME' | 'INTROSPECTION';
  readonly responseKey: string;
  readonly dataKey: string;
  readonly returnType: GraphQLOutputType;
  /** null with UNAUTHORIZED_FIELD_OR_TYPE; never fetched */
  readonly denied: boolean;
  /** null for a scalar or an enum; a denied one has none either */
  readonly shape: AnswerShape | null;
}

// What stage 5 gives.

/** Whatever answers for one subgraph: HTTP, a fan-out over partners, a schema in this process. */
export interface SubgraphSource {
  /** may several fetches share one request? Not where a request stands for one question to one partner. */
  readonly batches: boolean;
  /** once an operation; must not throw */
  prepare(operation: SubgraphOperation): AskSubgraph;
  /**
   * Where answers to an operation follow from its variables and from the state of this hub alone, whoever asks: gives a
   * place to keep what was written of them. null: they do not.
   */
  memory?(operation: SubgraphOperation): AnswerMemory | null;
}

/**
 * The place of one answer of an operation, found before anything is executed: what is kept there belongs to the state of
 * that moment, whatever happens meanwhile.
 */
export type AnswerMemory = (exchange: Exchange, variables: Variables) => AnswerPlace;

export interface AnswerPlace {
  /** as long as it is still what would be written */
  readonly answer: WrittenAnswer | undefined;
  /** what it follows from: other objects whenever it may be another */
  readonly follows: readonly object[];
  keep(answer: WrittenAnswer): void;
}

/** @throws whatever goes wrong; stage 6 makes it PARTNER_UNAVAILABLE at every place that the fetch was to fill */
export type AskSubgraph = (question: SubgraphQuestion) => Promise<SubgraphAnswer>;

export interface SubgraphQuestion {
  readonly exchange: Exchange;
  /**
   * Values as the caller sent them, defaults filled in, under the names that the steps use; a source sends those
   * that the operation uses and that are there.
   */
  readonly variables: Variables;
  /** for each of `entityLists`: JSON texts of representations, each once */
  readonly representations: readonly (readonly string[])[];
}

/** Nothing of it is believed: stage 6 takes over what was asked for and drops the rest. */
export interface SubgraphAnswer {
  readonly data: unknown;
  readonly errors: readonly SubgraphError[];
}

/** Not masked yet: stage 7 decides what of it may leave. */
export interface SubgraphError {
  readonly message: string;
  /** in the response names of the operation that was sent */
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

// What stage 6 gives.

export type DataObject = Record<string, unknown>;

/**
 * Stands in the joined data in a value's place and says what is wrong with it. `value` is null for a value that
 * could not be had; a list that lacks one partner's part is a value and flawed all the same. It stands where
 * the answer is written from, so every error is told at the caller's own path, as often as the place is shown.
 */
export class Flawed {
  constructor(
    readonly value: unknown,
    readonly errors: readonly Omit<SubgraphError, 'path'>[],
  ) {}
}

export interface JoinedData {
  /** null: nothing could be had */
  readonly data: DataObject | null;
  /** errors that are about no place in particular */
  readonly errors: readonly Omit<SubgraphError, 'path'>[];
}

/** Never rejects for what subgraphs do. */
export type RunPlan = (exchange: Exchange, variables: Variables) => Promise<JoinedData>;

// What stage 7 gives.

/** What may leave: codes of the closed list, paths in the caller's names. */
export interface WrittenError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface WrittenAnswer {
  /** JSON text of `data`; 'null' when nothing is left of it */
  readonly data: string;
  readonly errors: readonly WrittenError[];
}

/** @param introspection - response key -> value, for the fields of kind INTROSPECTION */
export type WriteAnswer = (joined: JoinedData, introspection: DataObject) => WrittenAnswer;
