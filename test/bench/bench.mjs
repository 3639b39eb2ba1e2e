/**
 * `npm run bench [-- <name>] [options]`: measures one thing on this machine and prints figures; without a name, the
 * hub against plain Apollo.
 *
 * Each bench is a module beside this one, `<name>-bench.mjs`, that exports `run(args)` and `help`. Benches assert what
 * they did, never how long it took.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUFFIX = '-bench.mjs';
const DEFAULT = 'gateway';
const names = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  .filter((name) => name.endsWith(SUFFIX))
  .map((name) => name.slice(0, -SUFFIX.length))
  .sort();

const given = process.argv.slice(2);
const isNamed = given[0] !== undefined && (!given[0].startsWith('-') || given[0] === '--help');
const [name, ...args] = isNamed ? given : [DEFAULT, ...given];
if (!names.includes(name)) {
  console.log(
    `usage: npm run bench -- [<bench>] [options]; benches: ${names.join(', ')}, without a name ${DEFAULT}; ` +
      '<bench> --help tells its options',
  );
  process.exitCode = name === '--help' ? 0 : 2;
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
