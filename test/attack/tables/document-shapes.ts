/**
 * Every shape in which a document can ask for the same denied field. The regional body may read de-identified data
 * of `one`; titles, methods, units, witnesses, evidence and every sealed value are not for it. The twin is an
 * officer of `one`, who reads its confidential data.
 */
import { denied, type AttackCase, type AttackTable, type Question } from '../support/attack-case.js';
import { PLACES } from './document-places.js';

const OFFICER = 'case-officer@one';

const TITLE = { asks: { one: 1 }, keeps: ['Event.title'] };
const SHOWS_TITLE = { twin: { who: OFFICER, shows: 'CANARY-title' } };

/** `Event.title` asked for in some shape, of event `one:a`. */
function titled(
  title: string,
  attack: Question,
  answer: { event: unknown; errors?: readonly string[] },
): AttackCase {
  const { event, errors = denied('event.title') } = answer;
  return { title, attack, expect: { data: { event }, errors }, ...TITLE, ...SHOWS_TITLE };
}

const NULL_TITLE = { event: { id: 'one:a', title: null } };

const ALIASES: readonly AttackCase[] = [
  titled('by its name', { query: '{ event(id: "one:a") { id title } }' }, NULL_TITLE),
  titled(
    'under an alias',
    { query: '{ event(id: "one:a") { id heading: title } }' },
    { event: { id: 'one:a', heading: null }, errors: denied('event.heading') },
  ),
  titled(
    'under the name of a field that is allowed',
    { query: '{ event(id: "one:a") { id area: title } }' },
    { event: { id: 'one:a', area: null }, errors: denied('event.area') },
  ),
  titled(
    'under the name of a key',
    { query: '{ event(id: "one:a") { id: title } }' },
    { event: { id: null }, errors: denied('event.id') },
  ),
  titled(
    'under names that every object has',
    { query: '{ event(id: "one:a") { constructor: title __proto__: title toString: title } }' },
    {
      event: JSON.parse('{ "constructor": null, "__proto__": null, "toString": null }') as unknown,
      errors: denied('event.constructor', 'event.__proto__', 'event.toString'),
    },
  ),
  titled(
    'five times under five aliases',
    { query: '{ event(id: "one:a") { a: title b: title c: title d: title e: title } }' },
    {
      event: { a: null, b: null, c: null, d: null, e: null },
      errors: denied('event.a', 'event.b', 'event.c', 'event.d', 'event.e'),
    },
  ),
  titled('twice under one name', { query: '{ event(id: "one:a") { id title title } }' }, NULL_TITLE),
  titled(
    'beside __typename',
    { query: '{ event(id: "one:a") { __typename title kind: __typename } }' },
    { event: { __typename: 'Event', title: null, kind: 'Event' } },
  ),
];

const FRAGMENTS: readonly AttackCase[] = [
  titled(
    'in a named fragment',
    { query: '{ event(id: "one:a") { id ...F } } fragment F on Event { title }' },
    NULL_TITLE,
  ),
  titled(
    'in the last of six fragments, each within the other',
    {
      query: `{ event(id: "one:a") { id ...A } } fragment A on Event { ...B } fragment B on Event { ...C }
        fragment C on Event { ...D } fragment D on Event { ...E } fragment E on Event { ...F } fragment F on Event { title }`,
    },
    NULL_TITLE,
  ),
  titled(
    'in an inline fragment with a type condition',
    { query: '{ event(id: "one:a") { id ... on Event { title } } }' },
    NULL_TITLE,
  ),
  titled(
    'in an inline fragment without a type condition',
    { query: '{ event(id: "one:a") { id ... { ... { title } } } }' },
    NULL_TITLE,
  ),
  titled(
    'in a fragment of the root',
    { query: '{ ...R } fragment R on Query { event(id: "one:a") { id title } }' },
    NULL_TITLE,
  ),
  titled(
    'in one fragment that is spread in two places',
    {
      query:
        '{ event(id: "one:a") { id ...F ... on Event { ...F area } } } fragment F on Event { title country }',
    },
    { event: { id: 'one:a', title: null, country: 'XA', area: 'XA-01' } },
  ),
  titled(
    'once in the selection and once in a fragment, merged under one alias',
    { query: '{ event(id: "one:a") { id t: title ...F } } fragment F on Event { t: title }' },
    { event: { id: 'one:a', t: null }, errors: denied('event.t') },
  ),
  titled(
    'in the second of two selections of one object',
    { query: '{ event(id: "one:a") { id } event(id: "one:a") { title } }' },
    NULL_TITLE,
  ),
];

const CONDITIONS: readonly AttackCase[] = [
  titled(
    'with @include(if: true)',
    { query: '{ event(id: "one:a") { id title @include(if: true) } }' },
    NULL_TITLE,
  ),
  titled(
    'with @skip(if: false)',
    { query: '{ event(id: "one:a") { id title @skip(if: false) } }' },
    NULL_TITLE,
  ),
  titled(
    'with both, which hold',
    { query: '{ event(id: "one:a") { id title @skip(if: false) @include(if: true) } }' },
    NULL_TITLE,
  ),
  titled(
    'with @include of a variable',
    {
      query: 'query ($yes: Boolean!) { event(id: "one:a") { id title @include(if: $yes) } }',
      variables: { yes: true },
    },
    NULL_TITLE,
  ),
  titled(
    'with @skip of a variable',
    {
      query: 'query ($no: Boolean!) { event(id: "one:a") { id title @skip(if: $no) } }',
      variables: { no: false },
    },
    NULL_TITLE,
  ),
  titled(
    'with @include of a variable that has a default alone',
    { query: 'query ($yes: Boolean = true) { event(id: "one:a") { id title @include(if: $yes) } }' },
    NULL_TITLE,
  ),
  titled(
    'in a fragment with @include of a variable',
    {
      query:
        'query ($yes: Boolean!) { event(id: "one:a") { id ...F @include(if: $yes) } } fragment F on Event { title }',
      variables: { yes: true },
    },
    NULL_TITLE,
  ),
  titled(
    'in an inline fragment with @skip of a variable',
    {
      query: 'query ($no: Boolean!) { event(id: "one:a") { id ... @skip(if: $no) { title } } }',
      variables: { no: false },
    },
    NULL_TITLE,
  ),
  {
    title: 'switched off by a literal: it is not asked for, and not denied',
    attack: { query: '{ event(id: "one:a") { id title @include(if: false) } }' },
    expect: { data: { event: { id: 'one:a' } } },
    ...TITLE,
    denied: [],
    twin: {
      who: OFFICER,
      attack: { query: '{ event(id: "one:a") { id title @include(if: true) } }' },
      shows: 'CANARY-title',
    },
  },
  {
    title: 'switched off by a variable: it is not asked for, and not denied',
    attack: {
      query: 'query ($yes: Boolean!) { event(id: "one:a") { id title @include(if: $yes) } }',
      variables: { yes: false },
    },
    expect: { data: { event: { id: 'one:a' } } },
    ...TITLE,
    denied: [],
    twin: {
      who: OFFICER,
      attack: {
        query: 'query ($yes: Boolean!) { event(id: "one:a") { id title @include(if: $yes) } }',
        variables: { yes: true },
      },
      shows: 'CANARY-title',
    },
  },
];

const OPERATIONS: readonly AttackCase[] = [
  titled(
    'in the second of two operations, which is the one that is run',
    {
      query: 'query First { event(id: "one:a") { id } } query Second { event(id: "one:a") { id title } }',
      operationName: 'Second',
    },
    NULL_TITLE,
  ),
  {
    title: 'in an operation that is not the one that is run',
    attack: {
      query: 'query First { event(id: "one:a") { id } } query Second { event(id: "one:a") { title } }',
      operationName: 'First',
    },
    expect: { data: { event: { id: 'one:a' } } },
    ...TITLE,
    denied: [],
    twin: {
      who: OFFICER,
      attack: {
        query: 'query First { event(id: "one:a") { id } } query Second { event(id: "one:a") { title } }',
        operationName: 'Second',
      },
      shows: 'CANARY-title',
    },
  },
  {
    title: 'in one of two operations, and none is named',
    attack: {
      query: 'query First { event(id: "one:a") { id } } query Second { event(id: "one:a") { title } }',
    },
    expect: { refused: 'BAD_USER_INPUT' },
    twin: {
      attack: { query: 'query First { event(id: "one:a") { id } }', operationName: 'First' },
      shows: 'one:a',
    },
  },
  {
    title: 'as a mutation',
    attack: { query: 'mutation { event(id: "one:a") { title } }' },
    expect: { refused: 'BAD_USER_INPUT' },
    twin: { who: OFFICER, attack: { query: '{ event(id: "one:a") { title } }' }, shows: 'CANARY-title' },
  },
  {
    title: 'as a subscription',
    attack: { query: 'subscription { event(id: "one:a") { title } }' },
    expect: { refused: 'BAD_USER_INPUT' },
    twin: { who: OFFICER, attack: { query: '{ event(id: "one:a") { title } }' }, shows: 'CANARY-title' },
  },
  ...['@defer', '@stream(initialCount: 0)', '@client', '@inaccessible', '@authenticated'].map(
    (directive): AttackCase => ({
      title: `with ${directive}, which is no directive here`,
      attack: { query: `{ event(id: "one:a") { id ... ${directive} { title } } }` },
      expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
      twin: { who: OFFICER, attack: { query: '{ event(id: "one:a") { title } }' }, shows: 'CANARY-title' },
    }),
  ),
];

export const documentShapes: AttackTable = {
  subject: 'a denied field, in every shape of a document',
  cases: [...ALIASES, ...FRAGMENTS, ...CONDITIONS, ...OPERATIONS, ...PLACES],
};
