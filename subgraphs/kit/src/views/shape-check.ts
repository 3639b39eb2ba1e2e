/**
 * Do the views exist, with every column of a type that fits? Reads the catalog alone, so it costs nothing.
 */
import type { EntityManager } from 'typeorm';
import type { ContractView, ViewColumnType } from './contract-views.js';
import { finding, type ViewFinding } from './finding.js';

interface FoundColumn {
  readonly view: string;
  /** pg_class.relkind: v view, m materialized view, r table, ... */
  readonly kind: string;
  readonly options: readonly string[] | null;
  readonly column: string | null;
  readonly type: string | null;
  readonly readable: boolean | null;
}

/** Types of PostgreSQL that the kit reads as the contract's type. */
const FITTING: Readonly<Record<ViewColumnType, readonly string[]>> = {
  uuid: ['uuid'],
  text: ['text', 'character varying'],
  'text[]': ['text[]', 'character varying[]'],
  boolean: ['boolean'],
  date: ['date'],
  integer: ['integer', 'smallint'],
  timestamptz: ['timestamp with time zone'],
};

/** What says that there is none, where NULL would say that nobody knows. */
const ABSENT: Partial<Record<ViewColumnType, string>> = { 'text[]': `'{}'::text[]` };

const COLUMNS = `
SELECT c.relname AS view, c.relkind AS kind, c.reloptions AS options, a.attname AS "column",
  format_type(a.atttypid, NULL) AS type, has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = $1 AND c.relkind IN ('v', 'm', 'r', 'p', 'f')`;

function judgeRelation(at: string, found: FoundColumn): ViewFinding[] {
  const findings: ViewFinding[] = [];
  if (found.kind !== 'v') {
    findings.push(
      finding.error('SHAPE', {
        where: at,
        says:
          found.kind === 'm'
            ? 'is a materialized view: a consent taken back would be seen too late'
            : 'is a table: records are served from where they are, not from a copy',
        remedy: `make it a view: CREATE VIEW ${at} AS SELECT ...`,
      }),
    );
  }
  if (found.options?.some((option) => /^security_invoker=(true|on|1|yes)$/i.test(option)) === true) {
    findings.push(
      finding.error('SHAPE', {
        where: at,
        says: 'runs with the rights of who asks (security_invoker), who then needs rights on your tables',
        remedy: `ALTER VIEW ${at} RESET (security_invoker);`,
      }),
    );
  }
  return findings;
}

function judgeColumn(
  { at, role }: { readonly at: string; readonly role: string },
  { name, type }: ContractView['columns'][number],
  found: FoundColumn | undefined,
): ViewFinding[] {
  const where = `${at}.${name}`;
  if (found === undefined) {
    const nothing = ABSENT[type] ?? `NULL::${type}`;
    const remedy = `add it to the SELECT of the view: ${nothing} AS ${name}, or its value`;
    return [finding.error('SHAPE', { where, says: 'is missing', remedy })];
  }
  const findings: ViewFinding[] = [];
  if (!FITTING[type].includes(found.type ?? '')) {
    findings.push(
      finding.error('SHAPE', {
        where,
        says: `has type ${found.type ?? 'unknown'}, the contract has ${type}`,
        remedy: `cast it in the view: (...)::${type} AS ${name}`,
      }),
    );
  }
  if (found.readable !== true) {
    findings.push(
      finding.error('SHAPE', { where, says: 'may not be read', remedy: `GRANT SELECT ON ${at} TO ${role};` }),
    );
  }
  return findings;
}

/** Every relation that a view reads, by way of other views too; what a function reads the catalog does not say. */
const COPIES = `
WITH RECURSIVE reads AS (
  SELECT c.oid AS view, c.oid AS relation FROM pg_catalog.pg_class c
  WHERE c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = $1)
    AND c.relname = ANY($2::text[]) AND c.relkind = 'v'
  UNION
  SELECT reads.view, d.refobjid FROM reads
  JOIN pg_catalog.pg_rewrite w ON w.ev_class = reads.relation
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
    AND d.refclassid = 'pg_catalog.pg_class'::regclass
)
SELECT DISTINCT v.relname AS view, format('%I.%I', n.nspname, c.relname) AS copy
FROM reads JOIN pg_catalog.pg_class v ON v.oid = reads.view JOIN pg_catalog.pg_class c ON c.oid = reads.relation
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' ORDER BY 1, 2`;

async function checkCopies(
  manager: EntityManager,
  names: readonly string[],
  schema: string,
): Promise<ViewFinding[]> {
  const copies = await manager.query<{ view: string; copy: string }[]>(COPIES, [schema, names]);
  return copies.map(({ view, copy }) =>
    finding.error('SHAPE', {
      where: `${schema}.${view}`,
      says: `reads the materialized view ${copy}: a consent taken back would be seen too late`,
      remedy: `read the tables that ${copy} is made of`,
    }),
  );
}

/** @returns nothing when every view is there and whole */
export async function checkShape(
  manager: EntityManager,
  views: readonly ContractView[],
  schema: string,
  role: string,
): Promise<ViewFinding[]> {
  const found = await manager.query<FoundColumn[]>(COLUMNS, [schema]);
  const names = views.map(({ name }) => name);
  const copies = await checkCopies(manager, names, schema);
  const shape = views.flatMap(({ name, columns }) => {
    const at = `${schema}.${name}`;
    const own = found.filter(({ view }) => view === name);
    const [first] = own;
    if (first === undefined) {
      const remedy = 'vigil-partner views init writes a script with every view; run its part';
      return [finding.error('SHAPE', { where: at, says: 'does not exist', remedy })];
    }
    if (own.every(({ readable }) => readable === false)) {
      const remedy = `GRANT SELECT ON ${at} TO ${role};`;
      return [finding.error('SHAPE', { where: at, says: 'may not be read', remedy })];
    }
    return [
      ...judgeRelation(at, first),
      ...columns.flatMap((column) =>
        judgeColumn(
          { at, role },
          column,
          own.find((candidate) => candidate.column === column.name),
        ),
      ),
    ];
  });
  return [...shape, ...copies];
}
