/** Sealed values at a real node: who gets ciphertext, of what, to which key; and nobody any plaintext. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { removePin, writePin } from '@vigil/kit';
import { makeRecipientKey, type PrivateRecipientJwk, type RecipientKey } from '@vigil/shared';
import { calculateJwkThumbprint, compactDecrypt, decodeProtectedHeader, importJWK } from 'jose';
import { CANARY } from '../kit/serve/case-file-seed.js';
import type { Caller } from '../kit/serve/hub-double.js';
import { everythingAllowed } from '../kit/serve/made-up-maps.js';
import type { Answer } from '../kit/serve/serving-node.js';
import { TO_THE_COURT, seedCase, type SeededCase } from './support/attack-case-file.js';
import { startAttackNode, type AttackNode } from './support/attack-node.js';
import { COURT } from './tables/row-rules.js';
import { ALL_SEALED, UNSEALED_CALLERS, sealedValues } from './tables/sealed-values.js';

let node: AttackNode;
let court: { publicKey: RecipientKey; privateJwk: PrivateRecipientJwk };
let good: SeededCase;

async function pin(organisation: string, { jwk, thumbprint }: RecipientKey): Promise<void> {
  await writePin(node.dataDir, {
    ...{ organisation, pinnedAt: '2026-01-01T00:00:00.000Z', jwk, thumbprint },
  });
}

beforeAll(async () => {
  node = await startAttackNode();
  court = await makeRecipientKey();
  await pin('court', court.publicKey);
  good = await seedCase(node.context.dataSource, { consents: TO_THE_COURT });
});
afterAll(() => node.close());

const QUERY = `query ($id: ID!) { event(id: $id) { id exactLocation description
  acts { victim { id legalName contact } perpetrators { id legalName } }
  witnesses { id legalName contact testimony } evidence { id content } } }`;

const ask = (id: string, caller: Caller, url?: string): Promise<Answer> =>
  node.ask({ query: QUERY, variables: { id } }, caller, url);

const TYPES: Readonly<Record<string, string>> = {
  ...{ event: 'Event', acts: 'Act', victim: 'Victim', perpetrators: 'Perpetrator' },
  ...{ witnesses: 'Witness', evidence: 'Evidence' },
};

/** Every text that stands in a sealed place of an answer, by coordinate; null where nothing does. */
function sealedIn(
  value: unknown,
  type = '',
  found = new Map<string, string | null>(),
): Map<string, string | null> {
  if (Array.isArray(value)) for (const item of value) sealedIn(item, type, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const coordinate = `${type}.${key}`;
      if (ALL_SEALED.includes(coordinate)) found.set(coordinate, inner as string | null);
      else sealedIn(inner, TYPES[key] ?? type, found);
    }
  }
  return found;
}

/** The id that stands beside each sealed place. */
function idsIn(value: unknown, type = '', found = new Map<string, unknown>()): Map<string, unknown> {
  if (Array.isArray(value)) for (const item of value) idsIn(item, type, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (ALL_SEALED.includes(`${type}.${key}`)) found.set(`${type}.${key}`, (value as { id?: unknown }).id);
      else idsIn(inner, TYPES[key] ?? type, found);
    }
  }
  return found;
}

function given(answer: Answer): Map<string, string> {
  const all = [...sealedIn(answer.json.data)].filter(([, value]) => value !== null);
  return new Map(all as [string, string][]);
}

/** Neither the answer, nor what is written down about it, holds a value. */
async function expectNothingPlain(answer: Answer, { secrets }: SeededCase): Promise<void> {
  const records = JSON.stringify(await node.recorded());
  for (const secret of Object.values(secrets)) {
    expect(answer.text).not.toContain(secret);
    expect(answer.text).not.toContain(Buffer.from(secret).toString('base64url').slice(2, -4));
    expect(records).not.toContain(secret);
    expect(node.logged.join('')).not.toContain(secret);
  }
  expect(answer.text).not.toContain(CANARY);
}

async function opened(text: string, key: PrivateRecipientJwk = court.privateJwk): Promise<unknown> {
  const crit = Object.fromEntries(['field', 'record', 'consent', 'exp', 'iss'].map((name) => [name, true]));
  const { plaintext } = await compactDecrypt(text, await importJWK({ ...key }, 'ECDH-ES+A256KW'), { crit });
  return (JSON.parse(new TextDecoder().decode(plaintext)) as { value: unknown }).value;
}

test('the twin of all: a court gets every value that everybody agreed to, sealed to its own key, and opens it', async () => {
  await node.mark();
  const answer = await ask(good.id, COURT);
  const values = given(answer);
  expect([...values.keys()].sort()).toEqual([...ALL_SEALED].sort());
  await expectNothingPlain(answer, good);
  const thumbprint = await calculateJwkThumbprint({ ...court.publicKey.jwk });
  const ids = idsIn(answer.json.data);
  for (const [coordinate, text] of values) {
    const header = decodeProtectedHeader(text);
    expect(header).toMatchObject({
      ...{ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: thumbprint, field: coordinate },
      ...{ iss: 'synthetic-one' },
    });
    // To the event, and below it to the person or thing that the value stands beside.
    const row = coordinate.startsWith('Event.') ? '' : `/${String(ids.get(coordinate))}`;
    expect(header['record']).toBe(`${good.id}${row}`);
    expect(await opened(text)).toBe(good.secrets[coordinate]);
  }
  const [record] = await node.recorded();
  expect(JSON.stringify(record?.details)).toContain(thumbprint);
});

describe('nothing leaves sealed of a person who did not agree:', () => {
  test.each(sealedValues.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
    const seeded = await seedCase(node.context.dataSource, one.file);
    await node.mark();
    const answer = await ask(seeded.id, COURT);
    expect(answer.json.data).toMatchObject({ event: { id: seeded.id } });
    const values = given(answer);
    // A list that is null as a whole holds nothing: what is left must be among what may leave.
    expect([...values.keys()].filter((coordinate) => !one.leaves.includes(coordinate))).toEqual([]);
    for (const coordinate of one.leaves.filter((left) => !left.startsWith('Witness.')))
      expect([coordinate, values.has(coordinate)]).toEqual([coordinate, true]);
    await expectNothingPlain(answer, seeded);
    expect((await node.recorded()).length).toBe(1);
  });

  test.each(UNSEALED_CALLERS.map((one) => [one.title, one.caller] as const))(
    'asked by %s',
    async (_title, caller) => {
      await node.mark();
      const answer = await ask(good.id, caller);
      expect(given(answer).size).toBe(0);
      expect(answer.text).not.toContain('eyJ');
      await expectNothingPlain(answer, good);
      expect((await node.recorded()).length).toBe(1);
      expect(node.statements().filter((text) => /legal_name|testimony|exact_location/.test(text))).toEqual(
        [],
      );
    },
  );
});

describe('the key', () => {
  const other = makeRecipientKey();

  test('that nobody pinned is none: then no sealed column is read, and nothing leaves', async () => {
    await removePin(node.dataDir, 'court');
    try {
      await node.mark();
      const answer = await ask(good.id, COURT);
      expect(given(answer).size).toBe(0);
      await expectNothingPlain(answer, good);
      expect(node.statements().filter((text) => /legal_name|testimony|exact_location/.test(text))).toEqual(
        [],
      );
    } finally {
      await pin('court', court.publicKey);
    }
  });

  test('of another organisation is not used for the court, nor the court’s for another', async () => {
    await removePin(node.dataDir, 'court');
    await pin('sparse-court', (await other).publicKey);
    try {
      expect(given(await ask(good.id, COURT)).size).toBe(0);
    } finally {
      await pin('court', court.publicKey);
      await removePin(node.dataDir, 'sparse-court');
    }
    expect(given(await ask(good.id, { ...COURT, organisation: 'sparse-court' })).size).toBe(0);
  });

  test('that the hub hands in, in the coalition file or beside the question, is not used', async () => {
    const { jwk, thumbprint } = (await other).publicKey;
    const path = join(node.dataDir, 'coalition.json');
    const before = await readFile(path, 'utf8');
    const body = JSON.stringify({
      query: QUERY,
      variables: { id: good.id, key: jwk, recipient: jwk },
      extensions: { recipient: jwk, kid: thumbprint },
    });
    const question = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const answer = await node.ask(question, COURT);
    for (const text of given(answer).values()) {
      expect(decodeProtectedHeader(text).kid).not.toBe(thumbprint);
      await expect(opened(text, (await other).privateJwk)).rejects.toThrow();
    }
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('whose file was changed is not used: nothing leaves, sealed or open', async () => {
    const path = join(node.dataDir, 'recipients', 'court.json');
    const before = await readFile(path, 'utf8');
    const changed = { ...(JSON.parse(before) as object), key: (await other).publicKey.jwk };
    await writeFile(path, JSON.stringify(changed));
    try {
      await node.mark();
      const answer = await ask(good.id, COURT);
      expect(given(answer).size).toBe(0);
      await expectNothingPlain(answer, good);
    } finally {
      await writeFile(path, before);
    }
    expect(given(await ask(good.id, COURT)).size).toBe(ALL_SEALED.length);
  });
});

describe('what the ciphertext tells the hub', () => {
  test('the same value twice looks different, and lengths are whole blocks', async () => {
    const [first, second] = [given(await ask(good.id, COURT)), given(await ask(good.id, COURT))];
    for (const [coordinate, text] of first) {
      expect(second.get(coordinate)).not.toBe(text);
      const ciphertext = Buffer.from(text.split('.')[3] ?? '', 'base64url');
      expect(ciphertext.length % 256).toBe(0);
    }
  });

  test('no id of the partner’s own database is in a header', async () => {
    const headers = [...given(await ask(good.id, COURT)).values()].map((text) =>
      JSON.stringify(decodeProtectedHeader(text)),
    );
    const consents: { id: string }[] = await node.context.dataSource.query('SELECT id FROM consent');
    const local = [good.fileId, good.eventId, good.victimId, good.witnessId, ...consents.map(({ id }) => id)];
    expect(local.filter((id) => headers.some((header) => header.includes(id)))).toEqual([]);
    // The twin: an id is what is looked for.
    expect(JSON.stringify(consents)).toContain(consents[0]?.id ?? randomUUID());
  });
});

test('the broken twin, a partner that allows whatever is asked, gives what these cases forbid', async () => {
  const url = await node.serveWith(() => ({
    permissions: () => everythingAllowed('synthetic-one'),
    vetoed: () => everythingAllowed('synthetic-one'),
    denied: () => [],
  }));
  const blind: string[] = [];
  for (const one of sealedValues) {
    const seeded = await seedCase(node.context.dataSource, one.file);
    const values = given(await ask(seeded.id, COURT, url));
    if ([...values.keys()].every((coordinate) => one.leaves.includes(coordinate))) blind.push(one.title);
    // Even then nothing leaves in the open.
    for (const text of values.values()) expect(text).not.toContain(CANARY);
  }
  expect(blind).toEqual([]);
});
