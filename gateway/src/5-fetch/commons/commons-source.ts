/**
 * The subgraph `commons`: what a plan takes for one subgraph is every partner that serves the contract.
 *
 * Takes a planned operation once, then variables; gives data under the plan's names. Each root field fails alone, and
 * within it each partner.
 */
import type { AnswerError, SelectedField, SelectionTree } from '@vigil/policies';
import { HubError, isCallerCode } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import type { SubgraphAnswer, SubgraphOperation, SubgraphSource } from '../../execution.js';
import { decidedExchange, type DecidedExchange } from '../partner/decided-exchange.js';
import { plannedTree } from '../partner/planned-tree.js';
import type { CommonsOptions, FieldReader, FieldResult } from './commons-call.js';
import { listEvents } from './list-events.js';
import { PartnerSelections } from './partner-selection.js';
import { readEvent } from './read-event.js';

export interface CommonsSourceOptions extends CommonsOptions {
  /** the subgraph's own schema: what partners serve */
  schema: GraphQLSchema;
  onError: (error: unknown) => void;
}

/** One root field of a planned operation. */
interface PlannedField {
  field: SelectedField;
  reader: FieldReader;
  selections: PartnerSelections;
}

const READERS: ReadonlyMap<string, FieldReader> = new Map([
  ['Query.events', listEvents],
  ['Query.event', readEvent],
]);

function planField(tree: SelectionTree, field: SelectedField): PlannedField {
  const reader = READERS.get(field.coordinate);
  if (reader === undefined)
    throw new HubError('INTERNAL_SERVER_ERROR', 'an unknown field is planned', 'operator');
  return { field, reader, selections: new PartnerSelections(tree, reader.asked(tree, field)) };
}

function errorOf(error: unknown, field: SelectedField): AnswerError | null {
  if (!(error instanceof HubError) || error.audience !== 'caller' || !isCallerCode(error.code)) return null;
  return { message: error.message, path: [field.responseKey], extensions: { code: error.code } };
}

async function readField(
  options: CommonsSourceOptions,
  { field, reader, selections }: PlannedField,
  request: DecidedExchange & { tree: SelectionTree },
): Promise<FieldResult> {
  try {
    return await reader.read({ options, ...request, field, selections });
  } catch (error) {
    const known = errorOf(error, field);
    if (known !== null) return { value: null, errors: [known] };
    options.onError(error);
    const path = [field.responseKey];
    const internal = { message: 'internal', path, extensions: { code: 'INTERNAL_SERVER_ERROR' } } as const;
    return { value: null, errors: [internal] };
  }
}

export function createCommonsSource(options: CommonsSourceOptions): SubgraphSource {
  function prepare(operation: SubgraphOperation): ReturnType<SubgraphSource['prepare']> {
    const treeWith = plannedTree(options.schema, operation);
    let planned: readonly PlannedField[] | null = null;
    return async ({ exchange, variables }): Promise<SubgraphAnswer> => {
      const decided = decidedExchange(exchange);
      const tree = treeWith(variables);
      // What is kept must hold no value of whoever asked first.
      const kept: SelectionTree = { ...tree, variables: {} };
      planned ??= tree.fields.filter(({ kind }) => kind === 'FIELD').map((field) => planField(kept, field));
      const request = { ...decided, tree };
      const results = await Promise.all(planned.map((field) => readField(options, field, request)));
      const data = Object.create(null) as Record<string, unknown>;
      planned.forEach(({ field }, index) => {
        data[field.responseKey] = results[index]?.value ?? null;
      });
      return { data, errors: results.flatMap(({ errors }) => errors) };
    };
  }

  return { batches: false, prepare };
}
