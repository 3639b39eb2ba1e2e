/** The attacks over every way to send them, and bytes that no well-behaved client sends. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { START_MILLISECONDS, startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { judgeTable } from './support/judge-table.js';
import { bytes } from './tables/bytes.js';
import { owasp } from './tables/owasp.js';
import { KEPT_TEXTS, kept, keptOnly, rejecting, texts } from './tables/transports.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-documents-'));
  await Promise.all(KEPT_TEXTS.map((text, n) => writeFile(join(folder, `${n}.graphql`), text)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a hub with kept documents', () => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await startAttackWorld({ environment: { VIGIL_HUB_DOCUMENTS: folder } });
  }, START_MILLISECONDS);
  afterAll(() => world.close());
  for (const table of [texts, kept, bytes, owasp]) judgeTable(table, () => world);
});

describe('a hub with kept documents alone', () => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await startAttackWorld({
      extensions: false,
      environment: { VIGIL_HUB_DOCUMENTS: folder, VIGIL_HUB_DOCUMENTS_ONLY: 'true' },
    });
  });
  afterAll(() => world.close());
  judgeTable(keptOnly, () => world);
});

describe('a hub that rejects', () => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await startAttackWorld({
      extensions: false,
      environment: { VIGIL_HUB_ON_DENIED: 'reject' },
    });
  });
  afterAll(() => world.close());
  judgeTable(rejecting, () => world);
});
