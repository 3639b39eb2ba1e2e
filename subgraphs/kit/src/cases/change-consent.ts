/** Records what a victim or a witness answered; the newest answer holds from the next question on. */
import { HubError } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { requireOwnTables } from '../node/require-own-tables.js';
import type { ConsentScope } from '../records/consent-codes.js';
import { Consent } from '../records/consent.js';
import { Victim } from '../records/victim.js';
import { Witness } from '../records/witness.js';

export interface ConsentAnswer {
  /** id of a victim or witness, as `case show` prints it */
  readonly person: string;
  readonly scope: ConsentScope;
  readonly recipient: string | null;
}

async function kindOf(manager: EntityManager, person: string): Promise<'VICTIM' | 'WITNESS'> {
  if (await manager.existsBy(Victim, { id: person })) return 'VICTIM';
  if (await manager.existsBy(Witness, { id: person })) return 'WITNESS';
  throw new HubError('NOT_FOUND', 'no victim or witness has this id; case show prints them', 'operator');
}

async function write(
  manager: EntityManager,
  answer: ConsentAnswer,
  change: Pick<Consent, 'state' | 'recordedAt' | 'expiresAt' | 'withdrawnAt'>,
): Promise<string> {
  const { person, scope, recipient } = answer;
  const personKind = await kindOf(manager, person);
  await manager.upsert(Consent, { personKind, personId: person, scope, recipient, ...change }, [
    'personKind',
    'personId',
    'scope',
    'recipient',
  ]);
  return personKind;
}

/** @param expiresAt - null: until withdrawn */
export async function grantConsent(
  context: NodeContext,
  actor: string,
  answer: ConsentAnswer,
  expiresAt: Date | null,
): Promise<void> {
  requireOwnTables(context);
  const recordedAt = context.now();
  await context.dataSource.transaction(async (manager) => {
    const kind = await write(manager, answer, { state: 'GRANTED', recordedAt, expiresAt, withdrawnAt: null });
    const { person, scope, recipient } = answer;
    const details = { kind, scope, recipient, expires: expiresAt?.toISOString() ?? null };
    await recordLocally(
      context,
      { actor, action: 'consent.grant', object: `person:${person}`, details },
      manager,
    );
  });
}

/**
 * Without a recipient the whole scope is withdrawn, from every recipient it was granted to.
 *
 * @returns how many grants were taken back
 */
export async function withdrawConsent(
  context: NodeContext,
  actor: string,
  answer: ConsentAnswer,
): Promise<number> {
  requireOwnTables(context);
  const recordedAt = context.now();
  const withdrawn = { state: 'WITHDRAWN', recordedAt, expiresAt: null, withdrawnAt: recordedAt };
  return context.dataSource.transaction(async (manager) => {
    const { person, scope, recipient } = answer;
    const granted = await manager.findBy(Consent, { personId: person, scope, state: 'GRANTED' });
    const taken = granted.filter((row) => recipient === null || row.recipient === recipient);
    // the answer itself is kept even where nothing was granted: a later import must not read it as never asked
    const kind = await write(manager, answer, withdrawn);
    for (const row of taken) await manager.update(Consent, { id: row.id }, withdrawn);
    const details = { kind, scope, recipient, grants: taken.length };
    await recordLocally(
      context,
      { actor, action: 'consent.withdraw', object: `person:${person}`, details },
      manager,
    );
    return taken.length;
  });
}
