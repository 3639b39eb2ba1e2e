/**
 * Names of a partner's extension that a caller may not know: byte for byte what a name answers that nobody has, in
 * every place where a document can name something. Only the record tells that it was tried.
 */
import type { AttackCase, AttackTable, Question, Twin, Who } from '../support/attack-case.js';

interface Tried {
  /** what is tried, and a name of the same length that nobody has */
  readonly names: readonly [string, string];
  readonly where: string;
  readonly attack: Question;
  readonly denied: readonly string[];
  readonly who?: Who;
  readonly twin?: Twin;
}

const OFFICER = 'case-officer@one';

function renamed(attack: Question, from: string, to: string): Question {
  return JSON.parse(JSON.stringify(attack).replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to)) as Question;
}

function tried({ names: [name, as], where, attack, denied, who, twin }: Tried): AttackCase {
  return {
    title: `${name} ${where}`,
    attack,
    expect: { like: renamed(attack, name, as), name, as },
    keeps: denied,
    hides: ['did you mean', 'Did you mean', 'UNAUTHORIZED'],
    twin: twin ?? { who: OFFICER, shows: name.startsWith('NIGHT') ? 'NIGHT' : 'data' },
    ...(who === undefined ? {} : { who }),
  };
}

const GUARD = ['one__guard', 'one__xxxxx'] as const;
const FILE = ['one__File', 'one__Xxxx'] as const;
const NIGHT = ['NIGHT', 'XXXXX'] as const;
const INMATES = ['inmates', 'xxxxxxx'] as const;

const FIELDS: readonly AttackCase[] = [
  tried({
    ...{ names: GUARD, where: 'as a field of a listing' },
    attack: { query: '{ events { nodes { id one__guard } } }' },
    denied: ['Event.one__guard'],
    twin: { who: OFFICER, shows: 'CANARY-guard' },
  }),
  tried({
    ...{ names: GUARD, where: 'under the alias of an allowed field' },
    attack: { query: '{ event(id: "one:a") { one__court: one__guard } }' },
    denied: ['Event.one__guard'],
    twin: { who: OFFICER, shows: 'CANARY-guard' },
  }),
  tried({
    ...{ names: GUARD, where: 'in a fragment with a condition that holds' },
    attack: {
      query: '{ event(id: "one:a") { ...F } } fragment F on Event { a: one__guard @include(if: true) }',
    },
    denied: ['Event.one__guard'],
    twin: { who: OFFICER, shows: 'CANARY-guard' },
  }),
  tried({
    ...{ names: GUARD, where: 'switched off by a literal' },
    attack: { query: '{ event(id: "one:a") { id one__guard @include(if: false) } }' },
    denied: ['Event.one__guard'],
    twin: { who: OFFICER, shows: '"event":{"id":"one:a"}' },
  }),
  tried({
    ...{ names: GUARD, where: 'with an argument' },
    attack: { query: '{ event(id: "one:a") { one__guard(x: 1) } }' },
    denied: ['Event.one__guard'],
    twin: { who: OFFICER, attack: { query: '{ event(id: "one:a") { one__guard } }' }, shows: 'CANARY-guard' },
  }),
  tried({
    ...{ names: GUARD, where: 'with a selection' },
    attack: { query: '{ event(id: "one:a") { one__guard { x } } }' },
    denied: ['Event.one__guard'],
    twin: { who: OFFICER, attack: { query: '{ event(id: "one:a") { one__guard } }' }, shows: 'CANARY-guard' },
  }),
  tried({
    ...{ names: ['one__files', 'one__xxxxx'], where: 'as a root field' },
    attack: { query: '{ one__files { page } }' },
    denied: ['Query.one__files', 'one__File.page'],
    twin: { who: OFFICER, shows: '4711' },
  }),
  tried({
    ...{ names: ['one__files', 'one__xxxxx'], where: 'in an operation that is not run' },
    attack: {
      query: 'query A { __typename } query B { one__files { __typename } }',
      operationName: 'A',
    },
    denied: ['Query.one__files'],
    twin: { who: OFFICER, shows: '__typename' },
  }),
  tried({
    ...{ names: ['escort', 'xxxxxx'], where: 'as a field of a type of its own' },
    attack: { query: '{ events { nodes { one__transfers { escort } } } }' },
    denied: ['one__Transfer.escort'],
    twin: { who: OFFICER, shows: 'CANARY-escort' },
  }),
  tried({
    ...{ names: ['beds', 'xxxx'], where: 'of one type behind an interface' },
    attack: { query: '{ one__sites { name ... on one__Prison { beds } } }' },
    denied: ['one__Prison.beds'],
    twin: { who: OFFICER, shows: '4711' },
  }),
  tried({
    ...{ names: ['beds', 'xxxx'], where: 'under a response name that another type fills' },
    attack: {
      query: '{ one__sites { ... on one__Prison { x: beds } ... on one__Airport { y: name } } }',
    },
    denied: ['one__Prison.beds'],
    twin: { who: OFFICER, shows: '4711' },
  }),
  tried({
    ...{ names: ['beds', 'xxxx'], where: 'two abstract types deep' },
    attack: { query: '{ event(id: "one:a") { one__transfers { to { ... on one__Prison { beds } } } } }' },
    denied: ['one__Prison.beds'],
    twin: { who: OFFICER, shows: '4711' },
  }),
  tried({
    ...{ names: ['one__lawyer', 'one__xxxxxx'], where: 'as a sealed field' },
    attack: { query: '{ events { nodes { one__lawyer } } }' },
    denied: ['Event.one__lawyer'],
    twin: { who: OFFICER, attack: { query: '{ events { nodes { one__court } } }' }, shows: 'court of XA' },
  }),
];

const TYPES: readonly AttackCase[] = [
  tried({
    ...{ names: FILE, where: 'as a type condition' },
    attack: { query: '{ one__sites { ... on one__File { __typename } } }' },
    denied: ['one__File'],
    twin: { who: OFFICER, attack: { query: '{ one__files { __typename } }' }, shows: 'one__File' },
  }),
  tried({
    ...{ names: FILE, where: 'as the type of a fragment' },
    attack: { query: '{ __typename } fragment F on one__File { __typename }' },
    denied: ['one__File'],
    twin: {
      who: OFFICER,
      attack: { query: '{ one__files { ...F } } fragment F on one__File { __typename }' },
      shows: 'one__File',
    },
  }),
  tried({
    ...{ names: FILE, where: 'in __type(name:)' },
    attack: { query: '{ __type(name: "one__File") { name fields { name } } }' },
    denied: ['one__File'],
    twin: { who: OFFICER, shows: '"name":"page"' },
  }),
  tried({
    ...{ names: FILE, where: 'in __type(name:), from a variable' },
    attack: { query: 'query ($n: String!) { __type(name: $n) { name } }', variables: { n: 'one__File' } },
    denied: ['one__File'],
    twin: { who: OFFICER, shows: '"one__File"' },
  }),
  tried({
    ...{ names: FILE, where: 'in __type(name:), from the default of a variable' },
    attack: { query: 'query ($n: String = "one__File") { __type(name: $n) { name } }' },
    denied: ['one__File'],
    twin: { who: OFFICER, shows: '"one__File"' },
  }),
  tried({
    ...{ names: ['one__SiteFilter', 'one__Xxxxxxxxxx'], where: 'as the type of a variable, to the public' },
    attack: {
      query: 'query ($w: one__SiteFilter) { __typename }',
      variables: { w: { name: 'x' } },
    },
    ...{ denied: ['one__SiteFilter', 'one__SiteFilter.name'], who: null },
    twin: {
      who: OFFICER,
      attack: {
        query: 'query ($w: one__SiteFilter) { one__sites(where: $w) { name } }',
        variables: { w: { name: 'x' } },
      },
      shows: 'prison of one',
    },
  }),
  tried({
    ...{ names: ['one__Site', 'one__Xxxx'], where: 'in __type(name:) { possibleTypes }, to the public' },
    attack: { query: '{ __type(name: "one__Site") { name possibleTypes { name } } }' },
    ...{ denied: ['one__Site'], who: null },
    twin: { who: OFFICER, shows: 'one__Prison' },
  }),
];

const INPUTS: readonly AttackCase[] = [
  tried({
    ...{ names: ['secret', 'xxxxxx'], where: 'as an argument' },
    attack: { query: '{ events { nodes { one__transfers(secret: "x") { at } } } }' },
    denied: ['Event.one__transfers(secret:)'],
    twin: { who: OFFICER, shows: '2012-03' },
  }),
  tried({
    ...{ names: ['secret', 'xxxxxx'], where: 'as an argument that is null' },
    attack: { query: '{ events { nodes { one__transfers(secret: null) { at } } } }' },
    denied: ['Event.one__transfers(secret:)'],
    twin: { who: OFFICER, shows: '2012-03' },
  }),
  tried({
    ...{ names: ['secret', 'xxxxxx'], where: 'as an argument from a variable that is not sent' },
    attack: { query: 'query ($s: String) { events { nodes { one__transfers(secret: $s) { at } } } }' },
    denied: ['Event.one__transfers(secret:)'],
    twin: { who: OFFICER, shows: '2012-03' },
  }),
  tried({
    ...{ names: NIGHT, where: 'as a word of an enum, in a literal' },
    attack: { query: '{ events { nodes { one__transfers(kind: NIGHT) { at } } } }' },
    denied: ['one__Kind.NIGHT'],
    twin: { who: OFFICER, shows: '2012-03' },
  }),
  tried({
    ...{ names: NIGHT, where: 'as a word of an enum, in a variable' },
    attack: {
      query: 'query ($k: one__Kind) { events { nodes { one__transfers(kind: $k) { at } } } }',
      variables: { k: 'NIGHT' },
    },
    denied: ['one__Kind.NIGHT'],
    twin: { who: OFFICER, shows: '2012-03' },
  }),
  tried({
    ...{ names: NIGHT, where: 'as a word of an enum, in a default' },
    attack: {
      query: 'query ($k: one__Kind = NIGHT) { events { nodes { one__transfers(kind: $k) { at } } } }',
    },
    denied: ['one__Kind.NIGHT'],
    twin: { who: OFFICER, shows: '2012-03' },
  }),
  tried({
    ...{ names: NIGHT, where: 'as an order' },
    attack: { query: '{ one__sites(orderBy: NIGHT) { name } }' },
    denied: ['one__Kind.NIGHT'],
    twin: { who: OFFICER, shows: 'prison of one' },
  }),
  tried({
    ...{ names: INMATES, where: 'as an input field' },
    attack: { query: '{ one__sites(where: { inmates: 3 }) { name } }' },
    denied: ['one__SiteFilter.inmates'],
    twin: { who: OFFICER, shows: 'prison of one' },
  }),
  tried({
    ...{ names: INMATES, where: 'as an input field, nested in lists' },
    attack: { query: '{ one__sites(where: { any: [{ any: [{ inmates: 3 }] }] }) { name } }' },
    denied: ['one__SiteFilter.inmates'],
    twin: { who: OFFICER, shows: 'prison of one' },
  }),
  tried({
    ...{ names: INMATES, where: 'as an input field in a variable, nested' },
    attack: {
      query: 'query ($w: one__SiteFilter) { one__sites(where: $w) { name } }',
      variables: { w: { any: [{ inmates: 3 }] } },
    },
    denied: ['one__SiteFilter.inmates'],
    twin: { who: OFFICER, shows: 'prison of one' },
  }),
  tried({
    ...{ names: INMATES, where: 'as an input field in a variable within a literal' },
    attack: {
      query: 'query ($w: [one__SiteFilter!]) { one__sites(where: { any: $w }) { name } }',
      variables: { w: [{ name: 'x' }, { inmates: 3 }] },
    },
    denied: ['one__SiteFilter.inmates'],
    twin: { who: OFFICER, shows: 'prison of one' },
  }),
  tried({
    ...{ names: INMATES, where: 'as an input field in a default' },
    attack: {
      query: 'query ($w: one__SiteFilter = { inmates: 3 }) { one__sites(where: $w) { name } }',
    },
    denied: ['one__SiteFilter.inmates'],
    twin: { who: OFFICER, shows: 'prison of one' },
  }),
  tried({
    ...{ names: INMATES, where: 'as an input field with a value of a wrong type' },
    attack: { query: '{ one__sites(where: { inmates: { name: "x" } }) { name } }' },
    denied: ['one__SiteFilter.inmates'],
    twin: {
      who: OFFICER,
      attack: { query: '{ one__sites(where: { inmates: 3 }) { name } }' },
      shows: 'prison of one',
    },
  }),
];

export const deniedNames: AttackTable = {
  subject: 'a denied name of an extension is a name that never existed',
  cases: [...FIELDS, ...TYPES, ...INPUTS],
};
