/**
 * A partner's extension, ready to be asked: its schema, whose fields are answered through an `ExtensionRequest`.
 *
 * Takes the checked SDL and what `resolvers.mjs` exports; refuses what does not fit together. Nothing of the
 * partner's code is in the schema: it runs in its thread.
 */
import { buildExtensionSchema, type CheckedExtension } from '@vigil/shared';
import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { ExtensionRequest } from './extension-request.js';
import type { ResolverMember } from './extension-thread.js';
import { ownFields } from './own-fields.js';

export interface ExecutableExtension {
  readonly schema: GraphQLSchema;
  /** names of the contract's fields of `Event` that its resolvers get beside the id */
  readonly external: readonly string[];
}

/**
 * @throws HubError EXTENSION_INVALID when a field has no resolver or a resolver no field
 */
export function executableExtension(
  extension: CheckedExtension,
  members: readonly ResolverMember[],
): ExecutableExtension {
  const schema = buildExtensionSchema(extension.sdl);
  for (const own of ownFields(extension, schema, members)) {
    own.field.resolve = throughRequest((request, source, args, { path }) =>
      request.answer(own, { source, args, path }),
    );
  }
  const entities = schema.getQueryType()?.getFields()['_entities'];
  if (entities !== undefined) {
    entities.resolve = throughRequest((request, _source, { representations }) =>
      request.entities(Array.isArray(representations) ? representations : []),
    );
  }
  return { schema, external: externalFields(extension, schema) };
}

type Answer = (
  request: ExtensionRequest,
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  info: Parameters<GraphQLFieldResolver<unknown, unknown>>[3],
) => unknown;

function throughRequest(answer: Answer): GraphQLFieldResolver<unknown, unknown> {
  return (source, args: Readonly<Record<string, unknown>>, request, info) =>
    answer(request as ExtensionRequest, source, args, info);
}

function externalFields({ own }: CheckedExtension, schema: GraphQLSchema): string[] {
  const event = schema.getType('Event');
  if (!isObjectType(event)) return [];
  const ours = new Set(own);
  return Object.keys(event.getFields()).filter((name) => name !== 'id' && !ours.has(`Event.${name}`));
}
