/**
 * What Cedar itself says: one whole, concrete question for each place and record, asked of Cedar with nothing of the
 * hub's between. No residual, no folding, no map.
 *
 * Takes the texts of the policies and who asks; gives answers, kept by what they follow from.
 */
import { createHash } from 'node:crypto';
import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  type StatefulAuthorizationCall,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { Action, RecordFacts, SubjectClass } from '@vigil/policies';
import type { Agreement, Classification } from '@vigil/shared';
import type { DrawnPolicy } from './draw-policies.js';

type Facts = Omit<RecordFacts, 'owner'>;

/** Someone's record that no drawn forbid concerns and that every drawn permit likes. */
const HARMLESS: Facts = {
  verification: 'VERIFIED',
  confidential: false,
  embargoed: false,
  coSignatories: ['one', 'two', 'regional-body', 'court'],
  consents: ['DEIDENTIFIED_SHARING', 'NAMED_BODY', 'LEGAL_PROCEEDINGS', 'RESEARCH'],
  subjectConsents: ['DEIDENTIFIED_SHARING', 'NAMED_BODY', 'LEGAL_PROCEEDINGS', 'RESEARCH'],
  daysSinceReceived: 50,
};

export interface OracleOptions {
  readonly schema: string;
  readonly policies: readonly DrawnPolicy[];
  readonly subject: SubjectClass;
  readonly agreements: readonly Agreement[];
  /** the day on which it is asked, UTC */
  readonly day: string;
}

export class CedarOracle {
  readonly #known = new Map<string, boolean>();
  readonly #obliged = new Map<string, ReadonlySet<string>>();
  readonly #lonely = new Map<string, CedarOracle>();
  readonly #name: string;

  constructor(private readonly options: OracleOptions) {
    const { schema, policies } = options;
    const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
    // Cedar keeps what it has read under a name: one of its own for each text.
    this.#name = `oracle ${createHash('sha256')
      .update(JSON.stringify([schema, staticPolicies]))
      .digest('hex')}`;
    for (const read of [
      preparseSchema(this.#name, schema),
      preparsePolicySet(this.#name, { staticPolicies }),
    ])
      if (read.type === 'failure') throw new Error(read.errors[0]?.message ?? 'Cedar cannot read this');
  }

  /** Is there any record of this owner of which it is allowed? */
  possible(action: Action, classed: Classification, owner: string): boolean {
    return this.allows(action, classed, { owner, facts: HARMLESS });
  }

  allows(action: Action, classed: Classification, of: { owner: string; facts: Facts }): boolean {
    // Cedar leaves a policy out that fails; nobody knows whether it would have forbidden.
    if (this.options.policies.some(({ fails }) => fails === action)) return false;
    const key = JSON.stringify([action, classed, of]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const answer = this.#ask(action, {
      type: 'Coordinate',
      attrs: { ...classed, flags: [...classed.flags], owner: of.owner, ...this.#declared(of.facts) },
      owner: of.owner,
    });
    this.#known.set(key, answer);
    return answer;
  }

  /** What is to be done with a value of this owner before it leaves: all that any permit says which may apply. */
  obligations(action: Action, classed: Classification, owner: string): ReadonlySet<string> {
    const key = JSON.stringify(['obligations', action, classed, owner]);
    const known = this.#obliged.get(key);
    if (known !== undefined) return known;
    const permits = this.options.policies.filter(({ effect }) => effect === 'permit');
    const applying = permits.filter((permit) =>
      this.#alone(permit).allows(action, classed, { owner, facts: HARMLESS }),
    );
    const obliged = new Set(applying.flatMap(({ obligations }) => obligations));
    this.#obliged.set(key, obliged);
    return obliged;
  }

  /** The policies that an SDL names by `@policy`. */
  satisfies(name: string): boolean {
    const key = `satisfy ${name}`;
    const known =
      this.#known.get(key) ?? this.#ask('satisfy', { type: 'Requirement', attrs: { name }, owner: null });
    this.#known.set(key, known);
    return known;
  }

  /** As if this were the only policy. */
  #alone(policy: DrawnPolicy): CedarOracle {
    const known = this.#lonely.get(policy.id) ?? new CedarOracle({ ...this.options, policies: [policy] });
    this.#lonely.set(policy.id, known);
    return known;
  }

  /** Attributes of a record, as far as the schema knows them. */
  #declared(facts: Facts): Record<string, unknown> {
    const known = Object.entries(facts).filter(([name]) => this.options.schema.includes(` ${name}:`));
    return Object.fromEntries(known);
  }

  #caller(owner: string | null): Record<string, unknown> {
    const { subject, agreements, day, schema } = this.options;
    const inForce = agreements.filter(
      ({ recipient, partner, validFrom, validTo }) =>
        recipient === subject.organisation && partner === owner && validFrom <= day && day <= validTo,
    );
    return {
      ...(subject.organisation === null ? {} : { organisation: subject.organisation }),
      purpose: subject.purpose,
      agreements: inForce.flatMap(({ partner, purposes, classes }) =>
        purposes.flatMap((purpose) => classes.map((one) => ({ partner, purpose, class: one }))),
      ),
      ...(schema.includes(' authenticated:')
        ? { authenticated: subject.authenticated ?? false, scopes: [...(subject.scopes ?? [])] }
        : {}),
    };
  }

  #ask(
    action: string,
    resource: { type: string; attrs: Record<string, unknown>; owner: string | null },
  ): boolean {
    const { subject } = this.options;
    const principal = { type: 'Caller', id: 'somebody' };
    const uid = { type: resource.type, id: 'something' };
    const answer = statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource: uid,
      context: {},
      preparsedSchemaName: this.#name,
      preparsedPolicySetId: this.#name,
      validateRequest: true,
      entities: [
        {
          uid: principal,
          attrs: this.#caller(resource.owner),
          parents: subject.roles.map((id) => ({ type: 'Role', id })),
        },
        { uid, attrs: resource.attrs, parents: [] },
      ] as StatefulAuthorizationCall['entities'],
    });
    if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'Cedar gave no answer');
    // A policy that fails may have been the one that forbids.
    return answer.response.decision === 'allow' && answer.response.diagnostics.errors.length === 0;
  }
}
