#!/usr/bin/env node
/** The command `vigil-partner`; everything is in src/cli/program.ts. */
import { existsSync } from 'node:fs';

// Who reads our output may stop reading (`| head`): then nothing is left to say, and the work goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const built = new URL('../dist/index.js', import.meta.url);
if (existsSync(built)) {
  const { runPartnerProgram } = await import(built.href);
  process.exitCode = await runPartnerProgram(process.argv.slice(2));
  // An open channel to a parent would keep a process alive that has nothing left to do.
  if (process.connected) process.disconnect();
} else {
  console.error('vigil-partner: not built yet; run: npm run build');
  process.exitCode = 1;
}
