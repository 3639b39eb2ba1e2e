/**
 * OWASP's cheat sheet for GraphQL, item by item, in our own words. What other tables go through at length stands
 * here with one case, so that nobody has to guess which item is covered by what.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html
 */
import {
  denied,
  type AttackCase,
  type AttackTable,
  type Question,
  type Twin,
} from '../support/attack-case.js';

const OFFICER = 'case-officer@one';
const BY_ID = 'query ($id: ID!) { event(id: $id) { id area } }';
const READ: Twin = { attack: { query: BY_ID, variables: { id: 'one:a' } }, shows: 'XA-01' };

/** An id in which something else is hidden: it is an id that nobody has, and nothing else. */
function injectedId(item: string, id: string, asks: Readonly<Record<string, number>> = {}): AttackCase {
  return {
    title: `${item}, in an id`,
    attack: { query: BY_ID, variables: { id } },
    expect: { data: { event: null } },
    asks,
    keeps: ['Event.title'],
    denied: [],
    twin: READ,
  };
}

function injectedFilter(item: string, where: Readonly<Record<string, unknown>>): AttackCase {
  return {
    title: `${item}, in a filter`,
    attack: {
      query: 'query ($where: EventFilter) { events(where: $where) { nodes { id } } }',
      variables: { where },
    },
    expect: { data: { events: null }, errors: ['events BAD_USER_INPUT'] },
    twin: {
      attack: {
        query: 'query ($where: EventFilter) { events(where: $where) { nodes { id } } }',
        variables: { where: { countries: ['XA'] } },
      },
      shows: 'one:a',
    },
  };
}

const INJECTION: readonly AttackCase[] = [
  injectedFilter('injection: SQL', { countries: ["XA' OR '1'='1"] }),
  injectedFilter('injection: SQL, in a period', { from: "2012' --" }),
  injectedFilter('injection: a pattern of LIKE', { countries: ['%'] }),
  injectedFilter('injection: an operator of another database', { areas: ['{"$ne":null}'] }),
  injectedFilter('forged server-side requests: an address where a partner belongs', {
    partners: ['http://127.0.0.1:5432/'],
  }),
  injectedFilter('operating-system commands', { partners: ['$(id)'] }),
  injectedId('injection: SQL', "one:a'; DROP TABLE event; --"),
  injectedId('injection: GraphQL, towards the partner', 'one:a") { title } x: event(id: "one:a'),
  injectedId('forged server-side requests: an address', 'http://169.254.169.254/latest'),
  injectedId('a header’s end and a second request', 'one:a\r\nHost: elsewhere\r\n\r\nGET /'),
  injectedId('a path', '../../etc/passwd'),
  injectedId('a script for a web page', 'one:<script>alert(1)</script>'),
];

const KINDS: readonly (readonly [string, Question])[] = [
  ['an object where a text belongs', { query: BY_ID, variables: { id: { $ne: null } } }],
  ['a list where a text belongs', { query: BY_ID, variables: { id: ['one:a', 'one:b'] } }],
  ['null where something is required', { query: BY_ID, variables: { id: null } }],
  ['nothing where something is required', { query: BY_ID }],
  [
    'a number with a fraction where a whole one belongs',
    { query: 'query ($n: Int) { events(first: $n) { nodes { id } } }', variables: { n: 1.5 } },
  ],
  [
    'a number beyond 32 bits',
    { query: 'query ($n: Int) { redFlags(first: $n) { nodes { id } } }', variables: { n: -4_294_967_297 } },
  ],
];

const VALIDATION: readonly AttackCase[] = KINDS.map(([kind, attack]): AttackCase => ({
  title: `input validation: ${kind}`,
  attack,
  expect: { refused: 'BAD_USER_INPUT' },
  twin: READ,
}));

function over(item: string, query: string, twin: Twin = READ): AttackCase {
  return { title: item, attack: { query }, expect: { refused: 'LIMIT_EXCEEDED' }, twin };
}

const many = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_item, n) => make(n)).join(' ');

const DENIAL_OF_SERVICE: readonly AttackCase[] = [
  over(
    'denial of service: depth of a query',
    `{ event(id: "one:a") { ${'acts { '.repeat(30)}id${' }'.repeat(30)} } }`,
  ),
  over('denial of service: amount, in a page', '{ events(first: 1000000000) { nodes { id } } }'),
  over(
    'denial of service: cost, of many cheap questions',
    `{ ${many(21, (n) => `e${n}: event(id: "one:a") { id }`)} }`,
  ),
  over(
    'batching: guessing many ids in one request',
    `{ ${many(51, (n) => `e${n}: event(id: "one:${n}") { id }`)} }`,
  ),
  over(
    'denial of service: one field under very many names',
    `{ event(id: "one:a") { ${many(51, (n) => `a${n}: area`)} } }`,
  ),
  over('denial of service: directives', `{ __typename ${'@skip(if: false) '.repeat(60)} }`),
];

const ACCESS: readonly AttackCase[] = [
  {
    title: 'objects by their ids: another organisation’s object',
    attack: { query: BY_ID, variables: { id: 'two:c' } },
    expect: { data: { event: null } },
    twin: READ,
  },
  {
    title: 'access on edges as on nodes: an object that is denied by itself is denied below another',
    attack: {
      query:
        '{ event(id: "one:a") { witnesses { connection } } events { nodes { witnesses { connection } } } }',
    },
    expect: {
      data: {
        event: { witnesses: null },
        events: { nodes: [{ witnesses: null }, { witnesses: null }] },
      },
      errors: denied('event.witnesses', 'events.nodes.0.witnesses', 'events.nodes.1.witnesses'),
    },
    asks: { one: 2 },
    keeps: ['Event.witnesses', 'Witness.connection'],
    denied: ['Event.witnesses'],
    twin: { who: OFFICER, shows: 'CANARY-connection' },
  },
  {
    title: 'a global node(id:) that would go round every rule',
    attack: { query: '{ node(id: "one:a") { ... on Event { title } } }' },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    twin: READ,
  },
  {
    title: 'mutations: there is none',
    attack: { query: 'mutation { __typename }' },
    expect: { refused: 'BAD_USER_INPUT' },
    twin: READ,
  },
];

const CONFIGURATION: readonly AttackCase[] = [
  {
    title: 'introspection is no list of secrets: each caller gets their own view',
    who: null,
    attack: { query: '{ __schema { types { name fields { name } } } }' },
    expect: { holds: ['Event'] },
    hides: ['one__guard', 'one__File', 'one__transfers'],
    twin: { who: OFFICER, shows: 'one__guard' },
  },
  {
    title: 'field suggestions are off',
    attack: { query: '{ event(id: "one:a") { one__courts } }' },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    hides: ['Did you mean', '"one__court\\"'],
    twin: { attack: { query: '{ event(id: "one:a") { one__court } }' }, shows: 'court of XA' },
  },
  {
    title: 'no page to explore with at /graphql',
    attack: (world) => world.hub.send({ headers: { accept: 'text/html' } }, '/graphql'),
    expect: { refused: 'BAD_USER_INPUT' },
    hides: ['<html', '<script', 'sandbox', 'GraphiQL', 'playground'],
    twin: READ,
  },
  {
    title: 'errors tell no insides: a document that does not parse',
    attack: { query: '{ event(id: "one:a") { ' },
    expect: { refused: 'GRAPHQL_PARSE_FAILED' },
    hides: ['node_modules', '    at ', '/src/', '.ts:', 'stacktrace'],
    twin: READ,
  },
];

const PARTNER_FAILURES: readonly AttackCase[] = [
  {
    title: 'errors tell no insides: a partner that answers with its stack',
    attack: async (world, token) => {
      const { one } = world;
      one.misbehave = (_request, response) => {
        const body = {
          errors: [
            {
              message: 'CANARY-message at /srv/partner/index.ts:12 postgres://user:pw@10.0.0.1/',
              path: ['event'],
              extensions: { code: 'CANARY-code', stacktrace: ['CANARY-stack'], exception: 'CANARY' },
            },
          ],
          data: null,
        };
        response.writeHead(200, { 'content-type': 'application/json', 'x-canary': 'CANARY-header' });
        response.end(JSON.stringify(body));
        return true;
      };
      try {
        return await world.hub.ask('{ event(id: "one:a") { area } }', { token: token ?? '' });
      } finally {
        one.misbehave = null;
      }
    },
    expect: { data: { event: null }, errors: ['event PARTNER_UNAVAILABLE'] },
    asks: { one: 1 },
    hides: ['/srv', 'postgres:', '10.0.0.1', 'stacktrace'],
    twin: READ,
  },
];

export const owasp: AttackTable = {
  subject: 'OWASP’s list for GraphQL',
  cases: [
    ...[...INJECTION, ...VALIDATION, ...DENIAL_OF_SERVICE],
    ...[...ACCESS, ...CONFIGURATION, ...PARTNER_FAILURES],
  ],
};
