/**
 * Puts synthetic case files into a node: once, in one transaction, recorded.
 */
import { recordLocally, storeCaseRows } from '@vigil/kit';
import type { CaseRows, NodeContext } from '@vigil/kit';
import { HubError } from '@vigil/shared';
import { makeDetentionSpells, storeDetentionSpells } from './detention-spells.js';
import { DEFAULT_SEED, generateSyntheticCases } from './generate-synthetic-cases.js';
import type { SyntheticPartner } from './generate-synthetic-cases.js';

const ACTION = 'synthetic.load';

/**
 * A second call does nothing: what was erased or withdrawn since must not come back.
 *
 * @returns how many case files were loaded now
 * @throws HubError CONFIG_INVALID when the node is not a synthetic one, or a row is not marked synthetic
 */
export async function loadSyntheticCases(
  context: NodeContext,
  rows: CaseRows,
  seed: string,
): Promise<number> {
  if (!context.settings.synthetic || !rows.caseFiles.every(({ synthetic }) => synthetic)) {
    throw new HubError(
      'CONFIG_INVALID',
      'synthetic case files go into a node that is marked synthetic only',
      'operator',
    );
  }
  return context.dataSource
    .transaction(async (manager) => {
      const details = {
        seed,
        caseFiles: rows.caseFiles.length,
        events: rows.events.length,
        acts: rows.acts.length,
      };
      // first the record: its lock makes a second loader wait, and then find this one's line
      await recordLocally(
        context,
        { actor: 'generator', action: ACTION, object: `partner:${context.settings.id}`, details },
        manager,
      );
      const [loads] = await manager.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM local_record WHERE action = $1',
        [ACTION],
      );
      if ((loads?.n ?? 0) > 1) throw new AlreadyLoaded();
      await storeCaseRows(manager, rows);
      return rows.caseFiles.length;
    })
    .catch((error: unknown) => {
      if (error instanceof AlreadyLoaded) return 0;
      throw error;
    });
}

/** Rolls the transaction back. */
class AlreadyLoaded extends Error {}

function isSyntheticPartner(id: string): id is SyntheticPartner {
  return id === 'synthetic-one' || id === 'synthetic-two';
}

/**
 * Fills the node of a synthetic partner with its case files.
 *
 * @returns how many were loaded; 0 when they were there
 * @throws HubError CONFIG_INVALID when the node belongs to somebody else
 */
export async function seedSynthetic(context: NodeContext, seed: string = DEFAULT_SEED): Promise<number> {
  const { id } = context.settings;
  if (!isSyntheticPartner(id)) {
    throw new HubError('CONFIG_INVALID', `partner ${id} is not one of the synthetic partners`, 'operator');
  }
  const rows = generateSyntheticCases({ partner: id, seed });
  const loaded = await loadSyntheticCases(context, rows, seed);
  if (id === 'synthetic-one') await storeDetentionSpells(context, makeDetentionSpells(rows, seed));
  return loaded;
}
