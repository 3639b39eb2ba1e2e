#!/usr/bin/env node
/**
 * One-shot of docker-compose.yml: makes the hub's keys and, from what each partner has made public, the coalition file
 * and the list of certificates that the hub trusts.
 *
 *   node container-coalition.mjs --data /data --public /public --out /coalition --partner synthetic-one=https://synthetic-one:4001
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoCoalition } from '../dist/demo/demo-coalition.js';
import { initialiseHub } from '../dist/demo/demo-hub.js';

const {
  data,
  public: folder,
  out,
  partner,
} = parseArgs({
  options: {
    data: { type: 'string', default: '/data' },
    public: { type: 'string', default: '/public' },
    out: { type: 'string', default: '/coalition' },
    partner: { type: 'string', multiple: true, default: [] },
  },
}).values;

const read = (id, name) => readFileSync(join(folder, id, name), 'utf8');
function replace(path, text) {
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}

const urls = new Map(
  partner.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
);
const partners = [...urls.keys()].map((id) => ({
  id,
  folder: join(folder, id),
  settings: 'partner.json',
  datasets: [],
  releases: [],
  // its agreements are those of a partner whose data is made up
  ...(JSON.parse(read(id, 'partner.json')).synthetic ? { generator: { script: '', arguments: [] } } : {}),
}));
const keys = await initialiseHub(data);
const releases = new Map(partners.map(({ id }) => [id, JSON.parse(read(id, 'release-key.json'))]));
const text = `${JSON.stringify(demoCoalition(partners, urls, { ...keys, releases }), null, 2)}\n`;
replace(join(out, 'partners.crt'), partners.map(({ id }) => read(id, 'tls.crt')).join(''));
replace(join(out, 'coalition.json'), text);
replace(join(data, 'hub', 'coalition.json'), text);
console.log(`coalition of ${partners.length} partners`);
