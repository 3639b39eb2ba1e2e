/**
 * Opens what a node reads case files from: its own tables, or the views of the partner's database.
 */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { NodeMode } from './node-context.js';
import type { PartnerSettings } from './partner-settings.js';
import { recordsDataSource } from './records-data-source.js';
import { describeRecordsError } from './records-error.js';
import { recordsUrl, type RecordsUrlSources } from './records-url.js';

export interface OpenedRecords {
  /** @throws HubError RECORDS_UNREADABLE, CONFIG_INVALID when the views could not be reached */
  readonly source: () => DataSource;
  close(): Promise<void>;
}

export interface OpenRecordsOptions extends RecordsUrlSources {
  readonly settings: PartnerSettings;
  readonly mode: NodeMode;
  readonly log: Logger;
}

async function connect(options: OpenRecordsOptions, schema: string): Promise<DataSource> {
  const url = await recordsUrl(options);
  const records = recordsDataSource(url, schema, (error) => {
    options.log.warn(
      { code: describeRecordsError(error).code },
      'a connection to the records database broke',
    );
  });
  try {
    return await records.initialize();
  } catch (error) {
    throw describeRecordsError(error);
  }
}

/**
 * A server needs its records; a command may have other work (`release show`, `record verify`), so it learns of
 * a database that is away only when it asks for a record.
 *
 * @throws HubError RECORDS_UNREADABLE, CONFIG_INVALID for a server
 */
export async function openRecords(own: DataSource, options: OpenRecordsOptions): Promise<OpenedRecords> {
  const { settings, mode } = options;
  if (settings.records === undefined) return { source: () => own, close: () => Promise.resolve() };
  const opened = await connect(options, settings.records.schema).catch((error: unknown) => {
    if (mode === 'serve') throw error;
    return describeRecordsError(error);
  });
  if (opened instanceof Error) {
    const refuse = (): never => {
      throw opened;
    };
    return { source: refuse, close: () => Promise.resolve() };
  }
  return { source: () => opened, close: () => opened.destroy() };
}
