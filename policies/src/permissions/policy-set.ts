/**
 * A set of policies that is fit to decide: every one parsed, named, reasoned, typed against the schema.
 *
 * Takes texts, gives the set as Cedar wants it and as people read it. Anything that is not flawless is refused:
 * a policy with a slip in it may be the forbid that everybody relies on.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';
import { HubError } from '@vigil/shared';
import { readObligations, type Obligations } from './obligations.js';
import type { PolicyFile, PolicyFiles, VetoFiles } from './policy-files.js';

export type Cedar = typeof CedarModule;

export interface PolicyDescription {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly reason: string;
  /** `agreements.cedar`; of a partner's veto `veto/<name>.cedar` */
  readonly file: string;
  /** none for a forbid */
  readonly obligations: Obligations;
}

export interface PolicySet {
  readonly policies: readonly PolicyDescription[];
  readonly texts: Readonly<Record<string, string>>;
  /** parsed once: partial evaluation takes no prepared set */
  readonly json: Readonly<Record<string, CedarModule.PolicyJson>>;
  readonly schema: CedarModule.SchemaJson<string>;
}

interface NamedPolicy {
  readonly description: PolicyDescription;
  readonly text: string;
  readonly json: CedarModule.PolicyJson;
}

/** A name that is misspelt would be an obligation that nobody applies. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['id', 'reason', 'generalise', 'pseudonymise', 'seal']);

/** @throws HubError POLICY_INVALID on anything but a flawless set: ill-typed, warned about, unnamed */
export function readPolicySet(cedar: Cedar, files: PolicyFiles, veto: VetoFiles): PolicySet {
  const coalition = files.policies.flatMap((file) => namePolicies(cedar, file));
  const vetoes = veto.policies.flatMap((file) => namePolicies(cedar, file));
  for (const { description } of vetoes) {
    if (description.effect === 'permit')
      refuse(description.file, [{ message: `${description.id} permits: a veto only forbids` }]);
  }
  const policies = [...coalition, ...vetoes];
  requireDistinctIds(policies.map(({ description }) => description));
  const texts = Object.fromEntries(policies.map(({ description, text }) => [description.id, text]));
  const schema = readSchema(cedar, files.schema);
  requireValid(cedar, files.schema, texts);
  return {
    policies: Object.freeze(policies.map(({ description }) => Object.freeze(description))),
    texts,
    // Reasons are for people: evaluation would only copy them to and fro.
    json: Object.fromEntries(
      policies.map(({ description, json }) => [description.id, { ...json, annotations: {} }]),
    ),
    schema,
  };
}

function namePolicies(cedar: Cedar, { file, text }: PolicyFile): NamedPolicy[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') refuse(file, parts.errors);
  if (parts.policy_templates.length > 0) refuse(file, [{ message: 'templates are not used here' }]);
  return parts.policies.map((policy) => {
    const parsed = cedar.policyToJson(policy);
    if (parsed.type === 'failure') refuse(file, parsed.errors);
    return { description: describePolicy(file, parsed.json), text: policy, json: parsed.json };
  });
}

function describePolicy(
  file: string,
  { effect, annotations = {} }: CedarModule.PolicyJson,
): PolicyDescription {
  // Cedar gives null for an annotation without a text, its types say otherwise.
  const given = new Map(
    Object.entries(annotations as Record<string, string | null>).map(
      ([name, text]) => [name, text ?? ''] as const,
    ),
  );
  const [id, reason] = [given.get('id') ?? '', given.get('reason') ?? ''];
  if (id === '' || reason === '') refuse(file, [{ message: 'every policy has an @id and a @reason' }]);
  const unknown = [...given.keys()].find((name) => !ANNOTATIONS.has(name));
  if (unknown !== undefined) refuse(file, [{ message: `${id}: there is no annotation @${unknown}` }]);
  const obligations = readObligations(Object.fromEntries(given));
  if (obligations === null) refuse(file, [{ message: `${id}: the obligations cannot be read` }]);
  if (effect === 'forbid' && given.size > 2)
    refuse(file, [{ message: `${id}: only a permit carries obligations` }]);
  return { id, effect, reason, file, obligations };
}

function requireDistinctIds(policies: readonly PolicyDescription[]): void {
  const taken = new Set<string>();
  for (const { id, file } of policies) {
    // Under one id the second would silently replace the first.
    if (taken.has(id)) refuse(file, [{ message: `the id ${id} is taken` }]);
    taken.add(id);
  }
}

function readSchema(cedar: Cedar, text: string): CedarModule.SchemaJson<string> {
  const answer = cedar.schemaToJson(text);
  if (answer.type === 'failure') refuse('the schema', answer.errors);
  return answer.json;
}

function requireValid(cedar: Cedar, schema: string, policies: Record<string, string>): void {
  const answer = cedar.validate({
    validationSettings: { mode: 'strict' },
    schema,
    policies: { staticPolicies: policies },
  });
  if (answer.type === 'failure') refuse('the policies', answer.errors);
  const findings = [...answer.validationErrors, ...answer.validationWarnings];
  const [first] = findings;
  if (first) refuse(first.policyId, [first.error]);
  if (answer.otherWarnings.length > 0) refuse('the policies', answer.otherWarnings);
}

export function refuse(where: string, errors: readonly Pick<CedarModule.DetailedError, 'message'>[]): never {
  throw new HubError('POLICY_INVALID', `${where}: ${errors[0]?.message ?? 'invalid'}`, 'operator');
}
