/**
 * Exported tables in the hub's database: each as it was when somebody first asked for it.
 *
 * An answer is a function of releases, of reference figures and of this program; the last two change. So the table
 * itself is kept, and whoever follows a citation reads what was cited. Takes tables, gives the one that is kept.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { HubError } from '@vigil/shared';
import type { Dimension, IndicatorCode } from '@vigil/shared';
import type { DataSource } from 'typeorm';
import { byText } from './export-path.js';
import type { ExportTable } from './export-table.js';
import { KeptTableRecord } from './kept-table-record.js';

export interface TableName {
  readonly dataVersion: string;
  readonly indicator: IndicatorCode;
  readonly by: readonly Dimension[];
}

const pack = promisify(gzip);
const unpack = promisify<Buffer, Buffer>(gunzip);

export class KeptTables {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws HubError INTERNAL_SERVER_ERROR when a row was changed */
  async find({ dataVersion, indicator, by }: TableName): Promise<ExportTable | null> {
    const record = await this.dataSource
      .getRepository(KeptTableRecord)
      .findOneBy({ dataVersion, indicator, by: byText(by) });
    if (record === null) return null;
    const json = await unpack(record.content);
    if (digestOf(json) !== record.digest)
      throw new HubError('INTERNAL_SERVER_ERROR', 'an exported table does not match its digest', 'operator');
    return JSON.parse(json.toString('utf8')) as ExportTable;
  }

  /**
   * Keeps a table, unless another replica has kept it meanwhile.
   *
   * @returns the one that is kept
   */
  async keep(table: ExportTable): Promise<ExportTable> {
    const { dataVersion, indicator, by } = table;
    const json = Buffer.from(JSON.stringify(table), 'utf8');
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(KeptTableRecord)
      .values({
        dataVersion,
        indicator: indicator.code,
        by: byText(by),
        content: await pack(json),
        digest: digestOf(json),
      })
      .orIgnore()
      .execute();
    const kept = await this.find({ dataVersion, indicator: indicator.code, by });
    return kept ?? table;
  }

  /** What all of them take on disk, a little more than the bytes of the tables themselves. */
  async bytes(): Promise<number> {
    const rows: { bytes: string }[] = await this.dataSource.query(
      `SELECT pg_total_relation_size('exported_table') AS bytes`,
    );
    return Number(rows[0]?.bytes ?? Infinity);
  }

  /** Versions of which something was exported, the newest first. */
  async versions(indicator: IndicatorCode, most: number): Promise<string[]> {
    const rows: { version: string }[] = await this.dataSource.query(
      `SELECT data_version AS version FROM exported_table WHERE indicator = $1
       GROUP BY data_version ORDER BY min(exported_at) DESC LIMIT $2`,
      [indicator, most],
    );
    return rows.map(({ version }) => version);
  }
}

function digestOf(json: Buffer): string {
  return createHash('sha256').update(json).digest('hex');
}
