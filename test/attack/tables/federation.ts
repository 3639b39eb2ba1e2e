/**
 * What the mechanics of federation could give away: keys under other names, inputs of `@requires`, the plan's own
 * names, the fields that only subgraphs have.
 */
import { denied, type AttackCase, type AttackTable, type Twin } from '../support/attack-case.js';

const COURT = 'court of XA since 2012-03-01';
const COURT_TWIN: Twin = {
  who: 'case-officer@one',
  attack: { query: '{ event(id: "one:a") { title one__court } }' },
  shows: COURT,
};

function unknown(title: string, query: string): AttackCase {
  return {
    title,
    attack: { query },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    twin: { attack: { query: '{ event(id: "one:a") { one__court } }' }, shows: COURT },
  };
}

const KEYS: readonly AttackCase[] = [
  {
    title: 'another field under the name of the key: the join goes by the key',
    attack: { query: '{ event(id: "one:a") { id: country one__court } }' },
    expect: { data: { event: { id: 'XA', one__court: COURT } } },
    asks: { one: 2 },
    twin: COURT_TWIN,
  },
  {
    title: 'a denied field under the name of the key: the join goes by the key',
    attack: { query: '{ event(id: "one:a") { id: title one__court } }' },
    expect: { data: { event: { id: null, one__court: COURT } }, errors: denied('event.id') },
    asks: { one: 2 },
    keeps: ['Event.title'],
    twin: COURT_TWIN,
  },
  {
    title: 'another field under the name of __typename: the join goes by the type',
    attack: { query: '{ event(id: "one:a") { __typename: area one__court } }' },
    expect: { data: { event: { __typename: 'XA-01', one__court: COURT } } },
    asks: { one: 2 },
    twin: COURT_TWIN,
  },
  {
    title: 'the inputs of @requires under each other’s names forge nothing',
    attack: { query: '{ event(id: "one:a") { country: startDate startDate: country one__court } }' },
    expect: { data: { event: { country: '2012-03-01', startDate: 'XA', one__court: COURT } } },
    asks: { one: 2 },
    twin: COURT_TWIN,
  },
  {
    title: 'a denied field under the name of an input of @requires: it is not computed from, nor told',
    attack: { query: '{ event(id: "one:a") { country: title startDate: title one__court } }' },
    expect: {
      data: { event: { country: null, startDate: null, one__court: COURT } },
      errors: denied('event.country', 'event.startDate'),
    },
    asks: { one: 2 },
    keeps: ['Event.title'],
    twin: COURT_TWIN,
  },
  {
    title: 'inputs of @requires switched off: the field is computed, they are not in the answer',
    attack: {
      query: '{ event(id: "one:a") { country @skip(if: true) startDate @include(if: false) one__court } }',
    },
    expect: { data: { event: { one__court: COURT } } },
    asks: { one: 2 },
    twin: COURT_TWIN,
  },
  {
    title: 'aliases that are the plan’s own names',
    attack: {
      query: `{ event(id: "one:a") { v0_id: title v0_date: country v0_one__court: one__court
        representations: country _entities: area } }`,
    },
    expect: {
      data: {
        event: {
          ...{ v0_id: null, v0_date: 'XA', v0_one__court: COURT },
          ...{ representations: 'XA', _entities: 'XA-01' },
        },
      },
      errors: denied('event.v0_id'),
    },
    asks: { one: 2 },
    keeps: ['Event.title'],
    twin: COURT_TWIN,
  },
  {
    title: 'an alias with the prefix that is the hub’s own',
    attack: { query: '{ event(id: "one:a") { vigil__typename: area one__court } }' },
    expect: { refused: 'BAD_USER_INPUT' },
    twin: COURT_TWIN,
  },
  {
    title: 'a variable that bears the plan’s own name does not become what is asked about',
    attack: {
      query:
        'query ($representations: one__Kind) { event(id: "one:a") { id one__transfers(kind: $representations) { kind } } }',
      variables: { representations: 'AIR' },
    },
    expect: { data: { event: { id: 'one:a', one__transfers: [{ kind: 'AIR' }] } } },
    asks: { one: 2 },
    twin: COURT_TWIN,
  },
  {
    title: 'one response name that two types fill, behind an interface and a union',
    attack: {
      query: `{ one__sites { __typename ... on one__Prison { x: name y: wing { ... on one__Yard { z: size } } }
        ... on one__Airport { x: name } } }`,
    },
    expect: {
      data: {
        one__sites: [
          { __typename: 'one__Prison', x: 'prison of one', y: { z: 3 } },
          { __typename: 'one__Airport', x: 'airport of one' },
        ],
      },
    },
    asks: { one: 1 },
    keeps: ['one__Prison.beds'],
    denied: [],
    twin: {
      who: 'case-officer@one',
      attack: { query: '{ one__sites { ... on one__Prison { x: beds } } }' },
      shows: '4711',
    },
  },
  {
    title: 'an extension is not asked about another partner’s events',
    who: 'court',
    attack: { query: '{ events { nodes { id one__court two__court } } }' },
    expect: {
      data: {
        events: {
          nodes: [
            { id: 'one:a', one__court: COURT, two__court: null },
            { id: 'two:c', one__court: null, two__court: 'court of XA since 2012-02-01' },
            { id: 'one:b', one__court: 'court of XB since 2012-01-01', two__court: null },
          ],
        },
      },
    },
    asks: { one: 2, two: 2 },
    twin: COURT_TWIN,
  },
  {
    title: 'what one partner alone may be asked for is asked of no other, and is null with its code there',
    who: 'court',
    attack: { query: '{ events(where: { partners: ["two"] }) { nodes { id title } } }' },
    expect: {
      data: { events: { nodes: [{ id: 'two:c', title: null }] } },
      errors: denied('events.nodes.0.title'),
    },
    asks: { two: 1 },
    keeps: ['Event.title'],
    twin: {
      attack: { query: '{ events(where: { partners: ["one"] }) { nodes { id title } } }' },
      shows: 'CANARY-title',
    },
  },
];

const SUBGRAPHS: readonly AttackCase[] = [
  unknown('_service at the hub', '{ _service { sdl } }'),
  unknown(
    '_entities at the hub',
    '{ _entities(representations: [{ __typename: "Event", id: "one:a" }]) { ... on Event { title } } }',
  ),
  unknown(
    '_entities at the hub, from a variable',
    'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
  ),
  unknown('a fragment on _Entity', '{ ... on _Entity { __typename } }'),
  unknown('a directive of federation in a document', '{ event(id: "one:a") { id @join__field } }'),
  unknown('an own root field of the plan', '{ v0_page { v0_more } }'),
];

export const federation: AttackTable = {
  subject: 'the mechanics of federation',
  cases: [...KEYS, ...SUBGRAPHS],
};
