/**
 * Exported tables: from a name in an address to the bytes that stand there for ever.
 *
 * Takes the store and what is kept already; gives a file with its entity tag, or null where there never was such a
 * table. A table is made once, kept, and written from what is kept.
 */
import { createHash } from 'node:crypto';
import { setImmediate as afterOthers } from 'node:timers/promises';
import { HubError, INDICATORS, LATTICE_TABLES, isCallerCode } from '@vigil/shared';
import type { Coalition, Dimension, IndicatorCode, TableId } from '@vigil/shared';
import { LRUCache } from 'lru-cache';
import type { ReleaseStore } from '../releases/index.js';
import { StatisticsIndices, answerFrom, parseQuestion, type TableAnswer } from '../statistics/index.js';
import { citableMoment } from './citable-moment.js';
import { DataVersions, type KnownState } from './data-versions.js';
import { byText, exportedTables, type ExportName } from './export-path.js';
import { exportTable, type ExportTable } from './export-table.js';
import { FORMATS } from './formats.js';
import type { KeptTables, TableName } from './kept-tables.js';

export interface DataExportsOptions {
  readonly store: Pick<ReleaseStore, 'all' | 'declarations' | 'declarationMoments'>;
  readonly kept: Pick<KeptTables, 'find' | 'keep' | 'versions' | 'bytes'>;
  /** in force */
  readonly coalition: () => Pick<Coalition, 'partners'>;
  /** of the hub's answers; by default some of its own */
  readonly indices?: StatisticsIndices;
  /** from so many bytes of kept tables on, none of an earlier version is added */
  readonly mostKeptBytes?: number;
}

export interface ExportFile {
  readonly body: Buffer;
  readonly contentType: string;
  /** strong: SHA-256 of the bytes */
  readonly etag: string;
}

/** What there is of an indicator now. */
export interface ExportOverview {
  readonly indicator: IndicatorCode;
  /** null: nobody has released anything */
  readonly dataVersion: string | null;
  readonly tables: readonly (readonly Dimension[])[];
  /** other versions of which somebody has a citation */
  readonly earlier: readonly string[];
}

const MOST_HELD_BYTES = 32 * 1024 * 1024;
const MOST_EARLIER = 100;
const MOST_KEPT_BYTES = 2 * 1024 ** 3;

export class DataExports {
  readonly #versions: DataVersions;
  readonly #indices: StatisticsIndices;
  readonly #files = new LRUCache<string, ExportFile>({
    maxSize: MOST_HELD_BYTES,
    sizeCalculation: ({ body }) => body.length + 1,
  });
  readonly #making = new Map<string, Promise<ExportTable | null>>();

  #listed: { of: readonly unknown[]; overview: Promise<readonly ExportOverview[]> } | null = null;

  constructor(private readonly options: DataExportsOptions) {
    this.#versions = new DataVersions(options.store);
    this.#indices = options.indices ?? new StatisticsIndices();
  }

  /**
   * @param mayMake - asked before a table of an earlier version is made that nobody has exported before; may throw
   * @returns null when the version, or the table in it, never was
   * @throws HubError NOT_AVAILABLE for such a table where there is no room to keep it
   */
  async file(
    name: ExportName & TableName,
    mayMake: () => void = () => undefined,
  ): Promise<ExportFile | null> {
    const key = [name.dataVersion, name.indicator, name.format, byText(name.by)].join(' ');
    const held = this.#files.get(key);
    if (held !== undefined) return held;
    const table = await this.table(name, mayMake);
    if (table === null) return null;
    const { contentType, write } = FORMATS[name.format];
    await afterOthers();
    const body = Buffer.from(write(table), 'utf8');
    const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
    const file = { body, contentType, etag };
    this.#files.set(key, file);
    return file;
  }

  /** The table itself, made and kept if nobody has asked for it before. */
  table(name: TableName, mayMake: () => void = () => undefined): Promise<ExportTable | null> {
    const key = [name.dataVersion, name.indicator, byText(name.by)].join(' ');
    const running = this.#making.get(key);
    if (running !== undefined) return running;
    const making = this.#table(name, mayMake).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  /** What there is now; made once for each state of the store and each table that is kept. */
  overview(): Promise<readonly ExportOverview[]> {
    const of = this.options.store.all();
    if (this.#listed?.of === of) return this.#listed.overview;
    const overview = this.#overview();
    const listed = { of, overview };
    this.#listed = listed;
    overview.catch(() => {
      if (this.#listed === listed) this.#listed = null;
    });
    return overview;
  }

  #overview(): Promise<ExportOverview[]> {
    return Promise.all(
      Object.keys(INDICATORS).map(async (code) => {
        const indicator = code as IndicatorCode;
        const state = this.#versions.current(indicator);
        const tables = releasedTables(indicator, state);
        const dataVersion = tables.length === 0 ? null : state.dataVersion;
        const kept = await this.options.kept.versions(indicator, MOST_EARLIER);
        return { indicator, dataVersion, tables, earlier: kept.filter((version) => version !== dataVersion) };
      }),
    );
  }

  async #table(name: TableName, mayMake: () => void): Promise<ExportTable | null> {
    const { dataVersion, indicator, by } = name;
    const kept = await this.options.kept.find(name);
    if (kept !== null) return kept;
    const state = await this.#versions.stateOf(indicator, dataVersion);
    if (state === null) return null;
    if (state.asOf !== null) {
      mayMake();
      await this.#requireRoom();
    }
    const table = await this.#make(indicator, by, state);
    if (table === null) return null;
    await afterOthers();
    const added = await this.options.kept.keep(table);
    this.#listed = null;
    return added;
  }

  /**
   * Whoever asks decides how many tables of the past are kept for ever, so what they may take is bounded. What is kept
   * stays, and a table of now is always kept: it is what people cite.
   */
  async #requireRoom(): Promise<void> {
    const { kept, mostKeptBytes = MOST_KEPT_BYTES } = this.options;
    if ((await kept.bytes()) < mostKeptBytes) return;
    throw new HubError(
      'NOT_AVAILABLE',
      'no room for further files of earlier versions; indicatorTable with asOf answers as of that day',
      'caller',
    );
  }

  /** A few tenths of a second for a large coalition, in steps between which others are answered. */
  async #make(
    indicator: IndicatorCode,
    by: readonly Dimension[],
    state: KnownState,
  ): Promise<ExportTable | null> {
    const { partners } = this.options.coalition();
    try {
      const answer = await this.#answer(indicator, by, state);
      if (answer.cells.length === 0 || answer.dataVersion !== state.dataVersion) return null;
      await afterOthers();
      const asOf = citableMoment(indicator, this.options.store, state);
      return exportTable({ indicator, answer, heads: state.heads, partners, asOf });
    } catch (error) {
      // Nobody has released such a table, or its sums leave what can be written: there is none.
      if (error instanceof HubError && isCallerCode(error.code)) return null;
      throw error;
    }
  }

  async #answer(indicator: IndicatorCode, by: readonly Dimension[], state: KnownState): Promise<TableAnswer> {
    const { asOf, declared } = state;
    const partners = new Set(declared.partners.map(({ id }) => id));
    const index = this.#indices.of(indicator, { ...state, coalition: this.options.coalition() });
    await afterOthers();
    return answerFrom(index, parseQuestion({ indicator, by: [...by], asOf }, partners));
  }
}

/** Country by year is made of these: `statistics/country-year.ts`. */
const YEAR_TABLES: readonly TableId[] = ['L4', 'L5', 'L6'];

/**
 * Which tables somebody has released, read off the documents: to answer each of them for a list that anybody may ask
 * for would hold the hub for seconds.
 */
function releasedTables(indicator: IndicatorCode, { heads }: KnownState): (readonly Dimension[])[] {
  const ids = new Set(
    heads
      .filter(({ revokedAt }) => revokedAt === null)
      .flatMap(({ document }) => document.tables.filter((table) => table.indicator === indicator))
      .map(({ id }) => id),
  );
  return exportedTables().filter((by) => {
    const own = LATTICE_TABLES.find(({ dimensions }) => byText(dimensions) === byText(by));
    return own === undefined ? YEAR_TABLES.some((id) => ids.has(id)) : ids.has(own.id);
  });
}
