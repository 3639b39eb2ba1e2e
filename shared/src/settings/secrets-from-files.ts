/**
 * Secrets of the environment out of files: `DATABASE_URL_FILE=/run/secrets/url` stands for `DATABASE_URL`, as the images
 * of databases do it. An environment is shown by `inspect` and inherited by every child process; a file is not.
 *
 * Takes an environment, gives one without the `…_FILE` keys. The readers of the environment call this first.
 */
import { readFileSync } from 'node:fs';
import { HubError } from '../errors/hub-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

function readSecret(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new HubError(
      'CONFIG_INVALID',
      `environment variable ${key} names a file that cannot be read`,
      'operator',
      {
        cause,
      },
    );
  }
}

/**
 * @param names - the settings that may come from a file
 * @throws HubError CONFIG_INVALID when both are given, or the file cannot be read or is empty; never its content
 */
export function secretsFromFiles(
  env: Environment,
  names: readonly string[],
): Record<string, string | undefined> {
  const settled: Record<string, string | undefined> = { ...env };
  for (const name of names) {
    const key = `${name}_FILE`;
    const path = env[key];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy of our own
    delete settled[key];
    if (path === undefined || path === '') continue;
    if (env[name] !== undefined && env[name] !== '') {
      throw new HubError('CONFIG_INVALID', `${name} and ${key} are both set; unset one of them`, 'operator');
    }
    settled[name] = readSecret(key, path);
    if (settled[name] === '') {
      throw new HubError('CONFIG_INVALID', `environment variable ${key} names an empty file`, 'operator');
    }
  }
  return settled;
}
