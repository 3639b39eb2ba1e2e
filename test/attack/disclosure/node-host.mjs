/**
 * A process that runs partner nodes: each with keys and a schema of its own, its records, its release, its server.
 *
 * Takes its work by IPC (`real-stack.ts` says what), gives the nodes' addresses and public keys. Everything a node does
 * is the kit's own code; the one thing a test may put in its place is the draw, for a broken twin.
 */
import {
  createNodeKeys,
  listRevocations,
  listSignedReleases,
  makeRelease,
  migrate,
  nodeDataSource,
  nodeLogger,
  nodeParts,
  notedReceipt,
  parsePartnerSettings,
  publicReleaseKey,
  recordRequest,
  releasePage,
  startServer,
  verifyRequest,
} from '@vigil/kit';
import { noisyTable, parseCoalition } from '@vigil/shared';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Hundreds of nodes share one server: what is idle is given back. */
const POOL = { idleTimeoutMillis: 200 };
const YEAR = '2012';

const DRAWS = {
  'noise-free-l3': (input) => {
    const drawn = noisyTable(input);
    if (drawn.id !== 'L3') return drawn;
    const cells = input.planned.cells.map(({ at, address }) => ({
      at: [...at],
      y: input.counts.get(address) ?? 0,
    }));
    return { ...drawn, cells };
  },
};

const nodes = new Map();
/** parts of the first node: the policies and the contract's schema are the same for all of them */
let common;

/** As `nodeParts` makes them; what depends on the node is its own. */
async function partsOf(context) {
  common ??= await nodeParts(context);
  return {
    ...common,
    partner: context.settings.id,
    verify: (request) => verifyRequest(request, context),
    releases: async (after, ledger) =>
      (await notedReceipt(context, after, ledger))
        ? []
        : releasePage(await listSignedReleases(context, after)),
    revocations: () => listRevocations(context),
    record: (claims, outcome) => recordRequest(context, claims, outcome),
    extensions: { use: common.extensions.use.bind(common.extensions), close: () => Promise.resolve() },
  };
}

function settingsOf({ id, coverage }) {
  return parsePartnerSettings({
    format: 'vigil-partner-1',
    id,
    name: `SYNTHETIC ${id}`,
    synthetic: true,
    port: 0,
    publication: {
      profile: 'STANDARD',
      unit: 'CASE_FILE',
      reason: 'case files are confidential',
      indicators: ['KIDNAPPING'],
      coverage,
    },
    methodology: {
      version: '1',
      caseSelection: 'made for a test',
      verificationSteps: ['made for a test'],
      limitations: 'synthetic',
      standardOfProof: 'REASONABLE_GROUNDS',
      changedAt: '2012-01-01',
    },
    fundingStreams: [{ donor: 'a test', amountBand: null, period: null, restrictions: null }],
  });
}

function coalitionOf({ id, coverage }, { hubId, hubKey }, releaseKey) {
  return parseCoalition({
    format: 'vigil-coalition-1',
    id: 'games',
    name: 'SYNTHETIC coalition of the games',
    hub: { id: hubId, delegationKeys: { keys: [hubKey] } },
    issuers: [],
    organisations: [],
    partners: [
      {
        id,
        name: `SYNTHETIC ${id}`,
        countries: ['XA'],
        url: 'http://127.0.0.1:9',
        synthetic: true,
        releaseKeys: { keys: [releaseKey] },
        coverage,
      },
    ],
    agreements: [],
  });
}

/** One case file of a public source (so that no consent is asked), with one event, victim, perpetrator and act. */
async function addCaseFile(dataSource, { month, area }) {
  const [file, event, victim, act] = Array.from({ length: 4 }, () => randomUUID());
  await dataSource.query(
    `INSERT INTO case_file (id, reference, confidential, synthetic, source) VALUES ($1, $2, false, true, 'test')`,
    [file, `SYNTHETIC-${file}`],
  );
  await dataSource.query(
    `INSERT INTO event (id, case_file_id, public_id, start_date, date_precision, country, area, verification)
     VALUES ($1, $2, $3, $4, 'DAY', 'XA', $5, 'CORROBORATED')`,
    [event, file, event.replaceAll('-', '').slice(0, 22), `${month}-05`, area],
  );
  await dataSource.query(
    `INSERT INTO victim (id, case_file_id, sex, age_band, victim_group, persons)
     VALUES ($1, $2, 'FEMALE', 'A25_34', 'JOURNALIST', 1)`,
    [victim, file],
  );
  await dataSource.query(
    `INSERT INTO act (id, event_id, type, start_date, date_precision, victim_id)
     VALUES ($1, $2, 'ABDUCTION_KIDNAPPING', $3, 'DAY', $4)`,
    [act, event, `${month}-05`, victim],
  );
}

async function openDataSource(databaseUrl, schema) {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const dataSource = nodeDataSource(url.href, () => undefined);
  dataSource.setOptions({ extra: { ...dataSource.options.extra, ...POOL } });
  return dataSource.initialize();
}

async function openPartner(partner, work) {
  const dataDir = join(work.directory, partner.id);
  await mkdir(dataDir, { mode: 0o700 });
  await createNodeKeys(dataDir);
  const key = await publicReleaseKey(dataDir);
  const dataSource = await openDataSource(work.databaseUrl, partner.schema);
  for (const file of partner.files) await addCaseFile(dataSource, file);
  const context = {
    dataDir,
    settings: settingsOf(partner),
    coalition: coalitionOf(partner, work, key),
    dataSource,
    records: dataSource,
    now: () => new Date(),
    log: nodeLogger('silent'),
    close: () => dataSource.destroy(),
  };
  const draw = DRAWS[work.broken];
  await makeRelease(context, { year: YEAR, ...(draw === undefined ? {} : { draw }) });
  const parts = await partsOf(context);
  const server = await startServer(parts, { port: 0 });
  nodes.set(partner.id, { context, parts, server, port: Number(new URL(server.url).port) });
  return { id: partner.id, url: server.url, key };
}

const ANSWERS = {
  /** makes the schemas that later databases are copied from */
  async template({ databaseUrl, schemas }) {
    for (const schema of schemas) {
      const admin = await nodeDataSource(databaseUrl, () => undefined).initialize();
      await admin.query(`CREATE SCHEMA ${schema}`);
      await admin.destroy();
      const dataSource = await openDataSource(databaseUrl, schema);
      await migrate(dataSource);
      await dataSource.destroy();
    }
    return null;
  },
  async open(work) {
    const opened = [];
    for (const partner of work.partners) opened.push(await openPartner(partner, work));
    return opened;
  },
  async stop({ id }) {
    await nodes.get(id)?.server.close();
    return null;
  },
  async start({ id }) {
    const node = nodes.get(id);
    node.server = await startServer(node.parts, { port: node.port });
    return null;
  },
  /** the world goes on after the release: more files, and nobody releases them */
  async add({ id, files }) {
    for (const file of files) await addCaseFile(nodes.get(id).context.dataSource, file);
    return null;
  },
  async close() {
    await Promise.all([...nodes.values()].map(({ server }) => server.close()));
    await Promise.all([...nodes.values()].map(({ context }) => context.close()));
    nodes.clear();
    return null;
  },
};

process.on('message', ({ number, kind, work }) => {
  ANSWERS[kind](work).then(
    (answer) => process.send({ number, answer }),
    (error) => process.send({ number, failure: `${error.code ?? ''} ${error.message}` }),
  );
});
process.on('disconnect', () => process.exit(1));
