#!/usr/bin/env node
/**
 * One-shot of docker-compose.yml: gives a partner the coalition file, and where asked synthetic case files and the
 * releases of past years. What was done already is not done again.
 *
 *   node container-prepare.mjs --coalition /coalition/coalition.json --generate generate.mjs --release 2012
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { listSignedReleases, nodeLogger, openNode, readConfig, runPartnerProgram } from '@vigil/kit';

const { coalition, generate, release } = parseArgs({
  options: {
    coalition: { type: 'string', default: '/coalition/coalition.json' },
    generate: { type: 'string' },
    release: { type: 'string', multiple: true, default: [] },
  },
}).values;

async function run(args) {
  const code = await runPartnerProgram(args);
  if (code !== 0) process.exit(code);
}

async function released() {
  const { dataDir = '', databaseUrl } = readConfig();
  const node = await openNode({ dataDir, databaseUrl, mode: 'command', log: nodeLogger('warn') });
  try {
    const releases = (await listSignedReleases(node, 0)).map(({ document }) => document);
    return releases.filter(({ stage }) => stage === 'FINAL').map(({ partition }) => partition);
  } finally {
    await node.close();
  }
}

await run(['init', '--coalition', coalition]);
if (generate !== undefined) execFileSync(process.execPath, [generate], { stdio: 'inherit' });
const there = await released();
for (const year of release.filter((one) => !there.includes(one)))
  await run(['release', 'make', '--yes', '--year', year]);
