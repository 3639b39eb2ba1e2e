/**
 * `npm test [-- jest arguments]`: builds, then runs jest with ES modules on.
 * `npm run test:long` also runs test/long, which takes minutes.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const long = process.argv.includes('--long');
const passed = process.argv.slice(2).filter((argument) => argument !== '--long');

function run(script, args, env = {}) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

run(require.resolve('typescript/bin/tsc'), ['-b']);
run(require.resolve('jest/bin/jest'), ['--config', 'test/jest.config.mjs', ...passed], {
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
  ...(long ? { VIGIL_LONG_TESTS: '1' } : {}),
});
