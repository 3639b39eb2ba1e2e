/** `vigil-partner views init`: the script for the database administrator, and the URL that will read its views. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import pg from 'pg';
import type { CliContext } from '../cli/cli-context.js';
import { createKeyOnce, keyPath } from '../node/keys.js';
import { viewSchemaName } from '../node/partner-settings.js';
import { describeRecordsError } from '../node/records-error.js';
import { RECORDS_URL_FILE } from '../node/records-url.js';
import { contractViews } from './contract-views.js';
import { readForeignSchema, type ForeignSchema } from './foreign-schema.js';
import { proposeViews } from './propose-views.js';
import { scramVerifier } from './scram-verifier.js';
import { undecidedView, type ViewProposal } from './view-proposal.js';
import { viewScript } from './view-script.js';

export interface ViewsInitOptions {
  readonly url?: string;
  readonly schema: string;
  readonly role: string;
  readonly out?: string;
}

const ID_KEY = 'views-id.key';
const ID_KEY_BYTES = 32;
const PASSWORD_BYTES = 24;
const SALT_BYTES = 16;
const CONNECT_TIMEOUT_MS = 15_000;

function readName(value: string, option: string): string {
  if (viewSchemaName.safeParse(value).success) return value;
  throw new HubError(
    'USAGE',
    `${option} is a plain name: letters, digits and underscores, small`,
    'operator',
  );
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol)) return url;
  throw new HubError('USAGE', '--url is of the form postgres://user:password@host:port/database', 'operator');
}

/** Looks, in a transaction that can write nothing. */
async function lookAt(url: URL, schema: string): Promise<ForeignSchema> {
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await readForeignSchema(client, schema);
  } catch (error) {
    throw describeRecordsError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The password that keys/records-url holds already, or a new one that is put there. */
async function passwordFor(dataDir: string, role: string, foreign: URL | null): Promise<string> {
  const password = randomBytes(PASSWORD_BYTES).toString('hex');
  const host = foreign === null ? 'HOST:5432' : foreign.host;
  const database = foreign === null ? '/DATABASE' : foreign.pathname;
  const line = `postgres://${role}:${password}@${host}${database}${foreign?.search ?? ''}\n`;
  const kept = (await createKeyOnce(dataDir, RECORDS_URL_FILE, () => Buffer.from(line)))
    .toString('utf8')
    .trim();
  const url = URL.canParse(kept) ? new URL(kept) : null;
  if (url?.username === role && url.password !== '') return decodeURIComponent(url.password);
  throw new HubError(
    'CONFIG_INVALID',
    `${keyPath(dataDir, RECORDS_URL_FILE)} is for another role; give its name with --role, or remove the file`,
    'operator',
  );
}

export async function runViewsInit(cli: CliContext, options: ViewsInitOptions): Promise<void> {
  const schema = readName(options.schema, '--schema');
  const role = readName(options.role, '--role');
  const foreign = options.url === undefined ? null : readUrl(options.url);
  const dataDir = cli.dataDir();
  const views = contractViews();
  const proposals: Readonly<Record<string, ViewProposal>> =
    foreign === null
      ? Object.fromEntries(views.map((view) => [view.name, undecidedView(view)]))
      : proposeViews(views, await lookAt(foreign, schema));
  const idKey = await createKeyOnce(dataDir, ID_KEY, () => randomBytes(ID_KEY_BYTES));
  const password = await passwordFor(dataDir, role, foreign);
  const verifier = scramVerifier(password, randomBytes(SALT_BYTES));
  const script = viewScript({ schema, role, verifier, idKey, views, proposals });
  const left = new Set(script.match(/"DECIDE: [^"]*"/g)).size;
  if (options.out === undefined) cli.out(script.trimEnd());
  else await writeFile(options.out, script, { mode: 0o600, flag: 'wx' }).catch(refuseOverwrite(options.out));
  cli.err(
    `${left} decisions are left in the script, each a name that begins with DECIDE; the URL that reads the views ` +
      `is in ${keyPath(dataDir, RECORDS_URL_FILE)}${foreign === null ? ', where HOST and DATABASE wait to be filled in' : ''}`,
  );
}

/** Somebody may have edited it for a day. */
function refuseOverwrite(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new HubError(
      'USAGE',
      `${path} cannot be written, or is there already; give another name`,
      'operator',
      {
        cause,
      },
    );
  };
}
