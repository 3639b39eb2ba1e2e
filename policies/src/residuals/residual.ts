/**
 * A residual: what is left of the policies once the caller, the action and the coordinate are known, and only the
 * record is not.
 *
 * Shapes only: a closed grammar over a closed list of attributes of a record. Whatever a policy leaves that does not
 * fit it is a denial. An attribute whose value is not known (NULL) denies as well.
 */

/** Attributes of a record by the kind of their values, as `vigil.cedarschema` declares them on `Coordinate`. */
export const RECORD_ATTRIBUTES = {
  /** the partner that holds the record */
  owner: 'string',
  /** a VerificationStatus of the contract */
  verification: 'string',
  /** the owner marked the case file as not to be shared */
  confidential: 'boolean',
  /** the owner's embargo on the case file has not ended */
  embargoed: 'boolean',
  /** organisations that work on the case together with the owner */
  coSignatories: 'set',
  /** consent scopes that every person in the case file grants to the caller's organisation now */
  consents: 'set',
  /** the same of the one person whom the value is about; of everybody where it is about nobody in particular */
  subjectConsents: 'set',
  /** whole days since the owner received the case file */
  daysSinceReceived: 'number',
} as const;

export type RecordAttribute = keyof typeof RECORD_ATTRIBUTES;
type Named<Kind> = {
  [Name in RecordAttribute]: (typeof RECORD_ATTRIBUTES)[Name] extends Kind ? Name : never;
}[RecordAttribute];

export type Residual =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly of: Residual }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Residual[] }
  | { readonly kind: 'is'; readonly attribute: Named<'boolean'> }
  | { readonly kind: 'equals'; readonly attribute: Named<'string'>; readonly value: string }
  | { readonly kind: 'in'; readonly attribute: Named<'string'>; readonly values: readonly string[] }
  | { readonly kind: 'contains'; readonly attribute: Named<'set'>; readonly value: string }
  | {
      readonly kind: 'compare';
      readonly operator: '==' | '<' | '<=';
      readonly attribute: Named<'number'>;
      readonly value: number;
    };

/** One record as the policies see it; null: not known, which denies. */
export interface RecordFacts {
  readonly owner: string;
  readonly verification: string | null;
  readonly confidential: boolean | null;
  readonly embargoed: boolean | null;
  readonly coSignatories: readonly string[] | null;
  readonly consents: readonly string[] | null;
  readonly subjectConsents: readonly string[] | null;
  readonly daysSinceReceived: number | null;
}

export const ALWAYS: Residual = Object.freeze({ kind: 'constant', value: true });
export const NEVER: Residual = Object.freeze({ kind: 'constant', value: false });
