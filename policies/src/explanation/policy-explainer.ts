/**
 * Why a question is answered as it is: what each policy says to it, and which of its clauses are met.
 *
 * Takes the same files as the engine and a question, gives a verdict for every policy. Each clause is put to Cedar
 * itself, all in one call, with what is not known of the record left unknown. Decides nothing: the permission map
 * does.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';
import { HubError, type Classification } from '@vigil/shared';
import {
  callerEntity,
  coordinateEntity,
  unknownCoordinateEntity,
  unknownRequirementEntity,
} from '../permissions/cedar-entities.js';
import { defaultPolicyDirectory, readPolicyFiles } from '../permissions/policy-files.js';
import type { Action, AgreementInForce, SubjectClass } from '../permissions/subject-class.js';
import { keepWasmCallsApart } from '../permissions/wasm-calls.js';
import type { RecordFacts } from '../residuals/residual.js';
import { clausesOf, type Clause, type PolicyJson } from './policy-clauses.js';

/** Met, not met, up to the record, or such that Cedar could not apply it. */
export type ClauseVerdict = 'met' | 'not met' | 'depends' | 'fails';
export type PolicyVerdictKind = 'applies' | 'does not apply' | 'depends' | 'fails';

export interface JudgedClause extends Pick<Clause, 'kind' | 'text'> {
  readonly verdict: ClauseVerdict;
}

export interface PolicyVerdict {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly reason: string;
  readonly file: string;
  /** `fails`: Cedar could not apply it, so everything is denied */
  readonly verdict: PolicyVerdictKind;
  readonly clauses: readonly JudgedClause[];
}

export interface ExplainedQuestion {
  readonly subject: SubjectClass;
  readonly agreements: readonly AgreementInForce[];
  readonly owner: string;
  /** what is known of the record; null and what is left out: not known */
  readonly record?: Partial<RecordFacts>;
  readonly asked:
    | { readonly action: Action; readonly classification: Classification }
    /** a policy that `@policy` names */
    | { readonly action: 'satisfy'; readonly requirement: string };
}

export interface PolicyExplainer {
  /** the policies as Cedar reads them, in the order of files */
  readonly policies: readonly { readonly id: string; readonly file: string; readonly json: PolicyJson }[];
  /** @returns a verdict for each policy, in the order of files */
  explain(question: ExplainedQuestion): PolicyVerdict[];
}

interface ReadPolicy {
  readonly id: string;
  readonly reason: string;
  readonly file: string;
  readonly json: PolicyJson;
  readonly clauses: readonly Clause[];
}

/**
 * @param directory - a folder that `loadPolicyEngine` takes
 * @throws HubError POLICY_INVALID when it would refuse a file as no Cedar
 */
export async function createPolicyExplainer(
  directory: string = defaultPolicyDirectory(),
): Promise<PolicyExplainer> {
  keepWasmCallsApart();
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const { policies: files } = await readPolicyFiles(directory);
  const policies = files.flatMap(({ file, text }) => {
    const parts = cedar.policySetTextToParts(text);
    if (parts.type === 'failure') return refuse(file);
    return parts.policies.map((policy) => readPolicy(cedar, file, policy));
  });
  const questions = Object.fromEntries(
    policies.flatMap(({ json, clauses }, index) => [
      [wholeName(index), json],
      ...clauses.map(({ asPolicy }, place) => [clauseName(index, place), asPolicy] as const),
    ]),
  );
  return Object.freeze({
    policies: Object.freeze(policies.map(({ id, file, json }) => ({ id, file, json }))),
    explain: (question: ExplainedQuestion) => {
      const verdicts = ask(cedar, questions, question);
      return policies.map((policy, index) => judge(policy, index, verdicts));
    },
  });
}

function readPolicy(cedar: typeof CedarModule, file: string, text: string): ReadPolicy {
  const parsed = cedar.policyToJson(text);
  if (parsed.type === 'failure') return refuse(file);
  const { id = '', reason = '' } = parsed.json.annotations ?? {};
  return {
    id,
    reason,
    file,
    json: parsed.json,
    clauses: clausesOf(cedar, parsed.json),
  };
}

function refuse(file: string): never {
  throw new HubError('POLICY_INVALID', `${file}: is no Cedar`, 'operator');
}

const wholeName = (policy: number): string => `p${policy}`;
const clauseName = (policy: number, clause: number): string => `p${policy}c${clause}`;

/** What Cedar says to each of the policies, by the name it was given. */
function ask(
  cedar: typeof CedarModule,
  staticPolicies: Record<string, PolicyJson>,
  question: ExplainedQuestion,
): (name: string) => ClauseVerdict {
  const principal = callerEntity(question.subject, question.agreements);
  const resource = resourceEntity(question);
  const answer = cedar.isAuthorizedPartial({
    principal: principal.uid,
    action: { type: 'Action', id: question.asked.action },
    resource: resource.uid,
    context: {},
    policies: { staticPolicies },
    entities: [principal, resource],
  });
  if (answer.type === 'failure') return () => 'fails';
  const { satisfied, errored, residuals } = answer.response;
  const [met, failed] = [new Set(satisfied), new Set(errored)];
  return (name) => {
    if (failed.has(name)) return 'fails';
    if (met.has(name)) return 'met';
    const body = residuals[name]?.conditions[0]?.body;
    return body !== undefined && 'Value' in body && body.Value === false ? 'not met' : 'depends';
  };
}

/** Everything that is known put in, all else of the record left unknown. */
function resourceEntity({ asked, owner, record = {} }: ExplainedQuestion): CedarModule.EntityJson {
  if (asked.action === 'satisfy')
    return { ...unknownRequirementEntity(), attrs: { name: asked.requirement } };
  const unknown = unknownCoordinateEntity();
  const known = coordinateEntity(asked.classification, { ...record, owner });
  return { ...known, attrs: { ...unknown.attrs, ...known.attrs } };
}

function judge(policy: ReadPolicy, index: number, verdictOf: (name: string) => ClauseVerdict): PolicyVerdict {
  const { id, reason, file, json, clauses } = policy;
  const whole = verdictOf(wholeName(index));
  // Cedar reads from left to right: what could not be read after a clause that is not met was never reached.
  let reached = true;
  const judged = clauses.map(({ kind, text }, place) => {
    const verdict = verdictOf(clauseName(index, place));
    const failed = verdict === 'fails' && reached && whole === 'fails';
    reached &&= verdict !== 'not met';
    return { kind, text, verdict: verdict === 'fails' && !failed ? ('not met' as const) : verdict };
  });
  // Partial evaluation keeps `unknown && false`; one clause that is not met settles it.
  const settled = whole === 'depends' && judged.some(({ verdict }) => verdict === 'not met');
  return {
    id,
    effect: json.effect,
    reason,
    file,
    verdict: settled ? 'does not apply' : KINDS[whole],
    clauses: judged,
  };
}

const KINDS: Readonly<Record<ClauseVerdict, PolicyVerdictKind>> = {
  met: 'applies',
  'not met': 'does not apply',
  depends: 'depends',
  fails: 'fails',
};
