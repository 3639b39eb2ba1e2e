/**
 * The attacked coalition: a hub on real HTTP and two recording partners that answer whatever they are asked.
 *
 * The regional body has an agreement with `one` for de-identified data and none with `two`; the secretariat had one
 * with `two` that has run out; the court may be shown confidential and sealed data of `one`, and de-identified data
 * of both. The partners decide nothing here: what protects a value in these cases is the hub alone.
 */
import { buildCommonsSubgraph, buildExtensionSchema, type Coalition } from '@vigil/shared';
import pg from 'pg';
import { startTestHub, type Answer, type TestHub } from '../../gateway/support/test-hub.js';
import type { Asked, TestExtension, TestPartner } from '../../gateway/support/test-partner.js';
import { askedCoordinates } from './asked-coordinates.js';
import type { AttackWorld, Question, Who } from './attack-case.js';
import { attackExtension } from './attack-extension.js';
import { attackRow } from './attack-rows.js';

export type { AttackWorld } from './attack-case.js';

export interface AttackWorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly extensions?: boolean;
  /** of `one`, instead of the sample */
  readonly extension?: TestExtension;
  /** that the issuer of tokens may give */
  readonly scopes?: readonly string[];
  readonly coalition?: (coalition: Coalition) => unknown;
  readonly now?: () => Date;
}

/** Starting composes the extensions; give the hook time. */
export const START_MILLISECONDS = 240_000;

type Agreement = Coalition['agreements'][number];

const ALWAYS = { validFrom: '2020-01-01', validTo: '2099-12-31' };
const AGREEMENTS: readonly Agreement[] = [
  {
    ...{ id: 'body-one', recipient: 'regional-body', partner: 'one', ...ALWAYS },
    ...{ purposes: ['OVERSIGHT'], classes: ['DEIDENTIFIED'] },
  },
  {
    ...{ id: 'secretariat-two', recipient: 'secretariat', partner: 'two' },
    ...{ purposes: ['OVERSIGHT'], classes: ['DEIDENTIFIED'] },
    ...{ validFrom: '2020-01-01', validTo: '2020-12-31' },
  },
  {
    ...{ id: 'court-one', recipient: 'court', partner: 'one', ...ALWAYS },
    purposes: ['LEGAL_PROCEEDINGS'],
    classes: ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'],
  },
  {
    ...{ id: 'court-two', recipient: 'court', partner: 'two', ...ALWAYS },
    ...{ purposes: ['LEGAL_PROCEEDINGS'], classes: ['DEIDENTIFIED'] },
  },
];

const COMMONS = buildCommonsSubgraph();

function read({ path, body }: Asked, partner: TestPartner): ReadonlySet<string> {
  const { query, variables } = JSON.parse(body) as {
    query: string;
    variables?: Record<string, unknown>;
  };
  const isExtension = path === '/extension' && partner.extension !== null;
  const schema = isExtension ? buildExtensionSchema(partner.extension?.sdl ?? '') : COMMONS;
  return askedCoordinates(schema, { query, ...(variables === undefined ? {} : { variables }) });
}

function searchOf({ query, variables, operationName, extensions, documentId }: Question): string {
  const search = new URLSearchParams();
  if (query !== undefined) search.set('query', query);
  if (documentId !== undefined) search.set('documentId', documentId);
  if (operationName !== undefined) search.set('operationName', operationName);
  if (variables !== undefined) search.set('variables', JSON.stringify(variables));
  if (extensions !== undefined) search.set('extensions', JSON.stringify(extensions));
  return search.toString();
}

async function tokenOf(hub: TestHub, who: Who): Promise<string | null> {
  if (who === null) return null;
  return typeof who === 'string' ? hub.token(who) : hub.forge({ ...who });
}

async function sendTo(hub: TestHub, question: Question, token: string | null): Promise<Answer> {
  const { via = 'POST', accept, ...asked } = question;
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(accept === undefined ? {} : { accept }),
  };
  if (via === 'POST')
    return hub.send({
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
  // A header that no form of a web page can set: Apollo's rule against forged requests asks for one.
  return hub.send(
    { headers: { ...headers, 'apollo-require-preflight': '1' } },
    `/graphql?${searchOf(asked)}`,
  );
}

export async function startAttackWorld(options: AttackWorldOptions = {}): Promise<AttackWorld> {
  const { extensions = true, coalition = (given: Coalition): unknown => given } = options;
  const hub = await startTestHub({
    rows: {
      one: [
        attackRow({ partner: 'one', opaque: 'a', date: '2012-03-01' }),
        attackRow({ partner: 'one', opaque: 'b', date: '2012-01-01', country: 'XB' }),
      ],
      two: [attackRow({ partner: 'two', opaque: 'c', date: '2012-02-01' })],
    },
    coalition: (given) => {
      const issuers = given.issuers.map((issuer) => ({ ...issuer, scopes: [...(options.scopes ?? [])] }));
      return coalition({ ...given, agreements: [...AGREEMENTS], issuers });
    },
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  const { one, two } = hub.partners;
  if (one === undefined || two === undefined) throw new Error('no partners');
  if (extensions) {
    one.extension = options.extension ?? attackExtension('one');
    two.extension = attackExtension('two');
    await hub.hub.lookAtPartners();
  }
  // One connection for all cases: each looks at the record several times.
  const database = new pg.Client({ connectionString: hub.databaseUrl });
  await database.connect();
  let last = '0';
  const world: AttackWorld = {
    hub,
    one,
    two,
    send: async (attack, who) => {
      const token = await tokenOf(hub, who);
      return typeof attack === 'function' ? attack(world, token) : sendTo(hub, attack, token);
    },
    mark: async () => {
      one.asked.length = 0;
      two.asked.length = 0;
      const { rows } = await database.query<{ last: string | null }>(
        'SELECT max(sequence) AS last FROM audit_entry',
      );
      last = rows[0]?.last ?? '0';
    },
    recorded: async () => {
      const { rows } = await database.query<{ entry: string }>(
        'SELECT entry FROM audit_entry WHERE sequence > $1 ORDER BY sequence',
        [last],
      );
      return rows.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>);
    },
    askedOf: ({ asked }) => asked,
    coordinatesAskedOf: (partner) => new Set(partner.asked.flatMap((asked) => [...read(asked, partner)])),
    close: async () => {
      await database.end();
      await hub.close();
    },
  };
  return world;
}
