/** A SYNTHETIC mapping and ways to run an import over text, for the suites of this folder. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeKeys, importFile, parseMapping, silentProgress } from '@vigil/kit';
import type { ImportOrder, ImportReport, NodeContext } from '@vigil/kit';
import { tamperAsOwner } from '../../support/local-record.js';
import { openTestNode } from '../../support/node.js';

export const MAPPING_YAML = `
format: vigil-mapping-1
dataset: synthetic-list
source: made for a test
licence: none, synthetic
synthetic: true
file: { format: csv, encoding: utf-8, delimiter: ',', header: true, emptyValues: [NA] }
key: { columns: [id] }
event:
  startDate: { column: date, formats: [DD.MM.YYYY, YYYY-MM-DD, YYYY-MM, YYYY] }
  country: { column: country, onUnmapped: reject }
  area: { column: region, onUnmapped: report, map: { North: XA-01, South: XA-02, Elsewhere: XB-01 } }
  verification: { constant: CORROBORATED, reason: a test says so }
  violationStatus: { constant: '0101', reason: a test says so }
acts:
  - type: { constant: DETENTION }
    perpetrator: { constant: STATE }
    victims:
      persons: { column: detained }
      group: { column: kind, onUnmapped: UNKNOWN, map: { rally: PROTESTER } }
neverRead: [note]
`;

export const HEADER = 'id,date,country,region,detained,kind,note';

/** A file of the synthetic list: the header and these lines. */
export function csv(...lines: readonly string[]): string {
  return [HEADER, ...lines, ''].join('\n');
}

export async function writeFileIn(node: NodeContext, content: string | Buffer): Promise<string> {
  const file = join(node.dataDir, `${randomUUID()}.csv`);
  await writeFile(file, content);
  return file;
}

/** A node with its keys: what was erased is known by one of them. */
export async function openImportingNode(): Promise<NodeContext> {
  const node = await openTestNode();
  await createNodeKeys(node.dataDir);
  return node;
}

/** Imports a text as a file by a mapping. */
export async function importText(
  node: NodeContext,
  content: string | Buffer,
  order: Partial<ImportOrder> & { readonly yaml?: string } = {},
): Promise<ImportReport> {
  const { yaml = MAPPING_YAML, ...rest } = order;
  return importFile(node, {
    file: await writeFileIn(node, content),
    mapping: parseMapping(yaml, 'test.yaml'),
    dryRun: false,
    actor: 'tester',
    progress: silentProgress,
    ...rest,
  });
}

/** Rows in the tables that an import fills, staging included. */
export async function tableSizes(node: NodeContext): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const table of ['case_file', 'event', 'act', 'victim', 'perpetrator', 'import_staging']) {
    const rows = await node.dataSource.query<{ rows: number }[]>(
      `select count(*)::int as rows from ${table}`,
    );
    sizes[table] = rows[0]?.rows ?? -1;
  }
  return sizes;
}

export const NOTHING = { case_file: 0, event: 0, act: 0, victim: 0, perpetrator: 0, import_staging: 0 };

export async function clearNode(node: NodeContext): Promise<void> {
  for (const table of ['case_file', 'import_run']) await node.dataSource.query(`delete from ${table}`);
  await tamperAsOwner(node.dataSource, 'delete from local_record');
}
