/**
 * Makes one release in a process of its own, so that its memory is its own, and says what it took.
 *
 * Arguments: data directory, year, provisional month or `final`, the moment it is. Prints one line of JSON.
 */
import { performance } from 'node:perf_hooks';
import { makeRelease, nodeLogger, openNode } from '@vigil/kit';

const [dataDir, year, part, now] = process.argv.slice(2);
const node = await openNode({ dataDir, mode: 'command', log: nodeLogger('warn'), now: () => new Date(now) });
try {
  const steps = [];
  const started = performance.now();
  const onStep = (step) => steps.push([step, performance.now() - started]);
  const { document } = await makeRelease(node, {
    year,
    ...(part === 'final' ? {} : { provisional: part }),
    actor: 'bench',
    onStep,
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const [counted] = await node.dataSource.query(
    "select count(*)::int as units from release_assignment where release_sequence = $1 and cells <> '{}'",
    [document.sequence],
  );
  console.log(
    JSON.stringify({
      ...{ id: document.id, stage: document.stage, part: document.part, tables: document.tables.length },
      ...{ seconds, units: counted.units, processorSeconds: (user + system) / 1e6 },
      countedSeconds: (steps.find(([step]) => step === 'reserved-in-file')?.[1] ?? 0) / 1000,
      nodeMegabytes: process.resourceUsage().maxRSS / 1024,
    }),
  );
} finally {
  await node.close();
}
