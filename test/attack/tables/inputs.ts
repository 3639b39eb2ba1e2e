/**
 * Inputs that need a permission of their own, for a body that may read and must not filter, or must not order: in
 * every place where a value can stand. The twin is an officer of the owner, who may do both.
 */
import type { AttackCase, AttackTable, Question } from '../support/attack-case.js';

const OFFICER = 'case-officer@one';

/** Laid beside the coalition's own policies for these cases. */
export const NO_FILTERS = `
@id("test-bodies-do-not-filter")
@reason("for the attack suite: a body reads what it is shown")
forbid (principal in Role::"REGIONAL_BODY", action == Action::"filterBy", resource)
when { resource.class == "DEIDENTIFIED" };
`;
export const NO_ORDER = `
@id("test-bodies-do-not-order")
@reason("for the attack suite: a body does not choose an order")
forbid (principal in Role::"REGIONAL_BODY", action == Action::"orderBy", resource)
when { resource.class == "DEIDENTIFIED" };
`;

interface Denied {
  readonly title: string;
  readonly attack: Question;
  readonly denied: readonly string[];
}

function input({ title, attack, denied }: Denied): AttackCase {
  return {
    title,
    attack,
    expect: { refused: 'UNAUTHORIZED_ARGUMENT' },
    keeps: denied,
    twin: { who: OFFICER, shows: '"events":{"nodes"' },
  };
}

const WHERE = 'Query.events(where:)';
const COUNTRIES = 'EventFilter.countries';

const FILTERS: readonly AttackCase[] = [
  input({
    title: 'an argument in a literal',
    attack: { query: '{ events(where: { countries: ["XA"] }) { nodes { id } } }' },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'an argument that says nothing',
    attack: { query: '{ events(where: {}) { nodes { id } } }' },
    denied: [WHERE],
  }),
  input({
    title: 'an argument that is null',
    attack: { query: '{ events(where: null) { nodes { id } } }' },
    denied: [WHERE],
  }),
  input({
    title: 'an argument in a variable',
    attack: {
      query: 'query ($w: EventFilter) { events(where: $w) { nodes { id } } }',
      variables: { w: { countries: ['XA'] } },
    },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'an argument in a variable that is not sent',
    attack: { query: 'query ($w: EventFilter) { events(where: $w) { nodes { id } } }' },
    denied: [WHERE],
  }),
  input({
    title: 'an argument in a variable that is null',
    attack: {
      query: 'query ($w: EventFilter) { events(where: $w) { nodes { id } } }',
      variables: { w: null },
    },
    denied: [WHERE],
  }),
  input({
    title: 'an argument in the default of a variable',
    attack: {
      query: 'query ($w: EventFilter = { countries: ["XA"] }) { events(where: $w) { nodes { id } } }',
    },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'a variable as an input field',
    attack: {
      query: 'query ($c: [String!]) { events(where: { countries: $c }) { nodes { id } } }',
      variables: { c: ['XA'] },
    },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'a variable as an item of a list',
    attack: {
      query: 'query ($c: String!) { events(where: { countries: ["XB", $c] }) { nodes { id } } }',
      variables: { c: 'XA' },
    },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'one value where a list belongs',
    attack: { query: '{ events(where: { countries: "XA" }) { nodes { id } } }' },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'a word of an enum',
    attack: { query: '{ events(where: { verification: [VERIFIED] }) { nodes { id } } }' },
    denied: [WHERE, 'EventFilter.verification', 'VerificationStatus.VERIFIED'],
  }),
  input({
    title: 'a word of an enum in a variable',
    attack: {
      query: 'query ($v: [VerificationStatus!]) { events(where: { verification: $v }) { nodes { id } } }',
      variables: { v: ['VERIFIED'] },
    },
    denied: [WHERE, 'EventFilter.verification', 'VerificationStatus.VERIFIED'],
  }),
  input({
    title: 'the length of a page',
    attack: { query: '{ events(first: 1) { nodes { id } } }' },
    denied: ['Query.events(first:)'],
  }),
  input({
    title: 'under an alias, beside the same field without it',
    attack: {
      query: '{ events { nodes { id } } e: events(where: { countries: ["XA"] }) { nodes { id } } }',
    },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'in a fragment of the root',
    attack: {
      query: '{ ...R } fragment R on Query { events(where: { countries: ["XA"] }) { nodes { id } } }',
    },
    denied: [WHERE, COUNTRIES],
  }),
  input({
    title: 'behind a condition that holds',
    attack: {
      query:
        'query ($yes: Boolean!) { events(where: { countries: ["XA"] }) @include(if: $yes) { nodes { id } } }',
      variables: { yes: true },
    },
    denied: [WHERE, COUNTRIES],
  }),
  {
    title: 'the id of an event',
    attack: { query: '{ event(id: "one:a") { id } }' },
    expect: { refused: 'UNAUTHORIZED_ARGUMENT' },
    keeps: ['Query.event(id:)'],
    twin: { who: OFFICER, shows: 'one:a' },
  },
  {
    title: 'behind a condition that does not hold: it is not used',
    attack: {
      query:
        '{ events(where: { countries: ["XA"] }) @include(if: false) { nodes { id } } viewer { purpose } }',
    },
    expect: { data: { viewer: { purpose: 'OVERSIGHT' } } },
    keeps: [WHERE, COUNTRIES],
    denied: [],
    twin: { who: OFFICER, shows: 'CASEWORK' },
  },
];

const BY = 'Query.events(orderBy:)';

const ORDERS: readonly AttackCase[] = [
  input({
    title: 'in a literal',
    attack: { query: '{ events(orderBy: START_DATE_ASC) { nodes { id } } }' },
    denied: [BY, 'EventOrder.START_DATE_ASC'],
  }),
  input({
    title: 'that is the contract’s own default, when it is written',
    attack: { query: '{ events(orderBy: START_DATE_DESC) { nodes { id } } }' },
    denied: [BY, 'EventOrder.START_DATE_DESC'],
  }),
  input({
    title: 'in a variable',
    attack: {
      query: 'query ($o: EventOrder) { events(orderBy: $o) { nodes { id } } }',
      variables: { o: 'START_DATE_ASC' },
    },
    denied: [BY, 'EventOrder.START_DATE_ASC'],
  }),
  input({
    title: 'in the default of a variable',
    attack: { query: 'query ($o: EventOrder = START_DATE_ASC) { events(orderBy: $o) { nodes { id } } }' },
    denied: [BY, 'EventOrder.START_DATE_ASC'],
  }),
  input({
    title: 'in a variable that is not sent',
    attack: { query: 'query ($o: EventOrder) { events(orderBy: $o) { nodes { id } } }' },
    denied: [BY],
  }),
  {
    title: 'while a filter alone is allowed: no event is asked for by an order',
    attack: { query: '{ events(where: { countries: ["XB"] }) { nodes { id } } }' },
    expect: { data: { events: { nodes: [{ id: 'one:b' }] } } },
    asks: { one: 1 },
    keeps: [BY],
    denied: [],
    twin: { who: OFFICER, shows: 'one:b' },
  },
];

export const filters: AttackTable = {
  subject: 'a filter that is denied refuses the operation',
  cases: FILTERS,
};
export const orders: AttackTable = {
  subject: 'an order that is denied refuses the operation',
  cases: ORDERS,
};
