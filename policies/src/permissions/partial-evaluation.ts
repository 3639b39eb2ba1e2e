/**
 * One partial evaluation: every policy for one class of callers and one action, with the resource unknown.
 *
 * Takes the set and the question, gives a term for each policy that may concern the action, or null when anything at all
 * went wrong. Cedar shows a forbid that erred as one that does not apply, and names it in `errored` only: one name there denies all.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';
import { readConditions, type Term } from '../residuals/read-term.js';
import type { Cedar, PolicyDescription, PolicySet } from './policy-set.js';
import { ACTIONS } from './subject-class.js';

const ASKED_ACTIONS: ReadonlySet<string> = new Set([...ACTIONS, 'satisfy']);

export interface PolicyTerm extends PolicyDescription {
  readonly term: Term;
}

export interface PartialQuestion {
  readonly action: string;
  readonly principal: CedarModule.EntityJson;
  readonly resource: CedarModule.EntityJson;
}

export function evaluatePartially(
  cedar: Cedar,
  set: PolicySet,
  { action, principal, resource }: PartialQuestion,
): readonly PolicyTerm[] | null {
  const asked = set.policies.filter(({ id }) => mayConcern(set.json[id], action, resource.uid));
  const answer = cedar.isAuthorizedPartial({
    principal: principal.uid,
    action: { type: 'Action', id: action },
    resource: resource.uid,
    context: {},
    schema: set.schema,
    validateRequest: true,
    policies: { staticPolicies: pick(set, asked) },
    entities: [principal, resource],
  });
  if (answer.type !== 'residuals') return null;
  const { errored, residuals } = answer.response;
  if (errored.length > 0 || Object.keys(residuals).length !== asked.length) return null;
  const terms = asked.map((policy) => readResidual(policy, residuals[policy.id]));
  return terms.some((term) => term === null) ? null : terms.filter((term) => term !== null);
}

/** Evaluating less costs less. Only a scope that rules the action or the resource out is trusted: it cannot err. */
function mayConcern(
  policy: CedarModule.PolicyJson | undefined,
  action: string,
  resource: CedarModule.EntityJson['uid'],
): boolean {
  if (policy === undefined) return true;
  return namesAction(policy.action, action) && namesType(policy.resource, resource);
}

function namesAction(scope: CedarModule.ActionConstraint, action: string): boolean {
  if (scope.op === 'All' || 'slot' in scope) return true;
  const named = 'entities' in scope ? scope.entities : [scope.entity];
  // An id that is no action of ours may be a group of actions that ours is in.
  return named.some((uid) => !('id' in uid) || uid.id === action || !ASKED_ACTIONS.has(uid.id));
}

function namesType(
  scope: CedarModule.PolicyJson['resource'],
  resource: CedarModule.EntityJson['uid'],
): boolean {
  return scope.op !== 'is' || !('type' in resource) || scope.entity_type === resource.type;
}

function pick(
  set: PolicySet,
  policies: readonly PolicyDescription[],
): Record<string, CedarModule.PolicyJson> {
  return Object.fromEntries(
    policies.flatMap(({ id }) => {
      const json = set.json[id];
      return json === undefined ? [] : [[id, json] as const];
    }),
  );
}

function readResidual(
  policy: PolicyDescription,
  residual: CedarModule.PolicyJson | undefined,
): PolicyTerm | null {
  if (residual === undefined || residual.effect !== policy.effect) return null;
  // What is left stands in the conditions; a scope that is still open would be one that was not evaluated.
  const scopes: { op: string }[] = [residual.principal, residual.action, residual.resource];
  if (scopes.some(({ op }) => op !== 'All')) return null;
  return { ...policy, term: readConditions(residual.conditions) };
}
