/**
 * The policy engine: validated Cedar policies and one question, may this class of caller do this here?
 *
 * Takes policy files, gives decisions. Deny by default; whatever goes wrong while a policy is evaluated is a
 * denial too, because Cedar skips a policy that errs, and the skipped one may have been the forbid.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';
import { HubError, type Classification } from '@vigil/shared';
import { defaultPolicyDirectory, readPolicyFiles, type PolicyFiles } from './policy-files.js';
import type { Action, AgreementInForce, SubjectClass } from './subject-class.js';
import { keepWasmCallsApart } from './wasm-calls.js';

export interface PolicyQuestion {
  readonly subject: SubjectClass;
  readonly agreements: readonly AgreementInForce[];
  readonly action: Action;
  readonly classification: Classification;
  readonly owner: string;
}

export interface PolicyDecision {
  readonly allowed: boolean;
  /** ids of the policies that decided; empty when no policy permitted it, or when one erred */
  readonly determining: readonly string[];
}

export interface PolicyDescription {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly reason: string;
  readonly file: string;
}

export interface PolicyEngine {
  /** SHA-256 of the policy texts, hexadecimal */
  readonly version: string;
  readonly policies: readonly PolicyDescription[];
  decide(question: PolicyQuestion): PolicyDecision;
}

type Cedar = typeof CedarModule;

interface NamedPolicy extends PolicyDescription {
  readonly text: string;
}

const DENIED: PolicyDecision = Object.freeze({ allowed: false, determining: Object.freeze([]) });

/**
 * Reads and validates the policies.
 *
 * @param directory - another folder of policies; by default the ones of this package
 * @throws HubError POLICY_INVALID on anything but a flawless set: unreadable, ill-typed, warned about, unnamed
 */
export async function loadPolicyEngine(directory: string = defaultPolicyDirectory()): Promise<PolicyEngine> {
  keepWasmCallsApart();
  // Loaded here: a process that decides nothing by policy holds no 10 MB of WebAssembly.
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const files = await readPolicyFiles(directory);
  const policies = files.policies.flatMap((file) => namePolicies(cedar, file));
  requireDistinctIds(policies);
  const texts = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  requireValid(cedar, files.schema, texts);
  // Cedar keeps parsed sets under a name; a name that follows from the content cannot mix two sets up.
  const name = `vigil-${files.version}`;
  const schemaAnswer = cedar.preparseSchema(name, files.schema);
  if (schemaAnswer.type === 'failure') refuse('the schema', schemaAnswer.errors);
  const setAnswer = cedar.preparsePolicySet(name, { staticPolicies: texts });
  if (setAnswer.type === 'failure') refuse('the policies', setAnswer.errors);
  return Object.freeze({
    version: files.version,
    policies: Object.freeze(policies.map(({ id, effect, reason, file }) => ({ id, effect, reason, file }))),
    decide: (question: PolicyQuestion) => decide(cedar, name, question),
  });
}

function namePolicies(cedar: Cedar, { file, text }: PolicyFiles['policies'][number]): NamedPolicy[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') refuse(file, parts.errors);
  if (parts.policy_templates.length > 0) refuse(file, [{ message: 'templates are not used here' }]);
  return parts.policies.map((policy) => {
    const parsed = cedar.policyToJson(policy);
    if (parsed.type === 'failure') refuse(file, parsed.errors);
    const { id = '', reason = '' } = parsed.json.annotations ?? {};
    if (id === '' || reason === '') refuse(file, [{ message: 'every policy has an @id and a @reason' }]);
    return { id, reason, file, effect: parsed.json.effect, text: policy };
  });
}

function requireDistinctIds(policies: readonly NamedPolicy[]): void {
  const files = new Map<string, string>();
  for (const { id, file } of policies) {
    // Under one id the second would silently replace the first.
    if (files.has(id)) refuse(file, [{ message: `the id ${id} is taken` }]);
    files.set(id, file);
  }
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

function refuse(where: string, errors: readonly Pick<CedarModule.DetailedError, 'message'>[]): never {
  throw new HubError('POLICY_INVALID', `${where}: ${errors[0]?.message ?? 'invalid'}`, 'operator');
}

function decide(cedar: Cedar, name: string, question: PolicyQuestion): PolicyDecision {
  const { entities, principal, resource } = describe(question);
  const answer = cedar.statefulIsAuthorized({
    principal,
    action: { type: 'Action', id: question.action },
    resource,
    context: {},
    preparsedSchemaName: name,
    preparsedPolicySetId: name,
    validateRequest: true,
    entities,
  });
  if (answer.type !== 'success') return DENIED;
  const { decision, diagnostics } = answer.response;
  if (diagnostics.errors.length > 0) return DENIED;
  return { allowed: decision === 'allow', determining: [...diagnostics.reason].sort() };
}

function describe({ subject, agreements, classification, owner }: PolicyQuestion): {
  entities: CedarModule.EntityJson[];
  principal: { type: string; id: string };
  resource: { type: string; id: string };
} {
  const principal = { type: 'Caller', id: 'caller' };
  const resource = { type: 'Coordinate', id: 'coordinate' };
  const entities = [
    {
      uid: principal,
      attrs: {
        ...(subject.organisation === null ? {} : { organisation: subject.organisation }),
        purpose: subject.purpose,
        agreements: agreements.map(({ partner, purpose, class: dataClass }) => ({
          partner,
          purpose,
          class: dataClass,
        })),
      },
      parents: subject.roles.map((role) => ({ type: 'Role', id: role })),
    },
    {
      uid: resource,
      attrs: {
        class: classification.class,
        subject: classification.subject,
        flags: [...classification.flags],
        owner,
      },
      parents: [],
    },
  ];
  return { entities, principal, resource };
}
