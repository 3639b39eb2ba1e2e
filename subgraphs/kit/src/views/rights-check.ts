/**
 * What may the role of the records URL do? It should read the views and nothing else, and write nowhere.
 *
 * Reads the catalog as that role sees it. Each finding says the statement that takes the right away; the
 * administrator of the partner's database runs it.
 */
import type { EntityManager } from 'typeorm';
import { finding, type ViewFinding } from './finding.js';

interface RoleRow {
  readonly role: string;
  /** who logged in; another one where the URL or the account sets a role, which RESET ROLE takes off again */
  readonly login: string;
  readonly database: string;
  readonly attributes: readonly string[];
  readonly memberOf: readonly string[];
  readonly readOnlyByDefault: boolean;
}

const ROLE = `
SELECT r.rolname AS role, session_user AS login, current_database() AS database,
  array_remove(ARRAY[
    CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
    CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END,
    CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL) AS attributes,
  ARRAY(SELECT o.rolname::text FROM pg_catalog.pg_roles o
    WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER') ORDER BY 1) AS "memberOf",
  EXISTS (SELECT 1 FROM pg_catalog.pg_db_role_setting s
    WHERE s.setrole IN (r.oid, 0)
      AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
      AND 'default_transaction_read_only=on' = ANY(s.setconfig)) AS "readOnlyByDefault"
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`;

/** A row: a kind of excess, the object, and the statement that ends it. `ours`: the schema of the views. */
interface Excess {
  readonly kind: string;
  readonly object: string;
  readonly remedy: string;
}

const FROM_RELATIONS = `
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
  AND has_schema_privilege(n.oid, 'USAGE')`;

const WRITABLE = `
SELECT 'may write (' || p.name || ')' AS kind, format('%I.%I', n.nspname, c.relname) AS object,
  format('REVOKE %s ON %I.%I FROM PUBLIC, %I;', p.name, n.nspname, c.relname, current_user) AS remedy
${FROM_RELATIONS.replace('FROM pg_catalog.pg_class c', "FROM (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER'), ('REFERENCES')) p(name), pg_catalog.pg_class c")}
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND (has_table_privilege(c.oid, p.name)
    OR CASE WHEN p.name IN ('INSERT', 'UPDATE', 'REFERENCES') THEN has_any_column_privilege(c.oid, p.name) ELSE false END)`;

const READABLE = `
SELECT 'may read beside the views' AS kind, format('%I.%I', n.nspname, c.relname) AS object,
  format('REVOKE SELECT ON %I.%I FROM PUBLIC, %I;', n.nspname, c.relname, current_user) AS remedy
${FROM_RELATIONS}
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT (n.nspname = $1 AND c.relname = ANY($2::text[]))
  AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'))`;

const SEQUENCES = `
SELECT 'may draw from the sequence' AS kind, format('%I.%I', n.nspname, c.relname) AS object,
  format('REVOKE ALL ON SEQUENCE %I.%I FROM PUBLIC, %I;', n.nspname, c.relname, current_user) AS remedy
${FROM_RELATIONS}
  AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'USAGE, UPDATE') ELSE false END`;

const CREATABLE = `
SELECT 'may create in the schema' AS kind, quote_ident(n.nspname) AS object,
  format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %I;', n.nspname, current_user) AS remedy
FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND has_schema_privilege(n.oid, 'CREATE')
UNION ALL
SELECT 'may create schemas in the database', quote_ident(current_database()),
  format('REVOKE CREATE ON DATABASE %I FROM PUBLIC, %I;', current_database(), current_user)
WHERE has_database_privilege(current_database(), 'CREATE')`;

const OWNED = `
SELECT 'owns' AS kind, o.object, format('ALTER %s OWNER TO <another role>;', o.remedy) AS remedy FROM (
  SELECT format('%I.%I', n.nspname, c.relname) AS object,
    format('%s %I.%I', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
      ELSE 'TABLE' END, n.nspname, c.relname) AS remedy
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  WHERE r.rolname = current_user AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_'
  UNION ALL
  SELECT quote_ident(n.nspname), format('SCHEMA %I', n.nspname)
  FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
  WHERE r.rolname = current_user AND n.nspname !~ '^pg_'
  UNION ALL
  SELECT quote_ident(d.datname), format('DATABASE %I', d.datname)
  FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.oid = d.datdba WHERE r.rolname = current_user
) o`;

/** Such a function writes with its owner's rights, whatever the caller may do. */
const DEFINERS = `
SELECT 'may run a function with the rights of its owner (SECURITY DEFINER)' AS kind,
  format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS object,
  format('REVOKE EXECUTE ON ROUTINE %I.%I(%s) FROM PUBLIC, %I;', n.nspname, p.proname,
    pg_get_function_identity_arguments(p.oid), current_user) AS remedy
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')`;

/** Such a function does what the account of the server may do: files, programs, connections. */
const UNTRUSTED = `
SELECT 'may run a function in an untrusted language (' || l.lanname || ')' AS kind,
  format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS object,
  format('REVOKE EXECUTE ON ROUTINE %I.%I(%s) FROM PUBLIC, %I;', n.nspname, p.proname,
    pg_get_function_identity_arguments(p.oid), current_user) AS remedy
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE NOT l.lanpltrusted AND l.lanname NOT IN ('c', 'internal') AND NOT p.prosecdef
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')`;

const OTHER_DATABASES = `
SELECT 'may connect to another database of this server' AS kind, quote_ident(datname) AS object,
  format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC; then grant it to who needs it', datname) AS remedy
FROM pg_catalog.pg_database
WHERE datallowconn AND datname <> current_database() AND NOT datistemplate
  AND has_database_privilege(oid, 'CONNECT')`;

const TEMPORARY = `
SELECT 'may make temporary tables' AS kind, quote_ident(current_database()) AS object,
  format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC; then grant it to who needs it', current_database()) AS remedy
WHERE has_database_privilege(current_database(), 'TEMPORARY')`;

function judgeLogin({ role, login }: RoleRow): ViewFinding[] {
  if (login === role) return [];
  return [
    finding.error('RIGHTS', {
      where: `role ${role}`,
      says: `is only worn by ${login}, who may take it off (RESET ROLE) and do whatever ${login} may`,
      remedy: `log in as ${role} itself: put its name and password into keys/records-url, and take \`role\` out of the URL and of ALTER ROLE ${login} SET`,
    }),
  ];
}

function judgeRole({ role, attributes, memberOf, readOnlyByDefault }: RoleRow): ViewFinding[] {
  const findings = attributes.map((attribute) =>
    finding.error('RIGHTS', {
      where: `role ${role}`,
      says: `is ${attribute}`,
      remedy: `ALTER ROLE ${role} NO${attribute};`,
    }),
  );
  // a superuser is a member of everything
  if (!attributes.includes('SUPERUSER')) {
    findings.push(
      ...memberOf.map((other) =>
        finding.error('RIGHTS', {
          where: `role ${role}`,
          says: `may act as ${other}`,
          remedy: `REVOKE ${other} FROM ${role};`,
        }),
      ),
    );
  }
  if (!readOnlyByDefault) {
    findings.push(
      finding.advice('RIGHTS', {
        where: `role ${role}`,
        says: 'is not read-only by itself; this node makes each of its sessions read-only',
        remedy: `ALTER ROLE ${role} SET default_transaction_read_only = on;`,
      }),
    );
  }
  return findings;
}

export interface Transport {
  readonly encrypted: boolean;
  /** of this end of the connection; null: a socket of the same machine */
  readonly address: string | null;
}

const TRANSPORT = `SELECT coalesce((SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_backend_pid()), false)
  AS encrypted, host(inet_client_addr()) AS address`;

/** The views hold names and contacts: over a network they go encrypted, to a server that proves who it is. */
export function judgeTransport({ encrypted, address }: Transport): ViewFinding[] {
  if (encrypted || address === null || /^(127\.|::1$)/.test(address)) return [];
  return [
    finding.advice('CONNECTION', {
      where: 'the records database',
      says: 'is reached over a network without encryption, and its views hold names',
      remedy:
        'add ?sslmode=verify-full to the URL in keys/records-url (NODE_EXTRA_CA_CERTS for a CA of your own)',
    }),
  ];
}

/** The name of the role, quoted as SQL wants it. */
export async function roleOf(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ role: string }[]>('SELECT quote_ident(current_user) AS role');
  return row?.role ?? '';
}

/** @param views - names of the views that the role is meant to read */
export async function checkRights(
  manager: EntityManager,
  views: readonly string[],
  schema: string,
): Promise<ViewFinding[]> {
  const [role] = await manager.query<RoleRow[]>(ROLE);
  if (role === undefined) return [];
  const judged = [...judgeLogin(role), ...judgeRole(role)];
  if (role.attributes.includes('SUPERUSER')) return judged;
  const excesses = async (statement: string, parameters: unknown[] = []): Promise<Excess[]> =>
    manager.query<Excess[]>(`${statement} ORDER BY 2, 1`, parameters);
  const errors = [
    ...(await excesses(OWNED)),
    ...(await excesses(WRITABLE)),
    ...(await excesses(SEQUENCES)),
    ...(await excesses(CREATABLE)),
    ...(await excesses(DEFINERS)),
    ...(await excesses(UNTRUSTED)),
    ...(await excesses(READABLE, [schema, views])),
  ];
  const advice = [...(await excesses(TEMPORARY)), ...(await excesses(OTHER_DATABASES))];
  const line = ({ kind, object, remedy }: Excess): Omit<ViewFinding, 'severity' | 'check'> => ({
    where: `role ${role.role}`,
    says: `${kind}: ${object}`,
    remedy,
  });
  const [transport] = await manager.query<Transport[]>(TRANSPORT);
  return [
    ...(transport === undefined ? [] : judgeTransport(transport)),
    ...judged,
    ...errors.map((one) => finding.error('RIGHTS', line(one))),
    ...advice.map((one) => finding.advice('RIGHTS', line(one))),
  ];
}
