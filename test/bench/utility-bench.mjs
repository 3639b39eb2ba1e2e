/**
 * How useful the figures are: what is shown, and how far it is from what the partners counted. See `help`.
 *
 * SYNTHETIC case files go through the kit's own caps, counts and noise and the hub's own statistics; the exact counts
 * are added up beside them.
 */
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createStatisticsSource } from '@vigil/gateway';
import { NOTHING_FROZEN, takeSnapshot } from '@vigil/kit';
import {
  AgeBand,
  PerpetratorType,
  Sex,
  VictimGroup,
  canonicalJson,
  countingUnitOf,
  definitionVersionOf,
  deriveSubkey,
  monthsOfYear,
  noisyTable,
  parseCoalition,
  planRelease,
  scheduleOf,
} from '@vigil/shared';
import { table } from './figures/print-table.mjs';

export const help = `npm run bench -- utility [--means 0.5,1.5,3] [--partners 1,3,5] [--profiles STANDARD,STRICT] [--rounds 5] [--seed text] [--json]

Simulated partners with the same declared coverage: 30 areas of one country, 12 months, 4 indicators, 9 victim groups;
so many case files on average in each area, month and indicator (Poisson), each with one act of a random group, type of
perpetrator, sex and age band. Plan: single, one release. The hub sums the partners. So many rounds, each with other
files and other noise; shares and medians are over the cells of all rounds.

shown        share of the cells with a value, that is not LOW (Y < max(10, 3 SE))
error        median over all cells with a count of |released - counted| / counted
of shown     the same over the cells that are shown
SE           standard error that the hub states for a cell, median

reference (design, disclosure control): at mean 1.5, one partner, standard: country-month 4.7 %, country-year SE about
4.5, group-year 3 %`;

const YEAR = '2023';
const MONTHS = monthsOfYear(YEAR);
const AREAS = Array.from({ length: 30 }, (_, index) => `XA-${String(index + 1).padStart(2, '0')}`);
const INDICATORS = ['ASSEMBLY_RESTRICTION', 'CENSORSHIP', 'KIDNAPPING', 'UNLAWFUL_DETENTION'];
const COVERAGE = INDICATORS.map((indicator) => ({
  indicator,
  country: 'XA',
  areas: AREAS,
  from: `${YEAR}-01`,
  to: `${YEAR}-12`,
}));
const RFC_8037_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'rfc-8037',
};

/** What is asked, in the words of the issue; the last part of a row's address is the victim group. */
const LEVELS = [
  { name: 'area-month', by: ['AREA', 'MONTH'], keyOf: ({ area, month }) => `${area} ${month}` },
  { name: 'country-month', by: ['COUNTRY', 'MONTH'], keyOf: ({ month }) => `XA ${month}` },
  { name: 'area-year', by: ['AREA', 'YEAR'], keyOf: ({ area }) => `${area} ${YEAR}` },
  { name: 'country-year', by: ['COUNTRY', 'YEAR'], keyOf: () => `XA ${YEAR}` },
  {
    name: 'group-year',
    by: ['COUNTRY', 'YEAR', 'VICTIM_GROUP'],
    keyOf: ({ victimGroups }) => `XA ${YEAR} ${victimGroups[0]}`,
  },
];

/** Uniform numbers from a seed: SHA-256 in counter mode. */
function uniforms(seed) {
  let block = Buffer.alloc(0);
  let blocks = 0;
  let at = 0;
  return () => {
    if (at + 4 > block.length) {
      block = createHash('sha512').update(`${seed} ${blocks}`).digest();
      blocks += 1;
      at = 0;
    }
    at += 4;
    return block.readUInt32BE(at - 4) / 2 ** 32;
  };
}

/** Knuth's product of uniforms; means here are small. */
function poisson(mean, uniform) {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; product *= uniform()) count += 1;
  return count;
}

function rowsOf(partner, mean, uniform) {
  const pick = (words) => words[Math.floor(uniform() * words.length)];
  const [groups, types, sexes, bands] = [VictimGroup, PerpetratorType, Sex, AgeBand].map((list) =>
    Object.keys(list),
  );
  const rows = [];
  for (const indicator of INDICATORS)
    for (const area of AREAS)
      for (const month of MONTHS)
        for (let left = poisson(mean, uniform); left > 0; left -= 1) {
          const id = `${partner}-${rows.length}`;
          rows.push({
            caseFileId: id,
            public: false,
            eventId: id,
            eventIds: [id],
            acts: [{ id, month, year: YEAR }],
            actId: id,
            victimId: id,
            indicator,
            country: 'XA',
            area,
            month,
            year: YEAR,
            victimGroups: [pick(groups)],
            perpetratorTypes: [pick(types)],
            people: [{ sex: pick(sexes), ageBand: pick(bands) }],
            monthReceived: month,
            persons: 1,
          });
        }
  return rows;
}

function documentOf(partner, plan, contributions, master) {
  const definitionVersion = definitionVersionOf(plan.indicators);
  const noiseKey = deriveSubkey(master, 'noise');
  const drawn = { definitionVersion, partition: YEAR, noiseKey };
  const snapshot = takeSnapshot({
    ...{ contributions, plan, partition: YEAR, release: 1, definitionVersion, master },
    frozen: NOTHING_FROZEN,
  });
  const madeAt = `${Number(YEAR) + 1}-02-01T00:00:00Z`;
  return {
    format: 'vigil-release-2',
    id: `${partner}.${YEAR}.1`,
    partner,
    partition: YEAR,
    stage: 'FINAL',
    part: YEAR,
    sequence: 1,
    madeAt,
    definitionVersion,
    synthetic: true,
    plan,
    schedule: scheduleOf(plan, YEAR, `${YEAR}-01-01T00:00:00Z`),
    tables: snapshot.tables.map(({ planned, counts, digest }) =>
      noisyTable({
        ...{ ...drawn, planned, counts, releaseSequence: 1, snapshotDigest: digest },
        countingUnit: countingUnitOf(plan.unit, planned.indicator, planned.counts),
      }),
    ),
    ledger: { sequence: 1, head: '0'.repeat(64) },
    methodology: {
      version: '1',
      caseSelection: 'made by a generator for a bench',
      verificationSteps: ['none'],
      limitations: 'synthetic',
      standardOfProof: 'REASONABLE_GROUNDS',
      changedAt: `${YEAR}-01-01`,
    },
    fundingStreams: [],
  };
}

function storedOf(document, index) {
  const text = canonicalJson(document);
  return {
    position: index + 1,
    document,
    signedText: canonicalJson({ document, signature: 'not looked at' }),
    digest: createHash('sha256').update(text).digest('hex'),
    countsFrom: new Date(document.madeAt),
    revokedAt: null,
  };
}

function coalitionOf(partners) {
  return parseCoalition({
    format: 'vigil-coalition-1',
    id: 'bench',
    name: 'SYNTHETIC coalition of a bench',
    hub: { id: 'bench-hub', delegationKeys: { keys: [RFC_8037_KEY] } },
    issuers: [],
    organisations: [],
    partners: partners.map((id) => ({
      id,
      name: `SYNTHETIC ${id}`,
      countries: ['XA'],
      url: 'http://127.0.0.1:9',
      synthetic: true,
      releaseKeys: { keys: [RFC_8037_KEY] },
      coverage: COVERAGE,
    })),
    agreements: [],
  });
}

/** The hub's statistics over these documents. */
function hubOver(documents) {
  const stored = documents.map(storedOf);
  return createStatisticsSource({
    store: { all: () => stored },
    coalition: coalitionOf(documents.map(({ partner }) => partner)),
    partnerStatus: () => 'UP',
    viewer: () => {
      throw new Error('nobody is asked about here');
    },
  });
}

function medianOf(numbers) {
  if (numbers.length === 0) return Number.NaN;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function addressOf({ country, area, month, year, victimGroup }) {
  return [area ?? country, month ?? year, ...(victimGroup == null ? [] : [victimGroup])].join(' ');
}

/** The cells of one round by level, each with what the partners counted. */
async function cellsOf({ profile, mean, partners, seed }) {
  const plan = planRelease({
    ...{ profile, unit: 'CASE_FILE', reason: 'a bench', indicators: INDICATORS, coverage: COVERAGE },
  });
  const names = Array.from({ length: partners }, (_, index) => `partner-${index + 1}`);
  const rows = names.map((name) => rowsOf(name, mean, uniforms(`${seed} ${profile} ${mean} ${name}`)));
  const documents = names.map((name, index) =>
    documentOf(name, plan, rows[index], new Uint8Array(randomBytes(32))),
  );
  const hub = hubOver(documents);
  const levels = [];
  for (const { by, keyOf } of LEVELS) {
    const cells = [];
    for (const indicator of INDICATORS) {
      const counted = new Map();
      for (const row of rows.flat())
        if (row.indicator === indicator) counted.set(keyOf(row), (counted.get(keyOf(row)) ?? 0) + 1);
      const answer = await hub.indicatorTable({ indicator, by, where: {} });
      for (const cell of answer.cells) cells.push({ ...cell, counted: counted.get(addressOf(cell)) ?? 0 });
    }
    levels.push(cells);
  }
  return levels;
}

function errorOf(cells) {
  return medianOf(
    cells.map(({ released, counted }) => Math.abs(released - counted) / counted).filter(Number.isFinite),
  );
}

/** One line of figures a level. */
async function measure({ rounds, seed, ...world }) {
  const levels = LEVELS.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const cells = await cellsOf({ ...world, seed: `${seed} ${round}` });
    cells.forEach((some, index) => levels[index].push(...some));
  }
  return LEVELS.map(({ name }, index) => {
    const cells = levels[index];
    const shown = cells.filter(({ low }) => !low);
    return {
      ...world,
      level: name,
      cells: cells.length,
      shown: shown.length / cells.length,
      error: errorOf(cells),
      errorOfShown: errorOf(shown),
      standardError: medianOf(cells.map(({ standardError }) => standardError)),
    };
  });
}

function percent(share) {
  if (Number.isNaN(share)) return '-';
  return share >= 10 ? '> 1000 %' : `${(100 * share).toFixed(1)} %`;
}

function numbersIn(text, name) {
  const numbers = text.split(',').map(Number);
  if (numbers.some((number) => !(number > 0)))
    throw new Error(`--${name} takes positive numbers, separated by commas`);
  return numbers;
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      means: { type: 'string', default: '0.5,1.5,3' },
      partners: { type: 'string', default: '1,3,5' },
      profiles: { type: 'string', default: 'STANDARD,STRICT' },
      rounds: { type: 'string', default: '5' },
      seed: { type: 'string', default: 'utility' },
      json: { type: 'boolean', default: false },
    },
  });
  const [rounds] = numbersIn(values.rounds, 'rounds');
  const lines = [];
  for (const profile of values.profiles.split(','))
    for (const partners of numbersIn(values.partners, 'partners'))
      for (const mean of numbersIn(values.means, 'means')) {
        process.stderr.write(`${profile}, ${partners} partners, mean ${mean} …\n`);
        lines.push(...(await measure({ profile, mean, partners, rounds, seed: values.seed })));
      }
  if (values.json) {
    console.log(JSON.stringify(lines, null, 2));
    return;
  }
  console.log(
    table([
      ['profile', 'partners', 'mean', 'level', 'cells', 'shown', 'error', 'of shown', 'SE'],
      ...lines.map((line) => [
        line.profile,
        String(line.partners),
        String(line.mean),
        line.level,
        String(line.cells),
        percent(line.shown),
        percent(line.error),
        percent(line.errorOfShown),
        line.standardError.toFixed(2),
      ]),
    ]),
  );
  console.log(
    'reference at mean 1.5, one partner, standard: country-month 4.7 %, country-year SE about 4.5, group-year 3 %',
  );
}
