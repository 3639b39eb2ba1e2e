/**
 * What a partner's SDL demands by `@authenticated`, `@requiresScopes` and `@policy` holds at the hub: who does not meet
 * it gets the bytes of a name that never existed, the partner is not asked, and the record says what was tried.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseCoalition } from '@vigil/shared';
import type { JWTPayload } from 'jose';
import { makeEvent } from '../support/test-rows.js';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import type { Asked, TestPartner } from '../support/test-partner.js';
import { GUARDED, UNGUARDED } from './guarded-extension.js';

const START_MILLISECONDS = 240_000;
const BODY: JWTPayload = { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' };

let hub: TestHub;
let one: TestPartner;

beforeAll(async () => {
  hub = await startTestHub({
    rows: { one: [makeEvent('one', 'a', '2012-03-01')] },
    coalition: (coalition) =>
      parseCoalition({
        ...coalition,
        issuers: coalition.issuers.map((issuer) => ({
          ...issuer,
          scopes: ['one:a', 'one:b', 'one:c', 'other'],
        })),
      }),
  });
  const partner = hub.partners['one'];
  if (partner === undefined) throw new Error('no partner');
  one = partner;
  one.extension = GUARDED;
  await hub.hub.lookAtPartners();
}, START_MILLISECONDS);
afterAll(() => hub.close());
beforeEach(() => {
  one.asked.length = 0;
});

const extensionQuestions = (): Asked[] => one.asked.filter(({ path }) => path === '/extension');

/** null: nobody is signed in */
async function ask(query: string, claims: JWTPayload | null, method = 'POST'): Promise<Answer> {
  const token = claims === null ? undefined : await hub.forge(claims);
  if (method === 'POST') return hub.ask(query, token === undefined ? {} : { token });
  return hub.send(
    {
      headers: {
        'apollo-require-preflight': 'true',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    },
    `/graphql?query=${encodeURIComponent(query)}`,
  );
}

const scoped = (scope: unknown): JWTPayload => ({ ...BODY, scope });
const NOBODY_IN_PARTICULAR: JWTPayload = {
  organisation: null,
  roles: ['PUBLIC_ANALYST'],
  purpose: 'STATISTICS',
};

type Row = readonly [
  field: string,
  who: string,
  claims: JWTPayload | null,
  query?: string,
  coordinate?: string,
];

const EVENT = '{ events { nodes { id one__note } } }';
const DENIED: readonly Row[] = [
  ['one__members', 'nobody who is signed in', null],
  ['one__cells', 'nobody who is signed in', null, '{ one__cells { __typename } }'],
  [
    'one__Cell',
    'nobody who is signed in',
    null,
    '{ one__any { ... on one__Cell { __typename } } }',
    'one__Cell',
  ],
  ['kind', 'nobody who is signed in', null, '{ one__ask(kind: A) }', 'Query.one__ask(kind:)'],
  ['one__scoped', 'nobody who is signed in', null],
  ['one__scoped', 'somebody without scopes', BODY],
  ['one__scoped', 'somebody with half of a group', scoped('one:a')],
  ['one__scoped', 'somebody with a scope in another case', scoped('ONE:C')],
  ['one__scoped', 'somebody with a part of a scope', scoped('one: c one:cc')],
  ['one__scoped', 'somebody whose scopes are no text', scoped(['one:c'])],
  ['one__empty', 'somebody with every scope', scoped('one:a one:b one:c')],
  ['one__vacuous', 'somebody with every scope', scoped('one:a one:b one:c')],
  ['one__ruled', 'nobody who is signed in', null],
  ['one__ruled', 'somebody who belongs to nobody', NOBODY_IN_PARTICULAR],
  ['one__unruled', 'somebody signed in', BODY],
  ['one__both', 'somebody signed in without the scope', scoped('one:a')],
  ['one__note', 'somebody with another scope', scoped('one:a one:b'), EVENT, 'Event.one__note'],
];

describe('who does not meet it gets what a name gets that never existed', () => {
  test.each(DENIED)(
    '%s, asked by %s',
    async (...[field, , claims, query = `{ ${field} }`, coordinate = `Query.${field}`]) => {
      const other = `${/^one__/.exec(field)?.[0] ?? ''}${'x'.repeat(field.replace(/^one__/, '').length)}`;
      const upper = /^one__[A-Z]/.test(field) ? other.replace('__x', '__X') : other;
      for (const method of ['POST', 'GET']) {
        const denied = await ask(query, claims, method);
        const missing = await ask(query.replaceAll(new RegExp(`\\b${field}\\b`, 'g'), upper), claims, method);
        expect(denied.text.replaceAll(new RegExp(`\\b${field}\\b`, 'g'), upper)).toBe(missing.text);
        expect(denied.status).toBe(missing.status);
        expect(denied.text).not.toMatch(/CANARY|424242/);
      }
      expect(one.asked).toEqual([]);
      const records = (await hub.audit()).map(({ entry }) => entry['denied']);
      expect(records.slice(-4)).toContainEqual(expect.arrayContaining([coordinate]));
    },
  );

  test('introspection does not list it', async () => {
    const query = '{ __schema { types { name fields { name } enumValues { name } } } }';
    const { text } = await ask(query, null);
    expect(text).toContain('one__open');
    expect(text).not.toMatch(/one__(?:members|scoped|empty|vacuous|ruled|unruled|both|cells|Cell|Kind|note)/);
  });

  test('of a union, what is left is answered; an object of the hidden member is null', async () => {
    const answer = await ask('{ one__any { ... on one__Yard { trees } __typename } }', null);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({ one__any: [null, { trees: 3, __typename: 'one__Yard' }] });
  });
});

const ALLOWED: readonly Row[] = [
  ['one__open', 'nobody who is signed in', null],
  ['one__members', 'somebody signed in', BODY],
  ['one__members', 'somebody signed in who belongs to nobody', NOBODY_IN_PARTICULAR],
  ['one__scoped', 'somebody with a whole group', scoped('one:b other one:a')],
  ['one__scoped', 'somebody with the other group', scoped('one:c')],
  ['one__ruled', 'somebody whom a named policy permits', BODY],
  ['one__both', 'somebody signed in with the scope', scoped('one:c')],
];

describe('who meets it is answered, and the partner learns by what', () => {
  test.each(ALLOWED)('%s, asked by %s', async (field, _who, claims) => {
    const answer = await ask(`{ ${field} }`, claims);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({ [field]: `CANARY-${field.slice('one__'.length)}` });
    const [asked] = extensionQuestions();
    expect(asked?.claims.authenticated).toBe(claims !== null);
  });

  test('type, enum and field of an event', async () => {
    const query = '{ one__cells { size } one__ask(kind: B) events { nodes { one__note one__mark } } }';
    const answer = await ask(query, scoped('one:c'));
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({
      one__cells: [{ size: 424_242 }],
      one__ask: 'CANARY-ask',
      events: { nodes: [{ one__note: 'CANARY-note', one__mark: 'marked' }] },
    });
  });

  test('of the scopes of a token nobody learns but those that some SDL asks for', async () => {
    await ask('{ one__scoped events { nodes { id } } }', scoped('one:c other one:a unheard-of'));
    expect(one.asked.map(({ path, claims }) => [path, claims.scopes]).sort()).toEqual([
      ['/extension', ['one:a', 'one:c']],
      ['/graphql', []],
    ]);
  });

  test('an issuer gives no scope that the coalition did not give it', async () => {
    await hub.writeCoalition((coalition) => ({
      ...coalition,
      issuers: coalition.issuers.map((issuer) => ({ ...issuer, scopes: ['one:a', 'one:b'] })),
    }));
    await hub.hub.reload();
    expect((await ask('{ one__scoped }', scoped('one:c'))).data).toBeUndefined();
    expect((await ask('{ one__scoped }', scoped('one:a one:b'))).data).toEqual({
      one__scoped: 'CANARY-scoped',
    });
  });
});

describe('the broken twin', () => {
  test('without the directives all of it is given to everybody', async () => {
    one.extension = UNGUARDED;
    await hub.command('partners', 'admit', 'one');
    await hub.hub.lookAtPartners();
    for (const [field, , , query = `{ ${field} }`] of DENIED.filter(([name]) => name !== 'one__note')) {
      const { text, errors } = await ask(query, null);
      expect([field, errors, text]).toEqual([
        field,
        [],
        expect.stringMatching(/CANARY|one__Cell/) as unknown,
      ]);
    }
  });
});
