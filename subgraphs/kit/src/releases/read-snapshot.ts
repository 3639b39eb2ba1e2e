/**
 * The snapshot of a release over a stream of records: what `take-snapshot.ts` does over arrays, with the same
 * rules unit by unit, in memory that does not grow with the number of case files.
 *
 * Takes an open node, gives the counts and digests of every table; where each unit was counted is written on the
 * way and binds when the release has its document.
 */
import type { EntityManager } from 'typeorm';
import type {
  ActPeriod,
  Contribution,
  IndicatorQuestion,
  QualifyingAct,
} from '../indicators/contribution.js';
import { contributionsOfActs } from '../indicators/contributions-of-acts.js';
import { streamActs } from '../indicators/stream-acts.js';
import { readRecords } from '../node/read-records.js';
import { capUnit, unitsOf, type CapRules } from './cap-contributions.js';
import type { CountedUnit } from './counted-unit.js';
import { openFrozen, type ReadFrozen } from './frozen-assignments.js';
import { namesOfOtherKinds } from './frozen-units.js';
import { readKeyedName } from './keyed-names.js';
import { placeRows } from './place-rows.js';
import type { ReleaseNode } from './release-node.js';
import { stageAssignments, type StagedAssignments } from './staged-assignments.js';
import { snapshotCounter, snapshotRules, type SnapshotRelease, type SnapshotTable } from './take-snapshot.js';

export interface ReadSnapshot {
  readonly tables: readonly SnapshotTable[];
  /** how many units enter at least one table */
  readonly units: number;
  /** for units other than case files: how many files that are not public have rows that would count; at most 10,000 */
  readonly filesNotPublic: number;
  /** In the transaction of the release's document: binds where the units were counted. */
  freeze(manager: EntityManager): Promise<void>;
}

const MOST_FILES_NAMED = 10_000;

function nextMonth(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return number === '12'
    ? `${String(Number(year) + 1).padStart(4, '0')}-01`
    : `${year}-${String(Number(number) + 1).padStart(2, '0')}`;
}

/** The days whose acts can decide what a unit adds to this release, and no others. */
function periodOf({ lattice: { plan, partition, planned }, lastReleases }: CapRules): ActPeriod {
  const { part } = planned;
  const year = { from: `${partition}-01-01`, to: `${nextMonth(`${partition}-12`)}-01` };
  if (part !== partition) {
    // a person or event is dated by its first month, a file's pairs stand each by itself
    const from = plan.entry === 'single' ? year.from : `${part}-01`;
    return { from, to: `${nextMonth(part)}-01` };
  }
  const late =
    planned.stage === 'FINAL' && lastReleases.size > 0 && plan.tables.some(({ id }) => id === 'LATE');
  return late ? { ...year, receivedFrom: year.from } : year;
}

interface Counting {
  readonly rules: CapRules;
  readonly readFrozen: ReadFrozen;
  readonly notPublic: Set<string>;
}

/** What the units of one batch add. */
async function capBatch(
  batch: readonly QualifyingAct[][],
  { rules, readFrozen, notPublic }: Counting,
): Promise<CountedUnit[]> {
  const { lattice } = rules;
  const { unit, yearsPerUnit } = lattice.plan;
  const units: { readonly name: string; readonly rows: Contribution[] }[] = [];
  const otherNames = new Set<string>();
  for (const acts of batch) {
    const rows = contributionsOfActs(acts, unit === 'EVENT');
    const [first] = rows;
    const [name] = first === undefined ? [] : unitsOf(first, unit);
    if (first === undefined || name === undefined) continue;
    units.push({ name, rows });
    if (yearsPerUnit !== null)
      for (const other of namesOfOtherKinds(unit, first.caseFileId)) otherNames.add(other);
  }
  const frozen = await readFrozen({
    units: [...units.map(({ name }) => name), ...otherNames],
    acts: batch.flatMap((acts) => acts.map(({ actId }) => actId)),
  });
  return units.flatMap(({ name, rows }) => {
    if (unit !== 'CASE_FILE' && rows.some((row) => !row.public)) {
      for (const { row } of placeRows(rows, lattice, frozen)) {
        if (!row.public && notPublic.size < MOST_FILES_NAMED) notPublic.add(row.caseFileId);
      }
    }
    const counted = capUnit(name, { rows, frozen, rules });
    // Whatever it enters, the rows of earlier years that come late included.
    if (counted !== null && unit !== 'CASE_FILE' && notPublic.size < MOST_FILES_NAMED) {
      for (const row of rows) if (!row.public) notPublic.add(row.caseFileId);
    }
    return counted ?? [];
  });
}

interface Passing {
  readonly question: IndicatorQuestion;
  readonly counting: Counting;
  readonly staged: StagedAssignments;
  readonly count: (units: readonly CountedUnit[]) => void;
}

async function passThrough(
  records: EntityManager,
  { question, counting, staged, count }: Passing,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  for await (const batch of streamActs(records, question, counting.rules.lattice.plan.unit)) {
    const units = await capBatch(batch, counting);
    count(units);
    await writing;
    writing = staged.add(units);
    // heard when the next batch waits for it
    writing.catch(() => undefined);
  }
  await writing;
}

/**
 * Counts a release from the records.
 *
 * The same records, plan, release number and key give the same counts and digests, however often it is asked.
 *
 * @throws HubError RECORDS_UNREADABLE, DATA_DIRECTORY_MISSING
 */
export async function readSnapshot(node: ReleaseNode, input: SnapshotRelease): Promise<ReadSnapshot> {
  const { plan, partition, stage = 'FINAL', release } = input;
  const rules = snapshotRules(input);
  const counter = snapshotCounter(rules, input);
  const nameOf = await readKeyedName(node);
  const counting = {
    rules,
    readFrozen: await openFrozen(node, partition, nameOf),
    notPublic: new Set<string>(),
  };
  const staged = await stageAssignments(node, { unit: plan.unit, partition, stage, release }, nameOf);
  const question = {
    indicators: plan.indicators,
    now: node.now(),
    period: periodOf(rules),
    placesOnly: stage === 'PROVISIONAL',
  };
  let counted = 0;
  const count = (units: readonly CountedUnit[]): void => {
    counted += units.length;
    for (const unit of units) counter.add(unit);
  };
  await readRecords(node, (records) => passThrough(records, { question, counting, staged, count }));
  return {
    tables: counter.tables(),
    units: counted,
    filesNotPublic: counting.notPublic.size,
    freeze: (manager) => staged.freeze(manager),
  };
}
