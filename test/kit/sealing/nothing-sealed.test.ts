/** When nothing identifying leaves a partner's node, sealed or not: no consent, no key, no agreement, too much of it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reapplyRecord, removePin } from '@vigil/kit';
import type { PermissionMap } from '@vigil/policies';
import { makeRecipientKey } from '@vigil/shared';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller } from '../serve/hub-double.js';
import { everythingAllowed } from '../serve/made-up-maps.js';
import type { Answer } from '../serve/serving-node.js';
import { ALL_SCOPES, COURT, createCourtNode, type CourtNode } from './court-node.js';

let node: CourtNode;
beforeAll(async () => {
  node = await createCourtNode();
});
afterAll(() => node.close());

describe('nothing identifying leaves, sealed or not', () => {
  test.each<[string, readonly string[]]>([
    ['to be named to this court is missing', ['DEIDENTIFIED_SHARING', 'LEGAL_PROCEEDINGS']],
    ['to proceedings is missing', ['DEIDENTIFIED_SHARING', 'NAMED_BODY']],
  ])('when the consent %s', async (_name, scopes) => {
    await node.pin();
    const answer = await node.ask(await node.seed(scopes));
    expect((answer.json.data as { event: object | null }).event).not.toBeNull();
    expect(node.opened(answer)).toEqual([]);
    expect(answer.text).not.toContain('CANARY-');
    // said where it stands, whether there is a value or not
    const places = (answer.json.errors ?? []).map(({ path = [], extensions }) => [
      path.at(-1),
      extensions.code,
    ]);
    const refused = 'UNAUTHORIZED_FIELD_OR_TYPE';
    expect(places.filter(([field]) => field === 'legalName')).toEqual(Array(3).fill(['legalName', refused]));
    expect(places).toContainEqual(['exactLocation', refused]);
    expect(await node.lastRecord()).not.toHaveProperty('sealed');
  });

  test('from the request on that follows a withdrawal', async () => {
    await node.pin();
    const id = await node.seed(ALL_SCOPES);
    expect(node.opened(await node.ask(id))).toHaveLength(7);
    await node.context.dataSource.query(
      `UPDATE consent SET state = 'WITHDRAWN', withdrawn_at = now() WHERE scope = 'NAMED_BODY' AND recipient = 'court'`,
    );
    expect(node.opened(await node.ask(id))).toEqual([]);
    await node.context.dataSource.query(
      `UPDATE consent SET state = 'GRANTED', withdrawn_at = NULL WHERE scope = 'NAMED_BODY'`,
    );
  });

  test('without a pinned key: the columns are not even read, and removing the pin is enough', async () => {
    await node.pin();
    const id = await node.seed(ALL_SCOPES);
    expect(node.opened(await node.ask(id))).toHaveLength(7);
    expect(node.readsSealedColumn()).toBe(true);
    await removePin(node.dataDir, 'court');
    const answer = await node.ask(id);
    expect((answer.json.data as { event: object | null }).event).not.toBeNull();
    expect(answer.text).not.toContain('eyJ');
    expect(answer.text).not.toContain('CANARY-');
    expect(node.readsSealedColumn()).toBe(false);
    expect(await node.lastRecord()).not.toHaveProperty('sealed');
  });

  test('when the pin was changed by hand: the field fails, and the reason stays here', async () => {
    await node.pin();
    const id = await node.seed(ALL_SCOPES);
    const path = join(node.dataDir, 'recipients', 'court.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as object;
    const { publicKey } = await makeRecipientKey();
    await writeFile(path, JSON.stringify({ ...kept, key: publicKey.jwk }));
    const answer = await node.ask(id);
    expect(answer.json.data).toEqual({ event: null });
    expect(answer.json.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(answer.text).not.toContain('recipients');
    expect(answer.text).not.toContain('CANARY-');
    await removePin(node.dataDir, 'court');
  });

  test.each<[string, Caller]>([
    [
      'a body without an agreement about names',
      { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' },
    ],
    ['the court for another purpose', { ...COURT, purpose: 'RESEARCH' }],
    ['somebody of the court who is none', { ...COURT, roles: ['PUBLIC_ANALYST'] }],
    ['another court', { ...COURT, organisation: 'other-body' }],
  ])('to %s, whoever has a pin', async (_name, caller) => {
    for (const organisation of ['court', 'regional-body', 'other-body']) await node.pin(organisation);
    const answer = await node.ask(await node.seed(ALL_SCOPES), { caller });
    expect(answer.json.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(answer.text).not.toContain('eyJ');
    expect(answer.text).not.toContain('CANARY-');
    expect(node.readsSealedColumn()).toBe(false);
  });

  test('beyond what one answer may hold', async () => {
    await node.pin();
    const victims = Array.from({ length: 12 }, () => ({ consent: false as const }));
    const id = await node.seed(ALL_SCOPES, { file: { victims, events: [{ area: 'XA-77' }] } });
    // 45 acts against each: 540 names, 540 contacts
    await node.context.dataSource.query(
      `INSERT INTO act (id, event_id, type, date_precision, victim_id)
       SELECT gen_random_uuid(), e.id, 'DETENTION', 'UNKNOWN', v.id
       FROM event e JOIN victim v ON v.case_file_id = e.case_file_id, generate_series(1, 45)
       WHERE e.public_id = $1`,
      [id.slice('synthetic-one:'.length)],
    );
    const named = (fields: string): Promise<Answer> =>
      node.askAnything(
        `{ events(first: 1, where: {areas: ["XA-77"]}) { nodes { id acts { id victim { id ${fields} } } } } }`,
      );
    const many = await named('legalName contact');
    expect(many.json).toEqual({
      data: { events: null },
      errors: [
        {
          message: expect.stringContaining('1000 sealed values') as unknown,
          path: ['events'],
          extensions: { code: 'LIMIT_EXCEEDED' },
        },
      ],
    });
    expect(await node.lastRecord()).not.toHaveProperty('sealed');
    expect(node.opened(await named('legalName'))).toHaveLength(540);
  });
});

test('a key that was removed stays away from a node that is restored from before, when its record is done again', async () => {
  await node.pin();
  const line = {
    ...{ sequence: 9, at: '2026-01-01T00:00:00.000Z', action: 'recipient.remove', object: 'court' },
    details: {},
  };
  expect(await reapplyRecord(node.context, 'restorer', [line, line])).toMatchObject({
    unpinned: 1,
    notHere: 1,
  });
  expect((await node.lastRecord())['thumbprint']).toBe(node.court.publicKey.thumbprint);
  expect((await node.ask(await node.seed(ALL_SCOPES))).text).not.toContain('eyJ');
});

test('a hub that hands in a key of its own is not heard', async () => {
  await removePin(node.dataDir, 'court');
  const path = join(node.dataDir, 'coalition.json');
  const coalition = JSON.parse(await readFile(path, 'utf8')) as {
    hub: { delegationKeys: { keys: object[] } };
  };
  coalition.hub.delegationKeys.keys.push({
    ...node.court.publicKey.jwk,
    kid: `court-${randomUUID()}`,
    use: 'enc',
  });
  await writeFile(path, JSON.stringify(coalition));
  const answer = await node.ask(await node.seed(ALL_SCOPES));
  expect(answer.text).not.toContain('eyJ');
});

test('a node that asks no policy would be found out by the cases above', async () => {
  const open = (): PermissionMap => everythingAllowed('synthetic-one');
  await node.breakParts({ permissions: open, vetoed: open, denied: () => [] });
  await node.pin();
  const answer = await node.ask(await node.seed(['DEIDENTIFIED_SHARING']));
  expect(node.opened(answer)).toHaveLength(7);
});
