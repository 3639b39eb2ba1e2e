/**
 * Finds the demonstration's hub and mints a token with the key that lies there.
 *
 * Takes a data directory, or looks where `npm start` keeps them; gives a token.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubError, parseCoalition } from '@vigil/shared';
import type { JWK } from 'jose';
import { mintDemoToken } from './mint-demo-token.js';

/** Two folders above this one is the room, from `src` and from `dist` alike; above it the repository. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const KEY = join('keys', 'demo-issuer.jwk');

/** The hub of the demonstration that was started last; `npm start` writes the coalition file at every start. */
export function findDemoDirectory(root: string = ROOT): string {
  const found = ['demo', 'real']
    .map((name) => join(root, '.vigil', name, 'hub'))
    .filter((dataDir) => existsSync(join(dataDir, KEY)) && existsSync(join(dataDir, 'coalition.json')))
    .map((dataDir) => ({ dataDir, startedAt: statSync(join(dataDir, 'coalition.json')).mtimeMs }))
    .sort((a, b) => b.startedAt - a.startedAt);
  const [newest] = found;
  if (newest === undefined) {
    throw new HubError(
      'NOT_FOUND',
      'no demonstration found; start one with `npm start`, or give --data-dir',
      'operator',
    );
  }
  return newest.dataDir;
}

function readJson(dataDir: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(dataDir, name), 'utf8')) as unknown;
  } catch (cause) {
    throw new HubError(
      'NOT_FOUND',
      `${name} is missing or unreadable: this is no demonstration`,
      'operator',
      { cause },
    );
  }
}

/** @throws HubError NOT_FOUND, USAGE */
export async function demoToken(dataDir: string, principal: string, now: Date): Promise<string> {
  const key = readJson(dataDir, KEY) as JWK;
  const coalition = parseCoalition(readJson(dataDir, 'coalition.json'));
  const issuer = coalition.issuers.find(({ jwks }) => jwks.keys.some(({ kid }) => kid === key.kid));
  if (issuer === undefined) {
    throw new HubError(
      'NOT_FOUND',
      "the coalition file does not know the demonstration's issuer",
      'operator',
    );
  }
  return mintDemoToken({
    key,
    issuer: issuer.issuer,
    audience: issuer.audience,
    principal,
    partners: coalition.partners.map(({ id }) => id),
    now,
  });
}
