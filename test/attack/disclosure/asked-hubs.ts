/**
 * Two hubs in memory over the same partners and records: the real statistics over documents that were made once, and
 * a broken twin that counts live, with fresh noise for every question, over the partners that are up.
 *
 * Records are SYNTHETIC. What is released goes through the kit's caps and noise; what answers is the hub's own
 * statistics behind the contract's schema in both, so that the same attack runs against either.
 */
import type { Contribution } from '@vigil/kit';
import { buildStatisticsSubgraph, type ReleaseDocument } from '@vigil/shared';
import { graphql } from 'graphql';
import { createHash } from 'node:crypto';
import {
  documentOf,
  kidnapping,
  storedReleases,
  unsignedCoalition,
  type FixturePartner,
} from '../../gateway/releases/release-fixture.js';
import { sourceOver } from '../../gateway/statistics/source-fixture.js';
import type { Asked } from './asking-attacks.js';
import { gamePlan, rowOf, stepsOf } from './game-rows.js';
import { SimulatedPartner } from './simulated-partner.js';

const SCHEMA = buildStatisticsSubgraph();
const COVERAGE = [kidnapping('XA', ['XA-01', 'XA-02'], '2012-01', '2012-02')];
const ALPHA: FixturePartner = { id: 'alpha', coverage: COVERAGE };
export const BETA: FixturePartner = { id: 'beta', coverage: COVERAGE };
const PARTNERS = [ALPHA, BETA];
const COALITION = unsignedCoalition(...PARTNERS);
const [STEP] = stepsOf(gamePlan('STANDARD', { coverage: COVERAGE }), '2012');

/** Case files by place and month; area null: only the country is known. */
export type Records = Readonly<
  Record<string, readonly { readonly month: string; readonly area: string | null }[]>
>;

function rowsOf(partner: string, records: Records): Contribution[] {
  return (records[partner] ?? []).map((file, index) =>
    rowOf(`${partner}-${index}`, { ...file, year: '2012' }),
  );
}

/** A document as the partner would publish it now; another `draw` has other keys, and so other noise. */
export function documentFor(partner: FixturePartner, records: Records, draw: string): ReleaseDocument {
  if (STEP === undefined) throw new Error('the plan has no release');
  const key = new Uint8Array(createHash('sha256').update(`asked ${partner.id} ${draw}`).digest());
  const simulated = new SimulatedPartner(() => key);
  const tables = simulated.draw(STEP, simulated.count(STEP, rowsOf(partner.id, records)));
  const figures = Object.fromEntries(
    tables.flatMap(({ id, cells }) => cells.map(({ at, y }) => [[id, ...at].join(' '), y])),
  );
  return documentOf({ partner, partition: '2012', sequence: 1, figures });
}

async function answer(query: string, documents: readonly ReleaseDocument[]): Promise<string> {
  const contextValue = { statistics: sourceOver(COALITION, storedReleases(...documents)) };
  return JSON.stringify(await graphql({ schema: SCHEMA, source: query, contextValue }));
}

/** The real rules: documents are made once, and nothing that happens afterwards is asked about. */
export function hubOfDocuments(
  records: Records,
  draw = 'real',
): Asked & { readonly documents: ReleaseDocument[] } {
  const documents = PARTNERS.map((partner) => documentFor(partner, records, draw));
  return {
    documents,
    ask: (query) => answer(query, documents),
    setUp: () => Promise.resolve(),
    killPartners: () => Promise.resolve(),
    addFiles: () => Promise.resolve(),
  };
}

/** Live SQL: every question is counted at that moment, at the partners that are up. */
export function liveHub(records: Records): Asked {
  const held = new Map(Object.entries(records).map(([partner, files]) => [partner, [...files]]));
  const down = new Set<string>();
  let draws = 0;
  return {
    ask: (query) => {
      draws += 1;
      const now = Object.fromEntries(held);
      const up = PARTNERS.filter(({ id }) => !down.has(id));
      return answer(
        query,
        up.map((partner) => documentFor(partner, now, String(draws))),
      );
    },
    setUp: (partner, up) => {
      if (up) down.delete(partner);
      else down.add(partner);
      return Promise.resolve();
    },
    killPartners: () => {
      for (const { id } of PARTNERS) down.add(id);
      return Promise.resolve();
    },
    addFiles: (partner, files) => {
      held.get(partner)?.push(...files);
      return Promise.resolve();
    },
  };
}
