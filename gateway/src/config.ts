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

const environment = z.object({
  PORT: port.default(4000),
  DATABASE_URL: z.string().min(1).optional(),
  VIGIL_HUB_HOST: z.string().min(1).default('127.0.0.1'),
  VIGIL_HUB_ADMIN_PORT: port.optional(),
  VIGIL_HUB_DATA_DIR: z.string().min(1).optional(),
  VIGIL_HUB_CORS_ORIGINS: origins.default([]),
  VIGIL_HUB_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  VIGIL_HUB_MAX_BODY_BYTES: atLeastOne.default(262_144),
  VIGIL_HUB_MAX_TOKENS: atLeastOne.default(10_000),
  VIGIL_HUB_MAX_DEPTH: atLeastOne.default(20),
  VIGIL_HUB_MAX_ALIASES: atLeastOne.default(50),
  VIGIL_HUB_MAX_DIRECTIVES: atLeastOne.default(50),
  VIGIL_HUB_MAX_ROOT_FIELDS: atLeastOne.default(20),
  VIGIL_HUB_MAX_FIELDS: atLeastOne.default(600),
  VIGIL_HUB_MAX_COST: atLeastOne.default(200),
  VIGIL_HUB_MAX_LIST_ITEMS: atLeastOne.default(200),
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
  /** sum of the root fields' weights: what asks partners or computes weighs more */
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
  partner: { deadlineMilliseconds: number; maxAnswerBytes: number; connections: number };
  cursorLifetimeSeconds: number;
  releaseSyncSeconds: number;
  watch: WatchSettings;
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

/**
 * @param given - environment variables; DATABASE_URL_FILE names a file that holds DATABASE_URL
 * @throws HubError CONFIG_INVALID naming the first setting that is wrong; its value is not repeated
 */
export function readConfig(given: Readonly<Record<string, string | undefined>> = process.env): HubConfig {
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
    limits: {
      bodyBytes: data.VIGIL_HUB_MAX_BODY_BYTES,
      tokens: data.VIGIL_HUB_MAX_TOKENS,
      depth: data.VIGIL_HUB_MAX_DEPTH,
      aliases: data.VIGIL_HUB_MAX_ALIASES,
      directives: data.VIGIL_HUB_MAX_DIRECTIVES,
      rootFields: data.VIGIL_HUB_MAX_ROOT_FIELDS,
      fields: data.VIGIL_HUB_MAX_FIELDS,
      cost: data.VIGIL_HUB_MAX_COST,
      listItems: data.VIGIL_HUB_MAX_LIST_ITEMS,
    },
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
