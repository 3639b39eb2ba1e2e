/**
 * A process that makes a release and kills itself at one step, as a power cut would.
 *
 * Arguments: one JSON text with url, dataDir, settings, coalition, year, provisional, step and now.
 */
import { makeRelease, nodeDataSource } from '@vigil/kit';

const { url, dataDir, settings, coalition, year, provisional, step, now } = JSON.parse(process.argv[2]);
const dataSource = nodeDataSource(url, () => undefined);
await dataSource.initialize();
const log = { warn: () => undefined, info: () => undefined };
await makeRelease(
  { dataDir, settings, coalition, dataSource, records: dataSource, now: () => new Date(now), log },
  {
    year,
    ...(provisional === undefined ? {} : { provisional }),
    onStep: (reached) => {
      if (reached !== step) return undefined;
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined); // nothing more happens, however long the signal takes
    },
  },
);
