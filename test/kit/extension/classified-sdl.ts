/** The definition of `@classified` and its words, as every SDL of the coalition holds them; written down by hand. */
export const CLASSIFIED_SDL = `directive @classified(class: DataClass!, subject: Subject! = NONE, flags: [DataFlag!]! = []) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE | SCALAR | UNION
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
}`;
