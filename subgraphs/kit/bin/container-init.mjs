#!/usr/bin/env node
/**
 * One-shot of docker-compose.yml: makes a partner's keys and certificate in its own volume, and puts what is public of
 * them where the coalition file is made from. No private key leaves the partner's volume.
 *
 *   node container-init.mjs --settings settings.json --host synthetic-one --public /public
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { readConfig, runPartnerProgram } from '@vigil/kit';

const {
  settings,
  host,
  public: folder,
} = parseArgs({
  options: {
    settings: { type: 'string' },
    host: { type: 'string', multiple: true, default: [] },
    public: { type: 'string', default: '/public' },
  },
}).values;

async function run(args) {
  let out = '';
  const stdout = { write: (text) => (out += text) };
  const code = await runPartnerProgram(args, { stdout, stderr: process.stderr, stdin: Readable.from([]) });
  if (code !== 0) process.exit(code);
  return out;
}

writeFileSync(join(folder, 'release-key.json'), await run(['init', '--settings', settings ?? '']));
writeFileSync(join(folder, 'tls.crt'), await run(['tls', 'make', '--host', ...host, 'localhost']));
copyFileSync(join(readConfig().dataDir ?? '', 'partner.json'), join(folder, 'partner.json'));
console.log('keys and certificate are there; their public halves lie in the public folder');
