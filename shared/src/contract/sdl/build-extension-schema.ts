/**
 * An extension ready to execute: its SDL, the partner's own resolvers, the contract's scalars, and federation's
 * `_service` and `_entities`.
 *
 * Takes SDL that `check-extension-sdl.ts` has accepted, or is judging. A resolver for something that the SDL does
 * not have is refused: it is a field that its author believes to be answered, and classified.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLScalarType, isEnumType, isScalarType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { HubError } from '../../errors/hub-error.js';
import { DateTimeScalar } from '../scalars/date-time.js';
import { DateScalar } from '../scalars/date.js';
import { SealedScalar } from '../scalars/sealed.js';
import { plainExtensionSdl } from './extension-security.js';
import { parseSdl } from './parse-sdl.js';

/** Type name -> field name -> resolver, or a scalar; as graphql-tools and Apollo Server take them. */
export type ExtensionResolvers = Readonly<Record<string, unknown>>;

const CONTRACT_SCALARS: readonly GraphQLScalarType[] = [DateScalar, DateTimeScalar, SealedScalar];
/** How federation and unions call an object's own functions. */
const OBJECT_FUNCTIONS: ReadonlySet<string> = new Set(['__resolveReference', '__resolveType', '__isTypeOf']);

/**
 * @param sdl - the extension's SDL; `_service` answers exactly these bytes
 * @throws HubError SDL_REFUSED when the SDL is no schema, or the resolvers do not fit it
 */
export function buildExtensionSchema(sdl: string, resolvers: ExtensionResolvers = {}): GraphQLSchema {
  // Who may ask is decided before anything is executed; federation's own rules for these directives are others.
  const typeDefs = parseSdl(plainExtensionSdl(sdl));
  const plain = build(() => buildSubgraphSchema({ typeDefs }));
  checkResolvers(plain, resolvers);
  const scalars = CONTRACT_SCALARS.filter(({ name }) => plain.getType(name) !== undefined);
  return build(() =>
    buildSubgraphSchema({
      typeDefs,
      resolvers: {
        ...resolvers,
        Query: { ...(resolvers['Query'] ?? {}), _service: () => ({ sdl }) },
        ...Object.fromEntries(scalars.map((scalar) => [scalar.name, scalar])),
      },
    }),
  );
}

function build(make: () => GraphQLSchema): GraphQLSchema {
  try {
    return make();
  } catch (cause) {
    const line = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new HubError('SDL_REFUSED', `the SDL is no schema: ${line}`, 'operator', { cause });
  }
}

function checkResolvers(schema: GraphQLSchema, resolvers: ExtensionResolvers): void {
  for (const [typeName, given] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (type === undefined || typeName.startsWith('_')) refuse(`${typeName}, which the SDL does not have`);
    if (CONTRACT_SCALARS.some(({ name }) => name === typeName)) {
      refuse(`${typeName}, which is the contract's own`);
    }
    if (isEnumType(type)) refuse(`the enum ${typeName}, whose values are their names`);
    if (!isScalarType(type)) checkFields(type, given);
    else if (!(given instanceof GraphQLScalarType)) refuse(`${typeName} with something that is no scalar`);
  }
}

function checkFields(type: GraphQLNamedType, given: unknown): void {
  if (typeof given !== 'object' || given === null) refuse(`${type.name} with something that is no object`);
  const fields = 'getFields' in type ? type.getFields() : {};
  for (const [name, resolve] of Object.entries(given)) {
    const known = OBJECT_FUNCTIONS.has(name) || (!name.startsWith('_') && Object.hasOwn(fields, name));
    if (!known) refuse(`${type.name}.${name}, which the SDL does not have`);
    if (typeof resolve !== 'function') refuse(`${type.name}.${name} with something that is no function`);
  }
}

function refuse(what: string): never {
  throw new HubError('SDL_REFUSED', `the resolvers name ${what}`, 'operator');
}
