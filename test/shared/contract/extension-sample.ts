/**
 * A sound extension that uses everything an extension may use, for any partner.
 *
 * Made up for these tests: transfers between prisons, and the places they go to.
 */

/** The definition of `@classified` and its words, copied by hand from the contract's SDL. */
export const CLASSIFIED = `directive @classified(class: DataClass!, subject: Subject! = NONE, flags: [DataFlag!]! = []) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE | SCALAR | UNION

enum DataClass {
  PUBLIC
  AGGREGATE_ONLY
  DEIDENTIFIED
  CONFIDENTIAL
  IDENTIFYING
  SECURITY_CRITICAL
}

enum Subject {
  NONE
  VICTIM
  WITNESS
  PERPETRATOR
  REPORTER
  STAFF
}

enum DataFlag {
  QUASI_IDENTIFIER
  GROUP_IDENTIFYING
  SPECIAL_CATEGORY
  PERPETRATOR_NAMED
  EMBARGO
}
`;

export const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])\n';

const D = '@classified(class: DEIDENTIFIED)';
const C = '@classified(class: CONFIDENTIAL)';

/** @param partner - `synthetic-one`: every own name begins with `synthetic_one__` */
export function sampleBody(partner: string): string {
  const ns = `${partner.replaceAll('-', '_')}__`;
  return `
scalar Date @classified(class: PUBLIC)
scalar Sealed @classified(class: IDENTIFYING)

type Event @key(fields: "id") {
  id: ID! ${D}
  country: String @external ${D}
  startDate: Date @external ${D}
  "Moves from one place to another."
  ${ns}transfers(kind: ${ns}Kind ${D}, secret: String ${C}): [${ns}Transfer!] ${D}
  ${ns}court: String ${D} @requires(fields: "country startDate")
  ${ns}guard: String ${C}
  ${ns}lawyer: Sealed @classified(class: IDENTIFYING, subject: STAFF)
  ${ns}old: Int @classified(class: PUBLIC) @deprecated(reason: "counted elsewhere")
}

type ${ns}Transfer {
  at: Date ${D}
  kind: ${ns}Kind ${D}
  escort: String ${C}
  to: ${ns}Site ${D}
}

enum ${ns}Kind {
  ROAD ${D}
  AIR ${D}
  NIGHT ${C}
}

type Query {
  ${ns}sites(where: ${ns}SiteFilter ${D}, orderBy: ${ns}Kind ${D}): [${ns}Site!] ${D}
  ${ns}files: [${ns}File!] ${C}
}

input ${ns}SiteFilter {
  name: String ${D}
  inmates: Int ${C}
  any: [${ns}SiteFilter!] ${D}
}

interface ${ns}Site {
  name: String ${D}
}

type ${ns}Prison implements ${ns}Site {
  name: String ${D}
  wing: ${ns}Place ${D}
  beds: Int ${C}
}

type ${ns}Airport implements ${ns}Site {
  name: String ${D}
  code: ${ns}Code ${D}
}

type ${ns}Yard {
  size: Int ${D}
}

union ${ns}Place ${D} = ${ns}Yard | ${ns}Airport

scalar ${ns}Code ${D} @specifiedBy(url: "https://example.org/code")

type ${ns}File {
  page: Int ${C}
}
`;
}

export function sampleSdl(partner: string): string {
  return LINK + CLASSIFIED + sampleBody(partner);
}
