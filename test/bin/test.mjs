/**
 * `npm test [-- jest arguments]`: builds, then runs jest with ES modules on.
 *
 *   --long        only test/long, which takes minutes
 *   --databases   only the suites that use a database (for a second PostgreSQL named by TEST_DATABASE_URL)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const FLAGS = new Set(['--long', '--databases']);
const flags = new Set(process.argv.slice(2).filter((argument) => FLAGS.has(argument)));
const passed = process.argv.slice(2).filter((argument) => !FLAGS.has(argument));

/** Does this file, or one beside it that it imports, import the support that makes a database? */
function usesDatabase(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  if (/[\\/]support[\\/](database|node)\.ts$/.test(file)) return true;
  return [...readFileSync(file, 'utf8').matchAll(/from '(\.{1,2}\/[^']+)\.js'/g)].some(([, imported]) =>
    usesDatabase(join(dirname(file), `${imported}.ts`), seen),
  );
}

function databaseSuites() {
  const found = readdirSync(join(root, 'test'), { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join(root, 'test', name))
    .filter((file) => usesDatabase(file));
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
  ...(flags.size > 0 ? { VIGIL_LONG_TESTS: '1' } : {}),
});
