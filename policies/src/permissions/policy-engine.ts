/**
 * The policy engine: validated Cedar policies and one question, may this class of caller do this here?
 *
 * Takes policy files, gives judgements: what each policy says before the record is known, and Cedar's own
 * decision when it is. Deny by default; whatever goes wrong while a policy is evaluated is a denial too, because
 * Cedar skips a policy that errs, and the skipped one may have been the forbid.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';
import type { Classification } from '@vigil/shared';
import { foldTerm, knownValue, type Operand } from '../residuals/fold-term.js';
import { ALWAYS, type RecordFacts } from '../residuals/residual.js';
import {
  PRINCIPAL,
  COORDINATE,
  agreementRecord,
  callerEntity,
  coordinateEntity,
  unknownCoordinateEntity,
  unknownRequirementEntity,
} from './cedar-entities.js';
import { keepTerms, type EvaluateFor } from './kept-terms.js';
import { conclude, type Judgement, type PolicyOutcome, type Verdict } from './judgement.js';
import { evaluatePartially, type PolicyTerm } from './partial-evaluation.js';
import { defaultPolicyDirectory, readPolicyFiles, readVetoFiles } from './policy-files.js';
import { readPolicySet, refuse, type Cedar, type PolicyDescription, type PolicySet } from './policy-set.js';
import {
  ACTIONS,
  HUB_OWNER,
  type Action,
  type AgreementInForce,
  type SubjectClass,
} from './subject-class.js';
import { keepWasmCallsApart } from './wasm-calls.js';

/** Who asks, with all agreements in force for the caller's organisation, whoever their partner is. */
export interface PolicyCaller {
  readonly subject: SubjectClass;
  readonly agreements: readonly AgreementInForce[];
}

export interface PolicyQuestion extends PolicyCaller {
  readonly action: Action;
  readonly classification: Classification;
  readonly owner: string;
  /** what is known of the record besides its owner */
  readonly record?: Partial<Omit<RecordFacts, 'owner'>>;
}

export interface PolicyDecision {
  readonly allowed: boolean;
  /** ids of the policies that decided; empty when no policy permitted it, or when one erred */
  readonly determining: readonly string[];
}

export interface PolicyEngine {
  /** SHA-256 of the coalition's policy texts, hexadecimal */
  readonly version: string;
  /** the same of this partner's own veto; null without one. Nobody else knows it, so it is no part of `version` */
  readonly vetoVersion: string | null;
  readonly policies: readonly PolicyDescription[];
  /**
   * Asks once for all coordinates: one partial evaluation, whatever the number of partners.
   *
   * @returns what every policy says about one class, subject and set of flags
   */
  judgesFor(
    caller: PolicyCaller & { readonly action: Action },
  ): (classification: Classification) => Judgement;
  /** what is left to know, and what follows, when these facts are known */
  judge(question: PolicyQuestion): Verdict;
  /** Cedar's own answer; a fact of the record that is missing or null denies */
  decide(question: PolicyQuestion): PolicyDecision;
  /** whether the caller satisfies a requirement that an SDL names in `@policy`; an unknown name is satisfied by nobody */
  satisfiedBy(caller: PolicyCaller): (name: string) => boolean;
}

export interface LoadPolicyOptions {
  /** folder of this partner's own forbids */
  readonly veto?: string;
}

/** The action of the requirements that an SDL names in `@policy`. */
const SATISFY = 'satisfy';

const DENIED: PolicyDecision = Object.freeze({ allowed: false, determining: Object.freeze([]) });

/**
 * Reads and validates the policies.
 *
 * @param directory - another folder of policies; by default the ones of this package
 * @throws HubError POLICY_INVALID on anything but a flawless set: unreadable, ill-typed, warned about, unnamed
 */
export async function loadPolicyEngine(
  directory: string = defaultPolicyDirectory(),
  { veto }: LoadPolicyOptions = {},
): Promise<PolicyEngine> {
  keepWasmCallsApart();
  // Loaded here: a process that decides nothing by policy holds no 10 MB of WebAssembly.
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const files = await readPolicyFiles(directory);
  const vetoes = veto === undefined ? { policies: [], version: null } : await readVetoFiles(veto);
  const set = readPolicySet(cedar, files, vetoes);
  // Cedar keeps parsed sets under a name; a name that follows from the content cannot mix two sets up.
  const name = `vigil-${files.version}-${vetoes.version ?? 'none'}`;
  const schemaAnswer = cedar.preparseSchema(name, files.schema);
  if (schemaAnswer.type === 'failure') refuse('the schema', schemaAnswer.errors);
  const setAnswer = cedar.preparsePolicySet(name, { staticPolicies: { ...set.texts } });
  if (setAnswer.type === 'failure') refuse('the policies', setAnswer.errors);
  requireKnownSchema(cedar, set);
  const evaluate = keepTerms((subject, action) =>
    evaluatePartially(cedar, set, {
      action,
      principal: callerEntity(subject, null),
      resource: action === SATISFY ? unknownRequirementEntity() : unknownCoordinateEntity(),
    }),
  );
  const judgesFor: PolicyEngine['judgesFor'] = (caller) => judgeFor(evaluate, caller);
  return Object.freeze({
    version: files.version,
    vetoVersion: vetoes.version,
    policies: set.policies,
    judgesFor,
    judge: (question: PolicyQuestion) =>
      conclude(judgesFor(question)(question.classification), { ...question.record, owner: question.owner }),
    decide: (question: PolicyQuestion) => decide(cedar, name, question),
    satisfiedBy: (caller: PolicyCaller) => satisfiedBy(evaluate, caller),
  });
}

/** A schema that declares other attributes or actions than ours would deny everything, silently and for ever. */
function requireKnownSchema(cedar: Cedar, { schema }: PolicySet): void {
  const subject: SubjectClass = { organisation: null, roles: [], purpose: 'STATISTICS' };
  const entities = [callerEntity(subject, []), unknownCoordinateEntity(), unknownRequirementEntity()];
  const actions = Object.values(schema).flatMap((namespace) => Object.keys(namespace.actions));
  const known =
    cedar.checkParseEntities({ entities, schema }).type === 'success' &&
    [...ACTIONS, SATISFY].every((action) => actions.includes(action));
  if (!known) refuse('the schema', [{ message: 'is not the one that this version of Vigil asks by' }]);
}

function judgeFor(
  evaluate: EvaluateFor,
  { subject, agreements, action }: PolicyCaller & { readonly action: Action },
): (classification: Classification) => Judgement {
  const terms = evaluate(subject, action);
  const known = knownValue(agreements.map(agreementRecord));
  return (classification) => terms && judgeTerms(terms, knownAttributes(known, classification));
}

function knownAttributes(
  agreements: Operand,
  { class: dataClass, subject, flags }: Classification,
): ReadonlyMap<string, Operand> {
  return new Map([
    ['agreements', agreements],
    ['class', knownValue(dataClass)],
    ['subject', knownValue(subject)],
    ['flags', knownValue([...flags])],
  ]);
}

function judgeTerms(terms: readonly PolicyTerm[], known: ReadonlyMap<string, Operand>): Judgement {
  const outcomes: PolicyOutcome[] = [];
  for (const { id, effect, obligations, term } of terms) {
    const residual = foldTerm(term, known);
    if (residual === null) return null;
    outcomes.push({ id, effect, residual, obligations });
  }
  return outcomes;
}

function satisfiedBy(
  evaluate: EvaluateFor,
  { subject, agreements }: PolicyCaller,
): (name: string) => boolean {
  const terms = evaluate(subject, SATISFY);
  const inForce = knownValue(agreements.map(agreementRecord));
  return (name) => {
    const known = new Map([
      ['agreements', inForce],
      ['name', knownValue(name)],
    ]);
    const judgement = terms && judgeTerms(terms, known);
    // There is no record behind a requirement: what is not certain is denied.
    return conclude(judgement, { owner: HUB_OWNER }).condition === ALWAYS;
  };
}

function decide(
  cedar: Cedar,
  name: string,
  { subject, agreements, action, classification, owner, record }: PolicyQuestion,
): PolicyDecision {
  const entities: CedarModule.EntityJson[] = [
    callerEntity(subject, agreements),
    coordinateEntity(classification, { ...record, owner }),
  ];
  const answer = cedar.statefulIsAuthorized({
    principal: PRINCIPAL,
    action: { type: 'Action', id: action },
    resource: COORDINATE,
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
