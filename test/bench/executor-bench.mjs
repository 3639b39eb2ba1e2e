/**
 * The executor without any HTTP: its stages one by one against ApolloGateway's, in this process, over subgraphs that
 * answer from recorded JSON texts. See `help`.
 */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Supergraph, operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { compileJoin, compileWriter, createPlanOperation, nameVariables, newExchange } from '@vigil/gateway';
import { expandOperation } from '@vigil/policies';
import { parse } from 'graphql';
import { requireSameAnswer } from './figures/compare-answers.mjs';
import { median } from './figures/compare-rounds.mjs';
import { count, figure, table } from './figures/print-table.mjs';
import { RecordedAnswers } from './shop/recorded-answers.mjs';
import { SHOP_QUERY, shopSupergraph } from './shop/shop-schemas.mjs';

export const help = `npm run bench -- executor [--rounds 7] [--seconds 1] [--json]

Processor milliseconds of each stage of the hub's executor and of ApolloGateway's, over the query and the subgraphs of the gateway
bench, which here answer from recorded texts within this process. In turns, so many rounds, each stage repeated for so
many seconds a round; medians of rounds, and the ratio of the two.

a new operation        Apollo: its planner; the hub: expanding, planning and compiling. Parsing and validation, which
                       are the same, are in neither
a known operation      from the subgraphs' texts to the text of the answer
writing alone          from joined data to text; for Apollo JSON.stringify of what is shaped already, which is a part of
                       what it does
JSON.parse alone       of the subgraphs' answers to one request, which both have to do`;

const MAX_FIELDS = 10_000;

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (!Number.isSafeInteger(rounds) || rounds < 1 || !(seconds > 0))
    throw new Error('--rounds is a whole number from 1, --seconds a number above 0');
  return { rounds, seconds, json: values.json };
}

/** Another operation each time, and as much work: no cache of anybody's can know it. */
function anotherOperation(number) {
  return parse(SHOP_QUERY.replace('query Shop', `query Shop${number}`));
}

async function openApollo(supergraphSdl, recorded) {
  // before Apollo's gateway is imported; a bench talks to nobody
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const { ApolloGateway } = await import('@apollo/gateway');
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => recorded.dataSource(name),
  });
  const { schema, executor } = await gateway.load();
  const document = parse(SHOP_QUERY);
  const queryHash = createHash('sha256').update(SHOP_QUERY).digest('hex');
  const execute = () =>
    executor({
      request: { query: SHOP_QUERY },
      ...{ document, queryHash, source: SHOP_QUERY, operationName: null },
      ...{ schema, context: {}, metrics: {}, logger: console },
    });
  return { execute, close: () => gateway.stop() };
}

function openHub(supergraphSdl, recorded) {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const schema = planner.supergraph.apiSchema().toGraphQLJSSchema();
  const whole = supergraph.schema.toGraphQLJSSchema();
  const sources = recorded.sources();
  const planOperation = createPlanOperation({ planner, batches: () => true });
  const prepare = (document) => {
    const tree = expandOperation({ schema, document, variables: {}, maxFields: MAX_FIELDS });
    const planned = planOperation(tree);
    return {
      values: nameVariables(planned, {}),
      join: compileJoin(planned.steps, { sources, schema: whole }),
      write: compileWriter(planned.shape, { schema }),
    };
  };
  return { prepare, planner, apiSchema: planner.supergraph.apiSchema() };
}

/** Processor time, which a busy machine changes less than the time that passes. */
async function timed(work, seconds) {
  const end = performance.now() + seconds * 1_000;
  const started = process.cpuUsage();
  let times = 0;
  while (performance.now() < end || times === 0) {
    await work();
    times += 1;
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000 / times;
}

async function compare(stages, { rounds, seconds }) {
  const names = Object.keys(stages);
  const taken = new Map(names.map((name) => [name, { apollo: [], hub: [] }]));
  for (let round = 0; round <= rounds; round += 1) {
    if (round > 0) process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const name of names) {
      for (const side of ['apollo', 'hub']) {
        const milliseconds = await timed(stages[name][side], seconds);
        // the first round warms up
        if (round > 0) taken.get(name)[side].push(milliseconds);
      }
    }
  }
  return [...taken].map(([stage, { apollo, hub }]) => {
    const all = apollo.map((milliseconds, at) => milliseconds / hub[at]);
    return {
      ...{ stage, apolloMilliseconds: median(apollo), hubMilliseconds: median(hub) },
      ratio: { min: Math.min(...all), median: median(all), max: Math.max(...all) },
    };
  });
}

const exchange = () =>
  newExchange('bench', new Date(), {
    ...{ method: 'POST', search: '', contentType: 'application/json', contentEncoding: undefined },
    ...{ accept: undefined, authorization: undefined, body: undefined },
  });

async function heardWhile(recorded, work) {
  await work();
  recorded.heard = [];
  await work();
  const texts = recorded.heard;
  recorded.heard = null;
  return texts;
}

async function measure(options) {
  const supergraphSdl = shopSupergraph((name) => `http://127.0.0.1:9/${name}`);
  const recorded = new RecordedAnswers();
  const apollo = await openApollo(supergraphSdl, recorded);
  try {
    const hub = openHub(supergraphSdl, recorded);
    const { values, join, write } = hub.prepare(parse(SHOP_QUERY));
    const answerOfApollo = async () => JSON.stringify((await apollo.execute()).data);
    const answerOfHub = async () => {
      const { data, errors } = write(await join(exchange(), values), {});
      if (errors.length > 0) throw new Error(`the hub's executor has an error: ${errors[0].message}`);
      return data;
    };
    const texts = {
      apollo: await heardWhile(recorded, answerOfApollo),
      hub: await heardWhile(recorded, answerOfHub),
    };
    const answer = await answerOfApollo();
    requireSameAnswer(answer, await answerOfHub());
    const { data } = await apollo.execute();
    const joined = await join(exchange(), values);
    let operations = 0;
    const another = () => anotherOperation((operations += 1));
    const parseAll = (all) => () => all.forEach((text) => void JSON.parse(text));
    const stages = {
      'a new operation': {
        apollo: () => hub.planner.buildQueryPlan(operationFromDocument(hub.apiSchema, another())),
        hub: () => hub.prepare(another()),
      },
      'a known operation': { apollo: answerOfApollo, hub: answerOfHub },
      'writing alone': { apollo: () => JSON.stringify(data), hub: () => write(joined, {}) },
      'JSON.parse alone': { apollo: parseAll(texts.apollo), hub: parseAll(texts.hub) },
    };
    return {
      answerBytes: answer.length,
      requests: { apollo: texts.apollo.length, hub: texts.hub.length },
      stages: await compare(stages, options),
    };
  } finally {
    await apollo.close();
  }
}

function printResult({ answerBytes, requests, stages }, { rounds, seconds }) {
  const rows = stages.map(({ stage, apolloMilliseconds, hubMilliseconds, ratio }) => [
    ...[stage, figure(apolloMilliseconds), figure(hubMilliseconds)],
    ...[ratio.median, ratio.min, ratio.max].map(figure),
  ]);
  console.log(
    [
      `${count(answerBytes)} bytes of answer, equal; requests to subgraphs: Apollo ${requests.apollo}, the hub ` +
        `${requests.hub}; ${rounds} rounds of ${seconds} s a stage`,
      '',
      table([['CPU ms', 'plain Apollo', 'the hub', 'Apollo / hub', 'min', 'max'], ...rows]),
    ].join('\n'),
  );
}

export async function run(args) {
  const options = readOptions(args);
  const result = await measure(options);
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else printResult(result, options);
}
