/**
 * The attacked partner: a real node over PostgreSQL with every check of its own, and a hub that delegates whatever it
 * likes. What the database was asked is kept, statement by statement.
 *
 * Beside the body of the other suites there are a court, which the partner has an agreement with for every class of
 * data, a co-signing body, and two bodies whose agreements do not hold.
 */
import { nodeParts, openNode, startServer, type NodeContext, type NodeParts } from '@vigil/kit';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHubDouble, type Caller, type HubDouble, type Question } from '../../kit/serve/hub-double.js';
import { keepLog, post, writeDataDirectory, type Answer } from '../../kit/serve/serving-node.js';
import { createTestDatabase } from '../../support/database.js';

export interface LocalRecord {
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AttackNode {
  readonly context: NodeContext;
  readonly hub: HubDouble;
  readonly dataDir: string;
  readonly logged: readonly string[];
  ask(question: Question, caller: Caller, url?: string): Promise<Answer>;
  /** forgets statements, and remembers where the local record stands */
  mark(): Promise<void>;
  statements(): readonly string[];
  /** entries of the local record since the last mark */
  recorded(): Promise<LocalRecord[]>;
  /** a second server over the same node, with some checks replaced */
  serveWith(changed: (parts: NodeParts) => Partial<NodeParts>): Promise<string>;
  close(): Promise<void>;
}

const PARTNER = 'synthetic-one';
const ALWAYS = { validFrom: '2012-01-01', validTo: '2099-12-31' };
const AGREEMENTS = [
  {
    ...{ id: 'court', recipient: 'court', partner: PARTNER, ...ALWAYS },
    ...{ purposes: ['LEGAL_PROCEEDINGS'], classes: ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'] },
  },
  {
    ...{ id: 'sparse-court', recipient: 'sparse-court', partner: PARTNER, ...ALWAYS },
    ...{ purposes: ['LEGAL_PROCEEDINGS'], classes: ['DEIDENTIFIED'] },
  },
  {
    ...{ id: 'co-signing', recipient: 'co-signing-body', partner: PARTNER, ...ALWAYS },
    ...{ purposes: ['OVERSIGHT'], classes: ['DEIDENTIFIED', 'CONFIDENTIAL'] },
  },
  {
    ...{ id: 'ended', recipient: 'former-body', partner: PARTNER, validFrom: '2012-01-01' },
    ...{ validTo: '2020-12-31', purposes: ['OVERSIGHT'], classes: ['DEIDENTIFIED'] },
  },
  {
    ...{ id: 'not-yet', recipient: 'future-body', partner: PARTNER, validFrom: '2098-01-01' },
    ...{ validTo: '2099-12-31', purposes: ['OVERSIGHT'], classes: ['DEIDENTIFIED'] },
  },
];

async function addAgreements(dataDir: string): Promise<void> {
  const path = join(dataDir, 'coalition.json');
  const coalition = JSON.parse(await readFile(path, 'utf8')) as {
    organisations: object[];
    agreements: object[];
  };
  coalition.organisations.push(...AGREEMENTS.map(({ recipient }) => ({ id: recipient, name: recipient })));
  coalition.agreements.push(...AGREEMENTS);
  await writeFile(path, JSON.stringify(coalition));
}

function keepStatements({ dataSource }: NodeContext, kept: string[]): void {
  const ignore = (): void => undefined;
  dataSource.setOptions({
    logging: true,
    logger: {
      ...{ logQueryError: ignore, logQuerySlow: ignore, logSchemaBuild: ignore, logMigration: ignore },
      ...{ log: ignore, logQuery: (text: string) => void kept.push(text) },
    },
  });
}

export async function startAttackNode(): Promise<AttackNode> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-attack-'));
  const hub = await createHubDouble();
  await writeDataDirectory(dataDir, hub);
  await addAgreements(dataDir);
  const logged: string[] = [];
  const context = await openNode({ dataDir, databaseUrl: database.url, mode: 'serve', log: keepLog(logged) });
  const kept: string[] = [];
  keepStatements(context, kept);
  const parts = await nodeParts(context);
  const servers = [await startServer(parts, { port: 0 })];
  const own = servers[0]?.url ?? '';
  let last = '0';
  return {
    ...{ context, hub, dataDir, logged },
    ask: async (question, caller, url = own) => {
      const body = JSON.stringify(question);
      const token = await hub.delegate(body, { ...caller, coordinates: hub.coordinates(question) });
      return post(`${url}/graphql`, body, token);
    },
    mark: async () => {
      const [row] = await context.dataSource.query<{ last: string | null }[]>(
        'SELECT max(sequence) AS last FROM local_record',
      );
      last = row?.last ?? '0';
      kept.length = 0;
    },
    statements: () => [...kept],
    recorded: () =>
      context.dataSource.query<LocalRecord[]>(
        'SELECT action, details FROM local_record WHERE sequence > $1 ORDER BY sequence',
        [last],
      ),
    serveWith: async (changed) => {
      const server = await startServer({ ...parts, ...changed(parts) }, { port: 0 });
      servers.push(server);
      return server.url;
    },
    close: async () => {
      for (const server of servers) await server.close();
      await context.close();
      await rm(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}
