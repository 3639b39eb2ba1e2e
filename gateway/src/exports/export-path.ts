/**
 * Where an exported table is found: `/data/<dataVersion>/<indicator>.<format>?by=…`, one address for one table.
 *
 * Takes and gives the parts of an address. Pure.
 */
import { INDICATORS } from '@vigil/shared';
import type { Dimension, IndicatorCode } from '@vigil/shared';
import { allowedCombinations } from '../statistics/index.js';
import { FORMAT_NAMES, type FormatName } from './format-name.js';

export interface ExportName {
  readonly indicator: IndicatorCode;
  readonly format: FormatName;
}

const DEFAULT_BY: readonly Dimension[] = ['COUNTRY', 'MONTH'];
const VERSION = /^[0-9a-f]{16}$/;

export function isDataVersion(text: string): boolean {
  return VERSION.test(text);
}

/** `KIDNAPPING.sdmx.csv`; null for what names no export. */
export function readFileName(file: string): ExportName | null {
  const dot = file.indexOf('.');
  const indicator = file.slice(0, Math.max(dot, 0));
  const format = FORMAT_NAMES.find((name) => name === file.slice(dot + 1));
  if (!Object.hasOwn(INDICATORS, indicator) || format === undefined) return null;
  return { indicator: indicator as IndicatorCode, format };
}

/** Every table that is exported: the seven of the lattice, and country by year. */
export function exportedTables(): readonly (readonly Dimension[])[] {
  return allowedCombinations();
}

/** @param text - `area,year`, in the lattice's order; undefined for country by month. Null for no such table */
export function readBy(text: string | undefined): readonly Dimension[] | null {
  if (text === undefined) return DEFAULT_BY;
  return exportedTables().find((by) => byText(by) === text) ?? null;
}

export function byText(by: readonly Dimension[]): string {
  return by.join().toLowerCase();
}

/** From the root of the hub: whoever publishes it knows under which name. */
export function exportPath(
  dataVersion: string,
  { indicator, format }: ExportName,
  by: readonly Dimension[],
): string {
  const search = byText(by) === byText(DEFAULT_BY) ? '' : `?by=${byText(by)}`;
  return `/data/${dataVersion}/${indicator}.${format}${search}`;
}
