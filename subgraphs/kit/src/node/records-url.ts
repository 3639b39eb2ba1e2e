/**
 * The URL of the partner's own database, whose views a node reads: from the environment, or from
 * `keys/records-url`, which only the node's account reads.
 *
 * The host `own-server` in it stands for the server of the node itself, whose port changes at every start when
 * it is the embedded one.
 */
import { readFile, stat } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import { keyPath } from './keys.js';

export const RECORDS_URL_FILE = 'records-url';
const OWN_SERVER = 'own-server';
/** any right of the group or of others */
const OPEN_TO_OTHERS = 0o077;

export interface RecordsUrlSources {
  readonly dataDir: string;
  /** VIGIL_PARTNER_RECORDS_URL */
  readonly given: string | undefined;
  /** the node's own database */
  readonly nodeUrl: string;
}

async function readUrlFile(dataDir: string): Promise<string> {
  const path = keyPath(dataDir, RECORDS_URL_FILE);
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new HubError(
      'CONFIG_INVALID',
      `this partner reads views, but nothing says where: put the URL into ${path}, or set VIGIL_PARTNER_RECORDS_URL`,
      'operator',
    );
  }
  if (process.platform !== 'win32' && (found.mode & OPEN_TO_OTHERS) !== 0) {
    throw new HubError(
      'CONFIG_INVALID',
      `${path} holds a password and others may read it: chmod 600 ${path}`,
      'operator',
    );
  }
  return (await readFile(path, 'utf8')).trim();
}

/** @throws HubError CONFIG_INVALID that never repeats the URL, which holds a password */
export async function recordsUrl({ dataDir, given, nodeUrl }: RecordsUrlSources): Promise<string> {
  const text = given ?? (await readUrlFile(dataDir));
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new HubError(
      'CONFIG_INVALID',
      'the URL of the records database is not of the form postgres://user:password@host:port/database',
      'operator',
    );
  }
  // the driver would take these instead of the node's own: read-only, the schema of the views, limits
  if (url.searchParams.has('options')) {
    throw new HubError(
      'CONFIG_INVALID',
      'the URL of the records database sets `options` of the session, which the node sets itself; take them out of it',
      'operator',
    );
  }
  if (url.hostname !== OWN_SERVER) return url.href;
  const own = new URL(nodeUrl);
  url.hostname = own.hostname;
  url.port = own.port;
  return url.href;
}
