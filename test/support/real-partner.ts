/**
 * A partner of `subgraphs/` that reads a real file, on a node and database of its own.
 *
 * Takes the partner's folder and the file, gives what the import reported and what the node then counts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createNodeKeys,
  importFile,
  parsePartnerSettings,
  qualifyingContributions,
  readMapping,
  silentProgress,
  type ImportReport,
  type Mapping,
  type NodeContext,
  type PartnerSettings,
} from '@vigil/kit';
import { REPOSITORY } from './demonstration.js';
import { openTestNode } from './node.js';

const NOW = new Date('2026-11-22T00:00:00.000Z');

export interface RealPartner {
  readonly settings: PartnerSettings;
  readonly mapping: Mapping;
}

/** Settings and mapping as the project holds them; no real file is needed. */
export async function realPartner(id: string): Promise<RealPartner> {
  const folder = join(REPOSITORY, 'subgraphs', id);
  return {
    settings: parsePartnerSettings(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))),
    mapping: await readMapping(join(folder, 'mapping.yaml')),
  };
}

export interface ImportedPartner {
  readonly node: NodeContext;
  readonly report: ImportReport;
  /** imports the file once more */
  again(): Promise<ImportReport>;
  /** persons, assemblies or measures by country and month: `ML 2020-01` */
  counted(): Promise<Map<string, number>>;
  query<T>(sql: string): Promise<T[]>;
}

export async function importRealFile(
  { settings, mapping }: RealPartner,
  file: string,
): Promise<ImportedPartner> {
  const node = await openTestNode({ settings, now: () => NOW });
  await createNodeKeys(node.dataDir);
  const again = (): Promise<ImportReport> =>
    importFile(node, { file, mapping, dryRun: false, actor: 'tester', progress: silentProgress });
  return {
    node,
    report: await again(),
    again,
    async counted() {
      const sums = new Map<string, number>();
      for (const row of await qualifyingContributions(node.dataSource, { now: NOW })) {
        const cell = `${row.country} ${row.month ?? row.year}`;
        sums.set(cell, (sums.get(cell) ?? 0) + row.persons);
      }
      return sums;
    },
    query: (sql) => node.dataSource.query(sql),
  };
}

/** Every row of the file has an outcome, and the rejected ones are listed. */
export function outcomes({ read, imported, rejectedRows, merged }: ImportReport): number {
  return read - imported - rejectedRows - merged;
}
