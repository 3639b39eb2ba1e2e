/** SYNTHETIC exports: two partners, figures that a test writes down, and a place to keep tables that is a map. */
import {
  DataExports,
  byText,
  type DataExportsOptions,
  type Declarations,
  type ExportTable,
  type StoredRelease,
} from '@vigil/gateway';
import type { Coalition } from '@vigil/shared';
import {
  ALPHA,
  BETA,
  documentOf,
  storedReleases,
  unsignedCoalition,
  type ReleaseTexts,
} from '../releases/release-fixture.js';

/** 40 and 25 in 2012-03, 7 in 2012-04, everything else 0: L1 of both partners; areas of alpha. */
export const ALPHA_2012 = {
  partner: ALPHA,
  partition: '2012',
  sequence: 1,
  figures: { 'L1 XA 2012-03': 40, 'L1 XA 2012-04': -7, 'L3 XA-01 2012': 30, 'L3 XA-02 2012': 12 },
} satisfies ReleaseTexts;
export const BETA_2012 = {
  partner: BETA,
  partition: '2012',
  sequence: 1,
  madeAt: '2013-03-01T00:00:00Z',
  figures: { 'L1 XA 2012-03': 25 },
} satisfies ReleaseTexts;

export interface ExportWorld {
  stored: readonly StoredRelease[];
  /** what partners declared over time; what the coalition says, without any */
  declared?: readonly Declarations[];
  coalition: Coalition;
  kept: Map<string, ExportTable>;
  /** how often a table was looked for among those that are kept */
  looked: number;
}

export function exportWorld(...releases: readonly ReleaseTexts[]): ExportWorld {
  return {
    stored: storedReleases(...releases.map(documentOf)),
    coalition: unsignedCoalition(ALPHA, BETA),
    kept: new Map(),
    looked: 0,
  };
}

export function storeOf(world: ExportWorld): DataExportsOptions['store'] {
  const declared = (): readonly Declarations[] =>
    world.declared ?? [
      {
        partners: world.coalition.partners.map(({ id, coverage }) => ({ id, coverage })),
        countsFrom: null,
      },
    ];
  return {
    all: () => world.stored,
    declarations: (asOf) => {
      const limit = asOf == null ? Infinity : Date.parse(asOf);
      const then = declared().filter(({ countsFrom }) => (countsFrom?.getTime() ?? -Infinity) <= limit);
      return then.at(-1) ?? { partners: [], countsFrom: null };
    },
    declarationMoments: () => declared().flatMap(({ countsFrom }) => countsFrom ?? []),
  };
}

export function exportsOf(
  world: ExportWorld,
  options: Pick<DataExportsOptions, 'mostKeptBytes'> = {},
): DataExports {
  const key = (version: string, indicator: string, by: ExportTable['by']) =>
    [version, indicator, byText(by)].join(' ');
  return new DataExports({
    ...options,
    store: storeOf(world),
    coalition: () => world.coalition,
    kept: {
      find: ({ dataVersion, indicator, by }) => {
        world.looked += 1;
        return Promise.resolve(world.kept.get(key(dataVersion, indicator, by)) ?? null);
      },
      keep: (table) => {
        // As a database would give it back.
        const name = key(table.dataVersion, table.indicator.code, table.by);
        const kept = world.kept.get(name) ?? (JSON.parse(JSON.stringify(table)) as ExportTable);
        world.kept.set(name, kept);
        return Promise.resolve(kept);
      },
      bytes: () => Promise.resolve(JSON.stringify([...world.kept.values()]).length),
      versions: () =>
        Promise.resolve([...new Set([...world.kept.values()].map((table) => table.dataVersion))]),
    },
  });
}
