/**
 * Would the questions of the hub read whole tables? Asks PostgreSQL's planner, runs nothing.
 *
 * Advice only: a small database answers fast whatever its plan.
 */
import { ALWAYS, NO_OBLIGATIONS } from '@vigil/policies';
import type { EntityManager } from 'typeorm';
import { listStatement, singleStatement, type Statement } from '../serve/event-statement.js';
import { levelStatement } from '../serve/nested-statements.js';
import type { RowRuleContext } from '../serve/row-rules.js';
import { finding, type ViewFinding } from './finding.js';

/** Rows of a table from which reading all of it for one event is worth an index. */
const LARGE_TABLE_ROWS = 20_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Plans?: readonly PlanNode[];
}

const SOMEBODY: RowRuleContext = {
  caller: { organisation: 'nobody', roles: [] },
  partner: 'nobody',
  now: new Date(0),
  conditions: { row: [ALWAYS], read: () => ALWAYS, obligations: () => NO_OBLIGATIONS },
};
const SELECTED = new Set(['Event.startDate', 'Act.type']);
const ACTS = { rule: SOMEBODY, selected: SELECTED, limit: 100 };
const NO_EVENT = '00000000-0000-0000-0000-000000000000';

/** What is asked most: one event, what hangs below it, the first page of a list. */
function questions(): { readonly name: string; readonly statement: Statement }[] {
  const page = { where: {}, orderBy: 'START_DATE_DESC' as const, keyset: null, limit: 21 };
  return [
    { name: 'one event by its id', statement: singleStatement('x'.repeat(22), SOMEBODY, SELECTED) },
    { name: 'the acts of an event', statement: levelStatement('acts', [NO_EVENT], ACTS) },
    { name: 'a page of events', statement: listStatement(page, SOMEBODY, SELECTED) },
  ];
}

function wholeTables(node: PlanNode): string[] {
  const own =
    node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== undefined
      ? [`${node.Schema ?? ''}.${node['Relation Name']}`]
      : [];
  return [...own, ...(node.Plans ?? []).flatMap(wholeTables)];
}

async function largeTables(manager: EntityManager): Promise<Map<string, number>> {
  const rows = await manager.query<{ name: string; rows: number }[]>(
    `SELECT n.nspname || '.' || c.relname AS name, c.reltuples::int AS rows
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND c.reltuples >= $1`,
    [LARGE_TABLE_ROWS],
  );
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}

/** The views must be whole. */
export async function checkSpeed(manager: EntityManager): Promise<ViewFinding[]> {
  const large = await largeTables(manager);
  const findings: ViewFinding[] = [];
  for (const { name, statement } of questions()) {
    const [row] = await manager.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }[]>(
      `EXPLAIN (FORMAT JSON, VERBOSE) ${statement.text}`,
      statement.values,
    );
    const plan = row?.['QUERY PLAN'][0]?.Plan;
    const read = plan === undefined ? [] : wholeTables(plan).filter((table) => large.has(table));
    for (const table of new Set(read)) {
      findings.push(
        finding.advice('SPEED', {
          where: name,
          says: `reads all of ${table} (about ${large.get(table) ?? 0} rows)`,
          remedy: `an index on the expression that the view makes the id of, then ANALYZE ${table}; see docs/views.md`,
        }),
      );
    }
  }
  return findings;
}
