/** Reads the known answers of disclosure control; their sources stand inside the files. */
import { readFileSync } from 'node:fs';

interface KeyedNoiseAnswer {
  readonly sigma2: string;
  readonly key_hex: string;
  readonly parts: readonly string[];
  readonly hmac_hex: string;
  readonly noise: number;
}

interface ThresholdTable {
  readonly K: number;
  readonly threshold_hex: readonly string[];
}

interface PlanAnswer {
  readonly name: string;
  readonly sigma2: readonly number[];
  readonly eps_exact_at_1e6_upper: number;
  readonly best_guess_accuracy_upper: number;
}

interface DeltaAnswer {
  readonly sigma2: number;
  readonly sens: number;
  readonly eps: number;
  readonly delta: number;
}

/** The twelve exact distributions: strings of 40 digits. */
interface PmfAnswer {
  readonly sigma2: string;
  readonly pmf: readonly string[];
  readonly tail_ge: readonly string[];
}

interface ZcdpAnswers {
  readonly cdp_eps: readonly { readonly rho: number; readonly delta: number; readonly eps: number }[];
  readonly cdp_delta: readonly { readonly rho: number; readonly eps: number; readonly delta: number }[];
  readonly cdp_rho: readonly { readonly eps: number; readonly delta: number; readonly rho: number }[];
  readonly opendp: readonly {
    readonly fn: string;
    readonly rho: number;
    readonly eps?: number;
    readonly delta?: number;
    readonly scale?: number;
    readonly d_in?: number;
  }[];
}

interface SamplerAnswer {
  readonly dist: 'dgauss' | 'dlaplace';
  readonly sigma2?: string;
  readonly scale?: string;
  readonly seed_ascii: string;
  readonly draws: readonly number[];
  readonly blocks_used: number;
}

function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../vectors/disclosure/${name}.json`, import.meta.url), 'utf8'));
}

export function keyedNoiseAnswers(): readonly KeyedNoiseAnswer[] {
  return (readVectors('keyed-noise-kat') as { kats: KeyedNoiseAnswer[] }).kats;
}

export function thresholdTables(): ReadonlyMap<string, ThresholdTable> {
  const { tables } = readVectors('dgauss-cdf128') as { tables: Record<string, ThresholdTable> };
  return new Map(Object.entries(tables));
}

export function planAnswers(): readonly PlanAnswer[] {
  return (readVectors('lattice-privacy') as { rows: PlanAnswer[] }).rows;
}

export function deltaAnswers(): readonly DeltaAnswer[] {
  return (readVectors('discrete-gaussian-delta') as { discrete_gaussian_exact_delta: DeltaAnswer[] })
    .discrete_gaussian_exact_delta;
}

export function pmfAnswers(): readonly PmfAnswer[] {
  return (readVectors('discrete-gaussian-pmf') as { rows: PmfAnswer[] }).rows;
}

export function zcdpAnswers(): ZcdpAnswers {
  return readVectors('zcdp') as ZcdpAnswers;
}

export function samplerAnswers(): readonly SamplerAnswer[] {
  return (readVectors('cks-sampler-kat') as { kats: SamplerAnswer[] }).kats;
}

/** 6.25 -> "25/4": the vectors write variances as numbers, plans as fractions */
export function asFraction(variance: number): string {
  return Number.isInteger(variance) ? String(variance) : `${variance * 4}/4`;
}
