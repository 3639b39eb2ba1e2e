/**
 * The privacy-loss sheet of a plan or release: what its figures can tell about one unit, in every way we can count.
 *
 * Takes a signed document of either kind, gives figures; each one is exact for the plan, or says that it is a bound.
 * The page made of it is in `privacy-sheet-page.ts`. Pure.
 */
import { compareFractions, formatFraction, fraction, parseFraction, type Fraction } from './fraction.js';
import { BEST_GUESS_BOUND, noisyTablesOf } from './plan-tables.js';
import {
  bestGuessOf,
  composedTimes,
  epsilonAt,
  lossDistribution,
  ofGroup,
  rhoOf,
  truePositiveRate,
  type LossDistribution,
  type NoisyTable,
} from './privacy-loss.js';
import type { ReleaseDocument, ReleasePlan } from './release-document.js';
import { PLAN_DELTA } from './release-plan.js';
import { zcdpEpsilon } from './zcdp.js';

/** A release or a signed plan. */
export type SheetSubject = Pick<
  ReleaseDocument,
  'partner' | 'partition' | 'plan' | 'schedule' | 'definitionVersion'
> & { readonly id?: string };

/** What an attacker who knows everything else can reach about one thing. */
export interface Exposure {
  readonly rho: string;
  /** right guesses, prior one half; rounded up */
  readonly bestGuess: number;
  /** share of units that are in and are said to be in, where one in a hundred that are not are said to be; rounded up */
  readonly truePositiveRate: number;
  readonly epsilon: {
    /** from rho alone: an upper bound */
    readonly zcdp: number;
    /** of the composition; rounded up */
    readonly exact: number;
  };
}

export interface PrivacySheet {
  readonly format: 'vigil-privacy-sheet-1';
  readonly partner: string;
  readonly partition: string;
  /** id of the release, when it is one; of the plan otherwise */
  readonly subject: string;
  readonly plan: string;
  readonly profile: ReleasePlan['profile'];
  readonly bound: number;
  readonly unit: ReleasePlan['unit'];
  readonly reason: string;
  readonly neighbours: string;
  readonly plannedReleases: number;
  readonly signedAt: string;
  readonly tables: readonly (ReleasePlan['tables'][number] & { readonly rho: string })[];
  readonly delta: number;
  readonly falsePositiveRate: number;
  /** is there a record of it? (a unit added or taken away) */
  readonly existence: Exposure;
  /** what is in a record that is known to exist? (a unit replaced by another) */
  readonly attribute: Exposure;
  /** a unit that counts in so many years; the first is `existence` */
  readonly years: readonly (Exposure & { readonly years: number })[];
  /** null: no limit is set */
  readonly yearsPerUnit: number | null;
  /** a case that so many partners hold, each with a plan like this one */
  readonly partners: readonly (Exposure & { readonly partners: number })[];
  /** units that come and go together */
  readonly groups: readonly (Exposure & { readonly units: number })[];
  readonly groupMeans: string;
  readonly notCovered: readonly string[];
}

const NEIGHBOURS: Readonly<Record<ReleasePlan['unit'], string>> = {
  CASE_FILE:
    'Two collections are neighbours when one has one case file more: a dossier with all its events, acts, victims, perpetrators and witnesses.',
  PERSON:
    'Two collections are neighbours when one has one person more who counts for an indicator. A case file with several such persons is not hidden.',
  EVENT:
    'Two collections are neighbours when one has one event more. A case file with several events is not hidden.',
};

const GROUPS: Readonly<Record<ReleasePlan['unit'], string>> = {
  CASE_FILE:
    'somebody whose presence decides whether this many case files count, for instance a witness in all of them',
  PERSON: 'a case file with this many counted persons',
  EVENT: 'a case file with this many counted events',
};

const NOT_COVERED = [
  'Truths about groups: that something happens often in a place is what the figures are for.',
  'Declared coverage, which shows where the partner works.',
  'Records that the partner shares one by one on the records plane.',
  'Exact figures that the partner publishes elsewhere.',
  'An attacker who holds the noise key of a year before its last release, when the key is destroyed.',
];

const FALSE_POSITIVES = 0.01;

/** rho as a number rounded up a little: the sheet's epsilon never lies below its bound. */
function asNumber({ numerator, denominator }: Fraction): number {
  return (Number(numerator) / Number(denominator)) * (1 + 2 ** -50);
}

function exposure(distribution: LossDistribution, rho: Fraction): Exposure {
  return {
    rho: formatFraction(rho),
    bestGuess: bestGuessOf(distribution),
    truePositiveRate: truePositiveRate(distribution),
    epsilon: {
      zcdp: Math.ceil(zcdpEpsilon(asNumber(rho), PLAN_DELTA) * 1e4) / 1e4,
      exact: epsilonAt(distribution, PLAN_DELTA),
    },
  };
}

function times({ numerator, denominator }: Fraction, factor: number): Fraction {
  return fraction(numerator * BigInt(factor), denominator);
}

/**
 * The plan's tables, and one more for what it admits beyond them: a reservation that was charged. Which tables those
 * were is not in the document; one table with all of their rho stands for them.
 */
function exposedTables(plan: ReleasePlan): NoisyTable[] {
  const tables = noisyTablesOf(plan.tables);
  const own = rhoOf(tables);
  const claimed = parseFraction(plan.rho);
  if (compareFractions(claimed, own) <= 0) return tables;
  const { numerator, denominator } = fraction(
    claimed.numerator * own.denominator - own.numerator * claimed.denominator,
    claimed.denominator * own.denominator,
  );
  return [...tables, { sigma2: formatFraction(fraction(denominator, 2n * numerator)) }];
}

/** What a plan or release can tell about one unit. */
export function privacySheet(subject: SheetSubject): PrivacySheet {
  const { plan, partner, partition, schedule } = subject;
  const tables = exposedTables(plan);
  const rho = rhoOf(tables);
  const one = lossDistribution(tables);
  const [two, three] = [2, 3].map((count) => exposure(composedTimes(one, count), times(rho, count))) as [
    Exposure,
    Exposure,
  ];
  const existence = exposure(one, rho);
  return {
    format: 'vigil-privacy-sheet-1',
    partner,
    partition,
    subject: subject.id ?? plan.id,
    plan: plan.id,
    profile: plan.profile,
    bound: BEST_GUESS_BOUND[plan.profile],
    unit: plan.unit,
    reason: plan.reason,
    neighbours: NEIGHBOURS[plan.unit],
    plannedReleases: plan.plannedReleases,
    signedAt: schedule.signedAt,
    tables: plan.tables.map((table) => ({ ...table, rho: formatFraction(rhoOf(noisyTablesOf([table]))) })),
    delta: PLAN_DELTA,
    falsePositiveRate: FALSE_POSITIVES,
    existence: { ...existence, bestGuess: Math.max(existence.bestGuess, plan.bestGuess) },
    // Out of one cell and into another, in every table: each table tells twice.
    attribute: two,
    years: [
      { years: 1, ...existence },
      { years: 2, ...two },
      { years: 3, ...three },
    ],
    yearsPerUnit: plan.yearsPerUnit,
    partners: [
      { partners: 2, ...two },
      { partners: 3, ...three },
    ],
    groups: [2, 3, 5].map((units) => ({
      units,
      ...exposure(ofGroup(one, units), times(rho, units ** 2)),
    })),
    groupMeans: GROUPS[plan.unit],
    notCovered: NOT_COVERED,
  };
}
