/**
 * `npm run bench -- <name> [options]`: measures one thing on this machine and prints figures.
 *
 * Each bench is a module beside this one, `<name>-bench.mjs`, that exports `run(args)` and `help`. Benches assert what
 * they did, never how long it took.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUFFIX = '-bench.mjs';
const names = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  .filter((name) => name.endsWith(SUFFIX))
  .map((name) => name.slice(0, -SUFFIX.length))
  .sort();

const [name, ...args] = process.argv.slice(2);
const known = name !== undefined && names.includes(name);
if (!known) {
  console.log(
    `usage: npm run bench -- <bench> [options]; benches: ${names.join(', ')}; <bench> --help tells its options`,
  );
  process.exitCode = name === undefined || name === '--help' ? 0 : 2;
} else {
  const bench = await import(`./${name}${SUFFIX}`);
  if (args.includes('--help')) console.log(bench.help);
  else {
    try {
      await bench.run(args);
    } catch (error) {
      console.error(`bench ${name}: ${error instanceof Error ? error.message : 'failed'}`);
      process.exitCode = 1;
    }
  }
}
