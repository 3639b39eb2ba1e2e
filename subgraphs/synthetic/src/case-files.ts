/**
 * Made-up case files: one happening each, now and then two, with the acts, people and papers around it.
 */
import { createHash } from 'node:crypto';
import type {
  Act,
  CaseRows,
  Event,
  Evidence,
  Intervention,
  InterventionStatus,
  InterventionType,
  RowOf,
} from '@vigil/kit';
import type { Happening } from './happenings.js';
import { pickArea } from './happenings.js';
import { makeConsents, makePerpetrator, makeVictim, makeWitness } from './people.js';
import type { SeededRandom } from './random.js';

type Mutable<Rows> = {
  -readonly [List in keyof Rows]: Rows[List] extends readonly (infer Row)[] ? Row[] : never;
};
export type CollectedRows = Mutable<CaseRows>;
type Weighted<Item> = readonly (readonly [Item, number])[];

const VERIFICATION: Weighted<string> = [
  ['VERIFIED', 42],
  ['CORROBORATED', 27],
  ['ADJUDICATED', 7],
  ['CREDIBLE_SINGLE_SOURCE', 11],
  ['RECEIVED', 7],
  ['INCONCLUSIVE', 3],
  ['DISPROVEN', 2],
  ['DUPLICATE_OF', 1],
];
const PRECISION: Weighted<string> = [
  ['DAY', 72],
  ['MONTH', 17],
  ['YEAR', 8],
  ['UNKNOWN', 3],
];
const ACTS: Readonly<Record<Happening['kind'], Weighted<string>>> = {
  DETENTION: [
    ['ARREST', 50],
    ['DETENTION', 33],
    ['MASS_ROUNDUP', 12],
    ['HOUSE_ARREST', 5],
  ],
  KIDNAPPING: [['ABDUCTION_KIDNAPPING', 1]],
  CENSORSHIP: [
    ['CENSORSHIP', 35],
    ['PUBLICATION_RESTRICTION', 25],
    ['WEBSITE_BLOCKING', 20],
    ['BANNING_MATERIALS', 10],
    ['INTERNET_SHUTDOWN', 5],
    ['INFORMATION_DENIED', 5],
  ],
  OTHER: [
    ['ASSEMBLY_DISPERSED', 4],
    ['DEATH_THREAT', 3],
    ['RAID_SEARCH', 3],
    ['SURVEILLANCE', 2],
  ],
};
const AFTERWARDS: Weighted<string> = [
  ['TORTURE', 3],
  ['DEATH_THREAT', 2],
  ['RAID_SEARCH', 2],
];
const WGAD: Weighted<string> = [
  ['II', 5],
  ['I', 3],
  ['III', 2],
  ['V', 1],
];
/** HURIDOCS MT41; null: not judged yet. */
const VIOLATION: Weighted<string | null> = [
  ['0101', 78],
  ['04', 8],
  ['0103', 3],
  ['99', 3],
  [null, 8],
];
/** Terms of HURIDOCS MT16. */
const MATERIAL: Weighted<string> = [
  ['Photograph', 4],
  ['Interview', 3],
  ['Court records', 2],
  ['Letter', 1],
];
const HELP: Weighted<InterventionType> = [
  ['LEGAL_AID', 5],
  ['MEDICAL_AID', 2],
  ['DEMAND_FOR_INVESTIGATION', 2],
  ['PUBLICITY_ABOUT_EVENT', 1],
];
const PROGRESS: Weighted<InterventionStatus> = [
  ['ACTION_PENDING', 3],
  ['SOME_ACTION_CONTINUING', 3],
  ['CLOSED', 2],
];

const DAY_MS = 86_400_000;

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day that happened, as exactly as the file knows it. */
function knownDate(
  random: SeededRandom,
  { month, day }: Happening,
): Pick<Event, 'startDate' | 'datePrecision'> {
  const datePrecision = random.pick(PRECISION);
  const days: Readonly<Record<string, string | null>> = {
    DAY: `${month}-${String(day).padStart(2, '0')}`,
    MONTH: `${month}-01`,
    YEAR: `${month.slice(0, 4)}-01-01`,
  };
  return { startDate: days[datePrecision] ?? null, datePrecision };
}

function makeEvent(
  random: SeededRandom,
  caseFileId: string,
  happening: Happening,
  label: string,
): RowOf<Event> {
  const { kind, country, area } = happening;
  return {
    ...{ id: random.uuid(), caseFileId, publicId: random.bytes(16).toString('base64url') },
    ...{ ...knownDate(random, happening), endDate: null, country, area },
    title: `CANARY-TITLE-${label}`,
    exactLocation: `CANARY-LOCATION-${label}: ${random.between(1, 90)} Made-up Street`,
    description: `CANARY-DESCRIPTION-${label}: a made-up ${kind.toLowerCase()} in ${area}`,
    verification: random.pick(VERIFICATION),
    violationStatus: kind === 'DETENTION' ? random.pick(VIOLATION) : random.chance(0.5) ? '0101' : null,
    sourceDataset: null,
    sourceKey: null,
  };
}

function makeAct(
  random: SeededRandom,
  event: RowOf<Event>,
  type: string,
  victimId: string | null,
): RowOf<Act> {
  const detains = ['ARREST', 'DETENTION', 'HOUSE_ARREST', 'MASS_ROUNDUP'].includes(type);
  return {
    id: random.uuid(),
    eventId: event.id,
    type,
    method: random.chance(0.3) ? `CANARY-METHOD-${event.publicId.slice(0, 6)}` : null,
    startDate: event.startDate,
    datePrecision: event.datePrecision,
    victimId,
    wgadCategory: detains && random.chance(0.35) ? random.pick(WGAD) : null,
  };
}

/** Now and then the same person is detained again: two spells in one file. */
function again(random: SeededRandom, act: RowOf<Act>): RowOf<Act> | null {
  if (act.datePrecision !== 'DAY' || act.startDate === null || !random.chance(0.09)) return null;
  const startDate = plusDays(act.startDate, random.between(10, 90));
  return startDate > '2013-12-31' ? null : { ...act, id: random.uuid(), startDate };
}

function actsOn(
  random: SeededRandom,
  event: RowOf<Event>,
  happening: Happening,
  victimId: string | null,
): RowOf<Act>[] {
  const first = makeAct(random, event, random.pick(ACTS[happening.kind]), victimId);
  const second = again(random, first);
  const after =
    victimId !== null && random.chance(0.16)
      ? [makeAct(random, event, random.pick(AFTERWARDS), victimId)]
      : [];
  return [first, ...(second === null ? [] : [second]), ...after];
}

function makePapers(
  random: SeededRandom,
  event: RowOf<Event>,
  label: string,
): { evidence: RowOf<Evidence>[]; interventions: RowOf<Intervention>[] } {
  const from = event.startDate ?? '2013-06-01';
  const contents = Array.from(
    {
      length: random.pick([
        [0, 5],
        [1, 4],
        [2, 1],
      ]),
    },
    (_, index) => `CANARY-EVIDENCE-${label}-${index}`,
  );
  return {
    evidence: contents.map((content) => ({
      ...{ id: random.uuid(), eventId: event.id, kind: random.pick(MATERIAL), content },
      sha256: createHash('sha256').update(content, 'utf8').digest('hex'),
      collectedAt: plusDays(from, random.between(1, 60)),
    })),
    interventions: random.chance(0.35)
      ? [
          {
            ...{
              id: random.uuid(),
              eventId: event.id,
              type: random.pick(HELP),
              status: random.pick(PROGRESS),
            },
            date: random.chance(0.8) ? plusDays(from, random.between(1, 40)) : null,
          },
        ]
      : [],
  };
}

function addEvent(random: SeededRandom, rows: CollectedRows, event: RowOf<Event>, label: string): void {
  const recordedAt = new Date(`${plusDays(event.startDate ?? '2013-06-01', 20)}T09:00:00.000Z`);
  rows.events.push(event);
  const witnesses = random.pick([
    [0, 40],
    [1, 42],
    [2, 18],
  ] as const);
  for (let index = 1; index <= witnesses; index += 1) {
    const witness = makeWitness(random, event.id, `${label}-${index}`);
    rows.witnesses.push(witness);
    rows.consents.push(...makeConsents(random, 'WITNESS', witness.id, recordedAt));
  }
  const { evidence, interventions } = makePapers(random, event, label);
  rows.evidence.push(...evidence);
  rows.interventions.push(...interventions);
}

/** Adds one case file about a happening to the collected rows. */
export function addCaseFile(
  random: SeededRandom,
  rows: CollectedRows,
  happening: Happening,
  label: string,
): void {
  const id = random.uuid();
  const event = makeEvent(random, id, happening, label);
  const known = event.startDate ?? '2013-06-01';
  const receivedAt = new Date(`${plusDays(known, random.between(3, 120))}T08:00:00.000Z`);
  rows.caseFiles.push({
    ...{ id, reference: `CANARY-${label}`, synthetic: true, source: null, receivedAt },
    ...{ embargoUntil: null, coSignatories: [] },
    confidential: random.chance(0.07),
  });
  addEvent(random, rows, event, label);
  const perpetrators = Array.from({ length: random.chance(0.2) ? 2 : 1 }, (_, index) =>
    makePerpetrator(random, id, `${label}-${index + 1}`, happening.kind === 'KIDNAPPING'),
  );
  rows.perpetrators.push(...perpetrators);
  const victims = Array.from(
    {
      length: random.pick([
        [1, 78],
        [2, 15],
        [3, 7],
      ]),
    },
    (_, index) => makeVictim(random, id, `${label}-${index + 1}`),
  );
  rows.victims.push(...victims);
  for (const victim of victims) rows.consents.push(...makeConsents(random, 'VICTIM', victim.id, receivedAt));
  const acts = victims.flatMap((victim) => actsOn(random, event, happening, victim.id));
  const [first] = victims;
  if (first !== undefined && random.chance(0.06)) {
    // the same victim somewhere else: one file in two areas
    const elsewhere = makeEvent(
      random,
      id,
      { ...happening, area: pickArea(random, happening.country) },
      `${label}-B`,
    );
    addEvent(random, rows, elsewhere, `${label}-B`);
    acts.push(...actsOn(random, elsewhere, happening, first.id));
  }
  rows.acts.push(...acts);
  rows.actPerpetrators.push(
    ...acts.flatMap((act) =>
      perpetrators.map((perpetrator) => ({ actId: act.id, perpetratorId: perpetrator.id })),
    ),
  );
}
