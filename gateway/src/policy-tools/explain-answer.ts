/**
 * Why a caller gets, or does not get, what stands at one coordinate.
 *
 * Takes a question, gives for each owner the answer of the permission map, the policies behind it, and for a denial
 * what is missing. The answer is the one that hub and partner enforce; the reasons are Cedar's.
 */
import {
  HUB_OWNER,
  agreementsInForce,
  demandedObligations,
  putFacts,
  type Action,
  type AgreementInForce,
  type Obligations,
  type PolicyVerdict,
  type RecordFacts,
  type Residual,
  type SubjectClass,
} from '@vigil/policies';
import { HubError, type Agreement, type Classification } from '@vigil/shared';
import { obligationNames, obligationsInWords } from './obligation-names.js';
import { compileMap, usualAction, type PolicyBook, type SchemaBook } from './policy-book.js';
import { unmetDemands } from './unmet-demands.js';

export interface ExplainInput {
  readonly book: PolicyBook;
  readonly schema: SchemaBook;
  readonly subject: SubjectClass;
  readonly coordinate: string;
  /** default: what the coordinate is usually used for */
  readonly action?: Action;
  readonly owners: readonly string[];
  readonly agreements: readonly Agreement[];
  readonly record?: Partial<Omit<RecordFacts, 'owner'>>;
  readonly now: Date;
}

export interface OwnerAnswer {
  readonly owner: string;
  readonly agreements: readonly AgreementInForce[];
  readonly answer: 'allowed' | 'denied' | 'conditional';
  /** on what is not known of the record */
  readonly condition: Residual;
  /** what is done with it before it leaves; null for a denial, and for what is not read */
  readonly obligations: Obligations | null;
  /** policies that decided, or that decide once the record is known */
  readonly deciding: readonly PolicyVerdict[];
  /** every policy, in the order of files */
  readonly policies: readonly PolicyVerdict[];
  /** of a denial: why, one sentence each */
  readonly because: readonly string[];
}

export interface Explanation {
  readonly coordinate: string;
  readonly classification: Classification;
  readonly action: Action;
  readonly subject: SubjectClass;
  readonly policyVersion: string;
  readonly owners: readonly OwnerAnswer[];
}

/** @throws HubError NOT_FOUND for a coordinate that no schema given has */
export function explainAnswer(input: ExplainInput): Explanation {
  const { book, schema, coordinate, subject } = input;
  const classification = schema.classification.get(coordinate);
  if (classification === undefined)
    throw new HubError(
      'NOT_FOUND',
      `${coordinate} is in no schema given, so it is denied to everybody; a partner's own needs --extension <partner>=<file>`,
      'operator',
    );
  const action = input.action ?? usualAction(schema, coordinate);
  return {
    coordinate,
    classification,
    action,
    subject,
    policyVersion: book.engine.version,
    owners: ownersOf(input, classification).map((owner) =>
      explainOwner({ ...input, action, classification }, owner),
    ),
  };
}

function ownersOf(
  { schema, coordinate, owners }: ExplainInput,
  { class: dataClass }: Classification,
): string[] {
  const sole = schema.coordinateOwners.get(coordinate);
  if (sole !== undefined) return [sole];
  return dataClass === 'PUBLIC' ? [HUB_OWNER, ...owners] : [...owners];
}

interface Asked extends ExplainInput {
  readonly action: Action;
  readonly classification: Classification;
}

function explainOwner(asked: Asked, owner: string): OwnerAnswer {
  const { book, schema, subject, coordinate, action, classification, record = {}, now } = asked;
  const partners = owner === HUB_OWNER ? [] : [owner];
  const map = compileMap(book, schema, { subject, owners: partners, agreements: asked.agreements, now });
  const condition = putFacts(map.condition(action, coordinate, owner), record);
  const agreements = agreementsInForce({ agreements: asked.agreements, now, subject }).filter(
    ({ partner }) => partner === owner,
  );
  const policies = book.explainer.explain({
    subject,
    agreements,
    owner,
    record: { ...record, owner },
    asked: { action, classification },
  });
  const answer = answerOf(condition);
  const unmet =
    answer === 'denied' ? [...unmetDemands(asked, agreements), ...missingObligations(asked, policies)] : [];
  const isRead = action === 'select' || action === 'unseal';
  return {
    owner,
    agreements,
    answer,
    condition,
    obligations: answer === 'denied' || !isRead ? null : map.obligations(coordinate, owner),
    deciding: decidingOf(answer, policies),
    policies,
    because: answer === 'denied' ? reasonsOf(policies, unmet, record) : [],
  };
}

function answerOf(condition: Residual): OwnerAnswer['answer'] {
  if (condition.kind !== 'constant') return 'conditional';
  return condition.value ? 'allowed' : 'denied';
}

/** Of a denial the forbids: those that apply, or where none does, those that leave no record over. */
function decidingOf(answer: OwnerAnswer['answer'], policies: readonly PolicyVerdict[]): PolicyVerdict[] {
  const speaking = policies.filter(({ verdict }) => verdict !== 'does not apply');
  if (answer !== 'denied') return speaking;
  const certain = speaking.filter(
    ({ effect, verdict }) => verdict === 'fails' || (effect === 'forbid' && verdict === 'applies'),
  );
  const isPermitted = speaking.some(({ effect }) => effect === 'permit');
  return certain.length > 0 || !isPermitted ? certain : speaking;
}

function reasonsOf(
  policies: readonly PolicyVerdict[],
  unmet: readonly string[],
  record: ExplainInput['record'],
): string[] {
  const speaking = policies.filter(({ verdict }) => verdict !== 'does not apply');
  const failing = speaking.filter(({ verdict }) => verdict === 'fails');
  if (failing.length > 0) return [`${ids(failing)} cannot be applied, and that denies everything`];
  const reasons: string[] = [];
  const forbidding = speaking.filter(({ effect, verdict }) => effect === 'forbid' && verdict === 'applies');
  if (forbidding.length > 0) reasons.push(`forbidden by ${ids(forbidding)}`);
  if (speaking.every(({ effect }) => effect === 'forbid')) reasons.push('no policy permits it');
  reasons.push(...unmet);
  const notKnown = Object.entries(record ?? {}).filter(([, fact]) => fact === null);
  if (reasons.length === 0 && notKnown.length > 0)
    reasons.push(`what the condition depends on is not known: ${notKnown.map(([name]) => name).join(', ')}`);
  if (reasons.length === 0)
    reasons.push(
      'no record can meet what the policies ask for, or what they demand is less than the contract does',
    );
  return reasons;
}

/** What the contract promises about its own fields, and no policy that permits them demands. */
function missingObligations(
  { book, coordinate, classification, action }: Asked,
  verdicts: readonly PolicyVerdict[],
): string[] {
  const reading = classification.class === 'IDENTIFYING' ? 'unseal' : 'select';
  const permitting = new Set(
    verdicts
      .filter(({ effect, verdict }) => effect === 'permit' && verdict !== 'does not apply')
      .map(({ id }) => id),
  );
  if (action !== reading || permitting.size === 0) return [];
  const carried = book.engine.policies
    .filter(({ id }) => permitting.has(id))
    .flatMap(({ obligations }) => obligationNames(obligations));
  const missing = obligationNames(demandedObligations(coordinate, classification)).filter(
    (name) => !carried.includes(name),
  );
  if (missing.length === 0) return [];
  return [`the contract demands that ${obligationsInWords(missing)}, and no policy that permits it says so`];
}

function ids(policies: readonly PolicyVerdict[]): string {
  return policies.map(({ id }) => id).join(', ');
}
