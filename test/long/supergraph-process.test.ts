/** `vigil-hub serve --supergraph` as a process: what it loads, what it says, how it ends, what it refuses. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPlainSubgraphs, type PlainSubgraphs } from '../gateway/supergraph-mode/plain-subgraphs.js';

const PROGRAM = fileURLToPath(new URL('../../gateway/bin/vigil-hub.mjs', import.meta.url));
const FORBID = new URL('../support/forbid-modules.mjs', import.meta.url).href;
const START_MILLISECONDS = 120_000;

let plain: PlainSubgraphs;
let folder: string;
let supergraph: string;

beforeAll(async () => {
  plain = await startPlainSubgraphs();
  folder = mkdtempSync(join(tmpdir(), 'vigil-supergraph-'));
  supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, plain.supergraphSdl);
});
afterAll(async () => {
  await plain.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Process {
  child: ChildProcess;
  said: { out: string; err: string };
  ended: Promise<number | null>;
}

function run(args: readonly string[], environment: Record<string, string> = {}, forbid = true): Process {
  const child = spawn(process.execPath, [...(forbid ? ['--import', FORBID] : []), PROGRAM, ...args], {
    env: { PATH: process.env['PATH'] ?? '', VIGIL_HUB_LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, said, ended };
}

async function ready({ said, ended }: Process): Promise<string> {
  const state = { over: false };
  void ended.then(() => (state.over = true));
  for (;;) {
    const url = /ready at (\S+)/.exec(said.out)?.[1];
    if (url !== undefined) return url;
    if (state.over) throw new Error(`ended before it was ready: ${said.err}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('serve --supergraph', () => {
  test(
    'answers without loading a database, a policy engine or typeorm, warns, and ends well',
    async () => {
      const serving = run(['serve', '--supergraph', supergraph, '--unclassified', 'PUBLIC', '--port', '0']);
      try {
        const url = await ready(serving);
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ books(first: 1) { title author { name } } }' }),
        });
        expect(await response.json()).toEqual({
          data: { books: [{ title: 'title of b1', author: { name: 'name of p1' } }] },
        });
        expect((await fetch(`${url}/health/ready`)).status).toBe(200);
        expect(serving.said.err).toBe(
          'vigil-hub: warning: --unclassified PUBLIC: whoever reaches this port reads and changes everything; nothing is recorded\n',
        );
      } finally {
        serving.child.kill('SIGTERM');
      }
      expect(await serving.ended).toBe(0);
    },
    START_MILLISECONDS,
  );

  test(
    "the twin: a coalition's hub loads what is forbidden above",
    async () => {
      const forbidden = run(['serve', '--data-dir', folder]);
      expect([await forbidden.ended, forbidden.said.err]).toEqual([
        1,
        'vigil-hub: unexpected failure: Error\n',
      ]);
      const allowed = run(['serve', '--data-dir', folder], {}, false);
      expect([await allowed.ended, allowed.said.err]).toEqual([1, expect.not.stringContaining('unexpected')]);
    },
    START_MILLISECONDS,
  );
});

describe('what is refused in one line, with exit code 2', () => {
  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['without a class', ['--supergraph', 'FILE'], {}, /with --unclassified PUBLIC, whoever reaches the port/],
    [
      'another class',
      ['--supergraph', 'FILE', '--unclassified', 'CONFIDENTIAL'],
      {},
      /takes PUBLIC and no other/,
    ],
    ['a class without a supergraph', ['--unclassified', 'PUBLIC'], {}, /goes with --supergraph only/],
    ['an address without a supergraph', ['--subgraph', 'a=http://b'], {}, /goes with --supergraph only/],
    [
      'with a data directory',
      ['--supergraph', 'FILE', '--unclassified', 'PUBLIC', '--data-dir', 'anywhere'],
      {},
      /a coalition is never served unclassified/,
    ],
    [
      'with a data directory in the environment',
      ['--supergraph', 'FILE', '--unclassified', 'PUBLIC'],
      { VIGIL_HUB_DATA_DIR: 'anywhere' },
      /a coalition is never served unclassified/,
    ],
  ])(
    '%s',
    async (_name, args, environment, line) => {
      const { ended, said } = run(
        ['serve', ...args.map((arg) => (arg === 'FILE' ? supergraph : arg))],
        environment,
      );
      expect(await ended).toBe(2);
      expect([said.out, said.err.trim().split('\n').length]).toEqual(['', 1]);
      expect(said.err).toMatch(line);
    },
    START_MILLISECONDS,
  );
});
