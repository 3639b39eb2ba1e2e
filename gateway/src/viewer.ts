/** The caller, as the hub tells them about themselves: who they are taken for and what they may read. */
import type { PermissionMap } from '@vigil/policies';
import type { Coalition, Viewer } from '@vigil/shared';
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { Caller } from './exchange.js';

/** Every `Type.field` of the schema that can stand in a selection, sorted. */
function selectable(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : [],
    )
    .sort();
}

export function describeViewer(
  caller: Caller,
  map: PermissionMap,
  { coalition, schema }: { coalition: Coalition; schema: GraphQLSchema },
): Viewer {
  const { organisation, roles, purpose } = caller.class;
  const known = coalition.organisations.find(({ id }) => id === organisation);
  return {
    organisation: organisation === null ? null : { id: organisation, name: known?.name ?? organisation },
    roles: [...roles],
    purpose,
    policyVersion: map.policyVersion,
    readable: selectable(schema).filter((coordinate) => map.readers(coordinate).size > 0),
  };
}
