/**
 * Each partner as an operator needs to see it: what the coalition file says, what was decided, what was found.
 *
 * Takes the coalition file and the hub's database, gives one row a partner; the same for a terminal and a script.
 */
import type { Coalition, CoalitionPartner } from '@vigil/shared';
import type { PartnerDecision, PartnerState, PartnerStateStore } from '../storage/partner-state-store.js';

export interface PartnerOverview {
  id: string;
  name: string;
  url: string;
  /** what holds: the coalition file's, or SUSPENDED by the operator */
  status: CoalitionPartner['status'];
  /** what was decided last; null: nothing ever */
  decision: Pick<PartnerDecision, 'decision' | 'reason' | 'decidedBy' | 'decidedAt'> | null;
  /** what was found last; null: not looked at yet */
  found: Omit<PartnerState, 'partner' | 'extensionSdl'> | null;
}

function foundIn({ extensionSdl: _, partner: __, ...found }: PartnerState): PartnerOverview['found'] {
  return found;
}

export async function partnerOverview(
  coalition: Coalition,
  store: Pick<PartnerStateStore, 'decisions' | 'states'>,
): Promise<PartnerOverview[]> {
  const decisions = new Map((await store.decisions()).map((decision) => [decision.partner, decision]));
  const states = new Map((await store.states()).map((state) => [state.partner, state]));
  return coalition.partners.map(({ id, name, url, status }) => {
    const decided = decisions.get(id);
    const state = states.get(id);
    const suspended = status === 'ACTIVE' && decided?.decision === 'SUSPENDED';
    return {
      id,
      name,
      url,
      status: suspended ? 'SUSPENDED' : status,
      decision:
        decided === undefined
          ? null
          : {
              decision: decided.decision,
              reason: decided.reason,
              decidedBy: decided.decidedBy,
              decidedAt: decided.decidedAt,
            },
      found: state === undefined ? null : foundIn(state),
    };
  });
}
