/** The state of a partner, and how it judges facts. */
import { codeList } from '../code-list.js';

export const PartnerStatus = codeList('PartnerStatus', ['UP', 'DEGRADED', 'DOWN', 'SUSPENDED', 'WITHDRAWN'], {
  description: "Whether the partner's node answers, and whether the partner still takes part.",
});
export type PartnerStatus = keyof typeof PartnerStatus;

export const StandardOfProof = codeList(
  'StandardOfProof',
  ['REASONABLE_SUSPICION', 'REASONABLE_GROUNDS', 'BALANCE_OF_PROBABILITIES', 'BEYOND_REASONABLE_DOUBT'],
  { description: 'How sure a partner must be before it treats a fact as established; from weak to strong.' },
);
export type StandardOfProof = keyof typeof StandardOfProof;
