/** Sealed values as a partner's node gives them to a court that may have them, and what is noted of it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { judgeSealed } from '@vigil/shared';
import { ALL_SCOPES, createCourtNode, type CourtNode } from './court-node.js';

const WITNESSES =
  'query ($id: ID!) { event(id: $id) { id witnesses { id legalName contact testimony } evidence { id content } } }';
const LATER = '2999-01-01T00:00:00Z';

let node: CourtNode;
beforeAll(async () => {
  node = await createCourtNode();
  await node.pin();
});
afterAll(() => node.close());

describe('a court with an agreement, a pinned key, and the consent of everybody', () => {
  test('gets names that it alone opens, each bound to its field, its event and its consent', async () => {
    await node.pin();
    const id = await node.seed(ALL_SCOPES);
    const answer = await node.ask(id);
    expect(answer.json.errors).toBeUndefined();
    expect(answer.text).not.toContain('CANARY-');
    const values = node.opened(answer);
    // two victims with name and contact, one perpetrator's name, the event's place and description
    expect(values.map(({ header }) => String(header['field'])).sort()).toEqual([
      'Event.description',
      'Event.exactLocation',
      'Perpetrator.legalName',
      'Victim.contact',
      'Victim.contact',
      'Victim.legalName',
      'Victim.legalName',
    ]);
    for (const { header, value } of values) {
      expect(value).toMatch(/^CANARY-/);
      expect(header).toMatchObject({ iss: 'synthetic-one', kid: node.court.publicKey.thumbprint });
      const [event, row] = String(header['record']).split('/');
      expect(event).toBe(id);
      // what is about a person is bound to the id that stands beside it
      if (String(header['field']).startsWith('Event.')) expect(row).toBeUndefined();
      else expect(answer.text).toContain(`"id":"${String(row)}"`);
    }
    expect(new Set(values.map(({ value }) => value)).size).toBe(7);
    const first = /"(eyJ[\w.-]+)"/.exec(answer.text)?.[1];
    const field = String(node.opened(answer)[0]?.header['field']);
    expect(judgeSealed(first, { field, record: id, issuer: 'synthetic-one', now: new Date() })).toBe(true);
  });

  test('finds the consents of two persons under two names, which are not the local ones', async () => {
    const id = await node.seed(ALL_SCOPES);
    const names = node
      .opened(await node.ask(id))
      .filter(({ header }) => header['field'] === 'Victim.legalName');
    const consents = names.map(({ header }) => String(header['consent']));
    expect(new Set(consents).size).toBe(2);
    for (const name of consents) expect(name).toMatch(/^[\w-]{22}$/);
    const local = await node.context.dataSource.query<{ id: string }[]>('SELECT id FROM consent');
    for (const row of local) expect(consents).not.toContain(row.id);
  });

  test('is noted with fingerprint, fields and numbers, and no value, in record and log', async () => {
    const id = await node.seed(ALL_SCOPES);
    await node.ask(id);
    const details = await node.lastRecord();
    expect(details['sealed']).toEqual({
      recipient: node.court.publicKey.thumbprint,
      values: {
        'Event.description': 1,
        'Event.exactLocation': 1,
        'Perpetrator.legalName': 1,
        'Victim.contact': 2,
        'Victim.legalName': 2,
      },
    });
    const noted = JSON.stringify(details) + node.logged.join('');
    expect(noted).not.toContain('CANARY-');
    expect(noted).not.toContain('eyJ');
    expect(noted).not.toContain(node.court.publicKey.jwk.x);
  });

  test('gets values that end with the first consent that ends', async () => {
    const ends = new Date(Date.now() + 3 * 86_400_000);
    const id = await node.seed(ALL_SCOPES, { expires: ends.toISOString() });
    const values = node.opened(await node.ask(id));
    expect(values).toHaveLength(7);
    // ends with a day, and is in no header to the second
    const day = Math.floor(ends.getTime() / 86_400_000) * 86_400;
    for (const { header } of values) expect(header['exp']).toBe(day);
    const long = node.opened(await node.ask(await node.seed(ALL_SCOPES, { expires: LATER })));
    for (const { header } of long) {
      expect(Number(header['exp']) - Date.now() / 1000).toBeGreaterThan(28.9 * 86_400);
      expect(Number(header['exp']) - Date.now() / 1000).toBeLessThanOrEqual(30 * 86_400);
    }
  });

  test('gets testimony and evidence of witnesses who agreed alike', async () => {
    const answer = await node.ask(await node.seed(ALL_SCOPES), { query: WITNESSES });
    expect(
      node
        .opened(answer)
        .map(({ header }) => String(header['field']))
        .sort(),
    ).toEqual(['Evidence.content', 'Witness.contact', 'Witness.legalName', 'Witness.testimony']);
    expect(answer.text).not.toContain('CANARY-');
  });
});
