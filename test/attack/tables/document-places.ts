/** Where in an answer a denied field may stand, and for whom: the second half of `document-shapes.ts`. */
import { denied, type AttackCase } from '../support/attack-case.js';

const OFFICER = 'case-officer@one';
const TITLE = { asks: { one: 1 }, keeps: ['Event.title'] };
const SHOWS_TITLE = { twin: { who: OFFICER, shows: 'CANARY-title' } };

export const PLACES: readonly AttackCase[] = [
  {
    title: 'in every node of a listing: null and the code at each',
    attack: { query: '{ events { nodes { id title } } }' },
    expect: {
      data: {
        events: {
          nodes: [
            { id: 'one:a', title: null },
            { id: 'one:b', title: null },
          ],
        },
      },
      errors: denied('events.nodes.0.title', 'events.nodes.1.title'),
    },
    ...TITLE,
    ...SHOWS_TITLE,
  },
  {
    title: 'in a listing under aliases all the way down',
    attack: {
      query:
        '{ all: events(first: 1) { items: nodes { key: id it: title } page: pageInfo { more: hasNextPage } } }',
    },
    expect: {
      data: { all: { items: [{ key: 'one:a', it: null }], page: { more: true } } },
      errors: denied('all.items.0.it'),
    },
    ...TITLE,
    ...SHOWS_TITLE,
  },
  {
    title: 'under two root fields at once',
    attack: {
      query: '{ a: event(id: "one:a") { id title } b: event(id: "one:b") { area t: title } }',
    },
    expect: {
      data: { a: { id: 'one:a', title: null }, b: { area: 'XB-01', t: null } },
      errors: denied('a.title', 'b.t'),
    },
    asks: { one: 2 },
    keeps: ['Event.title'],
    ...SHOWS_TITLE,
  },
  {
    title: 'alone: the partner is asked for nothing of the record',
    attack: { query: '{ event(id: "one:a") { title } }' },
    expect: { data: { event: { title: null } }, errors: denied('event.title') },
    ...TITLE,
    ...SHOWS_TITLE,
  },
  {
    title: 'in a list within the event',
    attack: { query: '{ event(id: "one:a") { acts { type method } } }' },
    expect: {
      data: { event: { acts: [{ type: 'DETENTION', method: null }] } },
      errors: denied('event.acts.0.method'),
    },
    asks: { one: 1 },
    keeps: ['Act.method'],
    twin: { who: OFFICER, shows: 'CANARY-method' },
  },
  {
    title: 'of one object that is selected three times',
    attack: {
      query:
        '{ event(id: "one:a") { acts { type } ... on Event { acts { method } } ...F } } fragment F on Event { acts { m: method } }',
    },
    expect: {
      data: { event: { acts: [{ type: 'DETENTION', method: null, m: null }] } },
      errors: denied('event.acts.0.method', 'event.acts.0.m'),
    },
    asks: { one: 1 },
    keeps: ['Act.method'],
    twin: { who: OFFICER, shows: 'CANARY-method' },
  },
  {
    title: 'four levels deep, in a list in a list',
    attack: { query: '{ event(id: "one:a") { acts { perpetrators { type unit } } } }' },
    expect: {
      data: { event: { acts: [{ perpetrators: [{ type: 'STATE', unit: null }] }] } },
      errors: denied('event.acts.0.perpetrators.0.unit'),
    },
    asks: { one: 1 },
    keeps: ['Perpetrator.unit'],
    twin: { who: OFFICER, shows: 'CANARY-unit' },
  },
  {
    title: 'as a whole object: what is selected of it is not asked for either',
    attack: { query: '{ event(id: "one:a") { id witnesses { id connection legalName testimony } } }' },
    expect: { data: { event: { id: 'one:a', witnesses: null } }, errors: denied('event.witnesses') },
    asks: { one: 1 },
    keeps: ['Event.witnesses', 'Witness.connection', 'Witness.legalName', 'Witness.testimony', 'Witness.id'],
    denied: ['Event.witnesses'],
    twin: {
      who: OFFICER,
      attack: { query: '{ event(id: "one:a") { witnesses { id connection reliability } } }' },
      shows: 'CANARY-connection',
    },
  },
  {
    title: 'as an object of which nothing but __typename is asked: how many there are is not told',
    attack: { query: '{ event(id: "one:a") { witnesses { __typename } evidence { __typename } } }' },
    expect: {
      data: { event: { witnesses: null, evidence: null } },
      errors: denied('event.witnesses', 'event.evidence'),
    },
    asks: { one: 1 },
    keeps: ['Event.witnesses', 'Event.evidence'],
    twin: { who: OFFICER, shows: '"__typename":"Witness"' },
  },
  {
    title: 'below an object that is denied, with a fragment and an alias',
    attack: {
      query:
        '{ event(id: "one:a") { id papers: evidence { ...E } } } fragment E on Evidence { id: kind kind: sha256 }',
    },
    expect: { data: { event: { id: 'one:a', papers: null } }, errors: denied('event.papers') },
    asks: { one: 1 },
    keeps: ['Event.evidence', 'Evidence.kind', 'Evidence.sha256'],
    denied: ['Event.evidence'],
    twin: { who: OFFICER, shows: 'CANARY-sha256' },
  },
  {
    title: 'sealed values of every type, one document',
    attack: {
      query: `{ event(id: "one:a") { id exactLocation description
        acts { victim { sex legalName contact } perpetrators { type legalName } } } }`,
    },
    expect: {
      data: {
        event: {
          ...{ id: 'one:a', exactLocation: null, description: null },
          acts: [
            {
              victim: { sex: 'FEMALE', legalName: null, contact: null },
              perpetrators: [{ type: 'STATE', legalName: null }],
            },
          ],
        },
      },
      errors: denied(
        ...['event.exactLocation', 'event.description', 'event.acts.0.victim.legalName'],
        ...['event.acts.0.victim.contact', 'event.acts.0.perpetrators.0.legalName'],
      ),
    },
    asks: { one: 1 },
    keeps: [
      ...['Event.exactLocation', 'Event.description', 'Victim.legalName', 'Victim.contact'],
      'Perpetrator.legalName',
    ],
    twin: {
      attack: { query: '{ event(id: "one:a") { id acts { victim { sex } perpetrators { type } } } }' },
      shows: 'FEMALE',
    },
  },
  {
    title: 'by somebody who may read nothing: null at the root, and nobody is asked',
    who: null,
    attack: { query: '{ event(id: "one:a") { id title } events { nodes { title } } }' },
    expect: { data: { event: null, events: null }, errors: denied('event', 'events') },
    keeps: ['Query.event', 'Query.events'],
    twin: { who: OFFICER, shows: 'CANARY-title' },
  },
  {
    title: 'by an officer of another partner',
    who: 'case-officer@two',
    attack: { query: '{ event(id: "one:a") { id title } }' },
    expect: { data: { event: null } },
    twin: { who: OFFICER, shows: 'CANARY-title' },
  },
  {
    title: 'by an officer who asks for statistics',
    who: { organisation: 'one', roles: ['CASE_OFFICER'], purpose: 'STATISTICS' },
    attack: { query: '{ event(id: "one:a") { id title } }' },
    expect: { data: { event: null }, errors: denied('event') },
    keeps: ['Query.event'],
    twin: { who: OFFICER, shows: 'CANARY-title' },
  },
  {
    title: 'by the body for another purpose than its agreement’s',
    who: { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'RESEARCH' },
    attack: { query: '{ event(id: "one:a") { id area } }' },
    expect: { data: { event: null }, errors: denied('event') },
    keeps: ['Query.event'],
    twin: { shows: 'XA-01', who: 'regional-body' },
  },
  {
    title: 'by somebody whose agreement has run out',
    who: 'coordinator',
    attack: { query: '{ event(id: "two:c") { id area } }' },
    expect: { data: { event: null }, errors: denied('event') },
    keeps: ['Query.event'],
    twin: { shows: 'XA-01', who: 'case-officer@two' },
  },
];
