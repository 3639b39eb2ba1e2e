/** Releases, their protection and what they cover. */
import { codeList } from '../code-list.js';

export const Profile = codeList('Profile', ['STANDARD', 'STRICT'], {
  description: 'How well one unit is hidden in all releases of a year.',
});
export type Profile = keyof typeof Profile;

export const PrivacyUnit = codeList('PrivacyUnit', ['CASE_FILE', 'PERSON', 'EVENT'], {
  description: 'What the noise hides. PERSON and EVENT are for facts that are already public only.',
});
export type PrivacyUnit = keyof typeof PrivacyUnit;

export const ReleaseStatus = codeList('ReleaseStatus', ['CURRENT', 'SUPERSEDED', 'REVOKED'], {
  description: 'Whether a release answers. Every one is kept, for ever.',
});
export type ReleaseStatus = keyof typeof ReleaseStatus;

export const CoverageStatus = codeList('CoverageStatus', ['REPORTED', 'NOT_COVERED', 'SILENT', 'REVOKED'], {
  description: 'What the absence of a figure means. "No report" is not zero.',
  values: { SILENT: 'Declared, but no release has come. It never says that a server is down.' },
});
export type CoverageStatus = keyof typeof CoverageStatus;
