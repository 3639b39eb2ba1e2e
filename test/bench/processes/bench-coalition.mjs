/**
 * A coalition for benches: a hub with its embedded database, and so many partners that share one process, all over real
 * HTTP; and a regional body with a token.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { initHub, mintDemoToken } from '@vigil/gateway';
import { exportJWK, generateKeyPair } from 'jose';

const HUB = new URL('../../../gateway/bin/vigil-hub.mjs', import.meta.url);
const PARTNERS = new URL('partners-process.mjs', import.meta.url);
const ISSUER = 'https://issuer.bench.invalid';
const AUDIENCE = 'bench-hub';
const HUB_ENVIRONMENT = {
  PORT: '0',
  VIGIL_HUB_LOG_LEVEL: 'error',
  VIGIL_HUB_PARTNER_CHECK_SECONDS: '86400',
  VIGIL_HUB_RELEASE_SYNC_SECONDS: '86400',
};

async function makeKey(kid) {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const [privateKey, publicKey] = await Promise.all([exportJWK(pair.privateKey), exportJWK(pair.publicKey)]);
  return { privateKey: { ...privateKey, kid }, publicKey: { ...publicKey, kid } };
}

/** One regional body that may read de-identified events of the first partners. */
function makeCoalition({ hubKey, issuerKey, releaseKey, partners, open }) {
  const organisations = [
    { id: 'regional-body', name: 'Regional body' },
    ...partners.map(({ id }) => ({ id, name: id })),
  ];
  return {
    ...{ format: 'vigil-coalition-1', id: 'bench', name: 'Bench coalition' },
    hub: { id: 'bench-hub', delegationKeys: { keys: [hubKey] } },
    issuers: [
      {
        ...{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], roles: ['REGIONAL_BODY'] },
        jwks: { keys: [issuerKey.publicKey] },
        organisations: ['regional-body'],
      },
    ],
    organisations,
    partners: partners.map(({ id, url }) => ({
      ...{ id, name: id, countries: ['XA'], url, status: 'ACTIVE', synthetic: true },
      ...{ releaseKeys: { keys: [releaseKey.publicKey] }, coverage: [] },
    })),
    agreements: partners.slice(0, open).map(({ id }) => ({
      ...{ id: `agreement-${id}`, recipient: 'regional-body', partner: id },
      ...{ purposes: ['OVERSIGHT'], classes: ['DEIDENTIFIED'] },
      ...{ validFrom: '2020-01-01', validTo: '2099-12-31' },
    })),
  };
}

export async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - started };
}

/**
 * @param open - with how many of the partners the body has an agreement; by default with all
 * @returns the processes, the partners' ids and addresses, and a token of the regional body
 */
export async function startCoalition(processes, { place, number, extensions, open = number }) {
  const dataDir = join(place, 'hub');
  await mkdir(dataDir);
  const coalitionFile = join(dataDir, 'coalition.json');
  const serving = await processes.start('the partners', PARTNERS, {
    args: [String(number), coalitionFile, ...(extensions ? ['--extensions'] : [])],
  });
  const partners = await serving.ask('partners');
  const hubKey = await initHub({ dataDir, id: 'bench-hub', randomBytes });
  const [issuerKey, releaseKey] = await Promise.all([makeKey('issuer'), makeKey('release')]);
  await writeFile(
    coalitionFile,
    JSON.stringify(makeCoalition({ hubKey, issuerKey, releaseKey, partners, open })),
  );
  const token = await mintDemoToken({
    ...{ key: issuerKey.privateKey, issuer: ISSUER, audience: AUDIENCE, principal: 'regional-body' },
    ...{ partners: [], now: new Date() },
  });
  const started = await timed(() =>
    processes.start('the hub', HUB, { args: ['--data-dir', dataDir, 'serve'], env: HUB_ENVIRONMENT }),
  );
  return { serving, partners, token, hub: started.result, startMilliseconds: started.milliseconds };
}
