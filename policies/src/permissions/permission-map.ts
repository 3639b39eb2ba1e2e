/**
 * The permission map: what one class of callers may do with each coordinate of the schema, and with whose data.
 *
 * Takes the engine, the classification and the agreements; gives a frozen lookup. Policies are asked once for each
 * action, with everything about the resource unknown; the answer is folded once for each distinct (class, subject,
 * flags) and spread over the coordinates, so that a request costs set lookups only. Hub and partner compile it alike,
 * each from its own copy.
 */
import { createHash } from 'node:crypto';
import {
  HubError,
  PARTNER_ID,
  canonicalJson,
  type AccessRequirement,
  type Agreement,
  type Classification,
} from '@vigil/shared';
import type { Residual } from '../residuals/residual.js';
import { agreementsInForce } from './agreements-in-force.js';
import { demandedObligations } from './contract-demands.js';
import type { Judgement, Verdict } from './judgement.js';
import { meetsRequirement } from './meets-requirement.js';
import { NO_OBLIGATIONS, type Obligations } from './obligations.js';
import type { PolicyCaller, PolicyEngine } from './policy-engine.js';
import { ACTIONS, HUB_OWNER, type Action, type SubjectClass } from './subject-class.js';
import { DENIED_VERDICT, answerTuple, type TupleAnswers } from './tuple-answers.js';

export interface PermissionMap {
  /**
   * covers everything the answers follow from: subject class, policies, veto, classification, requirements, owners,
   * agreements in force
   */
  readonly hash: string;
  readonly policyVersion: string;
  /** whose data it may be done with; HUB_OWNER besides the partners for PUBLIC coordinates; empty: nobody's */
  owners(action: Action, coordinate: string): ReadonlySet<string>;
  allows(action: Action, coordinate: string, owner: string): boolean;
  /** whose data may be read there, in the open or sealed: `unseal` for IDENTIFYING, `select` for all other classes */
  readers(coordinate: string): ReadonlySet<string>;
  mayRead(coordinate: string, owner: string): boolean;
  /** under which condition on the record; NEVER where it is not allowed at all */
  condition(action: Action, coordinate: string, owner: string): Residual;
  /** `readers` with the condition: that of `unseal` or of `select` */
  readCondition(coordinate: string, owner: string): Residual;
  /** what must be done with what is read there before it leaves */
  obligations(coordinate: string, owner: string): Obligations;
}

export interface CompilePermissionMapInput {
  readonly engine: PolicyEngine;
  readonly subject: SubjectClass;
  /** schema coordinate -> classification; a coordinate that is not in it is nobody's, ever */
  readonly classification: ReadonlyMap<string, Classification>;
  /** ids of the partners whose data is behind the graph */
  readonly owners: readonly string[];
  /** coordinate of an extension -> the one partner that owns it; every other coordinate is owned by all */
  readonly coordinateOwners?: ReadonlyMap<string, string>;
  /** coordinate -> what the SDL demands of the caller besides; they only ever deny */
  readonly requirements?: ReadonlyMap<string, AccessRequirement>;
  /** all agreements of the coalition; those not in force or not the caller's are left aside */
  readonly agreements: readonly Agreement[];
  readonly now: Date;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Compiles the permission map of one class of callers.
 *
 * @throws HubError COALITION_INVALID when an owner is no partner id
 */
export function compilePermissionMap(input: CompilePermissionMapInput): PermissionMap {
  const subject = normaliseSubject(input.subject);
  const owners = [...new Set(input.owners)].sort();
  if (!owners.every((owner) => PARTNER_ID.test(owner))) {
    throw new HubError('COALITION_INVALID', 'an owner is not a partner id', 'operator');
  }
  const caller = { subject, agreements: agreementsInForce({ ...input, subject }) };
  const compiled = { ...input, subject, owners };
  const answers = answerCoordinates(compiled, caller);
  const answer = (action: Action, coordinate: string): TupleAnswers | undefined =>
    answers.get(coordinate)?.get(action);
  const readAction = (coordinate: string): Action => readingAction(input.classification.get(coordinate));
  const verdict = (action: Action, coordinate: string, owner: string): Verdict =>
    answer(action, coordinate)?.verdict(owner) ?? DENIED_VERDICT;
  const ownersOf = (action: Action, coordinate: string): ReadonlySet<string> =>
    answer(action, coordinate)?.owners ?? NOBODY;
  const allows = (action: Action, coordinate: string, owner: string): boolean =>
    ownersOf(action, coordinate).has(owner);
  return Object.freeze({
    hash: hashMap(compiled, caller.agreements),
    policyVersion: input.engine.version,
    owners: ownersOf,
    allows,
    readers: (coordinate: string) => ownersOf(readAction(coordinate), coordinate),
    mayRead: (coordinate: string, owner: string) => allows(readAction(coordinate), coordinate, owner),
    condition: (action: Action, coordinate: string, owner: string) =>
      verdict(action, coordinate, owner).condition,
    readCondition: (coordinate: string, owner: string) =>
      verdict(readAction(coordinate), coordinate, owner).condition,
    obligations: (coordinate: string, owner: string) =>
      verdict(readAction(coordinate), coordinate, owner).obligations,
  });
}

/** The order of roles and scopes says nothing; an organisation that calls itself the hub is no organisation. */
export function normaliseSubject({
  organisation,
  roles,
  purpose,
  authenticated = false,
  scopes = [],
}: SubjectClass): Required<SubjectClass> {
  return {
    organisation: organisation === HUB_OWNER ? null : organisation,
    roles: [...new Set(roles)].sort(),
    purpose,
    authenticated,
    scopes: [...new Set(scopes)].sort(),
  };
}

/** Identifying data is read sealed or not at all. */
function readingAction(classification: Classification | undefined): Action {
  return classification?.class === 'IDENTIFYING' ? 'unseal' : 'select';
}

/** What does not meet its requirement is left out: nobody may do anything with it. */
function answerCoordinates(
  input: CompilePermissionMapInput,
  caller: PolicyCaller,
): ReadonlyMap<string, ReadonlyMap<Action, TupleAnswers>> {
  const { classification, coordinateOwners, requirements } = input;
  const answerTuples = createTuples(input, caller);
  const meets = createRequirementCheck(input, caller);
  const spread = new Map<string, ReadonlyMap<Action, TupleAnswers>>();
  for (const [coordinate, classified] of classification) {
    const requirement = requirements?.get(coordinate);
    if (requirement !== undefined && !meets(requirement)) continue;
    const sole = coordinateOwners?.get(coordinate);
    spread.set(coordinate, answerTuples(coordinate, classified, sole));
  }
  return spread;
}

function createRequirementCheck(
  { engine }: CompilePermissionMapInput,
  caller: PolicyCaller,
): (requirement: AccessRequirement) => boolean {
  let satisfied: ((name: string) => boolean) | undefined;
  // Most schemas name no policy: then Cedar is not asked about any.
  const satisfies = (name: string): boolean => (satisfied ??= engine.satisfiedBy(caller))(name);
  return (requirement) => meetsRequirement(requirement, caller.subject, satisfies);
}

/** Folds each distinct tuple once; what one partner alone owns is a tuple of its own. */
function createTuples(
  { engine, owners }: CompilePermissionMapInput,
  caller: PolicyCaller,
): (
  coordinate: string,
  classified: Classification,
  sole: string | undefined,
) => ReadonlyMap<Action, TupleAnswers> {
  const judges = new Map(ACTIONS.map((action) => [action, engine.judgesFor({ ...caller, action })] as const));
  const judged = new Map<string, ReadonlyMap<Action, Judgement>>();
  const answered = new Map<string, ReadonlyMap<Action, TupleAnswers>>();
  return (coordinate, classified, sole) => {
    const { class: dataClass, subject, flags } = classified;
    const tuple = JSON.stringify([dataClass, subject, [...flags].sort()]);
    const demanded = demandedObligations(coordinate, classified);
    const key = JSON.stringify([tuple, describeObligations(demanded), sole ?? null]);
    const known = answered.get(key);
    if (known !== undefined) return known;
    const judgements = judged.get(tuple) ?? mapValues(judges, (judge) => judge(classified));
    judged.set(tuple, judgements);
    const asked = candidates(classified, owners, sole);
    const reading = readingAction(classified);
    const answers = mapValues(judgements, (judgement, action) =>
      answerTuple(judgement, asked, action === reading ? demanded : NO_OBLIGATIONS),
    );
    answered.set(key, answers);
    return answers;
  };
}

/**
 * What is PUBLIC belongs to the hub as well; everything else only ever to a partner. What one partner alone owns is
 * never the hub's, PUBLIC or not: there is nobody else who could answer for it.
 */
function candidates(
  { class: dataClass }: Classification,
  owners: readonly string[],
  sole: string | undefined,
): readonly string[] {
  if (sole !== undefined) return owners.filter((owner) => owner === sole);
  return dataClass === 'PUBLIC' ? [HUB_OWNER, ...owners] : owners;
}

function mapValues<From, To>(
  map: ReadonlyMap<Action, From>,
  change: (value: From, action: Action) => To,
): ReadonlyMap<Action, To> {
  return new Map([...map].map(([action, value]) => [action, change(value, action)] as const));
}

function describeObligations({ generalise, pseudonymise, seal }: Obligations): unknown[] {
  return [[...generalise].sort(), pseudonymise, seal];
}

function hashMap(input: CompilePermissionMapInput, agreements: PolicyCaller['agreements']): string {
  const classification = [...input.classification]
    .map(
      ([coordinate, { class: dataClass, subject, flags }]) =>
        [coordinate, dataClass, subject, [...flags].sort()] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const covered = {
    subject: input.subject,
    policyVersion: input.engine.version,
    vetoVersion: input.engine.vetoVersion,
    classification,
    owners: input.owners,
    coordinateOwners: sortedEntries(input.coordinateOwners),
    requirements: sortedEntries(input.requirements),
    agreements,
  };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}

function sortedEntries<Entry>(map: ReadonlyMap<string, Entry> | undefined): (readonly [string, Entry])[] {
  return [...(map ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}
