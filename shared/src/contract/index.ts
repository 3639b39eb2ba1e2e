/** The contract: types, classes of data, code lists, and the SDL that hub and partners serve. */
export * from './classified.js';
export * from './codes/act-types.js';
export * from './codes/countries.js';
export * from './codes/cow-states.js';
export * from './codes/crosswalk.js';
export * from './codes/indicators.js';
export * from './codes/lattice-tables.js';
export { checkCostDirective } from './costs/check-cost-directive.js';
export { COST_DEFINITIONS } from './costs/cost-definitions.js';
export { joinCosts, readCosts, type CostModel, type ListSize } from './costs/cost-model.js';
export * from './enums/access.js';
export { ActType, DatePrecision, EventOrder, VerificationStatus } from './enums/events.js';
export * from './enums/indicators.js';
export * from './enums/partners.js';
export * from './enums/people.js';
export * from './enums/red-flags.js';
export * from './enums/releases.js';
export * from './enums/sdmx.js';
export { DateTimeScalar } from './scalars/date-time.js';
export { DateScalar } from './scalars/date.js';
export { SealedScalar, isCompactJwe } from './scalars/sealed.js';
export type { AccessRequirement, Alternatives } from './sdl/access-requirement.js';
export * from './sdl/build-extension-schema.js';
export * from './sdl/check-extension-sdl.js';
export * from './sdl/check-partner-sdl.js';
export type { CheckedExtension } from './sdl/checked-extension.js';
export * from './sdl/contract-classification.js';
export { CLASSIFIED_DEFINITIONS } from './sdl/classified-definition.js';
export { commonsSdl, statisticsSdl } from './sdl/contract-sdl.js';
export * from './sdl/contract-subgraphs.js';
export { extensionNamespace } from './sdl/extension-namespace.js';
export { plainExtensionSdl } from './sdl/extension-security.js';
export { harvestRequirements } from './sdl/harvest-requirements.js';
export { readClassification } from './sdl/read-classification.js';
export {
  NAME_SCALARS,
  SECURITY_DIRECTIVES,
  isSpecified,
  looksLikeSecurity,
  withoutSecurity,
  type SecurityDirective,
  type SecurityNames,
} from './sdl/security-directives.js';
export * from './shapes.js';
export * from './sources.js';
