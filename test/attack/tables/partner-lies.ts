/**
 * What a partner could slip into an answer: sealed values that are not sealed, or sealed for another place, another
 * event or another time; other ids, other types, other partners' events. The caller is a court that may be given sealed
 * values of `one`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  makeRecipientKey,
  sealPlaintext,
  sealedPlaintext,
  type RecipientKey,
  type SealedBinding,
} from '@vigil/shared';
import type { Answer } from '../../gateway/support/test-hub.js';
import { CANARY } from '../../gateway/support/test-rows.js';
import type { AttackCase, AttackTable, Expected, RawAttack, Twin } from '../support/attack-case.js';
import type { AttackWorld } from '../support/attack-world.js';

const COURT = 'court';
const NAMES = '{ event(id: "one:a") { id acts { type victim { id legalName } } } }';

type Json = Record<string, unknown>;

/** Changes what `one` answers, after it has answered as it should. */
async function lying(
  { one }: AttackWorld,
  change: (data: Json) => unknown,
  act: () => Promise<Answer>,
): Promise<Answer> {
  const before = one.misbehave;
  one.misbehave = (_request: IncomingMessage, response: ServerResponse): boolean => {
    const end = response.end.bind(response) as (body: string) => ServerResponse;
    response.end = ((text: string) => {
      const answer = JSON.parse(text) as { data: Json };
      return end(JSON.stringify({ data: change(answer.data) }));
    }) as ServerResponse['end'];
    return false;
  };
  try {
    return await act();
  } finally {
    one.misbehave = before;
  }
}

/** The same object with every member of this name replaced. */
function replaced(value: unknown, name: string, by: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, name, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === name ? by : replaced(inner, name, by)]),
  );
}

let key: Promise<{ publicKey: RecipientKey }> | null = null;

const IN_AN_HOUR = (): number => Math.floor(Date.now() / 1000) + 3_600;

async function sealed(change: Partial<SealedBinding> = {}): Promise<string> {
  key ??= makeRecipientKey();
  const { publicKey } = await key;
  return sealPlaintext(sealedPlaintext(`${CANARY}name`), publicKey, {
    ...{ field: 'Victim.legalName', record: 'one:a/victim-a', consent: 'consent', iss: 'one' },
    exp: IN_AN_HOUR(),
    ...change,
  });
}

/** A sound value with another header; nobody on the way could open it to find out. */
async function withHeader(change: (header: Json) => Json, print = JSON.stringify): Promise<string> {
  const [head = '', ...rest] = (await sealed()).split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as Json;
  return [Buffer.from(print(change(header))).toString('base64url'), ...rest].join('.');
}

/** Sends the court's question while the partner puts this in the place of the name. */
function named(make: () => unknown): RawAttack {
  return async (world, token) => {
    const value = await make();
    return lying(
      world,
      (data) => replaced(data, 'legalName', value),
      () => world.hub.ask(NAMES, { token: token ?? '' }),
    );
  };
}

const SEALED_TWIN: Twin = { who: COURT, attack: named(() => sealed()), shows: 'eyJ' };

function nulled(title: string, make: () => unknown): AttackCase {
  return {
    title,
    who: COURT,
    attack: named(make),
    expect: {
      data: {
        event: { id: 'one:a', acts: [{ type: 'DETENTION', victim: { id: 'victim-a', legalName: null } }] },
      },
      errors: ['event.acts.0.victim.legalName PARTNER_UNAVAILABLE'],
    },
    asks: { one: 1 },
    hides: ['eyJ'],
    twin: SEALED_TWIN,
  };
}

const part = async (at: number, text: string): Promise<string> => {
  const parts = (await sealed()).split('.');
  parts[at] = text;
  return parts.join('.');
};

const SEALED: readonly AttackCase[] = [
  nulled('a name in the open', () => `${CANARY}name`),
  nulled('a name with dots in the right places', () => `${CANARY}a.b.c.d.e`),
  nulled('an object', () => ({ value: `${CANARY}name` })),
  nulled('a list', () => [`${CANARY}name`]),
  nulled('a number', () => 4711),
  nulled('a signed value', () => `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.AA.AA`),
  nulled('another key agreement', () => withHeader((header) => ({ ...header, alg: 'ECDH-ES' }))),
  nulled('a key that is sent along', () => withHeader((header) => ({ ...header, alg: 'dir' }))),
  nulled('another cipher', () => withHeader((header) => ({ ...header, enc: 'A128CBC-HS256' }))),
  nulled('a cipher that is none', () => withHeader((header) => ({ ...header, enc: 'none' }))),
  nulled('another type of document', () => withHeader((header) => ({ ...header, typ: 'JWT' }))),
  nulled('no key id', () => withHeader(({ kid: _kid, ...header }) => header)),
  nulled('a key id that is no thumbprint', () =>
    withHeader((header) => ({ ...header, kid: `${CANARY}name` })),
  ),
  nulled('a name in a member of the header that nobody knows', () =>
    withHeader((header) => ({ ...header, note: `${CANARY}name` })),
  ),
  nulled('a name in the field', () => withHeader((header) => ({ ...header, field: `${CANARY}name` }))),
  nulled('a name in the consent', () => withHeader((header) => ({ ...header, consent: `${CANARY} name` }))),
  nulled('an address to fetch a key from', () =>
    withHeader((header) => ({ ...header, jku: 'http://127.0.0.1/' })),
  ),
  nulled('a compressed value, whose length tells', () => withHeader((header) => ({ ...header, zip: 'DEF' }))),
  nulled('what must be understood is not said', () => withHeader(({ crit: _crit, ...header }) => header)),
  nulled('a member twice in the header, for two readers', () =>
    withHeader(
      (header) => header,
      (header) => `{"alg":"dir",${JSON.stringify(header).slice(1)}`,
    ),
  ),
  nulled('blanks in the header', () =>
    withHeader(
      (header) => header,
      (header) => JSON.stringify(header, null, 1),
    ),
  ),
  nulled('sealed for another field', () => sealed({ field: 'Victim.contact' })),
  nulled('sealed for another event', () => sealed({ record: 'one:b/victim-a' })),
  nulled('sealed for somebody else in the same event', () => sealed({ record: 'one:a/victim-b' })),
  nulled('sealed for another partner’s event', () => sealed({ record: 'two:c', iss: 'two' })),
  nulled('sealed by somebody else', () => sealed({ iss: 'two' })),
  nulled('whose time has passed', () => sealed({ exp: Math.floor(Date.now() / 1000) - 1 })),
  nulled('that is good for a year', () => sealed({ exp: IN_AN_HOUR() + 31_536_000 })),
  nulled('without a wrapped key', () => part(1, '')),
  nulled('with a ciphertext that is no whole block', () => part(3, 'AAAA')),
  nulled('with a ciphertext of nothing', () => part(3, '')),
  nulled('with a short tag', () => part(4, 'AAAA')),
  nulled('with padding', async () => `${await sealed()}=`),
  nulled('with a line feed', async () => `${await sealed()}\n`),
];

const LISTING = '{ events(where: { partners: ["one"] }) { nodes { id area partner { id } } } }';

function listed(title: string, change: (nodes: Json[]) => unknown, expect: Expected): AttackCase {
  return {
    title,
    attack: async (world, token) =>
      lying(
        world,
        (data) => {
          const connection = data['events'] as { nodes: Json[] };
          return { ...data, events: { ...connection, nodes: change(connection.nodes) } };
        },
        () => world.hub.ask(LISTING, { token: token ?? '' }),
      ),
    expect,
    asks: { one: 1 },
    twin: { attack: { query: LISTING }, shows: 'one:a' },
  };
}

const B = { id: 'one:b', area: 'XB-01', partner: { id: 'one' } };
const A = { id: 'one:a', area: 'XA-01', partner: { id: 'one' } };
const BLAMED = ['events PARTNER_UNAVAILABLE'];
const first =
  (change: Json) =>
  ([node, ...rest]: Json[]): Json[] => [{ ...node, ...change }, ...rest];
const onlyB: Expected = { data: { events: { nodes: [B] } }, errors: BLAMED };

const EVENTS: readonly AttackCase[] = [
  listed('another partner’s event', first({ id: 'two:c', v0_id: 'two:c' }), onlyB),
  listed('an id that is not the one it is merged by', first({ id: 'one:z' }), onlyB),
  listed('an event of nobody', first({ v0_id: null }), onlyB),
  listed('an id with a value in it', first({ v0_id: `one:${CANARY} name`, id: `one:${CANARY} name` }), onlyB),
  listed('an event that says it is of another partner', first({ partner: { id: 'two' } }), onlyB),
  listed('a date to the day to merge by', first({ v0_date: '2012-03-17' }), onlyB),
  listed('a text where an event belongs', (nodes) => [`${CANARY}event`, ...nodes.slice(1)], onlyB),
  listed('a place where an area belongs: that value alone is null', first({ area: `${CANARY}street` }), {
    data: { events: { nodes: [{ ...A, area: null }, B] } },
    errors: ['events.nodes.0.area PARTNER_UNAVAILABLE'],
  }),
  listed('an object where an area belongs: that value alone is null', first({ area: { [CANARY]: CANARY } }), {
    data: { events: { nodes: [{ ...A, area: null }, B] } },
    errors: ['events.nodes.0.area PARTNER_UNAVAILABLE'],
  }),
];

/** One bad entity of an extension; its neighbours are answered. */
function entity(title: string, change: Json): AttackCase {
  const query = '{ events { nodes { id one__court } } }';
  return {
    title,
    attack: async (world, token) =>
      lying(
        world,
        (data) => {
          const entities = data['_entities'] as Json[] | undefined;
          if (entities === undefined) return data;
          return { ...data, _entities: first(change)(entities) };
        },
        () => world.hub.ask(query, { token: token ?? '' }),
      ),
    expect: {
      data: {
        events: {
          nodes: [
            { id: 'one:a', one__court: null },
            { id: 'one:b', one__court: 'court of XB since 2012-01-01' },
          ],
        },
      },
      errors: ['events.nodes.0.one__court PARTNER_UNAVAILABLE'],
    },
    asks: { one: 2 },
    twin: { attack: { query }, shows: 'court of XA since 2012-03-01' },
  };
}

const ENTITIES: readonly AttackCase[] = [
  entity('an entity under another id', { v0_id: 'one:b', v1_one__court: `${CANARY}court` }),
  entity('an entity under another partner’s id', { v0_id: 'two:c', v1_one__court: `${CANARY}court` }),
  entity('an entity of another type', { vigil__typename: 'Partner', v1_one__court: `${CANARY}court` }),
  entity('an entity of a type that is none', { vigil__typename: CANARY, v1_one__court: `${CANARY}court` }),
  entity('an object where a text belongs', { v1_one__court: { [CANARY]: CANARY } }),
];

/** What may not be null and is: the next place upwards that may be, and an error at the place that is null now. */
function hollow(
  title: string,
  { query, name }: { query: string; name: string },
  expect: Expected,
): AttackCase {
  return {
    title,
    attack: async (world, token) =>
      lying(
        world,
        (data) => replaced(data, name, null),
        () => world.hub.ask(query, { token: token ?? '' }),
      ),
    expect,
    asks: { one: 1 },
    twin: { attack: { query }, shows: 'act-a' },
  };
}

const NULLS: readonly AttackCase[] = [
  hollow(
    'a missing id of an act empties the list of acts',
    { query: '{ event(id: "one:a") { area acts { id type } } }', name: 'id' },
    {
      data: { event: { area: 'XA-01', acts: null } },
      errors: ['event.acts PARTNER_UNAVAILABLE'],
    },
  ),
  hollow(
    'under aliases, the path is in the caller’s names',
    { query: '{ e: event(id: "one:a") { area a: acts { key: id t: type } } }', name: 'id' },
    { data: { e: { area: 'XA-01', a: null } }, errors: ['e.a PARTNER_UNAVAILABLE'] },
  ),
];

export const sealedLies: AttackTable = {
  subject: 'a sealed value that is none, or another’s',
  cases: SEALED,
};
export const otherLies: AttackTable = {
  subject: 'an event or entity that is another’s',
  cases: [...EVENTS, ...ENTITIES, ...NULLS],
};
