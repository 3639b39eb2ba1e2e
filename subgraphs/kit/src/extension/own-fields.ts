/**
 * The fields that an extension adds, and how each of them is answered.
 *
 * Takes a checked extension and its schema, gives one entry for each own field. An own field of `Event` or
 * `Query`, and one that takes arguments, must have a resolver: there is nothing else that could answer it. A
 * field of an own type may do without; then the value of that name in its parent answers it.
 */
import { HubError, type CheckedExtension } from '@vigil/shared';
import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { ResolverMember } from './extension-thread.js';

export type AnsweredBy = 'BATCH' | 'CALL' | 'PROPERTY';

export interface OwnField {
  readonly typeName: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly named: GraphQLNamedOutputType;
  readonly answeredBy: AnsweredBy;
  /** answered as the first of the month, whatever the resolver says */
  readonly cutToMonth: boolean;
}

const DATES: ReadonlySet<string> = new Set(['Date', 'DateTime']);
const SHOWN_AS_THEY_ARE: ReadonlySet<string> = new Set(['CONFIDENTIAL', 'IDENTIFYING', 'SECURITY_CRITICAL']);

/**
 * Lists the own fields of object types.
 *
 * @param members - what `resolvers.mjs` exports
 * @throws HubError EXTENSION_INVALID naming a field without resolver, or a resolver without field
 */
export function ownFields(
  extension: CheckedExtension,
  schema: GraphQLSchema,
  members: readonly ResolverMember[],
): OwnField[] {
  const given = new Set(
    members.filter(({ callable }) => callable).map(({ type, field }) => `${type}.${field}`),
  );
  const own = new Set(extension.own);
  const fields = objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ name }) => own.has(`${type.name}.${name}`))
      .map((field): OwnField => {
        const coordinate = `${type.name}.${field.name}`;
        return {
          typeName: type.name,
          field,
          named: getNamedType(field.type),
          answeredBy: answeredBy(type.name, given.has(coordinate)),
          cutToMonth: isCutToMonth(extension, coordinate, field),
        };
      }),
  );
  refuseStray(fields, members);
  refuseMissing(fields, given);
  return fields;
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
}

function answeredBy(typeName: string, hasResolver: boolean): AnsweredBy {
  if (typeName === 'Event') return 'BATCH';
  return typeName === 'Query' || hasResolver ? 'CALL' : 'PROPERTY';
}

/** Below CONFIDENTIAL no date leaves this node finer than the contract's own dates. */
function isCutToMonth(
  { classification }: CheckedExtension,
  coordinate: string,
  { type }: GraphQLField<unknown, unknown>,
): boolean {
  const dataClass = classification.get(coordinate)?.class ?? 'PUBLIC';
  return DATES.has(getNamedType(type).name) && !SHOWN_AS_THEY_ARE.has(dataClass);
}

function refuseMissing(fields: readonly OwnField[], given: ReadonlySet<string>): void {
  const missing = fields.find(({ typeName, field }) => {
    const needed = typeName === 'Event' || typeName === 'Query' || field.args.length > 0;
    return needed && !given.has(`${typeName}.${field.name}`);
  });
  if (missing === undefined) return;
  const { typeName, field } = missing;
  const what = field.args.length > 0 ? 'takes arguments and has no resolver' : 'has no resolver';
  throw new HubError(
    'EXTENSION_INVALID',
    `${typeName}.${field.name} ${what}; add it to resolvers.mjs: resolvers.${typeName}.${field.name}`,
    'operator',
  );
}

function refuseStray(fields: readonly OwnField[], members: readonly ResolverMember[]): void {
  const known = new Set(fields.map(({ typeName, field }) => `${typeName}.${field.name}`));
  for (const { type, field, callable } of members) {
    const name = field === '' ? type : `${type}.${field}`;
    if (!callable) refuse(`resolvers.${name} is not a function`);
    if (!known.has(name)) {
      refuse(
        `resolvers.${name} belongs to no own field of extension.graphql; remove it, or declare the field`,
      );
    }
  }
}

function refuse(message: string): never {
  throw new HubError('EXTENSION_INVALID', message, 'operator');
}
