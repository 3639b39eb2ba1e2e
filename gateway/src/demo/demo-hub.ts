/**
 * The demonstration's hub directory: the hub's own keys, and beside them the key of a local token issuer.
 *
 * A real hub has no such issuer key; `vigil-hub demo token` mints with it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { demoToken } from '../demo-tokens/demo-directory.js';
import { initHub } from '../storage/hub-files.js';
import { DEMO_HUB_ID, type DemoKeys } from './demo-coalition.js';

const hubDir = (dataDir: string): string => join(dataDir, 'hub');

async function issuerKey(file: string): Promise<JWK> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA' };
  writeFileSync(file, JSON.stringify(key), { mode: 0o600, flag: 'wx' });
  return key;
}

/** Makes the hub's keys and the local issuer's where missing; gives the public halves. */
export async function initialiseHub(dataDir: string): Promise<Omit<DemoKeys, 'releases'>> {
  const delegation = await initHub({ dataDir: hubDir(dataDir), id: DEMO_HUB_ID, randomBytes });
  const { d: _private, ...issuer } = await issuerKey(join(hubDir(dataDir), 'keys', 'demo-issuer.jwk'));
  return { delegation, issuer };
}

/** A token of the local issuer, good for twelve hours. */
export function mintToken(dataDir: string, principal: string): Promise<string> {
  return demoToken(hubDir(dataDir), principal, new Date());
}
