/**
 * What flows through the eight stages for one request. Every stage takes what earlier ones left here and adds
 * its own part; no stage knows another.
 *
 * Shapes only, and the one error type that ends a request before it is executed.
 */
import type { PermissionMap, PermissionMaps, SubjectClass } from '@vigil/policies';
import type { CallerCode, Classification, Coalition, CostModel } from '@vigil/shared';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, SourceLocation } from 'graphql';

/** The request as HTTP delivered it. The token stays here and goes nowhere else. */
export interface RequestFacts {
  method: string;
  /** `?query=…` of a GET, empty otherwise */
  search: string;
  contentType: string | undefined;
  contentEncoding: string | undefined;
  accept: string | undefined;
  authorization: string | undefined;
  body: Buffer | undefined;
}

/** Of a request that did not come over HTTP: nobody is signed in, and there are no bytes. */
export const NO_FACTS: RequestFacts = {
  method: 'POST',
  search: '',
  contentType: undefined,
  contentEncoding: undefined,
  accept: undefined,
  authorization: undefined,
  body: undefined,
};

/** The schema that callers see: what documents are validated against. */
export interface PublicSchema {
  schema: GraphQLSchema;
  /** changes whenever the schema does, or what its places cost; part of every cache key */
  hash: string;
  /** none: every place has its default weight */
  costs?: CostModel;
}

/**
 * One supergraph in use, and everything that follows from it. A request keeps the generation it began with to
 * its end, so that no answer mixes two supergraphs.
 */
export interface Generation {
  /** counts up while the hub runs */
  readonly number: number;
  readonly coalition: Coalition;
  /** every extension included; for planning, never shown as a whole */
  readonly schema: GraphQLSchema;
  /** SHA-256 of the supergraph, hexadecimal */
  readonly hash: string;
  /** contract and extensions */
  readonly classification: ReadonlyMap<string, Classification>;
  /** scopes that some partner's SDL asks for: of a caller's token no other one is noted */
  readonly scopes: ReadonlySet<string>;
  readonly maps: PermissionMaps;
  /** the contract, and of the extensions what this map lets the caller read; kept by the map's hash */
  viewFor(map: PermissionMap): PublicSchema;
}

export interface ReceivedOperation {
  query: string;
  operationName: string | undefined;
  /** as sent, after coercion succeeded */
  variables: Readonly<Record<string, unknown>>;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  public: PublicSchema;
}

/** Who asks. Nobody signed in is somebody too: an anonymous public analyst. */
export interface Caller {
  /** null: nobody signed in */
  issuer: string | null;
  /** the issuer's name for this person; null: nobody signed in */
  id: string | null;
  class: SubjectClass;
}

/** What may be asked: of the operation, what `map` allows; what it denies is in `Exchange.denied`. */
export interface Decision {
  map: PermissionMap;
  /** what a partner must be allowed to answer for, and nothing that was refused; sorted, each once */
  coordinates: () => readonly string[];
  /** as the caller sent them, with the defaults of those not sent */
  variables: Readonly<Record<string, unknown>>;
}

export type PathSegment = string | number;

/** An error as a caller may see it: a code of the closed list, and nothing of anybody's insides. */
export interface CallerError {
  code: CallerCode;
  message: string;
  path?: readonly PathSegment[];
  locations?: readonly SourceLocation[];
  partner?: string;
  allowed?: readonly unknown[];
}

/** What became of one request to one partner, for the audit entry. Counts and codes only. */
export interface PartnerOutcome {
  partner: string;
  field: string;
  outcome: 'ANSWERED' | 'UNAVAILABLE' | 'REFUSED';
  events: number;
}

export interface Exchange {
  readonly id: string;
  readonly receivedAt: Date;
  readonly facts: RequestFacts;
  generation: Generation | null;
  operation: ReceivedOperation | null;
  caller: Caller | null;
  decision: Decision | null;
  /** coordinates that were refused or removed */
  denied: string[];
  outcomes: PartnerOutcome[];
  /** codes that left, in order; filled by whoever writes the answer */
  codes: CallerCode[];
  /** of an answer that was kept: everything that it follows from, other objects whenever it may be another */
  follows: readonly object[] | null;
}

export function newExchange(id: string, receivedAt: Date, facts: RequestFacts): Exchange {
  return {
    id,
    receivedAt,
    facts,
    generation: null,
    operation: null,
    caller: null,
    decision: null,
    denied: [],
    outcomes: [],
    codes: [],
    follows: null,
  };
}

/**
 * Ends a request before anything is executed.
 *
 * `status` 'document' is for well-formed requests whose document cannot be executed: 400, or 200 for a client
 * that speaks the older `application/json` only (GraphQL over HTTP, section 6.4.1).
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number | 'document',
    readonly errors: readonly CallerError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors[0]?.message ?? 'refused');
  }
}

/** A refusal with one error. */
export function refuse(status: number | 'document', code: CallerCode, message: string): Refusal {
  return new Refusal(status, [{ code, message }]);
}
