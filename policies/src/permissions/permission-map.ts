/**
 * The permission map: what one class of callers may do with each coordinate of the schema, and with whose data.
 *
 * Takes the engine, the classification and the agreements; gives a frozen lookup. Policies are asked once per
 * distinct (action, class, subject, flags, owner) and the answer is spread over the coordinates, so that a
 * request costs set lookups only. Hub and partner compile it alike, each from its own copy.
 */
import { createHash } from 'node:crypto';
import { HubError, PARTNER_ID, canonicalJson, type Agreement, type Classification } from '@vigil/shared';
import type { PolicyEngine } from './policy-engine.js';
import {
  ACTIONS,
  HUB_OWNER,
  type Action,
  type AgreementInForce,
  type SubjectClass,
} from './subject-class.js';

export interface PermissionMap {
  /** covers everything the answers follow from: subject class, policies, classification, owners, agreements in force */
  readonly hash: string;
  readonly policyVersion: string;
  /** whose data it may be done with; HUB_OWNER besides the partners for PUBLIC coordinates; empty: nobody's */
  owners(action: Action, coordinate: string): ReadonlySet<string>;
  allows(action: Action, coordinate: string, owner: string): boolean;
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
  const agreements = agreementsInForce({ ...input, subject });
  const decided = new Map(
    ACTIONS.map((action) => [action, spread({ ...input, subject, owners }, agreements, action)] as const),
  );
  const hash = hashMap({ ...input, subject, owners }, agreements);
  const ownersOf = (action: Action, coordinate: string): ReadonlySet<string> =>
    decided.get(action)?.get(coordinate) ?? NOBODY;
  return Object.freeze({
    hash,
    policyVersion: input.engine.version,
    owners: ownersOf,
    allows: (action: Action, coordinate: string, owner: string) => ownersOf(action, coordinate).has(owner),
  });
}

/** The order of roles says nothing; an organisation that calls itself the hub is no organisation. */
export function normaliseSubject({ organisation, roles, purpose }: SubjectClass): SubjectClass {
  return {
    organisation: organisation === HUB_OWNER ? null : organisation,
    roles: [...new Set(roles)].sort(),
    purpose,
  };
}

/** What agreements open to the caller's organisation on this day, UTC; first and last day included. */
export function agreementsInForce(
  input: Pick<CompilePermissionMapInput, 'agreements' | 'now'> & { readonly subject: SubjectClass },
): AgreementInForce[] {
  const { organisation } = input.subject;
  if (organisation === null) return [];
  const today = input.now.toISOString().slice(0, 10);
  const opened = input.agreements
    .filter(({ recipient }) => recipient === organisation)
    .filter(({ validFrom, validTo }) => validFrom <= today && today <= validTo)
    .flatMap(({ partner, purposes, classes }) =>
      purposes.flatMap((purpose) => classes.map((dataClass) => ({ partner, purpose, class: dataClass }))),
    );
  const distinct = new Map(opened.map((agreement) => [agreementKey(agreement), agreement]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, agreement]) => agreement);
}

function agreementKey(agreement: AgreementInForce): string {
  return JSON.stringify([agreement.partner, agreement.purpose, agreement.class]);
}

function spread(
  { engine, subject, classification, owners, coordinateOwners }: CompilePermissionMapInput,
  agreements: readonly AgreementInForce[],
  action: Action,
): ReadonlyMap<string, ReadonlySet<string>> {
  // An agreement opens the data of the partner that signed it: a question about one owner's data holds that
  // owner's agreements only. Handing over all of them would make many partners cost the square of their number.
  const signedBy = (owner: string): readonly AgreementInForce[] =>
    agreements.filter(({ partner }) => partner === owner);
  const ownAgreements = new Map(owners.map((owner) => [owner, signedBy(owner)] as const));
  const decided = new Map<string, ReadonlySet<string>>();
  const spreadOver = new Map<string, ReadonlySet<string>>();
  for (const [coordinate, classified] of classification) {
    const tuple = JSON.stringify([classified.class, classified.subject, [...classified.flags].sort()]);
    let allowed = decided.get(tuple);
    if (allowed === undefined) {
      // What is PUBLIC belongs to the hub as well; everything else only ever to a partner.
      const candidates = classified.class === 'PUBLIC' ? [HUB_OWNER, ...owners] : owners;
      allowed = new Set(
        candidates.filter(
          (owner) =>
            engine.decide({
              subject,
              agreements: ownAgreements.get(owner) ?? [],
              action,
              classification: classified,
              owner,
            }).allowed,
        ),
      );
      decided.set(tuple, allowed);
    }
    const sole = coordinateOwners?.get(coordinate);
    spreadOver.set(coordinate, sole === undefined ? allowed : only(sole, allowed));
  }
  return spreadOver;
}

/** What one partner alone owns is never the hub's, PUBLIC or not: there is nobody else who could answer for it. */
function only(owner: string, allowed: ReadonlySet<string>): ReadonlySet<string> {
  return owner !== HUB_OWNER && allowed.has(owner) ? new Set([owner]) : NOBODY;
}

function hashMap(input: CompilePermissionMapInput, agreements: readonly AgreementInForce[]): string {
  const classification = [...input.classification]
    .map(
      ([coordinate, { class: dataClass, subject, flags }]) =>
        [coordinate, dataClass, subject, [...flags].sort()] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const covered = {
    subject: input.subject,
    policyVersion: input.engine.version,
    classification,
    owners: input.owners,
    coordinateOwners: [...(input.coordinateOwners ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
    agreements,
  };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}
