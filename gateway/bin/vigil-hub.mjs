#!/usr/bin/env node
/** The command `vigil-hub`; everything is in src/cli/program.ts. */
import { existsSync } from 'node:fs';

const built = new URL('../dist/cli/program.js', import.meta.url);
if (existsSync(built)) {
  const { runHubProgram } = await import(built.href);
  process.exitCode = await runHubProgram(process.argv.slice(2));
  // An open channel to a parent would keep a process alive that has nothing left to do.
  if (process.connected) process.disconnect();
} else {
  console.error('vigil-hub: not built yet; run: npm run build');
  process.exitCode = 1;
}
