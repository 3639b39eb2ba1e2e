/**
 * Hubs that are broken in one place each, as a slip of somebody's would break them.
 *
 * The property must find every one of them; otherwise it would hold of a hub that does not protect anybody.
 */
import type { PreparedOperations } from '@vigil/gateway';
import type { PermissionMap } from '@vigil/policies';
import { visit, type DocumentNode } from 'graphql';
import type { SceneOptions } from './scene.js';
import { OWNERS } from './world.js';

type Broken = NonNullable<SceneOptions['broken']>;
type Decide = Parameters<NonNullable<Broken['decide']>>[0];

const EVERYBODY: ReadonlySet<string> = new Set(OWNERS);

/** Names of fields that stand in an inline fragment. */
function namesInFragments(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    InlineFragment: (fragment) => {
      visit(fragment, { Field: ({ name }) => void names.add(name.value) });
    },
  });
  return names;
}

function allowing(map: PermissionMap, isOpen: (coordinate: string) => boolean): PermissionMap {
  return {
    ...map,
    readers: (coordinate) => (isOpen(coordinate) ? EVERYBODY : map.readers(coordinate)),
    mayRead: (coordinate, owner) => isOpen(coordinate) || map.mayRead(coordinate, owner),
  };
}

/** Inputs are never looked at. */
function takingInputs(map: PermissionMap): PermissionMap {
  return {
    ...map,
    owners: (action, coordinate) =>
      action === 'filterBy' || action === 'orderBy' ? EVERYBODY : map.owners(action, coordinate),
    allows: (action, coordinate, owner) =>
      action === 'filterBy' || action === 'orderBy' || map.allows(action, coordinate, owner),
  };
}

/** What one partner lets be read, all do. */
function withoutOwners(map: PermissionMap): PermissionMap {
  return {
    ...map,
    mayRead: (coordinate) => map.readers(coordinate).size > 0,
    allows: (action, coordinate) => map.owners(action, coordinate).size > 0,
  };
}

function decidingWith(change: (map: PermissionMap, document: DocumentNode) => PermissionMap) {
  return (decide: Decide): Decide => ({
    ...decide,
    decide: (input, map) => decide.decide(input, change(map, input.document)),
  });
}

/** The key of what is kept lacks the permission map. */
function keepingForAll(operations: PreparedOperations): PreparedOperations {
  const decide = operations.decide.bind(operations);
  operations.decide = (checked, standing, conditions) =>
    decide(checked, { ...standing, map: { ...standing.map, hash: 'of all maps' } }, conditions);
  return operations;
}

export const BROKEN_TWINS: Readonly<Record<string, Broken>> = {
  'what stands in an inline fragment is not filtered': {
    decide: decidingWith((map, document) => {
      const names = namesInFragments(document);
      return allowing(map, (coordinate) => names.has(coordinate.split('.')[1] ?? ''));
    }),
  },
  'plans are kept without the permission map': {
    operations: keepingForAll,
  },
  'arguments and input fields are not judged': { decide: decidingWith(takingInputs) },
  'what one partner lets be read is asked of all': { decide: decidingWith(withoutOwners) },
  'every caller sees the whole schema': {
    generation: (generation) => ({
      ...generation,
      viewFor: () => ({ schema: generation.schema, hash: 'everything' }),
    }),
  },
  'an answer is not cut to the words that its caller knows': {
    admitted: (exchange, schema) => {
      if (exchange.operation !== null) exchange.operation.public = { schema, hash: 'everything' };
    },
  },
  'a policy that fails is left out': {
    policies: (policies) => policies.filter(({ fails }) => fails === undefined),
  },
  'what a permission has to oblige to is not asked for': {
    policies: (policies) =>
      policies.map((policy) => ({
        ...policy,
        text:
          policy.effect === 'permit' && policy.id.startsWith('permit-')
            ? policy.text
                .replaceAll(/@(generalise\(.*\)|pseudonymise)\n/g, '')
                .replace('@reason', '@generalise("month, admin1, ageBand")\n@pseudonymise\n@reason')
            : policy.text,
      })),
  },
  'security directives of an SDL demand nothing': {
    composed: (composed) => ({ ...composed, requirements: new Map() }),
  },
  'the record does not name what was denied': {
    decide: (decide) => ({
      ...decide,
      judge: (decided, variables) => decide.judge(decided, variables, []),
    }),
  },
};
