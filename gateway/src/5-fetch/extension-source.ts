/**
 * The data source of one partner's extension: own fields of `Event`, and own root fields.
 *
 * Takes a planned operation, gives data under the plan's names. The partner is asked only about its own events,
 * only what this caller may read, under names of the hub's own; what comes back is cut to that.
 */
import type { GraphQLDataSource } from '@apollo/gateway';
import {
  expandOperation,
  extensionCoordinates,
  printSelection,
  shapeAnswer,
  type AnswerError,
  type SelectedField,
} from '@vigil/policies';
import { HubError, buildExtensionSchema } from '@vigil/shared';
import { LRUCache } from 'lru-cache';
import { parse, type DocumentNode } from 'graphql';
import type { Exchange } from '../exchange.js';
import {
  allowedFields,
  askExtension,
  failedFields,
  isAsked,
  knownValues,
  type ExtensionCall,
  type ExtensionSourceOptions,
} from './extension-call.js';
import { readEntities } from './extension-entities.js';
import { partnerError } from './partner-errors.js';

export type { ExtensionSourceOptions } from './extension-call.js';

interface Part {
  data: Readonly<Record<string, unknown>>;
  errors: readonly AnswerError[];
}

const ENTITIES = 'Query._entities';
const MAX_DOCUMENTS = 200;

/** Own root fields, all in one request: they come from one subgraph and one moment. */
async function readRoots(call: ExtensionCall, roots: readonly SelectedField[]): Promise<Part> {
  const { tree, options } = call;
  const { partner } = options.extension;
  const fields = allowedFields(call, roots);
  const shape = (data: unknown, errors: readonly AnswerError[]): Part => {
    const shaped = shapeAnswer({ tree: { ...tree, fields }, data, errors });
    return { data: shaped.data ?? {}, errors: shaped.errors };
  };
  const asked = fields.filter(isAsked);
  if (asked.length === 0) return shape({}, []);
  const { query, variables } = printSelection({ ...tree, fields: asked });
  const sent = expandOperation({
    schema: tree.schema,
    document: parse(query),
    variables,
    maxFields: Infinity,
  });
  const answer = await askExtension(call, {
    body: JSON.stringify({ query, variables }),
    coordinates: extensionCoordinates(sent),
    events: 0,
  });
  if ('failed' in answer) {
    const refused = shape({}, []);
    return {
      ...refused,
      errors: [...refused.errors, ...failedFields(call, answer.failed, { fields, path: [] })],
    };
  }
  const { data, errors } = shape(
    knownValues(call, fields, answer.data),
    answer.errors.map(({ code, path }) => partnerError(partner, code, path)),
  );
  const blamed = errors.map((error) =>
    error.extensions.code === 'INTERNAL_SERVER_ERROR'
      ? partnerError(partner, 'PARTNER_UNAVAILABLE', error.path ?? [])
      : error,
  );
  const values = blamed.filter(({ extensions }) => extensions.code === 'PARTNER_UNAVAILABLE').length;
  if (values > 0)
    options.onFinding({
      partner,
      field: 'extension',
      code: 'PARTLY_UNUSABLE',
      events: 0,
      leftOut: 0,
      values,
    });
  return { data, errors: blamed };
}

async function readAll(call: ExtensionCall): Promise<Part> {
  const fields = call.tree.fields.filter(({ kind }) => kind === 'FIELD');
  const roots = fields.filter(({ coordinate }) => coordinate !== ENTITIES);
  const entities = fields.filter(({ coordinate }) => coordinate === ENTITIES);
  const data = Object.create(null) as Record<string, unknown>;
  const errors: AnswerError[] = [];
  if (roots.length > 0) {
    const part = await readRoots(call, roots);
    Object.assign(data, part.data);
    errors.push(...part.errors);
  }
  for (const field of entities) {
    const { value, errors: found } = await readEntities(call, field);
    data[field.responseKey] = value;
    errors.push(...found);
  }
  return { data, errors };
}

/** Makes the source of one extension; it answers every request of one generation. */
export function createExtensionSource(options: ExtensionSourceOptions): GraphQLDataSource {
  const schema = buildExtensionSchema(options.extension.sdl);
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });

  function documentOf(query: string): DocumentNode {
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    return document;
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
      try {
        const tree = expandOperation({
          schema,
          document: documentOf(request.query ?? ''),
          variables: request.variables ?? {},
          // Counted in stage 3 already; the plan adds a few of its own.
          maxFields: Infinity,
        });
        const known = Object.assign(exchange, { caller });
        const { data, errors } = await readAll({ options, exchange: known, map: decision.map, tree });
        return errors.length === 0 ? { data } : { data, errors };
      } catch (error) {
        // What one extension breaks must not take the contract's part of the answer along.
        options.onError(error);
        const { partner } = options.extension;
        return { data: null, errors: [partnerError(partner, 'PARTNER_UNAVAILABLE', [])] };
      }
    },
  };
}
