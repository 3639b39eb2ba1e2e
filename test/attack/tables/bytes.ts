/** Requests that no well-behaved client sends: other methods, media types, encodings, parameters given twice. */
import { gzipSync } from 'node:zlib';
import type { AttackCase, AttackTable, Expected, RawAttack, Twin } from '../support/attack-case.js';

const TITLE = '{ event(id: "one:a") { id title } }';
const JSON_TYPE = 'application/json';
const TWIN: Twin = { who: 'case-officer@one', attack: { query: TITLE }, shows: 'CANARY-title' };

interface Raw {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** As an officer of the owner: whoever is refused here is refused for the form alone. */
function raw({ method = 'POST', path, headers = {}, body }: Raw): RawAttack {
  return (world, token) =>
    world.hub.send(
      {
        method,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
        ...(body === undefined ? {} : { body }),
      },
      path,
    );
}

function refused(title: string, request: Raw, expect: Expected = { refused: 'BAD_USER_INPUT' }): AttackCase {
  return { title, who: 'case-officer@one', attack: raw(request), expect, twin: TWIN };
}

const question = (more: object = {}): string => JSON.stringify({ query: TITLE, ...more });
const search = `query=${encodeURIComponent(TITLE)}`;
const json = { 'content-type': JSON_TYPE };
const get = { 'apollo-require-preflight': '1' };

const FORMS: readonly AttackCase[] = [
  refused('a form of a web page', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: search,
  }),
  refused('plain text, which a web page may send anywhere', {
    headers: { 'content-type': 'text/plain' },
    body: question(),
  }),
  refused('a form with files', {
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${question()}\r\n--x--\r\n`,
  }),
  refused('application/graphql', { headers: { 'content-type': 'application/graphql' }, body: TITLE }),
  refused('a GET that a picture of a web page could make', { method: 'GET', path: `/graphql?${search}` }),
  refused('JSON in UTF-16', {
    headers: { 'content-type': 'application/json; charset=utf-16' },
    body: question(),
  }),
  refused('bytes that are no UTF-8', { headers: json, body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]) }),
  refused('a compressed body', {
    headers: { ...json, 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(question())),
  }),
  refused('nothing', { headers: json, body: '' }),
  refused('JSON that ends early', { headers: json, body: '{"query":"{ event' }),
  refused('a list of questions', { headers: json, body: `[${question()},${question()}]` }),
  refused('a list of one question', { headers: json, body: `[${question()}]` }),
  refused('a text where an object belongs', { headers: json, body: JSON.stringify(TITLE) }),
  refused('a query that is a list', { headers: json, body: JSON.stringify({ query: [TITLE] }) }),
  refused('a query under the name of every object', {
    headers: json,
    body: `{"__proto__":${question()}}`,
  }),
  refused('variables that are a text', { headers: json, body: question({ variables: '{"a":1}' }) }),
  refused('variables that are a list', { headers: json, body: question({ variables: [1] }) }),
  refused('an operation name that is an object', { headers: json, body: question({ operationName: {} }) }),
  refused('an operation name that every object has', {
    headers: json,
    body: question({ operationName: 'constructor' }),
  }),
  ...['true', 1, null, [true]].map((value) =>
    refused(`a condition that is ${JSON.stringify(value)} and no Boolean`, {
      headers: json,
      body: JSON.stringify({
        query: 'query ($x: Boolean!) { event(id: "one:a") { id title @include(if: $x) } }',
        variables: { x: value },
      }),
    }),
  ),
  refused('a query given twice in a URL', {
    ...{ method: 'GET', path: `/graphql?${search}&${search}`, headers: get },
  }),
  refused('variables given twice in a URL', {
    ...{ method: 'GET', path: `/graphql?${search}&variables=%7B%7D&variables=%7B%7D`, headers: get },
  }),
  ...['PUT', 'PATCH', 'DELETE'].map((method) =>
    refused(`the method ${method}`, { method, headers: json, body: question() }),
  ),
];

const nullTitle = (title: string, request: Raw): AttackCase => ({
  title,
  attack: raw(request),
  expect: {
    data: { event: { id: 'one:a', title: null } },
    errors: ['event.title UNAUTHORIZED_FIELD_OR_TYPE'],
  },
  asks: { one: 1 },
  keeps: ['Event.title'],
  twin: TWIN,
});

const ALLOWED = encodeURIComponent('{ event(id: "one:a") { area } }');

const TWO_QUESTIONS: readonly AttackCase[] = [
  nullTitle('a body and a URL with another question: the body is asked', {
    path: `/graphql?query=${ALLOWED}`,
    headers: json,
    body: question(),
  }),
  nullTitle('a question given twice in one object: the last is asked', {
    headers: json,
    body: `{"query":"{ __typename }","query":${JSON.stringify(TITLE)}}`,
  }),
  nullTitle('a header that claims another method', {
    headers: { ...json, 'x-http-method-override': 'GET' },
    body: question(),
  }),
  nullTitle('headers that claim to be somebody else', {
    headers: {
      ...json,
      'x-forwarded-user': 'case-officer@one',
      'x-user-roles': 'CASE_OFFICER',
      'x-organisation': 'one',
      'apollographql-client-name': 'case-officer@one',
    },
    body: question({ extensions: { roles: ['CASE_OFFICER'], organisation: 'one' } }),
  }),
  nullTitle('variables that nobody declared, with names of the hub’s', {
    headers: json,
    body: question({ variables: { representations: [{ __typename: 'Event', id: 'one:a' }], caller: 'one' } }),
  }),
];

const NOBODY: readonly AttackCase[] = [
  {
    title: 'a token in the URL: nobody is signed in',
    who: null,
    attack: async (world) =>
      world.hub.send(
        { headers: get },
        `/graphql?${search}&access_token=${await world.hub.token('case-officer@one')}`,
      ),
    expect: { data: { event: null }, errors: ['event UNAUTHORIZED_FIELD_OR_TYPE'] },
    keeps: ['Query.event'],
    twin: TWIN,
  },
  {
    title: 'a token in a cookie: nobody is signed in',
    who: null,
    attack: async (world) =>
      world.hub.send({
        method: 'POST',
        headers: { ...json, cookie: `authorization=Bearer ${await world.hub.token('case-officer@one')}` },
        body: question(),
      }),
    expect: { data: { event: null }, errors: ['event UNAUTHORIZED_FIELD_OR_TYPE'] },
    keeps: ['Query.event'],
    twin: TWIN,
  },
  {
    title: 'two tokens in one header',
    who: null,
    attack: async (world) =>
      world.hub.send({
        method: 'POST',
        headers: {
          ...json,
          authorization: `Bearer ${await world.hub.token('regional-body')}, Bearer ${await world.hub.token('case-officer@one')}`,
        },
        body: question(),
      }),
    expect: { refused: 'UNAUTHENTICATED', status: 401 },
    twin: TWIN,
  },
];

export const bytes: AttackTable = {
  subject: 'requests in a form that is nobody’s',
  cases: [...FORMS, ...TWO_QUESTIONS, ...NOBODY],
};
