/**
 * From qualifying acts to contributions: a victim once per file, month and area, an event or a measure once.
 *
 * Deduplication is within a case file and looks at nothing else, so that no file can move another one's count.
 * Pure; the acts come from `qualifying-contributions.ts`.
 */
import { PerpetratorType, Sex, VictimGroup, AgeBand } from '@vigil/shared';
import type { Contribution, PersonTraits, QualifyingAct } from './contribution.js';

const TYPES = Object.keys(PerpetratorType);
const GROUPS = Object.keys(VictimGroup);
const PEOPLE = new Map(
  Object.keys(Sex).flatMap((sex) =>
    Object.keys(AgeBand).map((ageBand): [string, PersonTraits] => [`${sex}|${ageBand}`, { sex, ageBand }]),
  ),
);
const UNKNOWN = 'UNKNOWN';
const UNKNOWN_PERSON: PersonTraits = { sex: UNKNOWN, ageBand: UNKNOWN };

const monthOf = ({ datePrecision, day }: QualifyingAct): string | null =>
  datePrecision === 'YEAR' ? null : day.slice(0, 7);
const yearOf = ({ day }: QualifyingAct): string => day.slice(0, 4);

/** What is counted once: in a month, where a victim may be detained again in another one. */
function rowKey(act: QualifyingAct, perEvent: boolean): string {
  const { indicator, countedBy, caseFileId, victimId, eventId, actId, country, area } = act;
  const place = `${indicator} ${caseFileId} ${country} ${area ?? ''}`;
  if (countedBy === 'ACT') return `${place} ${actId}`;
  if (countedBy === 'EVENT') return `${place} ${eventId}`;
  const when = `${yearOf(act)} ${monthOf(act) ?? ''}`;
  return `${place} ${when} ${victimId ?? ''} ${perEvent ? eventId : ''}`;
}

/** By year, month (a coarse date last), day, id: the first one dates the row. */
function compareActs(left: QualifyingAct, right: QualifyingAct): number {
  const key = (act: QualifyingAct): string => `${yearOf(act)} ${monthOf(act) ?? '~'} ${act.day} ${act.actId}`;
  return key(left) < key(right) ? -1 : 1;
}

function distinct<Word>(words: readonly Word[], list: readonly Word[], absent: Word): readonly Word[] {
  const [first] = words;
  if (first === undefined) return [absent];
  return words.length === 1 ? words : list.filter((word) => words.includes(word));
}

/** Code words that are in no list are UNKNOWN: a cell for them does not exist. */
function traitsOf(
  acts: readonly QualifyingAct[],
): Pick<Contribution, 'victimGroups' | 'perpetratorTypes' | 'people'> {
  const groups: string[] = [];
  const people: PersonTraits[] = [];
  let types = 0;
  for (const { victimId, victimGroup, sex, ageBand, perpetrators } of acts) {
    types |= perpetrators ?? 0;
    if (victimId === null) continue;
    groups.push(victimGroup !== null && GROUPS.includes(victimGroup) ? victimGroup : UNKNOWN);
    people.push(PEOPLE.get(`${sex ?? UNKNOWN}|${ageBand ?? UNKNOWN}`) ?? UNKNOWN_PERSON);
  }
  const perpetratorTypes = TYPES.filter((_type, place) => (types & (1 << place)) !== 0);
  return {
    victimGroups: distinct(groups, GROUPS, UNKNOWN),
    perpetratorTypes: perpetratorTypes.length === 0 ? [UNKNOWN] : perpetratorTypes,
    people: distinct(people, [...PEOPLE.values()], UNKNOWN_PERSON),
  };
}

function contributionOf(unordered: readonly QualifyingAct[]): Contribution[] {
  const acts = unordered.length === 1 ? unordered : [...unordered].sort(compareActs);
  const [first] = acts;
  if (first === undefined) return [];
  const { countedBy, actId, victimId } = first;
  const { victimGroups, perpetratorTypes, people } = traitsOf(acts);
  return [
    {
      indicator: first.indicator,
      caseFileId: first.caseFileId,
      eventId: first.eventId,
      country: first.country,
      area: first.area,
      monthReceived: first.monthReceived,
      public: acts.every((act) => act.public),
      eventIds: [...new Set(acts.map((act) => act.eventId))].sort(),
      acts: acts.map((act) => ({ id: act.actId, month: monthOf(act), year: yearOf(act) })),
      actId: countedBy === 'EVENT' ? null : actId,
      victimId: countedBy === 'VICTIM' ? victimId : null,
      month: monthOf(first),
      year: yearOf(first),
      persons: countedBy === 'VICTIM' ? Math.max(...acts.map(({ persons }) => persons ?? 0)) : 1,
      victimGroups,
      perpetratorTypes,
      people,
    },
  ];
}

/**
 * @param acts - of one case file or of many; in any order, an act at most once for each indicator
 * @param perEvent - a row for each event that a victim was in, not for each victim
 */
export function contributionsOfActs(acts: readonly QualifyingAct[], perEvent = false): Contribution[] {
  if (acts.length === 1) return contributionOf(acts);
  const rows = new Map<string, QualifyingAct[]>();
  for (const act of acts) {
    const key = rowKey(act, perEvent);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [act]);
    else known.push(act);
  }
  return [...rows.values()].flatMap(contributionOf);
}
