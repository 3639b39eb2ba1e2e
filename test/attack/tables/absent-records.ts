/**
 * A record that a caller may not see and one that is not there: the same bytes. The twin reads one that is there.
 */
import type { AttackCase, AttackTable, Who } from '../support/attack-case.js';

const QUERY = 'query ($id: ID!) { event(id: $id) { id area acts { type } } }';
/** Of the same length as every id below, so that whole answers can be compared. */
const MISSING = { query: QUERY, variables: { id: 'one:nothing' } };

interface Absent {
  readonly title: string;
  readonly id: string;
  readonly who?: Who;
  readonly asks?: Readonly<Record<string, number>>;
}

function absent({ title, id, who, asks = {} }: Absent): AttackCase {
  return {
    title,
    attack: { query: QUERY, variables: { id } },
    expect: { like: MISSING, name: '', as: '' },
    asks,
    twin: { attack: { query: QUERY, variables: { id: 'one:a' } }, who: 'regional-body', shows: 'XA-01' },
    ...(who === undefined ? {} : { who }),
  };
}

const listing = (where: Readonly<Record<string, unknown>>): AttackCase['attack'] => ({
  query:
    'query ($where: EventFilter) { events(where: $where) { nodes { id } pageInfo { hasNextPage endCursor } } }',
  variables: { where },
});
const NOTHING_FOUND = { data: { events: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } };
const ALL = {
  attack: { query: '{ events { nodes { id } pageInfo { hasNextPage } } }' },
  shows: 'one:a',
};

export const absentRecords: AttackTable = {
  subject: 'a denied record is a missing one',
  cases: [
    absent({ title: 'of a partner without an agreement', id: 'two:c' }),
    absent({ title: 'that is not there, of a partner without an agreement', id: 'two:nothing' }),
    absent({ title: 'of a partner that is none', id: 'nobody:a' }),
    absent({ title: 'of a partner without a name', id: ':a' }),
    absent({ title: 'without a partner', id: 'a' }),
    absent({ title: 'without anything', id: '' }),
    absent({ title: 'with two partners', id: 'one:two:c', asks: {} }),
    absent({ title: 'with a space', id: 'one:a b' }),
    absent({ title: 'with a quotation mark', id: 'one:a"' }),
    absent({ title: 'with the name of every object', id: '__proto__:a' }),
    absent({ title: 'with a word of SQL', id: "one:a' OR '1'='1" }),
    absent({ title: 'with a line feed', id: 'one:a\n' }),
    absent({ title: 'with a zero byte', id: 'one:a\u0000' }),
    absent({ title: 'written in other letters', id: 'ONE:a' }),
    absent({ title: 'that is very long', id: `one:${'a'.repeat(10_000)}` }),
    absent({ title: 'of the officer’s neighbour', id: 'one:a', who: 'case-officer@two' }),
    {
      title: 'a listing of a partner without an agreement is a listing of nothing',
      attack: listing({ partners: ['two'] }),
      expect: NOTHING_FOUND,
      twin: ALL,
    },
    {
      title: 'a listing of a partner that is none is the same',
      attack: listing({ partners: ['nobody'] }),
      expect: NOTHING_FOUND,
      twin: ALL,
    },
    {
      title: 'a listing over all partners holds nothing of one without an agreement, and does not say so',
      attack: listing({}),
      expect: { holds: ['one:a', 'one:b', '"hasNextPage":false'] },
      asks: { one: 1 },
      hides: ['two'],
      twin: ALL,
    },
    {
      title: 'a listing whose next page would hold a denied record has no next page',
      attack: {
        query: '{ events(first: 2) { nodes { id } pageInfo { hasNextPage } } }',
      },
      expect: {
        data: { events: { nodes: [{ id: 'one:a' }, { id: 'one:b' }], pageInfo: { hasNextPage: false } } },
      },
      asks: { one: 1 },
      twin: {
        attack: { query: '{ events(first: 1) { nodes { id } pageInfo { hasNextPage } } }' },
        shows: '"hasNextPage":true',
      },
    },
  ],
};
