/**
 * How long an import takes and how much memory, over a SYNTHETIC list and an embedded server in a temporary
 * directory; then the same again, killed in the middle and gone on with.
 */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNodeKeys, nodeLogger, openNode, parsePartnerSettings, writeSettings } from '@vigil/kit';
import { makeDataDirectory } from '@vigil/shared';
import { runPartner } from './partner-process.mjs';
import { SYNTHETIC_MAPPING, SYNTHETIC_SETTINGS, writeSyntheticList } from './synthetic-list.mjs';

export const help = `npm run bench -- import [--rows 100000] [--seed 1] [--no-kill | --no-whole]

Makes a synthetic list of so many rows, imports it into an embedded server in a temporary directory, and prints time,
rows a second, processor time, and the highest memory of the importing process (VmHWM) and of the server
(proportional set size).
Then imports it into another directory, kills that import with SIGKILL half way through reading and again half way
through publishing, and goes on. After each import the tables are counted. --no-kill leaves the second part out,
--no-whole the first.`;

/** RFC 8037, appendix A.2: a published key, which protects nothing */
const PUBLIC_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'bench',
};

async function makeNode(place) {
  const directory = await makeDataDirectory(place);
  const settings = parsePartnerSettings(SYNTHETIC_SETTINGS);
  await writeSettings(directory, settings);
  await createNodeKeys(directory);
  const partner = {
    ...{
      id: settings.id,
      name: settings.name,
      countries: ['XA'],
      url: 'http://127.0.0.1:9',
      synthetic: true,
    },
    ...{ releaseKeys: { keys: [PUBLIC_KEY] }, coverage: settings.publication.coverage },
  };
  const coalition = {
    ...{ format: 'vigil-coalition-1', id: 'bench', name: 'Bench coalition' },
    hub: { id: 'bench-hub', delegationKeys: { keys: [PUBLIC_KEY] } },
    ...{ issuers: [], organisations: [], partners: [partner], agreements: [] },
  };
  await writeFile(join(directory, 'coalition.json'), JSON.stringify(coalition));
}

async function countTables(dataDir) {
  const node = await openNode({ dataDir, mode: 'command', log: nodeLogger('warn') });
  try {
    const sizes = {};
    for (const table of [
      'case_file',
      'event',
      'act',
      'victim',
      'perpetrator',
      'act_perpetrator',
      'import_staging',
    ]) {
      sizes[table] = (await node.dataSource.query(`select count(*)::int as rows from ${table}`))[0].rows;
    }
    return sizes;
  } finally {
    await node.close();
  }
}

function checkReport(run, expected) {
  assert.equal(run.code, 0, `the import failed: ${run.stderr}`);
  const report = JSON.parse(run.stdout);
  const { read, imported, merged, rejectedRows } = report;
  assert.deepEqual({ read, imported, merged, rejectedRows }, expected);
  return report;
}

function checkTables(sizes, { imported }) {
  const each = { case_file: imported, event: imported, act: imported, victim: imported };
  assert.deepEqual(sizes, { ...each, perpetrator: imported, act_perpetrator: imported, import_staging: 0 });
}

const thousands = (number) => Math.round(number).toLocaleString('en-US');

function tell(name, run, rows) {
  const { seconds, nodeMegabytes, serverMegabytes, nodeSeconds, serverSeconds } = run;
  const memory =
    nodeMegabytes === 0
      ? 'memory is measured on Linux only'
      : `node at most ${thousands(nodeMegabytes)} MB and ${nodeSeconds.toFixed(1)} s of processor, ` +
        `server at most ${thousands(serverMegabytes)} MB and ${serverSeconds.toFixed(1)} s`;
  const speed = rows === null ? '' : `, ${thousands(rows / seconds)} rows/s`;
  console.log(`${name}: ${seconds.toFixed(1)} s${speed}; ${memory}`);
}

async function importWhole(place, { rows, expected, importArgs }) {
  const dataDir = join(place, 'whole');
  await makeNode(dataDir);
  // the first start makes the server's files, which is no part of an import
  await countTables(dataDir);
  const run = await runPartner(dataDir, importArgs);
  checkReport(run, expected);
  tell('whole import', run, rows);
  checkTables(await countTables(dataDir), expected);
}

async function importKilled(place, { expected, importArgs }) {
  const dataDir = join(place, 'killed');
  await makeNode(dataDir);
  await countTables(dataDir);
  for (const [where, said] of [
    ['reading', /rows read \(50 %\)/],
    ['publishing', /[5-9]0 % published/],
  ]) {
    const run = await runPartner(dataDir, importArgs, { killWhen: (stderr) => said.test(stderr) });
    assert.equal(run.signal, 'SIGKILL', `not killed while ${where}: ${run.stderr}`);
    tell(`killed half way through ${where}`, run, null);
    assert.deepEqual((await countTables(dataDir)).case_file, 0, 'nothing half-published is there');
  }
  const run = await runPartner(dataDir, importArgs);
  const { resumedAfter } = checkReport(run, expected);
  assert.equal(resumedAfter, expected.read, 'everything had been read before');
  tell(`gone on behind ${thousands(resumedAfter)} rows`, run, null);
  checkTables(await countTables(dataDir), expected);
  console.log('tables after the killed imports: as after the whole one');
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      'no-kill': { type: 'boolean', default: false },
      'no-whole': { type: 'boolean', default: false },
    },
  });
  const rows = Number(values.rows);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(rows) || rows < 1 || !Number.isSafeInteger(seed)) {
    throw new Error('--rows and --seed are whole numbers');
  }
  const place = await mkdtemp(join(tmpdir(), 'vigil-bench-'));
  // the server's own account, when this one is root, has to find its files below
  await chmod(place, 0o711);
  try {
    const file = join(place, 'list.csv');
    const mapping = join(place, 'mapping.yaml');
    await writeFile(mapping, SYNTHETIC_MAPPING);
    const expected = await writeSyntheticList(file, rows, seed);
    console.log(
      `${thousands(rows)} rows, ${thousands((await stat(file)).size / 1_048_576)} MB, seed ${seed}`,
    );
    const importArgs = ['import', file, '--mapping', mapping, '--json'];
    if (!values['no-whole']) await importWhole(place, { rows, expected, importArgs });
    if (!values['no-kill']) await importKilled(place, { expected, importArgs });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
