/**
 * Rows of the database joined into the contract's objects, under the names this caller gets.
 *
 * Takes events and the rows of the levels below them, gives a list in the order of the events. Pure. Children
 * stand in the order of their pseudonymous ids, so that no order tells when something was entered. A field
 * whose column was not read is null, and so is every sealed field.
 */
import type { Act, Event, Evidence, Intervention, Perpetrator, Victim, Witness } from '@vigil/shared';
import type { LevelName } from './nested-statements.js';
import type { Pseudonymise, PseudonymKind } from './pseudonym.js';

/** A row as the driver gives it: every column that the statements here read is text or null. */
export type Row = Readonly<Record<string, string | null>>;
export type LevelRows = Partial<Record<LevelName, readonly Row[]>>;

type NameOf = (kind: PseudonymKind, row: Row) => string;

/** Joins one page. */
export function shapeEvents(
  events: readonly Row[],
  levels: LevelRows,
  partner: string,
  pseudonymise: Pseudonymise,
): Event[] {
  const idOf = (row: Row): string => `${partner}:${text(row, 'public_id')}`;
  const eventIds = new Map(events.map((row) => [text(row, 'local_id'), idOf(row)]));
  const nameOf: NameOf = (kind, row) =>
    pseudonymise(kind, eventIds.get(text(row, 'event_id')) ?? '', text(row, 'local_id'));

  const acts = groupBy(levels.acts, 'event_id', shapeAct(levels, nameOf));
  const witnesses = groupBy(levels.witnesses, 'event_id', (row) => shapeWitness(row, nameOf));
  const evidence = groupBy(levels.evidence, 'event_id', (row) => shapeEvidence(row, nameOf));
  const interventions = groupBy(levels.interventions, 'event_id', (row) => shapeIntervention(row, nameOf));

  return events.map((row): Event => {
    const localId = text(row, 'local_id');
    return {
      id: idOf(row),
      partner: { id: partner },
      title: value(row, 'title'),
      startDate: value(row, 'start_date'),
      datePrecision: value<NonNullable<Event['datePrecision']>>(row, 'date_precision'),
      country: value(row, 'country'),
      area: value(row, 'area'),
      verification: value<NonNullable<Event['verification']>>(row, 'verification'),
      acts: acts.get(localId) ?? [],
      witnesses: witnesses.get(localId) ?? [],
      evidence: evidence.get(localId) ?? [],
      interventions: interventions.get(localId) ?? [],
    };
  });
}

function shapeAct(levels: LevelRows, nameOf: NameOf): (row: Row) => Act {
  const victims = groupBy(levels.victims, 'act_id', (row) => shapeVictim(row, nameOf));
  const perpetrators = groupBy(levels.perpetrators, 'act_id', (row) => shapePerpetrator(row, nameOf));
  return (row) => ({
    id: nameOf('act', row),
    type: value<NonNullable<Act['type']>>(row, 'type'),
    method: value(row, 'method'),
    startDate: value(row, 'start_date'),
    victim: victims.get(text(row, 'local_id'))?.[0] ?? null,
    perpetrators: perpetrators.get(text(row, 'local_id')) ?? [],
  });
}

function shapeVictim(row: Row, nameOf: NameOf): Victim {
  return {
    id: nameOf('victim', row),
    sex: value<NonNullable<Victim['sex']>>(row, 'sex'),
    ageBand: value<NonNullable<Victim['ageBand']>>(row, 'age_band'),
    group: value<NonNullable<Victim['group']>>(row, 'victim_group'),
  };
}

function shapePerpetrator(row: Row, nameOf: NameOf): Perpetrator {
  return {
    id: nameOf('perpetrator', row),
    type: value<NonNullable<Perpetrator['type']>>(row, 'type'),
    unit: value(row, 'unit'),
  };
}

function shapeWitness(row: Row, nameOf: NameOf): Witness {
  return {
    id: nameOf('witness', row),
    connection: value(row, 'connection'),
    reliability: value(row, 'reliability'),
  };
}

function shapeEvidence(row: Row, nameOf: NameOf): Evidence {
  return {
    id: nameOf('evidence', row),
    kind: value(row, 'kind'),
    sha256: value(row, 'sha256'),
    collectedAt: value(row, 'collected_at'),
  };
}

function shapeIntervention(row: Row, nameOf: NameOf): Intervention {
  return {
    id: nameOf('intervention', row),
    type: value(row, 'type'),
    date: value(row, 'date'),
    status: value(row, 'status'),
  };
}

function groupBy<Shaped extends { id: string }>(
  rows: readonly Row[] | undefined,
  key: string,
  shape: (row: Row) => Shaped,
): Map<string, Shaped[]> {
  const groups = new Map<string, Shaped[]>();
  for (const row of rows ?? []) {
    const group = text(row, key);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [shape(row)]);
    else members.push(shape(row));
  }
  for (const members of groups.values()) members.sort((left, right) => (left.id < right.id ? -1 : 1));
  return groups;
}

/** A key column, which is never null. */
function text(row: Row, column: string): string {
  return row[column] ?? '';
}

/**
 * A column that may be null, or not have been read. Code lists are held by CHECKs of the tables, and what
 * slips past them is refused when the schema serialises it: the type here is a claim, not a check.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the claim is made by the caller
function value<Claimed extends string = string>(row: Row, column: string): Claimed | null {
  return (row[column] ?? null) as Claimed | null;
}
