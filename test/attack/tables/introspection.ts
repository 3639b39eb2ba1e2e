/**
 * What the hub tells about its schema: to each caller their own view, and in an error nothing that the caller did
 * not type.
 */
import type { AttackCase, AttackTable, Twin } from '../support/attack-case.js';

const OFFICER = 'case-officer@one';
/** What the regional body may not know of the extension of `one`. */
const HIDDEN = [
  ...['one__guard', 'one__lawyer', 'one__files', 'one__File', 'NIGHT', 'inmates', 'escort', 'beds', 'secret'],
];
const OWN = ['one__', 'two__court', 'two__transfers', 'two__sites'];

const WHOLE = `{ __schema { types { name fields(includeDeprecated: true) { name args { name } type { name } }
  inputFields { name } enumValues(includeDeprecated: true) { name } possibleTypes { name } interfaces { name } } } }`;

const VIEWS: readonly AttackCase[] = [
  {
    title: 'the whole schema, to the public: of an extension what is public, and no word more',
    who: null,
    attack: { query: WHOLE },
    expect: { holds: ['one__old', '"Event"'] },
    hides: [...HIDDEN, 'one__transfers', 'one__court', 'one__Site', 'one__Kind', 'two__transfers'],
    twin: { who: OFFICER, shows: 'one__guard' },
  },
  {
    title: 'the whole schema, to the body: what it may read',
    attack: { query: WHOLE },
    expect: { holds: ['one__transfers', 'one__Kind', 'ROAD'] },
    hides: HIDDEN,
    twin: { who: OFFICER, shows: 'NIGHT' },
  },
  {
    title: 'the whole schema, to an officer of another partner',
    who: 'case-officer@two',
    attack: { query: WHOLE },
    expect: { holds: ['two__guard'] },
    hides: [...HIDDEN.filter((word) => word.startsWith('one')), 'one__court', 'one__transfers'],
    twin: { who: OFFICER, shows: 'one__guard' },
  },
  {
    title: 'the fields of Event, under aliases and in fragments',
    attack: {
      query:
        '{ x: __type(name: "Event") { ...T } } fragment T on __Type { n: name f: fields(includeDeprecated: true) { n: name } }',
    },
    expect: { holds: ['one__court', '"title"'] },
    hides: HIDDEN,
    twin: { who: OFFICER, shows: 'one__guard' },
  },
  {
    title: 'the words of an enum',
    attack: { query: '{ __type(name: "one__Kind") { enumValues(includeDeprecated: true) { name } } }' },
    expect: { data: { __type: { enumValues: [{ name: 'ROAD' }, { name: 'AIR' }] } } },
    hides: HIDDEN,
    twin: { who: OFFICER, shows: 'NIGHT' },
  },
  {
    title: 'the fields of an input',
    attack: { query: '{ __type(name: "one__SiteFilter") { inputFields { name } } }' },
    expect: { data: { __type: { inputFields: [{ name: 'name' }, { name: 'any' }] } } },
    hides: HIDDEN,
    twin: { who: OFFICER, shows: 'inmates' },
  },
  {
    title: 'the arguments of a field',
    attack: { query: '{ __type(name: "Event") { fields { name args { name } } } }' },
    expect: { holds: ['one__transfers'] },
    hides: HIDDEN,
    twin: { who: OFFICER, shows: 'secret' },
  },
  {
    title: 'what the viewer may read',
    attack: { query: '{ viewer { readable } }' },
    expect: { holds: ['Event.area', 'Event.one__court'] },
    hides: [...HIDDEN, 'Event.title', 'Event.witnesses', 'legalName'],
    twin: { who: OFFICER, shows: 'Event.one__guard' },
  },
  {
    title: 'what the viewer may read, to the public',
    who: null,
    attack: { query: '{ viewer { readable } }' },
    expect: { holds: ['Query.indicatorTable'] },
    hides: [...HIDDEN, 'Event.area', 'Event.id', ...OWN.slice(1)],
    twin: { who: OFFICER, shows: 'Event.title' },
  },
  ...['_Service', '_Entity', '_Any', 'join__Graph', 'link__Import', 'core__Purpose', 'FieldSet'].map(
    (name): AttackCase => ({
      title: `the type ${name} of federation`,
      attack: { query: `{ __type(name: "${name}") { name } }` },
      expect: { data: { __type: null } },
      twin: { attack: { query: '{ __type(name: "Event") { name } }' }, shows: '"Event"' },
    }),
  ),
];

function wrong(title: string, query: string, hides: readonly string[], twin: Twin): AttackCase {
  return {
    title,
    attack: { query },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    hides: ['Did you mean', 'did you mean', ...hides],
    twin,
  };
}

const READS: Twin = { attack: { query: '{ event(id: "one:a") { area } }' }, shows: 'XA-01' };

const MESSAGES: readonly AttackCase[] = [
  wrong('a field that is nearly a field', '{ event(id: "one:a") { titel } }', ['title'], READS),
  wrong('a root field that is nearly one', '{ one__site { name } }', ['one__sites'], READS),
  wrong('a type that is nearly one', '{ events { nodes { ... on Evnt { id } } } }', ['Event"'], READS),
  wrong(
    'a word that is nearly one of an enum',
    '{ events(orderBy: START_DATE_DSC) { nodes { id } } }',
    ['START_DATE_DESC', 'START_DATE_ASC'],
    READS,
  ),
  wrong('an argument that is nearly one', '{ events(wher: {}) { nodes { id } } }', ['where'], READS),
  wrong(
    'an input field that is nearly one',
    '{ events(where: { countrys: ["XA"] }) { nodes { id } } }',
    ['countries'],
    READS,
  ),
  wrong(
    'a directive that is nearly one',
    '{ event(id: "one:a") { id @inclde(if: true) } }',
    ['include'],
    READS,
  ),
  wrong(
    'an argument of a directive that is nearly one',
    '{ event(id: "one:a") { id @include(iff: true) } }',
    ['"if"'].slice(1),
    READS,
  ),
  wrong('an object without a selection', '{ event(id: "one:a") }', [], READS),
  wrong('a value with a selection', '{ event(id: "one:a") { area { x } } }', [], READS),
  wrong(
    'a word that is nearly one of an enum of an extension',
    '{ events { nodes { one__transfers(kind: NIGTH) { at } } } }',
    ['NIGHT', 'ROAD', 'AIR'],
    READS,
  ),
  wrong(
    'a variable of a type that is nearly one',
    'query ($w: EventFiltr) { __typename }',
    ['EventFilter'],
    READS,
  ),
  {
    title: 'a word of no enum in a variable',
    attack: {
      query: 'query ($o: EventOrder) { events(orderBy: $o) { nodes { id } } }',
      variables: { o: 'CANARY-START_DATE' },
    },
    expect: { refused: 'BAD_USER_INPUT' },
    hides: ['START_DATE', 'Did you mean'],
    twin: READS,
  },
  {
    title: 'a field of no input in a variable',
    attack: {
      query: 'query ($w: EventFilter) { events(where: $w) { nodes { id } } }',
      variables: { w: { 'CANARY-countries': ['XA'] } },
    },
    expect: { refused: 'BAD_USER_INPUT' },
    hides: ['countries', 'Did you mean'],
    twin: READS,
  },
  {
    title: 'a value that fits no type, in a variable: it is not repeated',
    attack: {
      query: 'query ($first: Int) { events(first: $first) { nodes { id } } }',
      variables: { first: 'CANARY-4711' },
    },
    expect: { refused: 'BAD_USER_INPUT' },
    hides: ['4711'],
    twin: READS,
  },
];

export const introspection: AttackTable = {
  subject: 'what is told about the schema',
  cases: [...VIEWS, ...MESSAGES],
};
