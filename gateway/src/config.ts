/**
 * The hub's settings: the only place of the hub that reads the environment.
 *
 * Takes environment variables, gives a checked value. A key that starts with VIGIL_HUB_ and is not known stops
 * the start: a misspelt limit must not silently be no limit.
 */
import { HubError, secretsFromFiles } from '@vigil/shared';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const origin = z.url({ protocol: /^https?$/ }).transform((text, context) => {
  const url = new URL(text);
  if (url.origin === text) return text;
  context.addIssue({ code: 'custom', message: 'an origin has no path, as in https://explorer.example.org' });
  return z.NEVER;
});
const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(z.array(origin));
const atLeastOne = z.coerce.number().int().min(1);

/** What a coalition's own questions need, with room to spare. */
const HUB_LIMITS: RequestLimits = {
  bodyBytes: 262_144,
  tokens: 10_000,
  depth: 20,
  aliases: 50,
  directives: 50,
  rootFields: 20,
  fields: 600,
  cost: 20_000,
  listItems: 200,
};

/** Of a supergraph of any kind nothing is known: limits that only what is out of all proportion reaches. */
export const SUPERGRAPH_LIMITS: RequestLimits = {
  bodyBytes: 1_048_576,
  tokens: 20_000,
  depth: 50,
  aliases: 1_000,
  directives: 500,
  rootFields: 200,
  fields: 20_000,
  // Nobody has said what its places cost: each object counts one, each field that leads to one, too.
  cost: 400_000,
  listItems: 1_000,
};

const environment = z.object({
  PORT: port.default(4000),
  DATABASE_URL: z.string().min(1).optional(),
  VIGIL_HUB_HOST: z.string().min(1).default('127.0.0.1'),
  VIGIL_HUB_ADMIN_PORT: port.optional(),
  VIGIL_HUB_DATA_DIR: z.string().min(1).optional(),
  VIGIL_HUB_CORS_ORIGINS: origins.default([]),
  VIGIL_HUB_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  VIGIL_HUB_ON_DENIED: z.enum(['filter', 'reject']).default('filter'),
  VIGIL_HUB_DOCUMENTS: z.string().min(1).optional(),
  VIGIL_HUB_DOCUMENTS_ONLY: z.enum(['true', 'false']).default('false'),
  VIGIL_HUB_POLICIES: z.string().min(1).optional(),
  VIGIL_HUB_MAX_BODY_BYTES: atLeastOne.optional(),
  VIGIL_HUB_MAX_TOKENS: atLeastOne.optional(),
  VIGIL_HUB_MAX_DEPTH: atLeastOne.optional(),
  VIGIL_HUB_MAX_ALIASES: atLeastOne.optional(),
  VIGIL_HUB_MAX_DIRECTIVES: atLeastOne.optional(),
  VIGIL_HUB_MAX_ROOT_FIELDS: atLeastOne.optional(),
  VIGIL_HUB_MAX_FIELDS: atLeastOne.optional(),
  VIGIL_HUB_MAX_COST: atLeastOne.optional(),
  VIGIL_HUB_MAX_LIST_ITEMS: atLeastOne.optional(),
  VIGIL_HUB_PARTNER_DEADLINE_MILLISECONDS: atLeastOne.default(5_000),
  VIGIL_HUB_PARTNER_MAX_ANSWER_BYTES: atLeastOne.default(4_194_304),
  VIGIL_HUB_PARTNER_CONNECTIONS: atLeastOne.default(16),
  VIGIL_HUB_CURSOR_LIFETIME_SECONDS: atLeastOne.default(3_600),
  VIGIL_HUB_RELEASE_SYNC_SECONDS: atLeastOne.default(60),
  VIGIL_HUB_PARTNER_CHECK_SECONDS: atLeastOne.default(60),
  VIGIL_HUB_EXTENSION_KEEP_SECONDS: atLeastOne.default(86_400),
  VIGIL_HUB_EXTENSION_CHANGES_PER_HOUR: atLeastOne.default(12),
  VIGIL_HUB_COALITION_CHECK_SECONDS: atLeastOne.default(5),
});

/** Bounds on what one request may cost before anything of it is executed. */
export interface RequestLimits {
  bodyBytes: number;
  tokens: number;
  depth: number;
  aliases: number;
  directives: number;
  rootFields: number;
  /** fields after fragments are put in place */
  fields: number;
  /** what it costs at most, as `@cost` and `@listSize` of the schema say: fields resolved and objects together */
  cost: number;
  /** items of any one list in the document or the variables */
  listItems: number;
}

export interface HubConfig {
  host: string;
  port: number;
  adminPort: number | undefined;
  dataDir: string | undefined;
  databaseUrl: string | undefined;
  corsOrigins: readonly string[];
  logLevel: string;
  limits: RequestLimits;
  /** an operation with a denied field: answered without it, or refused as a whole */
  onDenied: 'filter' | 'reject';
  /** null: callers send their documents */
  documents: DocumentSettings | null;
  /** folder of the coalition's policies; undefined: those that came with the hub */
  policies: string | undefined;
  partner: { deadlineMilliseconds: number; maxAnswerBytes: number; connections: number };
  cursorLifetimeSeconds: number;
  releaseSyncSeconds: number;
  watch: WatchSettings;
}

/** Documents that callers name instead of sending them. */
export interface DocumentSettings {
  folder: string;
  /** nothing but these is answered */
  only: boolean;
}

/** How the hub follows changes while it runs. */
export interface WatchSettings {
  /** every partner is asked for its schemas this often */
  partnerSeconds: number;
  /** an extension whose partner is away, or now serves an unsound one, stays this long */
  keepExtensionSeconds: number;
  /** changed schemas that are taken from one partner */
  changesPerHour: number;
  /** the coalition file, the keys and the operator's decisions are looked at this often */
  coalitionSeconds: number;
}

function refuseUnknownKeys(env: Readonly<Record<string, string | undefined>>): void {
  const unknown = Object.keys(env).find((key) => key.startsWith('VIGIL_HUB_') && !(key in environment.shape));
  if (unknown !== undefined) {
    throw new HubError('CONFIG_INVALID', `environment: ${unknown} is not a setting of the hub`, 'operator');
  }
}

function documentsOf(data: z.infer<typeof environment>): DocumentSettings | null {
  const folder = data.VIGIL_HUB_DOCUMENTS;
  const only = data.VIGIL_HUB_DOCUMENTS_ONLY === 'true';
  if (folder !== undefined) return { folder, only };
  if (!only) return null;
  throw new HubError(
    'CONFIG_INVALID',
    'environment: VIGIL_HUB_DOCUMENTS_ONLY needs VIGIL_HUB_DOCUMENTS, the folder of the documents',
    'operator',
  );
}

/** Those that the environment names, and the others as they are. */
function limitsOf(data: z.infer<typeof environment>, limits: RequestLimits): RequestLimits {
  return {
    bodyBytes: data.VIGIL_HUB_MAX_BODY_BYTES ?? limits.bodyBytes,
    tokens: data.VIGIL_HUB_MAX_TOKENS ?? limits.tokens,
    depth: data.VIGIL_HUB_MAX_DEPTH ?? limits.depth,
    aliases: data.VIGIL_HUB_MAX_ALIASES ?? limits.aliases,
    directives: data.VIGIL_HUB_MAX_DIRECTIVES ?? limits.directives,
    rootFields: data.VIGIL_HUB_MAX_ROOT_FIELDS ?? limits.rootFields,
    fields: data.VIGIL_HUB_MAX_FIELDS ?? limits.fields,
    cost: data.VIGIL_HUB_MAX_COST ?? limits.cost,
    listItems: data.VIGIL_HUB_MAX_LIST_ITEMS ?? limits.listItems,
  };
}

/**
 * @param given - environment variables; DATABASE_URL_FILE names a file that holds DATABASE_URL
 * @param limits - those that hold where the environment names none
 * @throws HubError CONFIG_INVALID naming the first setting that is wrong; its value is not repeated
 */
export function readConfig(
  given: Readonly<Record<string, string | undefined>> = process.env,
  limits: RequestLimits = HUB_LIMITS,
): HubConfig {
  const env = secretsFromFiles(given, ['DATABASE_URL']);
  refuseUnknownKeys(env);
  // Like most programs: an empty value is the same as none.
  const parsed = environment.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HubError(
      'CONFIG_INVALID',
      `environment: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
      'operator',
    );
  }
  const { data } = parsed;
  return {
    host: data.VIGIL_HUB_HOST,
    port: data.PORT,
    adminPort: data.VIGIL_HUB_ADMIN_PORT,
    dataDir: data.VIGIL_HUB_DATA_DIR,
    databaseUrl: data.DATABASE_URL,
    corsOrigins: data.VIGIL_HUB_CORS_ORIGINS,
    logLevel: data.VIGIL_HUB_LOG_LEVEL,
    limits: limitsOf(data, limits),
    onDenied: data.VIGIL_HUB_ON_DENIED,
    documents: documentsOf(data),
    policies: data.VIGIL_HUB_POLICIES,
    partner: {
      deadlineMilliseconds: data.VIGIL_HUB_PARTNER_DEADLINE_MILLISECONDS,
      maxAnswerBytes: data.VIGIL_HUB_PARTNER_MAX_ANSWER_BYTES,
      connections: data.VIGIL_HUB_PARTNER_CONNECTIONS,
    },
    cursorLifetimeSeconds: data.VIGIL_HUB_CURSOR_LIFETIME_SECONDS,
    releaseSyncSeconds: data.VIGIL_HUB_RELEASE_SYNC_SECONDS,
    watch: {
      partnerSeconds: data.VIGIL_HUB_PARTNER_CHECK_SECONDS,
      keepExtensionSeconds: data.VIGIL_HUB_EXTENSION_KEEP_SECONDS,
      changesPerHour: data.VIGIL_HUB_EXTENSION_CHANGES_PER_HOUR,
      coalitionSeconds: data.VIGIL_HUB_COALITION_CHECK_SECONDS,
    },
  };
}
