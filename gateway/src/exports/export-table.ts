/**
 * A table as it is exported: everything that any of the formats writes, and nothing that may change afterwards.
 *
 * Takes an answer of the statistics plane and the releases behind it, gives plain JSON. It is kept in this form, and
 * the writers of the formats are functions of it alone: a table that somebody cited reads the same for ever.
 */
import { INDICATORS, canonicalJson } from '@vigil/shared';
import type { Coalition, Dimension, IndicatorCode, ReleaseDocument } from '@vigil/shared';
import type { StoredRelease } from '../releases/index.js';
import { NOTICE, type AnswerCell, type CoverageRow, type TableAnswer } from '../statistics/index.js';

/** One partner's releases behind a table, and how it works: what a reader needs to judge the figures. */
export interface ExportSource {
  readonly partner: string;
  readonly name: string;
  /** made-up data of a made-up partner */
  readonly synthetic: boolean;
  readonly releases: readonly {
    readonly id: string;
    readonly stage: ReleaseDocument['stage'];
    readonly part: string;
    readonly madeAt: string;
    /** the versions of the definitions that it was counted by, as `KIDNAPPING:1` */
    readonly definitionVersion: string;
    /** SHA-256 of the signed document's canonical bytes */
    readonly digest: string;
    readonly revoked: boolean;
  }[];
  /** every version that one of the releases was made under */
  readonly methodologies: readonly ReleaseDocument['methodology'][];
  readonly fundingStreams: readonly ReleaseDocument['fundingStreams'][number][];
}

export type ExportCell = Omit<AnswerCell, 'difference'>;

export interface ExportTable {
  readonly format: 'vigil-data-1';
  readonly indicator: {
    readonly code: IndicatorCode;
    readonly version: string;
    readonly name: string;
    readonly definition: string;
    readonly countingUnit: string;
  };
  readonly by: readonly Dimension[];
  /** the released tables that the figures are made from */
  readonly tables: readonly string[];
  readonly dataVersion: string;
  /** RFC 3339: asked with it, the hub answers from the same version (`citable-moment.ts`) */
  readonly asOf: string;
  readonly notice: string;
  readonly cells: readonly ExportCell[];
  readonly coverage: readonly CoverageRow[];
  readonly protection: TableAnswer['protection'];
  readonly sources: readonly ExportSource[];
}

export interface ExportBasis {
  readonly indicator: IndicatorCode;
  readonly answer: TableAnswer;
  /** every release that the answer's data version names, revoked ones included */
  readonly heads: readonly StoredRelease[];
  readonly partners: Coalition['partners'];
  /** see `citable-moment.ts` */
  readonly asOf: string;
}

export function exportTable({ indicator, answer, heads, partners, asOf }: ExportBasis): ExportTable {
  const { version, name, definition, countingUnit } = INDICATORS[indicator];
  return {
    format: 'vigil-data-1',
    indicator: { code: indicator, version, name, definition, countingUnit },
    by: answer.dimensions,
    tables: answer.tables,
    dataVersion: answer.dataVersion,
    asOf,
    notice: NOTICE,
    cells: answer.cells.map(({ difference: _, ...cell }) => cell),
    coverage: answer.coverage,
    protection: answer.protection,
    sources: sourcesOf(heads, partners),
  };
}

function sourcesOf(heads: readonly StoredRelease[], partners: Coalition['partners']): ExportSource[] {
  return [...partners]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .flatMap(({ id, name, synthetic }) => {
      const own = heads.filter(({ document }) => document.partner === id);
      if (own.length === 0) return [];
      return [{ partner: id, name, synthetic, ...writtenBy(own) }];
    });
}

function writtenBy(
  own: readonly StoredRelease[],
): Pick<ExportSource, 'releases' | 'methodologies' | 'fundingStreams'> {
  return {
    releases: own.map(({ document: { id, stage, part, madeAt, definitionVersion }, digest, revokedAt }) => ({
      id,
      stage,
      part,
      madeAt,
      definitionVersion,
      digest,
      revoked: revokedAt !== null,
    })),
    methodologies: distinct(own.map(({ document }) => document.methodology)),
    fundingStreams: distinct(own.flatMap(({ document }) => document.fundingStreams)),
  };
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}
