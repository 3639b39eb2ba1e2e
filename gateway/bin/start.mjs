#!/usr/bin/env node
/**
 * `npm start`: builds what has changed, then starts the demonstration coalition.
 *
 * Plain JavaScript because it runs before anything is built. One process from here on: signals reach it
 * directly, so that Ctrl-C stops every node and every database.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** What runs; the tests are not built here. */
const PARTS = ['gateway', 'subgraphs/kit', 'subgraphs/synthetic'];
const USAGE = `Usage: npm start -- [options]

Starts the demonstration: four partner nodes, each with its own PostgreSQL, and the hub; with --data up to seven.

Options:
  --data <folder>      use the real files found in this folder (see subgraphs/*-monitor/README.md)
  --data-dir <folder>  where the demonstration keeps its databases and keys (default: .vigil/demo, with
                       --data: .vigil/real)
  --port <number>      the hub's port (default: PORT, else 4000; 0 takes a free one)
  --help               this text`;

function fail(message) {
  console.error(`vigil: ${message}`);
  process.exit(1);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        data: { type: 'string' },
        'data-dir': { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    console.error(`vigil: ${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const port = Number(options.port ?? process.env.PORT ?? '4000');
if (!Number.isInteger(port) || port < 0 || port > 65535)
  fail('the port must be a whole number from 0 to 65535');
const data = options.data === undefined ? undefined : resolve(options.data);
if (data !== undefined && !existsSync(data)) fail('--data names a folder that does not exist');

let tsc;
try {
  tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
} catch {
  fail('dependencies are missing; run `npm ci` first');
}
console.log('Building (a few seconds the first time) ...');
if (spawnSync(process.execPath, [tsc, '-b', ...PARTS], { cwd: root, stdio: 'inherit' }).status !== 0) {
  fail('the build failed; its messages are above');
}

const { runDemonstration } = await import('../dist/demo/run-demonstration.js');
process.exitCode = await runDemonstration({
  root,
  dataFolder: data,
  dataDir: resolve(options['data-dir'] ?? join(root, '.vigil', data === undefined ? 'demo' : 'real')),
  port,
  environment: process.env,
  out: (line) => console.log(line),
});
