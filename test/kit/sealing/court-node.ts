/**
 * A partner's node that a court may ask: an agreement for every class a court can have, over a real database and real
 * HTTP. Every person has a canary for a name.
 */
import { nodeParts, openNode, startServer, writePin, type NodeContext, type NodeParts } from '@vigil/kit';
import { makeRecipientKey, type PrivateRecipientJwk, type RecipientKey } from '@vigil/shared';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../../support/database.js';
import { openByHand } from '../../shared/sealing/sealed-by-hand.js';
import { seedFile, type SeedFile } from '../serve/case-file-seed.js';
import { createHubDouble, type Caller } from '../serve/hub-double.js';
import { keepLog, post, writeDataDirectory, type Answer } from '../serve/serving-node.js';

export const COURT: Caller = { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' };
/** What everybody must have agreed to before a name goes to the court. */
export const ALL_SCOPES = ['DEIDENTIFIED_SHARING', 'LEGAL_PROCEEDINGS', 'NAMED_BODY'];

const QUERY = `query ($id: ID!) { event(id: $id) {
  id description exactLocation
  acts { type victim { id legalName contact } perpetrators { id legalName } }
} }`;

const FILE: SeedFile = {
  victims: [{ consent: false }, { consent: false }],
  perpetrators: 1,
  events: [
    {
      acts: [{ victim: 0, perpetrators: [0] }, { victim: 1 }],
      witnesses: [{ consent: false }],
      evidence: 1,
    },
  ],
};

export interface Opened {
  header: Record<string, unknown>;
  value: string;
}

export interface CourtNode {
  readonly dataDir: string;
  readonly context: NodeContext;
  readonly logged: readonly string[];
  readonly court: { publicKey: RecipientKey; privateJwk: PrivateRecipientJwk };
  /** Makes a case file in which everybody agreed to the scopes, towards the court by name; gives the event's id. */
  seed(scopes: readonly string[], options?: { expires?: string; file?: SeedFile }): Promise<string>;
  /** the court's key, for whatever organisation */
  pin(organisation?: string): Promise<void>;
  ask(id: string, options?: { query?: string; caller?: Caller }): Promise<Answer>;
  askAnything(query: string, variables?: Record<string, unknown>, caller?: Caller): Promise<Answer>;
  /** every sealed value of an answer, opened with the court's key by an independent reading of the RFCs */
  opened(answer: Answer): Opened[];
  /** does a statement of the last question name a column that leaves sealed? */
  readsSealedColumn(): boolean;
  /** details of the newest line of the local record */
  lastRecord(): Promise<Record<string, unknown>>;
  /** From now on another server answers, with some steps replaced. */
  breakParts(changed: Partial<NodeParts>): Promise<void>;
  close(): Promise<void>;
}

/** Adds the court's agreement to those of the other tests. */
async function addCourt(dataDir: string): Promise<void> {
  const path = join(dataDir, 'coalition.json');
  const coalition = JSON.parse(await readFile(path, 'utf8')) as {
    organisations: object[];
    agreements: object[];
  };
  coalition.organisations.push({ id: 'court', name: 'Court' });
  coalition.agreements.push({
    ...{ id: 'court-and-synthetic-one', recipient: 'court', partner: 'synthetic-one' },
    ...{ purposes: ['LEGAL_PROCEEDINGS'], classes: ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'] },
    ...{ validFrom: '2012-01-01', validTo: '2099-12-31' },
  });
  await writeFile(path, JSON.stringify(coalition));
}

function keepStatements({ dataSource }: NodeContext): string[] {
  const kept: string[] = [];
  const ignore = (): void => undefined;
  const logger = {
    ...{
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    },
    logQuery: (text: string) => {
      kept.push(text);
    },
  };
  dataSource.setOptions({ logging: true, logger });
  return kept;
}

const CONSENT_OF_EVERYBODY = `
  INSERT INTO consent (id, person_kind, person_id, scope, recipient, state, recorded_at, expires_at)
  SELECT gen_random_uuid(), person.kind, person.id, scope, 'court', 'GRANTED', '2012-06-01T00:00:00Z', $3
  FROM event e JOIN case_file cf ON cf.id = e.case_file_id
  JOIN LATERAL (SELECT 'VICTIM' AS kind, v.id FROM victim v WHERE v.case_file_id = cf.id
    UNION ALL SELECT 'WITNESS', w.id FROM witness w JOIN event o ON o.id = w.event_id WHERE o.case_file_id = cf.id
  ) person ON true CROSS JOIN unnest($2::text[]) AS scope
  WHERE e.public_id = $1`;

const SEALED_COLUMN = /legal_name|\bcontact\b|exact_location|testimony|\.description|d\.content/;

/** Makes and starts one. */
export async function createCourtNode(): Promise<CourtNode> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-sealed-'));
  const hub = await createHubDouble();
  await writeDataDirectory(dataDir, hub);
  await addCourt(dataDir);
  const logged: string[] = [];
  const context = await openNode({
    ...{ dataDir, databaseUrl: database.url, mode: 'serve', log: keepLog(logged) },
  });
  const statements = keepStatements(context);
  const parts = await nodeParts(context);
  const servers = [await startServer(parts, { port: 0 })];
  const court = await makeRecipientKey();

  const askAnything: CourtNode['askAnything'] = async (query, variables = {}, caller = COURT) => {
    const question = { query, variables };
    const body = JSON.stringify(question);
    const claims = {
      ...caller,
      coordinates: hub.coordinates(question),
      policyVersion: hub.policyVersion,
    };
    const token = await hub.delegate(body, claims);
    statements.length = 0;
    return post(`${servers.at(-1)?.url ?? ''}/graphql`, body, token);
  };
  return {
    ...{ dataDir, context, logged, court, askAnything },
    seed: async (scopes, { expires = null, file = FILE } = {}) => {
      const [publicId = ''] = await seedFile(context.dataSource, file);
      await context.dataSource.query(CONSENT_OF_EVERYBODY, [publicId, scopes, expires]);
      return `synthetic-one:${publicId}`;
    },
    pin: (organisation = 'court') => {
      const { jwk, thumbprint } = court.publicKey;
      return writePin(dataDir, { organisation, pinnedAt: new Date().toISOString(), jwk, thumbprint });
    },
    ask: (id, { query = QUERY, caller = COURT } = {}) => askAnything(query, { id }, caller),
    opened: ({ text }) =>
      (text.match(/"eyJ[\w.-]+"/g) ?? []).map((quoted) => {
        const { header, plaintext } = openByHand(quoted.slice(1, -1), court.privateJwk);
        return { header, value: (JSON.parse(String(plaintext)) as { value: string }).value };
      }),
    readsSealedColumn: () => statements.some((text) => SEALED_COLUMN.test(text)),
    lastRecord: async () => {
      const [row] = await context.dataSource.query<{ details: Record<string, unknown> }[]>(
        'SELECT details FROM local_record ORDER BY sequence DESC LIMIT 1',
      );
      return row?.details ?? {};
    },
    breakParts: async (changed) => {
      servers.push(await startServer({ ...parts, ...changed }, { port: 0 }));
    },
    close: async () => {
      for (const server of servers) await server.close();
      await context.close();
      await rm(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}
