/**
 * The script that a partner's database administrator edits and runs: role, functions, views, rights, and
 * statements that check what was made.
 *
 * Takes proposals for the views, gives SQL text. One transaction: what does not hold undoes everything.
 */
import type { ContractView } from './contract-views.js';
import { comment, identifier, literal } from './sql-text.js';
import { undecidedColumn, type ViewProposal } from './view-proposal.js';

export interface ScriptInput {
  readonly schema: string;
  readonly role: string;
  /** as PostgreSQL stores it, see scram-verifier.ts */
  readonly verifier: string;
  /** 32 bytes; makes the public ids, so it must stay the same for ever */
  readonly idKey: Uint8Array;
  readonly views: readonly ContractView[];
  readonly proposals: Readonly<Record<string, ViewProposal>>;
}

function head({ schema }: ScriptInput): string {
  return comment(`Views of the Vigil contract over your own database, schema ${schema}.

Written by: vigil-partner views init. Read all of it, replace every name that begins with DECIDE, then run
it as the owner of your tables, for instance: psql -v ON_ERROR_STOP=1 --file views.sql <your database>
Until the last DECIDE is gone PostgreSQL refuses it and nothing is changed. It may run again after a change.
Nothing is copied and no table of yours is changed. The views run with the rights of whoever owns them, so
the role of the node needs none on your tables.

This file holds the key of the public ids: keep it like a password, and keep it, since another key would give
every event another name. Whoever may connect to this database can read it in the function vigil_public_id.`);
}

function roleAndFunctions({ schema, role, verifier, idKey }: ScriptInput): string {
  const key = Buffer.from(idKey).toString('hex');
  return `-- 1. The role of the node: may log in, and nothing else. The password itself is in the node's keys/records-url.
DO $role$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ${literal(role)}) THEN CREATE ROLE ${role}; END IF;
END $role$;
ALTER ROLE ${role} LOGIN NOINHERIT CONNECTION LIMIT 20
  PASSWORD ${literal(verifier)};
ALTER ROLE ${role} SET default_transaction_read_only = on;
DO $connect$ BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${role}', current_database());
END $connect$;

-- 2. The schema, and how ids are made from your keys. The same key gives the same id for ever.
CREATE SCHEMA IF NOT EXISTS ${schema};
REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC;

-- Both are inlined where they are used, so that an index on the same expression can serve the views.
CREATE OR REPLACE FUNCTION ${schema}.vigil_id(kind text, key text) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $f$ SELECT encode(substr(sha256(replace(kind || '|' || key, '\\', '\\\\')::bytea), 1, 16), 'hex')::uuid $f$;
CREATE OR REPLACE FUNCTION ${schema}.vigil_public_id(key text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $f$ SELECT translate(left(encode(sha256('\\x${key}'::bytea || sha256('\\x${key}'::bytea
    || replace('event|' || key, '\\', '\\\\')::bytea)), 'base64'), 22), '+/', '-_') $f$;`;
}

function viewStatement({ name, columns }: ContractView, { schema, proposals }: ScriptInput): string {
  const proposal = proposals[name];
  const lines = columns.map((column, index) => {
    const { expression, note } = proposal?.columns[column.name] ?? undecidedColumn(name, column);
    const comma = index === columns.length - 1 ? '' : ',';
    const cast = /\s/.test(expression) ? `(${expression})` : expression;
    return `  ${qualify(cast, schema)}::${column.type} AS ${identifier(column.name)}${comma}${note === undefined ? '' : ` -- ${note}`}`;
  });
  const notes = proposal === undefined ? [] : proposal.notes.map((line) => comment(line));
  return [
    ...notes,
    `CREATE VIEW ${schema}.${name} AS SELECT`,
    ...lines,
    `${qualify(proposal?.from ?? '', schema)};`,
  ].join('\n');
}

/** The functions are named without a schema in proposals, which know none. */
function qualify(sql: string, schema: string): string {
  return sql.replace(/\bvigil_(id|public_id)\(/g, `${schema}.vigil_$1(`);
}

function viewStatements(input: ScriptInput): string {
  const { schema, views } = input;
  const drops = [...views].reverse().map(({ name }) => `DROP VIEW IF EXISTS ${schema}.${name};`);
  return [
    '-- 3. The views. Leave names, order and types of the columns as they are; change what stands before AS.',
    ...drops,
    '',
    views.map((view) => viewStatement(view, input)).join('\n\n'),
  ].join('\n');
}

function rights({ schema, role, views }: ScriptInput): string {
  const names = views.map(({ name }) => `${schema}.${name}`).join(', ');
  return `-- 4. Rights: to read these views, and nothing else.
REVOKE ALL ON FUNCTION ${schema}.vigil_id(text, text), ${schema}.vigil_public_id(text) FROM PUBLIC;
REVOKE ALL ON ${names} FROM PUBLIC;
GRANT USAGE ON SCHEMA ${schema} TO ${role};
GRANT EXECUTE ON FUNCTION ${schema}.vigil_id(text, text), ${schema}.vigil_public_id(text) TO ${role};
GRANT SELECT ON ${names} TO ${role};
-- Also good, where nobody else needs it: REVOKE TEMPORARY ON DATABASE <this one> FROM PUBLIC;`;
}

/** Runs inside the transaction, so that a script that made something else leaves nothing behind. */
function selfCheck({ schema, role, views }: ScriptInput): string {
  const rows = views.flatMap(({ name, columns }) =>
    columns.map((column) => `(${literal(name)}, ${literal(column.name)}, ${literal(column.type)})`),
  );
  return `-- 5. Does it hold? Any complaint undoes everything above. \`vigil-partner views check\` looks at the values too.
DO $check$
DECLARE wrong text;
BEGIN
  SELECT string_agg(format('%s.%s must be %s', c.v, c.c, c.t), '; ') INTO wrong
  FROM (VALUES
    ${rows.join(',\n    ')}) AS c(v, c, t)
  WHERE NOT EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = to_regclass(${literal(schema + '.')} || c.v)
      AND a.attname = c.c AND NOT a.attisdropped AND a.atttypid = c.t::regtype);
  IF wrong IS NOT NULL THEN RAISE EXCEPTION 'the views differ from the contract: %', wrong; END IF;
  SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO wrong
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND has_schema_privilege(${literal(role)}, n.oid, 'USAGE')
    AND (has_table_privilege(${literal(role)}, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
      OR (n.nspname <> ${literal(schema)} AND has_table_privilege(${literal(role)}, c.oid, 'SELECT')));
  IF wrong IS NOT NULL THEN RAISE EXCEPTION 'role ${role} may do more than read the views, with: %', wrong; END IF;
END $check$;`;
}

/** The whole script. */
export function viewScript(input: ScriptInput): string {
  return [
    head(input),
    'BEGIN;',
    roleAndFunctions(input),
    viewStatements(input),
    rights(input),
    selfCheck(input),
    'COMMIT;',
    '',
  ].join('\n\n');
}
