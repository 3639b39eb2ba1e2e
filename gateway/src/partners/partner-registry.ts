/**
 * What the hub knows about its partners while it runs: which take part, and how the last contacts went.
 *
 * Takes the coalition as it is now. Contacts are not kept over a restart; the first ones after it tell again.
 */
import type { Coalition, CoalitionPartner } from '@vigil/shared';

export type PartnerHealth = 'UP' | 'DEGRADED' | 'DOWN';

const REMEMBERED_CONTACTS = 5;

export class PartnerRegistry {
  readonly #contacts = new Map<string, boolean[]>();

  constructor(private readonly coalition: () => Coalition) {}

  all(): readonly CoalitionPartner[] {
    return this.coalition().partners;
  }

  /** Those that are asked. */
  active(): readonly CoalitionPartner[] {
    return this.all().filter(({ status }) => status === 'ACTIVE');
  }

  get(id: string): CoalitionPartner | undefined {
    return this.all().find((partner) => partner.id === id);
  }

  noteContact(id: string, answered: boolean): void {
    const contacts = [...(this.#contacts.get(id) ?? []), answered];
    this.#contacts.set(id, contacts.slice(-REMEMBERED_CONTACTS));
  }

  /** UP: all recent contacts were answered; DEGRADED: some, the last one included; DOWN: not the last one, or none yet. */
  health(id: string): PartnerHealth {
    const contacts = this.#contacts.get(id) ?? [];
    if (contacts.at(-1) !== true) return 'DOWN';
    return contacts.every(Boolean) ? 'UP' : 'DEGRADED';
  }
}
