/** A test node that can release: its key is made and listed in its coalition; and case files to count. */
import {
  createNodeKeys,
  makeRelease,
  parsePartnerSettings,
  publicReleaseKey,
  readNoiseKey,
  type NodeContext,
} from '@vigil/kit';
import { canonicalJson, parseCoalition, type ReleaseDocument } from '@vigil/shared';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TEST_SETTINGS, openTestNode } from '../../support/node.js';

/** A partner that publishes persons. */
export const PERSON_SETTINGS = parsePartnerSettings({
  ...TEST_SETTINGS,
  publication: {
    ...TEST_SETTINGS.publication,
    unit: 'PERSON',
    reason: 'the facts are already public',
    indicators: ['UNLAWFUL_DETENTION'],
    coverage: TEST_SETTINGS.publication.coverage.filter(
      ({ indicator }) => indicator === 'UNLAWFUL_DETENTION',
    ),
  },
});

export async function withReleaseKey(node: NodeContext): Promise<NodeContext> {
  await createNodeKeys(node.dataDir);
  const key = await publicReleaseKey(node.dataDir);
  const partners = node.coalition.partners.map((partner) => ({ ...partner, releaseKeys: { keys: [key] } }));
  // read back as JSON, as a node reads its file
  return { ...node, coalition: parseCoalition(JSON.parse(canonicalJson({ ...node.coalition, partners }))) };
}

/** A node of its own that has made its release of 2012. */
export async function openReleasedNode(): Promise<NodeContext> {
  const at = await withReleaseKey(await openTestNode());
  await makeRelease(at, { year: '2012' });
  return at;
}

interface TestAct {
  readonly type: string;
  readonly date: string;
  readonly precision?: 'DAY' | 'MONTH' | 'YEAR';
  readonly area?: string | null;
  readonly country?: string;
  readonly persons?: number;
}

/** Writes one case file of a public source (so that no consent is asked); an event and a victim for each act. */
export async function addCaseFile(
  node: NodeContext,
  acts: readonly TestAct[],
): Promise<{ id: string; events: string[] }> {
  const id = randomUUID();
  const { dataSource } = node;
  await dataSource.query(
    `INSERT INTO case_file (id, reference, confidential, synthetic, source) VALUES ($1, $2, false, true, 'test')`,
    [id, `SYNTHETIC-${id}`],
  );
  const events: string[] = [];
  for (const { type, date, precision = 'DAY', area = 'XA-01', country = 'XA', persons = 1 } of acts) {
    const [event, victim] = [randomUUID(), randomUUID()];
    await dataSource.query(
      `INSERT INTO event (id, case_file_id, public_id, start_date, date_precision, country, area, verification, violation_status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'CORROBORATED', '0101')`,
      [event, id, event.replaceAll('-', '').slice(0, 22), date, precision, country, area],
    );
    await dataSource.query(
      `INSERT INTO victim (id, case_file_id, sex, age_band, victim_group, persons)
       VALUES ($1, $2, 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', $3)`,
      [victim, id, persons],
    );
    await dataSource.query(
      `INSERT INTO act (id, event_id, type, start_date, date_precision, victim_id) VALUES ($1, $2, $3, $4, $5, $6)`,
      [randomUUID(), event, type, date, precision, victim],
    );
    events.push(event);
  }
  return { id, events };
}

/** Makes the release and reads the key while it lives. */
export async function makeAndKeep(
  at: NodeContext,
  year: string,
): Promise<{ document: ReleaseDocument; key: string }> {
  let key = '';
  const { document } = await makeRelease(at, {
    year,
    onStep: async (step) => {
      if (step === 'drawn') key = (await noiseKeyHex(at, year)) ?? '';
    },
  });
  return { document, key };
}

/** hex of the partition year's key, while it lives */
export async function noiseKeyHex(node: NodeContext, partition: string): Promise<string | null> {
  const key = await readNoiseKey(node.dataDir, partition);
  return key === null ? null : Buffer.from(key).toString('hex');
}

/** the ledger file's lines, parsed */
export async function ledgerLines(
  node: NodeContext,
): Promise<{ entry: Record<string, unknown>; hash: string }[]> {
  const text = await readFile(join(node.dataDir, 'ledger', 'ledger.jsonl'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { entry: Record<string, unknown>; hash: string });
}

export async function count(node: NodeContext, table: string): Promise<number> {
  const [row] = await node.dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`);
  return row?.n ?? -1;
}

/** where a test node's database is, for another process or program */
export function databaseUrlOf({ dataSource: { options } }: NodeContext): string {
  if (options.type !== 'postgres' || options.url === undefined)
    throw new Error('the test database has no URL');
  return options.url;
}
