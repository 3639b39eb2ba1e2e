/**
 * Opens the database of a directory and holds it, so that a test can kill the owner: `node hold-database.mjs
 * <directory> <mode>` prints `open <url>` or `refused <code> <message>`; ends when stdin ends.
 */
import { openDatabase } from '@vigil/shared';

const [dataDir, mode] = process.argv.slice(2);
const log = { info: () => undefined, warn: (line) => console.log(`warn ${line}`) };
try {
  const database = await openDatabase({ dataDir, mode, log });
  console.log(`open ${database.url}`);
  process.stdin.resume();
  process.stdin.once('end', () => {
    void database.close();
  });
} catch (error) {
  console.log(`refused ${error.code} ${error.message}`);
}
