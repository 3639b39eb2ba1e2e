#!/usr/bin/env node
/**
 * One-shot of docker-compose.yml: draws the password of a database and writes it, and the URL with it, into a volume
 * that only the database and its client mount. What is there stays.
 *
 *   node container-secrets.mjs --host synthetic-one-db --out /secrets
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { host, out } = parseArgs({
  options: { host: { type: 'string' }, out: { type: 'string', default: '/secrets' } },
}).values;
if (host === undefined) throw new Error('--host names the database');
const url = join(out, 'database-url');
if (!existsSync(url)) {
  const password = randomBytes(24).toString('hex');
  // readable for the database's account, which is another; the volume is what keeps others out
  writeFileSync(join(out, 'password'), password);
  writeFileSync(url, `postgresql://vigil:${password}@${host}:5432/vigil\n`);
  for (const file of ['password', 'database-url']) chmodSync(join(out, file), 0o444);
}
console.log(`the database of ${host} has a password`);
