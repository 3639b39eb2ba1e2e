/**
 * One partner's extension as a subgraph: own fields of `Event`, and own root fields.
 *
 * Takes a planned operation once, then representations and variables; gives data under the plan's names. The partner
 * is asked only about its own events, only what this caller may read, under names of the hub's own; what comes back
 * is cut to that.
 */
import { shapeAnswer, type AnswerError, type PermissionMap } from '@vigil/policies';
import { buildExtensionSchema } from '@vigil/shared';
import type { SubgraphAnswer, SubgraphOperation, SubgraphSource } from '../../execution.js';
import { decidedExchange } from '../partner/decided-exchange.js';
import { partnerError } from '../partner/partner-errors.js';
import { plannedTree } from '../partner/planned-tree.js';
import {
  allowedNow,
  askExtension,
  failedFields,
  knownValues,
  type ExtensionCall,
  type ExtensionSourceOptions,
} from './extension-call.js';
import { readEntities } from './extension-entities.js';
import { planExtension, type ExtensionPart, type ExtensionParts } from './extension-parts.js';

export type { ExtensionSourceOptions } from './extension-call.js';

/** Tells callers which partner it is about; the reason is for the operator. */
class ExtensionFailure extends Error {
  override readonly name = 'ExtensionFailure';
  readonly extensions: AnswerError['extensions'];

  constructor(partner: string, options: ErrorOptions) {
    const { message, extensions } = partnerError(partner, 'PARTNER_UNAVAILABLE', []);
    super(message, options);
    this.extensions = extensions;
  }
}

interface Part {
  data: Readonly<Record<string, unknown>>;
  errors: readonly AnswerError[];
}

/** Own root fields, all in one request: they come from one subgraph and one moment. */
async function readRoots(call: ExtensionCall, part: ExtensionPart): Promise<Part> {
  const { tree, options } = call;
  const { partner } = options.extension;
  const { fields, write } = allowedNow(call, part);
  const shape = (data: unknown, errors: readonly AnswerError[]): Part => {
    const shaped = shapeAnswer({ tree: { ...tree, fields }, data, errors });
    return { data: shaped.data ?? {}, errors: shaped.errors };
  };
  if (write === null) return shape({}, []);
  const answer = await askExtension(call, { ...write(tree.variables, []), events: 0 });
  if ('failed' in answer) {
    const refused = shape({}, []);
    const failed = failedFields(call, answer.failed, { fields, path: [] });
    return { ...refused, errors: [...refused.errors, ...failed] };
  }
  const { data, errors } = shape(
    knownValues(call, fields, { data: answer.data, record: null }),
    answer.errors.map(({ code, path }) => partnerError(partner, code, path)),
  );
  const blamed = errors.map((error) =>
    error.extensions.code === 'INTERNAL_SERVER_ERROR'
      ? partnerError(partner, 'PARTNER_UNAVAILABLE', error.path ?? [])
      : error,
  );
  const values = blamed.filter(({ extensions }) => extensions.code === 'PARTNER_UNAVAILABLE').length;
  const finding = { partner, field: 'extension', code: 'PARTLY_UNUSABLE', events: 0, leftOut: 0 } as const;
  if (values > 0) options.onFinding({ ...finding, values });
  return { data, errors: blamed };
}

async function readAll(
  call: ExtensionCall,
  { roots, entities }: ExtensionParts,
  representationsOf: (responseKey: string) => readonly string[],
): Promise<Part> {
  const data = Object.create(null) as Record<string, unknown>;
  const errors: AnswerError[] = [];
  if (roots !== null) {
    const part = await readRoots(call, roots);
    Object.assign(data, part.data);
    errors.push(...part.errors);
  }
  for (const part of entities) {
    const { responseKey } = part.field;
    const { value, errors: found } = await readEntities(call, part, representationsOf(responseKey));
    data[responseKey] = value;
    errors.push(...found);
  }
  return { data, errors };
}

/** Makes the source of one extension; it answers every request of one generation. */
export function createExtensionSource(options: ExtensionSourceOptions): SubgraphSource {
  const { extension, onError } = options;
  const schema = buildExtensionSchema(extension.sdl);

  function prepare(operation: SubgraphOperation): ReturnType<SubgraphSource['prepare']> {
    const treeWith = plannedTree(schema, operation);
    const parts = new WeakMap<PermissionMap, ExtensionParts>();
    return async ({ exchange, variables, representations }): Promise<SubgraphAnswer> => {
      const decided = decidedExchange(exchange);
      const { map } = decided;
      try {
        const tree = treeWith(variables);
        // What is kept must hold no value of whoever asked first.
        const known = parts.get(map) ?? planExtension({ extension, map, tree: { ...tree, variables: {} } });
        parts.set(map, known);
        return await readAll({ options, ...decided, tree }, known, (responseKey) => {
          const index = operation.entityLists.findIndex((list) => list.responseKey === responseKey);
          return representations[index] ?? [];
        });
      } catch (error) {
        // What one extension breaks must not take the contract's part of the answer along.
        onError(error);
        throw new ExtensionFailure(extension.partner, { cause: error });
      }
    };
  }

  return { batches: false, prepare };
}
