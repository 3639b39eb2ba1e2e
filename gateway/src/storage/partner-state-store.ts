/**
 * What the hub's database knows about partners: the operator's decisions and the last findings at their nodes.
 *
 * Read and written by the running hub and by the commands beside it; a change is announced to every hub on this
 * database. Whoever listens is in `change-listener.ts`.
 */
import type { DataSource } from 'typeorm';

/** The channel on which changes are announced; the payload says what to look at. */
export const CHANGE_CHANNEL = 'vigil_hub_change';
export type Change = 'partners' | 'coalition' | 'flags';

export interface PartnerDecision {
  position: number;
  partner: string;
  decision: 'ADMITTED' | 'SUSPENDED';
  reason: string;
  decidedBy: string;
  decidedAt: Date;
}

export type ContractState = 'UNKNOWN' | 'ACCEPTED' | 'REFUSED';
/** HELD_BACK: sound or not, this partner has changed it too often lately */
export type ExtensionState = 'UNKNOWN' | 'NONE' | 'ACCEPTED' | 'REFUSED' | 'HELD_BACK';

export interface PartnerState {
  partner: string;
  checkedAt: Date;
  /** did the node answer when it was last asked for its schemas? */
  reachable: boolean;
  contract: ContractState;
  contractReason: string | null;
  extension: ExtensionState;
  extensionReason: string | null;
  /** the newest one that was sound; survives a restart of the hub while the partner is away */
  extensionSdl: string | null;
  extensionSeenAt: Date | null;
}

export interface HubState {
  generation: number;
  supergraphHash: string;
  coalitionHash: string;
  /** why the coalition file as it is now is not in force; null: it is */
  coalitionProblem: string | null;
  /** why the graph as it should be now is not served; null: it is */
  compositionProblem: string | null;
  since: Date;
}

const STATE_COLUMNS = `partner, checked_at AS "checkedAt", reachable, contract, contract_reason AS "contractReason",
  extension, extension_reason AS "extensionReason", extension_sdl AS "extensionSdl",
  extension_seen_at AS "extensionSeenAt"`;
const DECISION_COLUMNS = `position, partner, decision, reason, decided_by AS "decidedBy", decided_at AS "decidedAt"`;

export class PartnerStateStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Keeps a decision and announces it. */
  async decide(decision: Omit<PartnerDecision, 'position' | 'decidedAt'>): Promise<void> {
    const { partner, reason, decidedBy } = decision;
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        'INSERT INTO partner_decision (partner, decision, reason, decided_by) VALUES ($1, $2, $3, $4)',
        [partner, decision.decision, reason, decidedBy],
      );
      await manager.query('SELECT pg_notify($1, $2)', [CHANGE_CHANNEL, 'partners']);
    });
  }

  async announce(change: Change): Promise<void> {
    await this.dataSource.query('SELECT pg_notify($1, $2)', [CHANGE_CHANNEL, change]);
  }

  /** The newest decision about each partner. */
  async decisions(): Promise<PartnerDecision[]> {
    return this.dataSource.query(
      `SELECT DISTINCT ON (partner) ${DECISION_COLUMNS} FROM partner_decision ORDER BY partner, position DESC`,
    );
  }

  /** All decisions about one partner, the newest first. */
  async history(partner: string): Promise<PartnerDecision[]> {
    return this.dataSource.query(
      `SELECT ${DECISION_COLUMNS} FROM partner_decision WHERE partner = $1 ORDER BY position DESC`,
      [partner],
    );
  }

  async states(): Promise<PartnerState[]> {
    return this.dataSource.query(`SELECT ${STATE_COLUMNS} FROM partner_state ORDER BY partner`);
  }

  async saveState(state: PartnerState): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO partner_state (partner, checked_at, reachable, contract, contract_reason, extension,
         extension_reason, extension_sdl, extension_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (partner) DO UPDATE SET checked_at = excluded.checked_at, reachable = excluded.reachable,
         contract = excluded.contract, contract_reason = excluded.contract_reason,
         extension = excluded.extension, extension_reason = excluded.extension_reason,
         extension_sdl = excluded.extension_sdl, extension_seen_at = excluded.extension_seen_at`,
      [
        state.partner,
        state.checkedAt,
        state.reachable,
        state.contract,
        state.contractReason,
        state.extension,
        state.extensionReason,
        state.extensionSdl,
        state.extensionSeenAt,
      ],
    );
  }

  /** null: no hub has served from this database yet */
  async hubState(): Promise<HubState | null> {
    const rows: HubState[] = await this.dataSource.query(
      `SELECT generation, supergraph_hash AS "supergraphHash", coalition_hash AS "coalitionHash",
         coalition_problem AS "coalitionProblem", composition_problem AS "compositionProblem", since
       FROM hub_state`,
    );
    return rows[0] ?? null;
  }

  async saveHubState(state: HubState): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO hub_state (generation, supergraph_hash, coalition_hash, coalition_problem,
         composition_problem, since)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (only_one) DO UPDATE SET generation = excluded.generation,
         supergraph_hash = excluded.supergraph_hash, coalition_hash = excluded.coalition_hash,
         coalition_problem = excluded.coalition_problem, composition_problem = excluded.composition_problem,
         since = excluded.since`,
      [
        state.generation,
        state.supergraphHash,
        state.coalitionHash,
        state.coalitionProblem,
        state.compositionProblem,
        state.since,
      ],
    );
  }
}
