/**
 * The only reader of the environment in a partner node.
 *
 * An unknown key with our prefix stops the start: a mistyped setting must not be a setting that is missing.
 */
import { HubError, secretsFromFiles } from '@vigil/shared';
import { z } from 'zod';

const PREFIX = 'VIGIL_PARTNER_';
/** Each may be given as a file instead, by the same name and `_FILE`. */
const SECRETS = ['DATABASE_URL', 'VIGIL_PARTNER_RECORDS_URL'];

/** Like most programs: an empty value is the same as none. */
const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

const environment = z.strictObject({
  VIGIL_PARTNER_DATA_DIR: optionalText,
  VIGIL_PARTNER_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  VIGIL_PARTNER_POLICIES: optionalText,
  VIGIL_PARTNER_RECORDS_URL: optionalText,
  DATABASE_URL: optionalText,
});

export interface PartnerConfig {
  readonly dataDir: string | undefined;
  /** folder of the coalition's policies, instead of the ones that came with the program */
  readonly policyDirectory: string | undefined;
  readonly databaseUrl: string | undefined;
  /** the partner's own database, for a partner on views; it holds a password */
  readonly recordsUrl: string | undefined;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

/** @throws HubError CONFIG_INVALID naming the key, never its value */
export function readConfig(env: NodeJS.ProcessEnv = process.env): PartnerConfig {
  const ours = Object.fromEntries(
    Object.entries(secretsFromFiles(env, SECRETS)).filter(
      ([key]) => key.startsWith(PREFIX) || key === 'DATABASE_URL',
    ),
  );
  const parsed = environment.safeParse(ours);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const known = [...Object.keys(environment.shape), ...SECRETS.map((name) => `${name}_FILE`)].join(', ');
    const message =
      issue?.code === 'unrecognized_keys'
        ? `environment variable ${issue.keys.join(', ')} is not known; known are ${known}`
        : `environment variable ${String(issue?.path[0])}: ${issue?.message ?? 'invalid'}`;
    throw new HubError('CONFIG_INVALID', message, 'operator');
  }
  const { VIGIL_PARTNER_DATA_DIR, VIGIL_PARTNER_LOG_LEVEL, VIGIL_PARTNER_RECORDS_URL, DATABASE_URL } =
    parsed.data;
  return {
    dataDir: VIGIL_PARTNER_DATA_DIR,
    policyDirectory: parsed.data.VIGIL_PARTNER_POLICIES,
    databaseUrl: DATABASE_URL,
    recordsUrl: VIGIL_PARTNER_RECORDS_URL,
    logLevel: VIGIL_PARTNER_LOG_LEVEL,
  };
}
