/**
 * `npm test [-- jest arguments]`: builds, then runs jest with ES modules on.
 *
 *   --long        only test/long, which takes minutes
 *   --databases   only the suites that use a database (for a second PostgreSQL named by TEST_DATABASE_URL)
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const FLAGS = new Set(['--long', '--databases']);
const flags = new Set(process.argv.slice(2).filter((argument) => FLAGS.has(argument)));
const passed = process.argv.slice(2).filter((argument) => !FLAGS.has(argument));

/** A suite uses a database when it imports the support that makes one. */
function databaseSuites() {
  const files = readdirSync(join(root, 'test'), { recursive: true })
    .filter(
      (name) => name.endsWith('.test.ts') && !name.startsWith(`long${sep}`) && !name.includes('node_modules'),
    )
    .map((name) => join(root, 'test', name));
  const found = files.filter((file) => /support\/(database|node)\.js'/.test(readFileSync(file, 'utf8')));
  if (found.length === 0) throw new Error('no database suite was found');
  return ['--runTestsByPath', ...found];
}

function run(script, args, env = {}) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (flags.has('--databases') && !process.env.TEST_DATABASE_URL) {
  console.error('npm test -- --databases needs TEST_DATABASE_URL');
  process.exit(2);
}
run(require.resolve('typescript/bin/tsc'), ['-b']);
const selected = flags.has('--databases') ? databaseSuites() : flags.has('--long') ? ['test/long/'] : [];
run(require.resolve('jest/bin/jest'), ['--config', 'test/jest.config.mjs', ...selected, ...passed], {
  NODE_OPTIONS:
    `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
  ...(flags.has('--long') ? { VIGIL_LONG_TESTS: '1' } : {}),
});
