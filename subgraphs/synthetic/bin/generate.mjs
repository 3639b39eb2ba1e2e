/**
 * Fills the node of a synthetic partner: `node generate.mjs --data-dir <directory made by vigil-partner init>`.
 */
import { parseArgs } from 'node:util';
import { openNode, readConfig } from '@vigil/kit';
import { seedSynthetic } from '@vigil/synthetic';

try {
  const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, seed: { type: 'string' } } });
  const { dataDir, databaseUrl } = readConfig();
  const node = await openNode({ dataDir: values['data-dir'] ?? dataDir ?? '', databaseUrl, mode: 'command' });
  try {
    const loaded = await seedSynthetic(node, values.seed);
    console.log(loaded === 0 ? 'the synthetic case files are there' : `${loaded} SYNTHETIC case files made`);
  } finally {
    await node.close();
  }
} catch (error) {
  console.error(
    `generate: ${error.name === 'HubError' ? error.message : `unexpected failure: ${error.name}`}`,
  );
  process.exitCode = 1;
}
