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

export const ReleaseStageCode = codeList('ReleaseStage', ['PROVISIONAL', 'FINAL'], {
  description: 'Which of the planned releases of a year.',
  values: { PROVISIONAL: 'Months of countries, early; the final release takes its place.' },
});
export type ReleaseStageCode = keyof typeof ReleaseStageCode;

export const CoverageStatus = codeList(
  'CoverageStatus',
  ['REPORTED', 'NOT_COVERED', 'SILENT', 'REVOKED', 'NOT_DUE'],
  {
    description: 'What the absence of a figure means. "No report" is not zero.',
    values: {
      SILENT: 'Declared and due, but no release has come. It never says that a server is down.',
      NOT_DUE: 'Declared; by the day of the newest release its own was not due yet.',
    },
  },
);
export type CoverageStatus = keyof typeof CoverageStatus;
