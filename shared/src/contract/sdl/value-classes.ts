/**
 * Classes of what no decorator can reach: enum values and scalars. The contract has no union.
 *
 * Rule for enums: a value is as open as the most open place that uses it. An enum of the records plane alone is
 * DEIDENTIFIED like the fields and filters it stands in, so asking with it is an act of reading records. An
 * enum that a public statistics input or output uses too (the code lists about people, the indicators) is
 * PUBLIC: the words are no secret, and the class of the field they are asked of still decides on records.
 *
 * An enum or scalar that is missing here stays unclassified, and the printed SDL is refused.
 */
import type { DataClass } from '../classified.js';

export const ENUM_CLASSES: Readonly<Record<string, DataClass>> = {
  // records plane alone
  ActType: 'DEIDENTIFIED',
  DatePrecision: 'DEIDENTIFIED',
  EventOrder: 'DEIDENTIFIED',
  VerificationStatus: 'DEIDENTIFIED',
  // both planes
  AgeBand: 'PUBLIC',
  PerpetratorType: 'PUBLIC',
  Sex: 'PUBLIC',
  VictimGroup: 'PUBLIC',
  // statistics plane
  BaselineState: 'PUBLIC',
  ConfStatus: 'PUBLIC',
  CountingUnit: 'PUBLIC',
  CoverageStatus: 'PUBLIC',
  Dimension: 'PUBLIC',
  IndicatorCode: 'PUBLIC',
  ObsStatus: 'PUBLIC',
  PartnerStatus: 'PUBLIC',
  PrivacyUnit: 'PUBLIC',
  Profile: 'PUBLIC',
  Purpose: 'PUBLIC',
  RedFlagStatus: 'PUBLIC',
  ReleaseStage: 'PUBLIC',
  ReleaseStatus: 'PUBLIC',
  Role: 'PUBLIC',
  Severity: 'PUBLIC',
  StandardOfProof: 'PUBLIC',
};

export const SCALAR_CLASSES: Readonly<Record<string, DataClass>> = {
  Date: 'PUBLIC',
  DateTime: 'PUBLIC',
  // Every field of this type is identifying, and so is the type: it exists for nothing else.
  Sealed: 'IDENTIFYING',
};
