/**
 * The data source of the subgraph `commons`: what Apollo's plan takes for one subgraph is every partner that
 * serves the contract.
 *
 * Takes a planned operation, gives data under the plan's names. Each root field fails alone.
 */
import type { GraphQLDataSource } from '@apollo/gateway';
import { expandOperation, type AnswerError, type SelectedField, type SelectionTree } from '@vigil/policies';
import { HubError, isCallerCode } from '@vigil/shared';
import { parse, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Exchange } from '../exchange.js';
import type { CommonsCall, CommonsOptions, FieldResult } from './commons-call.js';
import { listEvents } from './list-events.js';
import { readEvent } from './read-event.js';

export interface CommonsSourceOptions extends CommonsOptions {
  /** the subgraph's own schema: what partners serve */
  schema: GraphQLSchema;
  onError: (error: unknown) => void;
}

const READERS: Readonly<Record<string, (call: CommonsCall) => Promise<FieldResult>>> = {
  'Query.events': listEvents,
  'Query.event': readEvent,
};

/** The plan's own name for `__typename` is one that an operation may not use; without it the plan works as well. */
function withoutOwnNames(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: (node) => (node.name.value === '__typename' ? { ...node, alias: undefined } : undefined),
  });
}

function errorOf(error: unknown, field: SelectedField): AnswerError | null {
  if (!(error instanceof HubError) || error.audience !== 'caller' || !isCallerCode(error.code)) return null;
  return { message: error.message, path: [field.responseKey], extensions: { code: error.code } };
}

async function readField(call: CommonsCall, onError: (error: unknown) => void): Promise<FieldResult> {
  try {
    const reader = READERS[call.field.coordinate];
    if (reader === undefined)
      throw new HubError('INTERNAL_SERVER_ERROR', 'an unknown field is planned', 'operator');
    return await reader(call);
  } catch (error) {
    const known = errorOf(error, call.field);
    if (known !== null) return { value: null, errors: [known] };
    onError(error);
    const internal = {
      message: 'internal',
      path: [call.field.responseKey],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
    return { value: null, errors: [internal as AnswerError] };
  }
}

export function createCommonsSource(options: CommonsSourceOptions): GraphQLDataSource {
  function expand(query: string, variables: unknown): SelectionTree {
    const document = withoutOwnNames(parse(query));
    // Counted in stage 3 already; the plan adds a few of its own.
    return expandOperation({ schema: options.schema, document, variables, maxFields: Infinity });
  }

  return {
    async process({ request, context }) {
      const { exchange } = context as { exchange: Exchange };
      const { caller, decision } = exchange;
      if (caller === null || decision === null) {
        throw new HubError(
          'INTERNAL_SERVER_ERROR',
          'a partner was to be asked before it was decided',
          'operator',
        );
      }
      const tree = expand(request.query ?? '', request.variables ?? {});
      const known = Object.assign(exchange, { caller });
      const fields = tree.fields.filter(({ kind }) => kind === 'FIELD');
      const results = await Promise.all(
        fields.map((field) =>
          readField({ options, exchange: known, map: decision.map, tree, field }, options.onError),
        ),
      );
      const data = Object.create(null) as Record<string, unknown>;
      fields.forEach(({ responseKey }, index) => {
        data[responseKey] = results[index]?.value ?? null;
      });
      const errors = results.flatMap((result) => result.errors);
      return errors.length === 0 ? { data } : { data, errors };
    },
  };
}
