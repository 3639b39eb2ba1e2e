/**
 * The statements for what hangs below events: one per level and request, never one per row.
 *
 * Each takes the local ids of the events that were found for this caller and reads nothing but their rows: those
 * whose id this caller may have, where the field that they hang on is not hidden. A person is read only together
 * with an event of the same case file, because the row rules have judged the people of that file and of no other.
 */
import type { Person } from './consent-rule.js';
import type { Statement } from './event-statement.js';
import { LEVEL_FIELDS, LEVEL_IDS, type LevelName } from './record-fields.js';
import { RecordSql } from './record-sql.js';
import { rowResiduals, type RowRuleContext } from './row-rules.js';
import { selectedColumns } from './selected-columns.js';
import { SqlParameters } from './sql-parameters.js';

export type { LevelName } from './record-fields.js';

interface Level {
  /** columns that the joining code needs */
  readonly keys: readonly string[];
  /** fields and ids between the event and the level */
  readonly by: readonly string[];
  readonly from: string;
  /** the column that names the event */
  readonly event: string;
  readonly person?: Person;
}

const LEVELS: Readonly<Record<LevelName, Level>> = {
  acts: {
    keys: ['a.id AS local_id', 'a.event_id AS event_id'],
    by: ['Event.acts'],
    from: 'act a',
    event: 'a.event_id',
  },
  victims: {
    keys: ['v.id AS local_id', 'a.id AS act_id', 'a.event_id AS event_id'],
    by: ['Event.acts', 'Act.id', 'Act.victim'],
    from: `act a JOIN event e ON e.id = a.event_id
      JOIN victim v ON v.id = a.victim_id AND v.case_file_id = e.case_file_id`,
    event: 'a.event_id',
    person: { kind: 'VICTIM', id: 'v.id' },
  },
  perpetrators: {
    keys: ['p.id AS local_id', 'a.id AS act_id', 'a.event_id AS event_id'],
    by: ['Event.acts', 'Act.id', 'Act.perpetrators'],
    from: `act a JOIN event e ON e.id = a.event_id
      JOIN act_perpetrator ap ON ap.act_id = a.id
      JOIN perpetrator p ON p.id = ap.perpetrator_id AND p.case_file_id = e.case_file_id`,
    event: 'a.event_id',
  },
  witnesses: {
    keys: ['w.id AS local_id', 'w.event_id AS event_id'],
    by: ['Event.witnesses'],
    from: 'witness w',
    event: 'w.event_id',
    person: { kind: 'WITNESS', id: 'w.id' },
  },
  evidence: {
    keys: ['d.id AS local_id', 'd.event_id AS event_id'],
    by: ['Event.evidence'],
    from: 'evidence d',
    event: 'd.event_id',
  },
  interventions: {
    keys: ['i.id AS local_id', 'i.event_id AS event_id'],
    by: ['Event.interventions'],
    from: 'intervention i',
    event: 'i.event_id',
  },
};

export interface LevelQuestion {
  readonly rule: RowRuleContext;
  readonly selected: ReadonlySet<string>;
  /** bounds the rows of all events together */
  readonly limit: number;
}

/** The rows of one level below events that exist for this caller, found in the same transaction. */
export function levelStatement(
  level: LevelName,
  eventIds: readonly string[],
  { rule, selected, limit }: LevelQuestion,
): Statement {
  const { keys, by, from, event, person = null } = LEVELS[level];
  const { conditions } = rule;
  const parameters = new SqlParameters();
  const ids = `${parameters.add([...eventIds])}::uuid[]`;
  const sql = new RecordSql(rule, parameters);
  sql.hold(rowResiduals(rule));
  sql.askOncePerFile();
  const above = by.map((coordinate) => conditions.read(coordinate));
  const own = conditions.read(LEVEL_IDS[level]);
  const exists = [sql.condition(above), sql.condition([own], person)].filter((one) => one !== null);
  sql.hold(above);
  sql.hold([own], person);
  const chosen = selectedColumns(LEVEL_FIELDS[level], { selected, conditions, sql, person });
  const facts = sql.factsOf(`SELECT seen.case_file_id FROM event seen WHERE seen.id = ANY(${ids})`);
  const joins = missingJoins(LEVELS[level], [...chosen, ...exists].join(' '));
  const text = `${facts === null ? '' : `WITH ${facts}\n    `}SELECT ${[...keys, ...chosen].join(', ')}
    FROM ${[from, ...joins].join('\n      ')}
    WHERE ${[`${event} = ANY(${ids})`, ...exists].join('\n      AND ')}
    LIMIT ${parameters.add(limit)}::int`;
  return { text, values: parameters.values };
}

/** The event, its file and what was asked of the file, where a condition needs them: a view has to be read for each. */
function missingJoins({ from, event }: Level, conditions: string): string[] {
  const facts = /\bfacts\./.test(conditions);
  const file = /\bcf\./.test(conditions);
  const ofEvent = (facts || file || /\be\./.test(conditions)) && !/ event e /.test(from);
  return [
    ...(ofEvent ? [`JOIN event e ON e.id = ${event}`] : []),
    ...(file ? ['JOIN case_file cf ON cf.id = e.case_file_id'] : []),
    ...(facts ? ['JOIN facts ON facts.id = e.case_file_id'] : []),
  ];
}
