/**
 * A second verifier of release documents, written from the documents' description alone.
 *
 * It imports nothing of the project: own canonical JSON, own code lists, own lattice, own variances, and the figures
 * by floating point convolution. What both verifiers accept means the same to somebody who trusts neither.
 */
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
interface Table {
  readonly id: string;
  readonly indicator: string;
  readonly countingUnit: string;
  readonly dimensions: readonly string[];
  readonly sigma2: string;
  readonly cells: readonly { readonly at: readonly string[]; readonly y: number }[];
}
interface PlanTable {
  readonly id: string;
  readonly stage: string;
  readonly counts: string;
  readonly sigma2: string;
  readonly cells: number;
  readonly cap: number;
}
interface Coverage {
  readonly indicator: string;
  readonly country: string;
  readonly areas: readonly string[];
  readonly from: string;
  readonly to: string;
}
interface Plan {
  readonly profile: string;
  readonly unit: string;
  readonly entry: string;
  readonly pairs: number;
  readonly yearIndicators: number;
  readonly victimCap: number;
  readonly plannedReleases: number;
  readonly tables: readonly PlanTable[];
  readonly indicators: readonly string[];
  readonly coverage: readonly Coverage[];
  readonly rho: string;
  readonly bestGuess: number;
}
interface Document {
  readonly format: string;
  readonly id: string;
  readonly partner: string;
  readonly partition: string;
  readonly stage: string;
  readonly part: string;
  readonly sequence: number;
  readonly madeAt: string;
  readonly plan: Plan;
  readonly schedule: {
    readonly signedAt: string;
    readonly dates: readonly { stage: string; part: string; on: string }[];
  };
  readonly tables: readonly Table[];
}

/** RFC 8785 for what JSON.parse gives: names by UTF-16 code units, numbers and strings as ECMAScript writes them. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, Json>)[name] ?? null)}`).join()}}`;
}

function checkSignature(
  document: Json,
  signature: string,
  keys: readonly (JsonWebKey & { kid?: string })[],
): string[] {
  const [head = '', empty, value = '', ...more] = signature.split('.');
  if (empty !== '' || more.length > 0) return ['signature is not detached'];
  const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as Record<string, unknown>;
  if (header['alg'] !== 'EdDSA' || header['typ'] !== 'vigil-release+jws')
    return ['signature is for something else'];
  const known = keys.filter(({ kid, crv }) => kid === header['kid'] && crv === 'Ed25519');
  if (known.length !== 1) return ['no key, or two'];
  const payload = Buffer.from(canonical(document), 'utf8').toString('base64url');
  const key = createPublicKey({ key: known[0] as JsonWebKey, format: 'jwk' });
  const holds = verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(value, 'base64url'));
  return holds ? [] : ['signature does not hold'];
}

const GROUPS =
  'JOURNALIST HUMAN_RIGHTS_DEFENDER TRADE_UNIONIST PROTESTER AID_WORKER MINORITY STUDENT OTHER UNKNOWN';
const PERPETRATORS = 'STATE PRO_STATE NON_STATE UNKNOWN';
const SEXES = 'FEMALE MALE OTHER NOT_APPLICABLE UNKNOWN';
const AGES = 'A0_4 A5_9 A10_14 A15_17 A18_24 A25_34 A35_44 A45_54 A55_64 A65_PLUS UNKNOWN';
const DIMENSIONS: Readonly<Record<string, string>> = {
  L1: 'COUNTRY MONTH',
  L2: 'AREA MONTH',
  L3: 'AREA YEAR',
  L4: 'COUNTRY YEAR VICTIM_GROUP',
  L5: 'COUNTRY YEAR PERPETRATOR_TYPE',
  L6: 'COUNTRY YEAR SEX AGE_BAND',
  L7: 'AREA YEAR VICTIM_GROUP',
  LATE: 'MONTH_RECEIVED',
  CLIPPED: 'COUNTRY YEAR',
};
const WORDS: Readonly<Record<string, string>> = {
  VICTIM_GROUP: GROUPS,
  PERPETRATOR_TYPE: PERPETRATORS,
  SEX: SEXES,
  AGE_BAND: AGES,
};
const months = (year: string): string[] =>
  '01 02 03 04 05 06 07 08 09 10 11 12'.split(' ').map((month) => `${year}-${month}`);

/** The cells of one table, by walking its dimensions one after the other. */
function lattice(id: string, indicator: string, { partition, part, plan }: Document): string[][] {
  const covered = plan.coverage
    .filter((entry) => entry.indicator === indicator)
    .map((entry) => ({ ...entry, months: months(partition).filter((m) => m >= entry.from && m <= entry.to) }))
    .filter((entry) => entry.months.length > 0);
  if (id === 'LATE') return covered.length === 0 ? [] : months(partition).map((month) => [month]);
  let cells: string[][] = [[]];
  for (const dimension of (DIMENSIONS[id] ?? '').split(' ')) {
    cells = cells.flatMap((at) => {
      const here = covered.filter(
        ({ country, areas }) => at.length === 0 || country === at[0] || areas.includes(at[0] ?? ''),
      );
      const next: Record<string, () => string[]> = {
        COUNTRY: () => here.map(({ country }) => country),
        AREA: () => here.flatMap(({ areas }) => areas),
        MONTH: () => here.flatMap((entry) => entry.months).filter((m) => part === partition || m === part),
        YEAR: () => [partition],
      };
      const found = next[dimension]?.();
      const list = found === undefined ? (WORDS[dimension] ?? '').split(' ') : [...new Set(found)].sort();
      return list.map((word) => [...at, word]);
    });
  }
  return cells;
}

/** The tables of a plan by the rules of the design, as `stage counts id sigma2 cells cap`. */
function expectedTables(plan: Plan): string[] {
  const { entry, plannedReleases, victimCap, profile } = plan;
  const optional = ['LATE', 'CLIPPED'].filter((id) => plan.tables.some((table) => table.id === id));
  const some = optional.length > 0;
  const multiple = entry === 'multiple';
  const two = plannedReleases === 2;
  let [first, second, year] = [8, some ? 8 : 4, 8];
  if (two) [first, second, year] = some ? [10, 10, 10] : [8, 8, 8];
  if (multiple) [first, second, year] = [two ? 48 : 24, some ? 24 : 12, 16];
  const factor = (profile === 'STRICT' ? 4 : 1) * (victimCap > 1 ? 2 : 1);
  const line = (...parts: readonly (string | number)[]): string => parts.join(' ');
  const unit = (cap: number, counts: string): string[] => {
    const noise = (variance: number): number => variance * factor * cap * cap;
    return [
      line('FINAL', counts, 'L1', noise(first), multiple ? 3 : 1, cap),
      line('FINAL', counts, 'L2', noise(second), multiple ? 3 : 1, cap),
      ...['L3', 'L4', 'L5', 'L6', 'L7'].map((id) =>
        line('FINAL', counts, id, noise(year), multiple ? 2 : 1, cap),
      ),
    ];
  };
  return [
    ...(two ? [line('PROVISIONAL', 'UNIT', 'L1', first * factor, multiple ? 3 : 1, 1)] : []),
    ...unit(1, 'UNIT'),
    ...(victimCap > 1 ? unit(victimCap, 'VICTIM') : []),
    ...optional.map((id) => line('FINAL', 'UNIT', id, 16 * factor, 1, 1)),
  ];
}

/** 1/2 + TV/2 of all tables together, in floating point: good to twelve digits. */
export function bestGuess(tables: readonly PlanTable[]): number {
  // log-likelihood ratio: sum of d x / sigma^2, on a lattice of 1 / common
  const common = tables.reduce((lcm, { sigma2 }) => {
    let multiple = lcm;
    while (multiple % Number(sigma2) !== 0) multiple += lcm;
    return multiple;
  }, 1);
  let mass = new Map<number, number>([[0, 1]]);
  let shift = 0;
  for (const { sigma2, cells, cap } of tables) {
    const variance = Number(sigma2);
    const step = (common / variance) * cap;
    const reach = Math.ceil(9 * Math.sqrt(variance));
    const weights = Array.from({ length: 2 * reach + 1 }, (_, index) =>
      Math.exp(-((index - reach) ** 2) / (2 * variance)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let cell = 0; cell < cells; cell += 1) {
      shift += step * cap;
      const next = new Map<number, number>();
      for (const [at, p] of mass) {
        if (p < 1e-18) continue;
        weights.forEach((weight, index) => {
          const to = at + step * (index - reach);
          next.set(to, (next.get(to) ?? 0) + (p * weight) / total);
        });
      }
      mass = next;
    }
  }
  let between = 0;
  for (const [at, p] of mass) if (-shift <= 2 * at && 2 * at < shift) between += p;
  return 0.5 + between / 2;
}

function checkPlan({ plan }: Document): string[] {
  const found = plan.tables.map((table) =>
    [table.stage, table.counts, table.id, table.sigma2, table.cells, table.cap].join(' '),
  );
  if (found.join('\n') !== expectedTables(plan).join('\n')) return ['plan has other tables'];
  const [top = '0', bottom = '1'] = plan.rho.split('/');
  const rho = plan.tables.reduce(
    (sum, { sigma2, cells, cap }) => sum + (cells * cap ** 2) / (2 * Number(sigma2)),
    0,
  );
  const problems = [];
  if (Number(top) / Number(bottom) < rho - 1e-12) problems.push('rho below the truth');
  if (plan.bestGuess < bestGuess(plan.tables) - 1e-9) problems.push('best guess below the truth');
  if (plan.bestGuess > (plan.profile === 'STANDARD' ? 0.692 : 0.599))
    problems.push('best guess above the bound');
  return problems;
}

const PERSONS: Readonly<Record<string, string>> = {
  KIDNAPPING: 'VICTIM',
  UNLAWFUL_DETENTION: 'VICTIM_SPELL',
};

function checkTables(document: Document): string[] {
  const { plan, stage, tables } = document;
  const expected = plan.tables
    .filter((table) => table.stage === stage)
    .flatMap((table) => [...plan.indicators].sort().map((indicator) => ({ ...table, indicator })))
    .filter(({ counts, indicator }) => counts === 'UNIT' || indicator in PERSONS)
    .map((table) => ({ ...table, lattice: lattice(table.id, table.indicator, document) }))
    .filter((table) => table.lattice.length > 0);
  if (expected.length !== tables.length) return ['another number of tables'];
  return expected.flatMap((want, index) => {
    const table = tables[index] as Table;
    const counted = want.counts === 'VICTIM' || plan.unit === 'PERSON' ? PERSONS[want.indicator] : plan.unit;
    const same =
      table.id === want.id &&
      table.indicator === want.indicator &&
      table.sigma2 === want.sigma2 &&
      table.countingUnit === counted &&
      table.dimensions.join(' ') === DIMENSIONS[want.id] &&
      JSON.stringify(table.cells.map(({ at }) => at)) === JSON.stringify(want.lattice) &&
      table.cells.every(({ y }) => Number.isSafeInteger(y));
    return same ? [] : [`table ${want.id} ${want.indicator} is not as planned`];
  });
}

function checkDates({ id, partner, partition, sequence, stage, part, madeAt, schedule }: Document): string[] {
  const problems = [];
  if (id !== [partner, partition, sequence].join('.')) problems.push('id');
  const due = schedule.dates.find((date) => date.stage === stage && date.part === part);
  if (due === undefined || madeAt.slice(0, 10) < due.on || due.on.slice(0, part.length) <= part)
    problems.push('day');
  if (new Date(madeAt) < new Date(schedule.signedAt)) problems.push('plan signed later');
  return problems;
}

/**
 * @param text - `{"document": …, "signature": …}` as it came
 * @param keys - the partner's public keys, JWK
 * @returns everything that is wrong; empty when nothing is
 */
export function secondVerdict(text: string, keys: readonly (JsonWebKey & { kid?: string })[]): string[] {
  const { document, signature } = JSON.parse(text) as { document: Json; signature: string };
  const unsigned = checkSignature(document, signature, keys);
  if (unsigned.length > 0) return unsigned;
  const claimed = document as unknown as Document;
  if (claimed.format !== 'vigil-release-2') return ['another format'];
  return [...checkDates(claimed), ...checkPlan(claimed), ...checkTables(claimed)];
}
