/**
 * Made-up people and what they agreed to. Every value that would identify somebody holds `CANARY-`: where one
 * turns up that it should not, a search for that word finds it.
 */
import type { Consent, Perpetrator, RowOf, Victim, Witness } from '@vigil/kit';
import type { SeededRandom } from './random.js';

type ConsentRow = RowOf<Consent>;
type Weighted = readonly (readonly [string, number])[];

const SEXES: Weighted = [
  ['MALE', 60],
  ['FEMALE', 34],
  ['OTHER', 1],
  ['UNKNOWN', 5],
];
const AGES: Weighted = [
  ['A15_17', 4],
  ['A18_24', 26],
  ['A25_34', 27],
  ['A35_44', 17],
  ['A45_54', 10],
  ['A55_64', 5],
  ['A65_PLUS', 2],
  ['A10_14', 1],
  ['UNKNOWN', 8],
];
const GROUPS: Weighted = [
  ['PROTESTER', 34],
  ['STUDENT', 17],
  ['HUMAN_RIGHTS_DEFENDER', 13],
  ['JOURNALIST', 11],
  ['TRADE_UNIONIST', 7],
  ['MINORITY', 6],
  ['AID_WORKER', 3],
  ['OTHER', 6],
  ['UNKNOWN', 3],
];
/** Terms of HURIDOCS MT19 and MT42. */
const CONNECTIONS: Weighted = [
  ['Witness', 5],
  ['Relative of victim', 3],
  ['Colleague at work of victim', 2],
];
const RELIABILITY: Weighted = [
  ['Highly reliable', 3],
  ['Likely reliable', 5],
  ['Unsure', 2],
];
const STATISTICS: Weighted = [
  ['GRANTED', 89],
  ['REFUSED', 4],
  ['NOT_ASKED', 3],
  ['WITHDRAWN', 3],
  ['EXPIRED', 1],
];
const SHARING: Weighted = [
  ['GRANTED', 91],
  ['REFUSED', 4],
  ['NOT_ASKED', 2],
  ['WITHDRAWN', 2],
  ['EXPIRED', 1],
];

const DAY_MS = 86_400_000;

function answer(
  random: SeededRandom,
  state: string,
  recordedAt: Date,
): Omit<ConsentRow, 'personKind' | 'personId' | 'scope'> {
  const later = new Date(recordedAt.getTime() + random.between(20, 200) * DAY_MS);
  return {
    id: random.uuid(),
    recipient: null,
    state,
    recordedAt,
    expiresAt: state === 'EXPIRED' ? later : null,
    withdrawnAt: state === 'WITHDRAWN' ? later : null,
  };
}

/** Casework, statistics and de-identified sharing are asked of everybody; media of some. */
export function makeConsents(
  random: SeededRandom,
  personKind: 'VICTIM' | 'WITNESS',
  personId: string,
  recordedAt: Date,
): ConsentRow[] {
  const about = { personKind, personId };
  const sharing = answer(random, random.pick(SHARING), recordedAt);
  // some agree to one body only
  const recipient = random.chance(0.2) ? 'regional-body' : null;
  return [
    { ...answer(random, 'GRANTED', recordedAt), ...about, scope: 'INTERNAL_CASEWORK' },
    { ...answer(random, random.pick(STATISTICS), recordedAt), ...about, scope: 'AGGREGATE_STATISTICS' },
    { ...sharing, ...about, scope: 'DEIDENTIFIED_SHARING', recipient },
    ...(random.chance(0.15) ? [{ ...answer(random, 'REFUSED', recordedAt), ...about, scope: 'MEDIA' }] : []),
  ];
}

/** One person, or now and then a group of recorded or unrecorded size. */
export function makeVictim(random: SeededRandom, caseFileId: string, label: string): RowOf<Victim> {
  const group = random.chance(0.08);
  const size = random.chance(0.6) ? random.between(3, 40) : null;
  return {
    id: random.uuid(),
    caseFileId,
    sex: group ? 'NOT_APPLICABLE' : random.pick(SEXES),
    ageBand: group ? 'UNKNOWN' : random.pick(AGES),
    victimGroup: random.pick(GROUPS),
    legalName: group ? null : `CANARY-NAME-${label}`,
    contact: group ? null : `CANARY-CONTACT-${label}`,
    persons: group ? size : 1,
  };
}

export function makePerpetrator(
  random: SeededRandom,
  caseFileId: string,
  label: string,
  abducts: boolean,
): RowOf<Perpetrator> {
  const types: Weighted = abducts
    ? [
        ['NON_STATE', 45],
        ['PRO_STATE', 25],
        ['STATE', 10],
        ['UNKNOWN', 20],
      ]
    : [
        ['STATE', 84],
        ['PRO_STATE', 9],
        ['UNKNOWN', 7],
      ];
  return {
    id: random.uuid(),
    caseFileId,
    type: random.pick(types),
    unit: random.chance(0.5) ? `CANARY-UNIT-${label}` : null,
    legalName: random.chance(0.3) ? `CANARY-PERPETRATOR-${label}` : null,
  };
}

export function makeWitness(random: SeededRandom, eventId: string, label: string): RowOf<Witness> {
  return {
    id: random.uuid(),
    eventId,
    connection: random.pick(CONNECTIONS),
    reliability: random.pick(RELIABILITY),
    legalName: `CANARY-WITNESS-${label}`,
    contact: `CANARY-WITNESS-CONTACT-${label}`,
    testimony: `CANARY-TESTIMONY-${label}: made-up words of a made-up witness`,
  };
}
