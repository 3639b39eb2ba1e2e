/**
 * Stage 6, join: the steps of a plan, compiled once and run for each request.
 *
 * Takes the steps of stage 4 and the sources of stage 5, gives a function that asks the subgraphs, each step as
 * soon as those it needs are done, and joins what they answer: data under the plan's own names, `Flawed` wherever
 * something could not be had. Nothing that a subgraph does makes it reject. Stage 7 writes the answer from it.
 */
import { HubError } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import type { JoinedData, PlanStep, RunPlan, SubgraphSource } from '../execution.js';
import { CompiledFetch } from './compiled-fetch.js';
import { dataObjectConstructor, type NewDataObject } from './data-object.js';
import { FieldInputs } from './field-inputs.js';
import type { Run } from './question.js';
import { CompiledStep } from './run-step.js';
import { sharedPlaces } from './shared-places.js';
import { SupergraphTypes } from './supergraph-types.js';

export interface JoinOptions {
  /** every subgraph that a step asks */
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  /** the whole supergraph, inaccessible types included: which types an interface may stand for */
  readonly schema: GraphQLSchema;
}

interface CompiledJoin {
  readonly steps: readonly CompiledStep[];
  /** how many steps each one waits for */
  readonly waiting: readonly number[];
  /** the steps that wait for each one */
  readonly followers: readonly (readonly number[])[];
  readonly Root: NewDataObject;
}

/** @throws HubError INTERNAL_SERVER_ERROR for a step that asks a subgraph without a source */
export function compileJoin(steps: readonly PlanStep[], { sources, schema }: JoinOptions): RunPlan {
  const types = new SupergraphTypes(schema);
  const mayShare = sharedPlaces(steps.flatMap(({ fetches }) => fetches));
  const inputsOf = (subgraph: string) => {
    let known: FieldInputs | null = null;
    return () => (known ??= new FieldInputs(schema, subgraph));
  };
  const compiled = steps.map((step) => {
    const { subgraph, fetches } = step;
    const source = sources.get(subgraph);
    if (source === undefined) {
      throw new HubError('INTERNAL_SERVER_ERROR', `nobody answers for subgraph ${subgraph}`, 'operator');
    }
    const setting = { types, subgraph, mayShare, fieldInputs: inputsOf(subgraph) };
    return new CompiledStep(
      step,
      fetches.map((fetch) => new CompiledFetch(fetch, setting)),
      source,
    );
  });
  const needs = steps.map((step) => [...new Set(step.needs)]);
  const join: CompiledJoin = {
    steps: compiled,
    waiting: needs.map(({ length }) => length),
    followers: steps.map((_step, index) =>
      needs.flatMap((needed, other) => (needed.includes(index) ? [other] : [])),
    ),
    Root: dataObjectConstructor(),
  };
  return (exchange, variables) =>
    new Promise<JoinedData>((resolve, reject) => {
      const { Root } = join;
      const run: Run = { exchange, variables, root: new Root(), visits: 0, errors: [], fail: reject };
      runSteps(join, run, () => {
        resolve({ data: run.root, errors: run.errors });
      });
    });
}

function runSteps({ steps, waiting, followers }: CompiledJoin, run: Run, done: () => void): void {
  const open = [...waiting];
  let left = steps.length;
  const start = (index: number): void => {
    steps[index]?.run(run, () => {
      finish(index);
    });
  };
  const finish = (index: number): void => {
    left -= 1;
    if (left === 0) done();
    for (const follower of followers[index] ?? []) {
      const still = (open[follower] ?? 0) - 1;
      open[follower] = still;
      if (still === 0) start(follower);
    }
  };
  if (left === 0) done();
  for (const [index, needed] of waiting.entries()) if (needed === 0) start(index);
}
