/** Who asks, and for which purpose. */
import { codeList } from '../code-list.js';

export const Role = codeList(
  'Role',
  ['PUBLIC_ANALYST', 'REGIONAL_BODY', 'CASE_OFFICER', 'COORDINATOR', 'COURT', 'EVALUATOR'],
  { description: 'What the caller is to the coalition.' },
);
export type Role = keyof typeof Role;

export const Purpose = codeList(
  'Purpose',
  ['STATISTICS', 'RESEARCH', 'PROTECTION', 'CASEWORK', 'LEGAL_PROCEEDINGS', 'OVERSIGHT'],
  { description: 'What the caller says the data is for; agreements and consents are given for a purpose.' },
);
export type Purpose = keyof typeof Purpose;
