/**
 * A hub and a partner as they run: a real hub, a real node over PostgreSQL, real HTTP between them. What each hides by
 * itself is hidden here too, and what is withdrawn at the partner is gone at the hub on the next request.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nodeParts, openNode, startServer, writePin, type NodeContext } from '@vigil/kit';
import { makeRecipientKey, openSealed, readPrivateRecipientKey, type RecipientKey } from '@vigil/shared';
import { startTestHub, type Answer, type TestHub } from '../gateway/support/test-hub.js';
import { CANARY } from '../kit/serve/case-file-seed.js';
import { createHubDouble } from '../kit/serve/hub-double.js';
import { keepLog, writeDataDirectory } from '../kit/serve/serving-node.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SHARED, TO_THE_COURT, seedCase } from './support/attack-case-file.js';
import { rowRules } from './tables/row-rules.js';
import { sealedValues } from './tables/sealed-values.js';

let hub: TestHub;
let database: TestDatabase;
let dataDir: string;
let context: NodeContext;
let stop: () => Promise<void>;
let courtKey: RecipientKey;
const logged: string[] = [];

const AGREEMENTS = [
  {
    ...{ id: 'body', recipient: 'regional-body', partner: 'synthetic-one', purposes: ['OVERSIGHT'] },
    ...{ classes: ['DEIDENTIFIED'], validFrom: '2012-01-01', validTo: '2099-12-31' },
  },
  {
    ...{ id: 'court', recipient: 'court', partner: 'synthetic-one', purposes: ['LEGAL_PROCEEDINGS'] },
    ...{ classes: ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'] },
    ...{ validFrom: '2012-01-01', validTo: '2099-12-31' },
  },
];

beforeAll(async () => {
  hub = await startTestHub({
    rows: { 'synthetic-one': [] },
    coalition: (coalition) => ({ ...coalition, agreements: AGREEMENTS }),
  });
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'vigil-both-'));
  await writeDataDirectory(dataDir, await createHubDouble());
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(hub.coalition()));
  const made = await makeRecipientKey();
  courtKey = await readPrivateRecipientKey(made.privateJwk);
  await writePin(dataDir, {
    ...{ organisation: 'court', pinnedAt: '2026-01-01T00:00:00.000Z' },
    ...{ jwk: made.publicKey.jwk, thumbprint: made.publicKey.thumbprint },
  });
  context = await openNode({ dataDir, databaseUrl: database.url, mode: 'serve', log: keepLog(logged) });
  const server = await startServer(await nodeParts(context), { port: 0 });
  stop = () => server.close();
  await hub.writeCoalition((coalition) => ({
    ...coalition,
    partners: coalition.partners.map((partner) => ({ ...partner, url: server.url })),
  }));
  await hub.hub.reload();
});
afterAll(async () => {
  await hub.close();
  await stop();
  await context.close();
  await rm(dataDir, { recursive: true, force: true });
  await database.drop();
});

const READ = 'query ($id: ID!) { event(id: $id) { id country acts { type } } }';
const LIST = '{ events(first: 100) { nodes { id } } }';
const MISSING = 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA';

const read = (id: string, principal = 'regional-body'): Promise<Answer> =>
  hub.ask(READ, { principal, variables: { id } });

async function denials(): Promise<number> {
  const [row] = await context.dataSource.query<{ count: string }[]>(
    'SELECT count(*) AS count FROM local_record',
  );
  return Number(row?.count);
}

describe('a record that is not for the body', () => {
  const forTheBody = rowRules.filter(({ caller }) => caller === undefined);
  test.each(forTheBody.map((row) => [row.title, row] as const))('%s', async (_title, row) => {
    const { id } = await seedCase(context.dataSource, row.spoiled);
    const before = (await hub.audit()).length;
    const local = await denials();
    const [answer, missing] = [await read(id), await read(MISSING)];
    expect([answer.status, answer.text]).toEqual([200, missing.text]);
    expect(answer.text).toBe('{"data":{"event":null}}\n');
    expect((await hub.audit()).length).toBe(before + 2);
    expect(await denials()).toBe(local + 2);
    // The twin: the same file, as it should be.
    const good = await seedCase(context.dataSource, { consents: SHARED });
    expect((await read(good.id)).data).toEqual({
      event: { id: good.id, country: 'XA', acts: [{ type: 'DETENTION' }] },
    });
  });
});

test('a consent that is withdrawn holds on the next request, in what was asked and listed before', async () => {
  const file = await seedCase(context.dataSource, {});
  for (let n = 0; n < 3; n += 1) expect((await read(file.id)).text).toContain(file.id);
  expect((await hub.ask(LIST, { principal: 'regional-body' })).text).toContain(file.id);
  await context.dataSource.query(
    `UPDATE consent SET state = 'WITHDRAWN', withdrawn_at = now() WHERE person_id = $1`,
    [file.witnessId],
  );
  expect((await read(file.id)).text).toBe((await read(MISSING)).text);
  expect((await hub.ask(LIST, { principal: 'regional-body' })).text).not.toContain(file.id);
});

describe('dates and places', () => {
  test('are as coarse as the agreement says, for the owner’s officer too', async () => {
    const file = await seedCase(context.dataSource, { consents: SHARED });
    for (const principal of ['regional-body', 'case-officer@synthetic-one']) {
      const { data, errors } = await hub.ask(
        'query ($id: ID!) { event(id: $id) { startDate datePrecision area acts { startDate victim { ageBand } } } }',
        { principal, variables: { id: file.id } },
      );
      expect([data, errors]).toEqual([
        {
          event: {
            ...{ startDate: '2012-05-01', datePrecision: 'MONTH', area: 'XA-01' },
            acts: [{ startDate: '2012-05-01', victim: { ageBand: 'A25_34' } }],
          },
        },
        [],
      ]);
    }
  });

  test('people have other names towards other recipients and in other events', async () => {
    const [a, b] = [
      await seedCase(context.dataSource, { consents: TO_THE_COURT }),
      await seedCase(context.dataSource, { consents: TO_THE_COURT }),
    ];
    const query = 'query ($id: ID!) { event(id: $id) { acts { id victim { id } perpetrators { id } } } }';
    const ids = new Set<string>();
    for (const { id } of [a, b])
      for (const principal of ['regional-body', 'court']) {
        const { text } = await hub.ask(query, { principal, variables: { id } });
        for (const [, found = ''] of text.matchAll(/"id":"([^"]+)"/g)) ids.add(found);
      }
    // Two events, two recipients, three people or things in each.
    expect(ids.size).toBe(12);
    const local = [a, b].flatMap(({ victimId, witnessId, eventId, fileId }) => [
      victimId,
      witnessId,
      eventId,
      fileId,
    ]);
    expect(local.filter((id) => ids.has(id))).toEqual([]);
  });
});

const SEALED = `query ($id: ID!) { event(id: $id) { id description acts { victim { sex legalName contact } }
  witnesses { legalName testimony } } }`;

describe('sealed values', () => {
  test('reach the court through the hub, which cannot read them; it alone opens them', async () => {
    const file = await seedCase(context.dataSource, { consents: TO_THE_COURT });
    const before = (await hub.audit()).length;
    const { data, errors, text } = await hub.ask(SEALED, { principal: 'court', variables: { id: file.id } });
    expect(errors).toEqual([]);
    const event = data?.['event'] as {
      description: string;
      acts: { victim: { legalName: string } }[];
      witnesses: { testimony: string }[];
    };
    const opened = async (sealed: string | undefined): Promise<unknown> =>
      (await openSealed(sealed ?? '', courtKey, { now: new Date() })).value;
    expect(await opened(event.description)).toBe(file.secrets['Event.description']);
    expect(await opened(event.acts[0]?.victim.legalName)).toBe(file.secrets['Victim.legalName']);
    expect(await opened(event.witnesses[0]?.testimony)).toBe(file.secrets['Witness.testimony']);
    expect(text).not.toContain(CANARY);
    const [entry] = (await hub.audit()).slice(before);
    expect(entry?.entry['coordinates']).toEqual(
      expect.arrayContaining(['Victim.legalName', 'Witness.testimony', 'Event.description']),
    );
    expect(`${entry?.text ?? ''}${hub.logs.join('')}${logged.join('')}`).not.toContain(CANARY);
  });

  test('are null with their code, sealed or not, for everybody else', async () => {
    const file = await seedCase(context.dataSource, { consents: TO_THE_COURT });
    for (const principal of ['regional-body', 'case-officer@synthetic-one', 'coordinator', undefined]) {
      const { text, errors } = await hub.ask(SEALED, {
        ...(principal === undefined ? {} : { principal }),
        variables: { id: file.id },
      });
      expect(text).not.toMatch(/eyJ|CANARY/);
      expect(new Set(errors.map(({ extensions }) => extensions['code']))).toEqual(
        new Set(['UNAUTHORIZED_FIELD_OR_TYPE']),
      );
    }
  });

  test.each(sealedValues.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
    const file = await seedCase(context.dataSource, one.file);
    const { text, data } = await hub.ask(SEALED, { principal: 'court', variables: { id: file.id } });
    expect(data).toMatchObject({ event: { id: file.id, acts: [{ victim: { sex: 'FEMALE' } }] } });
    const may = (coordinate: string): boolean => one.leaves.includes(coordinate);
    const victim = /"legalName":"eyJ[^"]+","contact"/.test(text);
    expect([victim, /"description":"eyJ/.test(text)]).toEqual([
      may('Victim.legalName'),
      may('Event.description'),
    ]);
    expect(text).not.toContain(CANARY);
    expect(text).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

test('whatever was asked here, no log of either side holds a value', () => {
  expect(hub.logs.join('')).not.toContain(CANARY);
  expect(logged.join('')).not.toContain(CANARY);
});
