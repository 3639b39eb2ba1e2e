#!/usr/bin/env node
/** The command `vigil-partner`; everything is in src/cli/program.ts. */
import { existsSync } from 'node:fs';

const built = new URL('../dist/index.js', import.meta.url);
if (existsSync(built)) {
  const { runPartnerProgram } = await import(built.href);
  process.exitCode = await runPartnerProgram(process.argv.slice(2));
} else {
  console.error('vigil-partner: not built yet; run: npm run build');
  process.exitCode = 1;
}
