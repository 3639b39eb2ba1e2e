/**
 * Rows of the database joined into the contract's objects, under the names this caller gets.
 *
 * Takes events and the rows of the levels below them, with ciphertext in their sealed columns already; gives a list in
 * the order of the events. Pure. Children stand in the order of their pseudonymous ids, so that no order tells when
 * something was entered. A field whose column was not read is null. Where a row says `<column>_masked`, this field of
 * this record is not for this caller: the refusal stands in its place, whatever the column holds.
 */
import { HubError } from '@vigil/shared';
import type { Act, Event, Evidence, Intervention, Perpetrator, Victim, Witness } from '@vigil/shared';
import type { LevelName } from './nested-statements.js';
import type { Pseudonymise, PseudonymKind } from './pseudonym.js';

/** A row as the driver gives it: every column that the statements here read is text or null. */
export type Row = Readonly<Record<string, string | null>>;
export type LevelRows = Partial<Record<LevelName, readonly Row[]>>;

/** What the rows of a level are called by. */
export const KIND_OF: Readonly<Record<LevelName, PseudonymKind>> = {
  acts: 'act',
  victims: 'victim',
  perpetrators: 'perpetrator',
  witnesses: 'witness',
  evidence: 'evidence',
  interventions: 'intervention',
};

/** What graphql-js throws when it comes upon it in a field's place. */
const MASKED = new HubError('UNAUTHORIZED_FIELD_OR_TYPE', 'not authorized to read this field', 'caller');

type NameOf = (kind: PseudonymKind, row: Row) => string;
/** @param name - the pseudonymous id of the row */
type Shape<Shaped> = (row: Row, name: string) => Shaped;

/** The id under which an event is known outside this node. */
export function eventName(row: Row, partner: string): string {
  return `${partner}:${text(row, 'public_id')}`;
}

/** Joins one page. */
export function shapeEvents(
  events: readonly Row[],
  levels: LevelRows,
  partner: string,
  pseudonymise: Pseudonymise,
): Event[] {
  const eventIds = new Map(events.map((row) => [text(row, 'local_id'), eventName(row, partner)]));
  const nameOf: NameOf = (kind, row) =>
    pseudonymise(kind, eventIds.get(text(row, 'event_id')) ?? '', text(row, 'local_id'));

  const byEvent = <Shaped>(kind: PseudonymKind, rows: readonly Row[] | undefined, shape: Shape<Shaped>) =>
    groupBy(rows, { key: 'event_id', kind, nameOf }, shape);
  const acts = byEvent('act', levels.acts, shapeAct(levels, nameOf));
  const witnesses = byEvent('witness', levels.witnesses, shapeWitness);
  const evidence = byEvent('evidence', levels.evidence, shapeEvidence);
  const interventions = byEvent('intervention', levels.interventions, shapeIntervention);

  return events.map((row): Event => {
    const localId = text(row, 'local_id');
    return {
      id: eventName(row, partner),
      partner: { id: partner },
      title: value(row, 'title'),
      startDate: value(row, 'start_date'),
      datePrecision: value<NonNullable<Event['datePrecision']>>(row, 'date_precision'),
      country: value(row, 'country'),
      area: value(row, 'area'),
      exactLocation: value(row, 'exact_location'),
      description: value(row, 'description'),
      verification: value<NonNullable<Event['verification']>>(row, 'verification'),
      acts: unmasked(row, 'acts', acts.get(localId) ?? []),
      witnesses: unmasked(row, 'witnesses', witnesses.get(localId) ?? []),
      evidence: unmasked(row, 'evidence', evidence.get(localId) ?? []),
      interventions: unmasked(row, 'interventions', interventions.get(localId) ?? []),
    };
  });
}

function shapeAct(levels: LevelRows, nameOf: NameOf): Shape<Act> {
  const byAct = <Shaped>(kind: PseudonymKind, rows: readonly Row[] | undefined, shape: Shape<Shaped>) =>
    groupBy(rows, { key: 'act_id', kind, nameOf }, shape);
  const victims = byAct('victim', levels.victims, shapeVictim);
  const perpetrators = byAct('perpetrator', levels.perpetrators, shapePerpetrator);
  return (row, name) => ({
    id: name,
    type: value<NonNullable<Act['type']>>(row, 'type'),
    method: value(row, 'method'),
    startDate: value(row, 'start_date'),
    victim: unmasked(row, 'victim', victims.get(text(row, 'local_id'))?.[0] ?? null),
    perpetrators: unmasked(row, 'perpetrators', perpetrators.get(text(row, 'local_id')) ?? []),
  });
}

function shapeVictim(row: Row, name: string): Victim {
  return {
    id: name,
    sex: value<NonNullable<Victim['sex']>>(row, 'sex'),
    ageBand: value<NonNullable<Victim['ageBand']>>(row, 'age_band'),
    group: value<NonNullable<Victim['group']>>(row, 'victim_group'),
    legalName: value(row, 'legal_name'),
    contact: value(row, 'contact'),
  };
}

function shapePerpetrator(row: Row, name: string): Perpetrator {
  return {
    id: name,
    type: value<NonNullable<Perpetrator['type']>>(row, 'type'),
    unit: value(row, 'unit'),
    legalName: value(row, 'legal_name'),
  };
}

function shapeWitness(row: Row, name: string): Witness {
  return {
    id: name,
    connection: value(row, 'connection'),
    reliability: value(row, 'reliability'),
    legalName: value(row, 'legal_name'),
    contact: value(row, 'contact'),
    testimony: value(row, 'testimony'),
  };
}

function shapeEvidence(row: Row, name: string): Evidence {
  return {
    id: name,
    kind: value(row, 'kind'),
    sha256: value(row, 'sha256'),
    collectedAt: value(row, 'collected_at'),
    content: value(row, 'content'),
  };
}

function shapeIntervention(row: Row, name: string): Intervention {
  return {
    id: name,
    type: value(row, 'type'),
    date: value(row, 'date'),
    status: value(row, 'status'),
  };
}

/** Children by what they hang on, each group in the order of ids. */
function groupBy<Shaped>(
  rows: readonly Row[] | undefined,
  { key, kind, nameOf }: { key: string; kind: PseudonymKind; nameOf: NameOf },
  shape: Shape<Shaped>,
): Map<string, Shaped[]> {
  const named = (rows ?? [])
    .map((row) => ({ row, name: nameOf(kind, row) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const groups = new Map<string, Shaped[]>();
  for (const { row, name } of named) {
    const group = text(row, key);
    const members = groups.get(group) ?? [];
    groups.set(group, members);
    members.push(shape(row, name));
  }
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
  return unmasked(row, column, (row[column] ?? null) as Claimed | null);
}

/** The refusal has the type of what it stands for: nobody but graphql-js looks at it. */
function unmasked<Shown>(row: Row, column: string, shown: Shown): Shown {
  return row[`${column}_masked`] === 'true' ? (MASKED as unknown as Shown) : shown;
}
