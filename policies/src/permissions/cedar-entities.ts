/**
 * The caller, the coordinate and the record as Cedar's entities.
 *
 * Takes what is asked, gives entities in the shape that `vigil.cedarschema` declares; what is not known when a map
 * is compiled is an unknown of the partial evaluation. Pure.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';
import type { Classification } from '@vigil/shared';
import { RECORD_ATTRIBUTES, type RecordFacts } from '../residuals/residual.js';
import type { AgreementInForce, SubjectClass } from './subject-class.js';

type Attributes = CedarModule.EntityJson['attrs'];

export const PRINCIPAL = { type: 'Caller', id: 'caller' } as const;
export const COORDINATE = { type: 'Coordinate', id: 'coordinate' } as const;
const REQUIREMENT = { type: 'Requirement', id: 'requirement' } as const;

/** Attributes of a coordinate that are put in when its classification is known. */
const CLASSIFIED = ['class', 'subject', 'flags'] as const;

function unknown(name: string): Attributes[string] {
  return { __extn: { fn: 'unknown', arg: name } };
}

/** @param agreements - null: unknown, put in later; they may be many, and Cedar would repeat them for each policy */
export function callerEntity(
  subject: SubjectClass,
  agreements: readonly AgreementInForce[] | null,
): CedarModule.EntityJson {
  return {
    uid: PRINCIPAL,
    attrs: {
      ...(subject.organisation === null ? {} : { organisation: subject.organisation }),
      purpose: subject.purpose,
      agreements: agreements === null ? unknown('agreements') : agreements.map(agreementRecord),
      authenticated: subject.authenticated ?? false,
      // Scopes of a token that nobody verified are words.
      scopes: subject.authenticated === true ? [...(subject.scopes ?? [])] : [],
    },
    parents: subject.roles.map((role) => ({ type: 'Role', id: role })),
  };
}

/** The fields of `AgreementInForce` in the schema, and no more; the ones that rule out most stand first. */
export function agreementRecord({ partner, purpose, class: dataClass }: AgreementInForce): {
  class: string;
  purpose: string;
  partner: string;
} {
  return { class: dataClass, purpose, partner };
}

/** A place in the schema of which nothing is known yet, nor of the record behind it. */
export function unknownCoordinateEntity(): CedarModule.EntityJson {
  const names = [...CLASSIFIED, ...Object.keys(RECORD_ATTRIBUTES)];
  return {
    uid: COORDINATE,
    attrs: Object.fromEntries(names.map((name) => [name, unknown(name)])),
    parents: [],
  };
}

/** @param record - attributes that are missing are missing in the entity, which denies */
export function coordinateEntity(
  { class: dataClass, subject, flags }: Classification,
  record: Partial<RecordFacts>,
): CedarModule.EntityJson {
  const attrs: Attributes = { class: dataClass, subject, flags: [...flags] };
  for (const [name, fact] of Object.entries(record)) {
    if (fact !== null) attrs[name] = typeof fact === 'object' ? [...fact] : fact;
  }
  return { uid: COORDINATE, attrs, parents: [] };
}

export function unknownRequirementEntity(): CedarModule.EntityJson {
  return { uid: REQUIREMENT, attrs: { name: unknown('name') }, parents: [] };
}
