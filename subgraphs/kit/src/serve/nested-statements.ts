/**
 * The statements for what hangs below events: one per level and request, never one per row.
 *
 * Each takes the local ids of the events that were found for this caller and reads nothing but their rows.
 * A person is read only together with an event of the same case file, because the row rules have judged the
 * people of that file and of no other. Sealed fields have no column here.
 */
import { INTERVENTION_STATUSES, INTERVENTION_TYPES } from '../records/intervention-codes.js';
import { dateText, generalisedDate, monthOf } from './generalise.js';
import { SqlParameters } from './sql-parameters.js';
import type { Statement } from './event-statement.js';

interface Level {
  /** columns that the joining code needs */
  keys: readonly string[];
  /** coordinate -> column */
  columns: Readonly<Record<string, string>>;
  from: string;
}

const LEVELS = {
  acts: {
    keys: ['a.id AS local_id', 'a.event_id AS event_id'],
    columns: {
      'Act.type': 'a.type AS type',
      'Act.method': 'a.method AS method',
      'Act.startDate': `${dateText(generalisedDate('a'))} AS start_date`,
    },
    from: 'act a WHERE a.event_id',
  },
  victims: {
    keys: ['v.id AS local_id', 'a.id AS act_id', 'a.event_id AS event_id'],
    columns: {
      'Victim.sex': 'v.sex AS sex',
      'Victim.ageBand': 'v.age_band AS age_band',
      'Victim.group': 'v.victim_group AS victim_group',
    },
    from: `act a JOIN event e ON e.id = a.event_id
      JOIN victim v ON v.id = a.victim_id AND v.case_file_id = e.case_file_id WHERE a.event_id`,
  },
  perpetrators: {
    keys: ['p.id AS local_id', 'a.id AS act_id', 'a.event_id AS event_id'],
    columns: { 'Perpetrator.type': 'p.type AS type', 'Perpetrator.unit': 'p.unit AS unit' },
    from: `act a JOIN event e ON e.id = a.event_id
      JOIN act_perpetrator ap ON ap.act_id = a.id
      JOIN perpetrator p ON p.id = ap.perpetrator_id AND p.case_file_id = e.case_file_id WHERE a.event_id`,
  },
  witnesses: {
    keys: ['w.id AS local_id', 'w.event_id AS event_id'],
    columns: {
      'Witness.connection': 'w.connection AS connection',
      'Witness.reliability': 'w.reliability AS reliability',
    },
    from: 'witness w WHERE w.event_id',
  },
  evidence: {
    keys: ['d.id AS local_id', 'd.event_id AS event_id'],
    columns: {
      'Evidence.kind': 'd.kind AS kind',
      'Evidence.sha256': 'd.sha256 AS sha256',
      'Evidence.collectedAt': `${dateText('d.collected_at')} AS collected_at`,
    },
    from: 'evidence d WHERE d.event_id',
  },
  interventions: {
    keys: ['i.id AS local_id', 'i.event_id AS event_id'],
    columns: {
      'Intervention.type': `${onlyCodes('i.type', INTERVENTION_TYPES)} AS type`,
      'Intervention.date': `${dateText(monthOf('i.date'))} AS date`,
      'Intervention.status': `${onlyCodes('i.status', INTERVENTION_STATUSES)} AS status`,
    },
    from: 'intervention i WHERE i.event_id',
  },
} as const satisfies Record<string, Level>;

export type LevelName = keyof typeof LEVELS;

/** A column whose text is one of the codes, else null: nothing that somebody wrote freely leaves the database. */
function onlyCodes(column: string, codes: Readonly<Record<string, string>>): string {
  const list = Object.keys(codes).map((code) => `'${code}'`);
  return `(CASE WHEN ${column} IN (${list.join(', ')}) THEN ${column} END)`;
}

/** The rows of one level below the events given; `limit` bounds them all together. */
export function levelStatement(
  level: LevelName,
  eventIds: readonly string[],
  selected: ReadonlySet<string>,
  limit: number,
): Statement {
  const { keys, columns, from }: Level = LEVELS[level];
  const chosen = Object.entries(columns)
    .filter(([coordinate]) => selected.has(coordinate))
    .map(([, column]) => column);
  const parameters = new SqlParameters();
  const text = `SELECT ${[...keys, ...chosen].join(', ')}
    FROM ${from} = ANY(${parameters.add([...eventIds])}::uuid[])
    LIMIT ${parameters.add(limit)}::int`;
  return { text, values: parameters.values };
}
