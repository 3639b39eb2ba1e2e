/**
 * What deciding costs: the permission map of a class of callers that is new, and what a request pays for being decided.
 * See `help`.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import {
  AuditQueue,
  NO_FACTS,
  PreparedOperations,
  composeGraph,
  createDecide,
  createGenerationMaker,
  createPipeline,
  createReceive,
  newExchange,
  readConfig,
} from '@vigil/gateway';
import { ALWAYS, NO_OBLIGATIONS, compilePermissionMap, loadPolicyEngine } from '@vigil/policies';
import { contractClassification, parseCoalition } from '@vigil/shared';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { median } from './figures/compare-rounds.mjs';
import { figure, table } from './figures/print-table.mjs';

export const help = `npm run bench -- policy [--partners 1,10,50,200] [--repeat 20] [--rounds 9] [--requests 400] [--json]

new class     processor milliseconds to compile the permission map of a class of callers that was never seen, over 1,000
              coordinates (the contract's, and an extension's of every class), so many partners, an agreement with
              each; the policies of this repository. Median of the repetitions, and the slowest
open, decided processor milliseconds of one request for a page of events, from its bytes to the text of the answer, in
              this process, without HTTP; partners answer recorded texts. Open: whoever asks may read everything, the
              map says yes. Decided: the caller's map. In turns, so many rounds of so many requests. The same
              document with the same partners' answers and the same answer, or nothing is timed
added         the difference of the two, in milliseconds and as a share of the decided request; the median over the
              pairs of rounds, with the least and the highest`;

const NOW = new Date('2024-05-05T00:00:00Z');
const COORDINATES = 1_000;
const QUERY = `query Page($countries: [String!], $first: Int) {
  events(where: { countries: $countries, actTypes: [DETENTION] }, orderBy: START_DATE_ASC, first: $first) {
    nodes { id startDate country area verification acts { id type startDate victim { sex ageBand group } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      partners: { type: 'string', default: '1,10,50,200' },
      repeat: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '9' },
      requests: { type: 'string', default: '400' },
      json: { type: 'boolean', default: false },
    },
  });
  const partners = values.partners.split(',').map(Number);
  const [repeat, rounds, requests] = [values.repeat, values.rounds, values.requests].map(Number);
  if (![...partners, repeat, rounds, requests].every((number) => Number.isSafeInteger(number) && number > 0))
    throw new Error(
      '--partners is a list of whole numbers, --repeat, --rounds, --requests are whole numbers',
    );
  return { partners, repeat, rounds, requests, json: values.json };
}

function processorMilliseconds(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

const partnerIds = (count) => Array.from({ length: count }, (_each, at) => `partner-${at + 1}`);

function agreementsOf(recipient, partners) {
  return partners.map((partner) => ({
    ...{ id: `${recipient}-${partner}`, recipient, partner, purposes: ['OVERSIGHT'] },
    ...{ classes: ['DEIDENTIFIED'], validFrom: '2020-01-01', validTo: '2099-12-31' },
  }));
}

/** The contract's, and of an extension as many as are missing, of every kind that an extension may have. */
function classification() {
  const all = new Map(contractClassification());
  const kinds = ['PUBLIC', 'DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'].flatMap((one) =>
    ['NONE', 'VICTIM', 'WITNESS'].flatMap((subject) =>
      [[], ['SPECIAL_CATEGORY'], ['GROUP_IDENTIFYING', 'QUASI_IDENTIFIER']].map((flags) => ({
        ...{ class: one, subject, flags },
      })),
    ),
  );
  for (let at = 0; all.size < COORDINATES; at += 1)
    all.set(`partner_1__Type${at % 40}.field${at}`, kinds[at % kinds.length]);
  return all;
}

/** A class of its own each time: an organisation that nobody has asked for. */
function compileNew(engine, { classified, owners, number }) {
  const organisation = `body-${owners.length}-${number}`;
  const agreements = agreementsOf(organisation, owners);
  const started = process.cpuUsage();
  const map = compilePermissionMap({
    ...{ engine, classification: classified, owners, agreements, now: NOW },
    subject: {
      organisation,
      roles: ['REGIONAL_BODY'],
      purpose: 'OVERSIGHT',
      authenticated: true,
      scopes: [],
    },
  });
  const milliseconds = processorMilliseconds(started);
  if (!owners.every((owner) => map.mayRead('Event.id', owner)) || map.mayRead('Event.title', owners[0]))
    throw new Error('the permission map does not say what the policies say');
  return milliseconds;
}

function newClasses(engine, counts, repeat) {
  const classified = classification();
  // what is compiled only after some use shall be compiled
  for (let number = 0; number < repeat; number += 1)
    compileNew(engine, { classified, owners: partnerIds(2), number });
  return counts.map((count) => {
    const owners = partnerIds(count);
    const all = Array.from({ length: repeat }, (_each, number) =>
      compileNew(engine, { classified, owners, number }),
    );
    return { partners: count, coordinates: classified.size, median: median(all), slowest: Math.max(...all) };
  });
}

async function makeIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const seconds = NOW.getTime() / 1_000;
  const token = await new SignJWT({
    ...{ organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' },
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'key' })
    .setIssuer('https://issuer.bench.invalid')
    .setAudience('bench')
    .setSubject('somebody')
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 3_600)
    .sign(privateKey);
  return { token, key: { ...(await exportJWK(publicKey)), kid: 'key' } };
}

function makeCoalition(key, partners) {
  return parseCoalition({
    ...{ format: 'vigil-coalition-1', id: 'bench', name: 'Bench' },
    hub: { id: 'bench-hub', delegationKeys: { keys: [key] } },
    issuers: [
      {
        ...{ issuer: 'https://issuer.bench.invalid', audience: 'bench', algorithms: ['EdDSA'] },
        ...{ jwks: { keys: [key] }, organisations: ['regional-body'], roles: ['REGIONAL_BODY'] },
      },
    ],
    organisations: [{ id: 'regional-body', name: 'Regional body' }],
    partners: partners.map((id) => ({
      ...{ id, name: id, countries: ['XA'], url: 'https://node.invalid', status: 'ACTIVE', synthetic: true },
      ...{ releaseKeys: { keys: [key] }, coverage: [] },
    })),
    agreements: agreementsOf('regional-body', partners),
  });
}

const NAMES_OF_FIELDS = /(\w+): (\w+)/g;

/** An event with a value under each name of the question. */
function answerTo({ partner, body }) {
  const { query } = JSON.parse(body);
  const key = (field) =>
    [...query.matchAll(NAMES_OF_FIELDS)].find(([, , name]) => name === field)?.[1] ?? field;
  const event = (at) => ({
    ...{ v0_id: `${partner}:e${at}`, v0_date: '2012-03-01' },
    ...{ [key('id')]: `${partner}:e${at}`, id: `${partner}:e${at}`, startDate: '2012-03-01', country: 'XA' },
    ...{ area: 'XA-01', verification: 'VERIFIED' },
    acts: [
      {
        ...{ id: `a${at}`, type: 'DETENTION', startDate: '2012-03-01' },
        victim: { sex: 'FEMALE', ageBand: 'A25_34', group: 'JOURNALIST' },
      },
    ],
  });
  return { data: { [key('events')]: { [key('nodes')]: [event(0), event(1), event(2)] } } };
}

/** Whoever asks may do anything with everybody's data. */
function openMap(partners) {
  const everybody = new Set(partners);
  return {
    ...{ hash: 'open', policyVersion: 'open', owners: () => everybody, allows: () => true },
    ...{
      readers: () => everybody,
      mayRead: () => true,
      condition: () => ALWAYS,
      readCondition: () => ALWAYS,
    },
    obligations: () => NO_OBLIGATIONS,
  };
}

/** One hub for each way: nothing of what one has kept serves the other. */
async function openHub(engine, { coalition, isOpen }) {
  const { limits } = readConfig({});
  const receive = createReceive({ limits });
  const decide = createDecide({ limits });
  const operations = new PreparedOperations({ receive, decide });
  const log = pino({ level: 'silent' });
  const keys = { cursor: randomBytes(32), pairwise: randomBytes(32) };
  const now = () => NOW;
  const texts = new Map();
  const make = createGenerationMaker({
    ...{ files: { keys }, config: { cursorLifetimeSeconds: 3_600 }, engine, operations, now, log },
    partners: {
      registry: { health: () => 'UP' },
      ask: (question) => {
        const text = texts.get(question.partner) ?? JSON.stringify(answerTo(question));
        texts.set(question.partner, text);
        return Promise.resolve(JSON.parse(text));
      },
    },
    store: { all: () => [] },
    elapsed: () => performance.now(),
  });
  const composed = composeGraph({ extensions: [] });
  const made = await make({ number: 1, coalition, composed, extensions: [] }, null);
  const everything = openMap(coalition.partners.map(({ id }) => id));
  const generation = isOpen ? { ...made.generation, maps: { for: () => everything } } : made.generation;
  const pipeline = createPipeline({
    ...{ files: { keys }, receive, decide, operations, policyVersion: engine.version, now, log },
    generations: { current: () => generation, graphOf: () => made.graph },
    audit: new AuditQueue({ append: () => Promise.resolve() }),
  });
  return { pipeline, stop: () => made.graph.stop() };
}

async function ask({ pipeline }, facts) {
  const exchange = newExchange('1', NOW, facts);
  await pipeline.admit(exchange);
  const { data, errors } = await pipeline.execute(exchange);
  if (errors.length > 0) throw new Error(`the hub answers with an error: ${errors[0].message}`);
  return data;
}

const CURSOR = /"endCursor":"[\w-]+"/;

async function decidedRequests(engine, { rounds, requests }) {
  const { token, key } = await makeIssuer();
  const coalition = makeCoalition(key, partnerIds(3));
  const facts = {
    ...NO_FACTS,
    ...{ method: 'POST', contentType: 'application/json', authorization: `Bearer ${token}` },
    body: Buffer.from(JSON.stringify({ query: QUERY, variables: { countries: ['XA'], first: 20 } })),
  };
  const hubs = [];
  for (const isOpen of [true, false]) hubs.push(await openHub(engine, { coalition, isOpen }));
  const [open, decided] = await Promise.all(hubs.map((hub) => ask(hub, facts)));
  if (open.replace(CURSOR, '') !== decided.replace(CURSOR, ''))
    throw new Error('an open and a decided request have different answers');
  const round = async (hub) => {
    const started = process.cpuUsage();
    for (let at = 0; at < requests; at += 1) await ask(hub, facts);
    return processorMilliseconds(started) / requests;
  };
  for (const hub of hubs) await round(hub);
  const pairs = [];
  for (let at = 0; at < rounds; at += 1) pairs.push([await round(hubs[0]), await round(hubs[1])]);
  for (const hub of hubs) await hub.stop();
  const added = pairs.map(([one, other]) => other - one);
  const spread = (values) => ({
    median: median(values),
    least: Math.min(...values),
    highest: Math.max(...values),
  });
  return {
    open: median(pairs.map(([one]) => one)),
    decided: median(pairs.map(([, other]) => other)),
    added: spread(added),
    share: spread(pairs.map(([, other], at) => added[at] / other)),
  };
}

function printResult({ maps, requests }) {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const { open, decided, added, share } = requests;
  const parts = ['median', 'least', 'highest'];
  console.log(
    [
      table([
        ['a new class of callers', 'coordinates', 'CPU ms', 'slowest'],
        ...maps.map((one) => [
          `${one.partners} partner${one.partners === 1 ? '' : 's'}`,
          String(one.coordinates),
          figure(one.median),
          figure(one.slowest),
        ]),
      ]),
      '',
      table([
        ['a request', 'CPU ms'],
        ['open', figure(open)],
        ['decided', figure(decided)],
      ]),
      '',
      table([
        ['added by deciding', ...parts],
        ['CPU ms', ...parts.map((part) => added[part].toFixed(3))],
        ['share of the request', ...parts.map((part) => percent(share[part]))],
      ]),
    ].join('\n'),
  );
}

export async function run(args) {
  const options = readOptions(args);
  const engine = await loadPolicyEngine();
  const maps = newClasses(engine, options.partners, options.repeat);
  const result = { maps, requests: await decidedRequests(engine, options) };
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else printResult(result);
}
