/** SQL of an extension: careless or hostile, it sees what the row rules show and leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeInstalled } from '@vigil/kit';
import { CLASSIFIED_SDL } from '../extension/classified-sdl.js';
import { seedFile } from './case-file-seed.js';
import { createServingNode, type ServingNode } from './serving-node.js';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
${CLASSIFIED_SDL}
type Query {
  synthetic_one__run(sql: [String!]! @classified(class: DEIDENTIFIED)): [String!] @classified(class: DEIDENTIFIED)
}
`;
/** Runs what the test sends: each statement's rows as JSON, or `refused`. */
const RESOLVERS = `export const resolvers = { Query: { synthetic_one__run: async (_none, { sql }, { query }) => {
  const said = [];
  for (const one of sql) said.push(await query(one).then((rows) => JSON.stringify(rows), () => 'refused'));
  return said;
} } };`;

let node: ServingNode;

beforeAll(async () => {
  node = await createServingNode();
  await seedFile(node.context.dataSource, { events: [{ acts: [{ type: 'DETENTION' }] }] });
  await seedFile(node.context.dataSource, { confidential: true, events: [{ acts: [{ type: 'TORTURE' }] }] });
  await writeInstalled(node.dataDir, { sdl: SDL, resolvers: RESOLVERS }, new Date('2014-01-01T00:00:00Z'));
});
afterAll(() => node.close());

async function run(...sql: string[]): Promise<readonly string[]> {
  const query = 'query ($sql: [String!]!) { synthetic_one__run(sql: $sql) }';
  const { json } = await node.ask({ query, variables: { sql } }, { extension: SDL });
  return (json.data as { synthetic_one__run: string[] }).synthetic_one__run;
}

describe('a table', () => {
  test('is what the caller may see of it', async () => {
    expect(await run('SELECT count(*)::int AS n FROM event', 'SELECT type FROM act ORDER BY 1')).toEqual([
      '[{"n":1}]',
      '[{"type":"DETENTION"}]',
    ]);
  });

  test.each([
    'SELECT count(*) FROM public.event',
    'SELECT count(*) FROM PUBLIC . "victim"',
    'SELECT count(*) FROM "public"/* */./* */"consent"',
    'SELECT count(*) FROM public. -- here\n case_file',
    'SELECT 1) AS answer, (SELECT count(*) FROM public.event',
  ])('is not read around the row rules: %s', async (sql) => {
    expect(await run(sql)).toEqual(['refused']);
  });

  test('columns, texts and comments that only look like it are read', async () => {
    expect(
      await run(
        "SELECT e.country, '.event' AS dot FROM event e -- public.event\n WHERE e.verification IS NOT NULL",
        'SELECT act.event_id IS NULL AS none FROM act',
      ),
    ).toEqual([expect.stringContaining('".event"'), '[{"none":false}]']);
  });

  test('of the node’s own is empty, every one of them', async () => {
    const tables = await node.context.dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'node_migration' ORDER BY 1`,
    );
    const open = 'case_file event victim perpetrator act act_perpetrator witness evidence intervention'.split(
      ' ',
    );
    const closed = tables.map(({ name }) => name).filter((name) => !open.includes(name));
    expect(closed).toEqual(expect.arrayContaining(['consent', 'import_rejection', 'release_ledger']));
    const shown = await run(...closed.map((name) => `SELECT to_jsonb(t) AS row FROM ${name} t`));
    const qualified = closed.map((name) => `SELECT 1 FROM public.${name}`);
    expect(shown).toEqual(closed.map(() => '[]'));
    expect(await run(...qualified)).toEqual(closed.map(() => 'refused'));
  });
});

describe('a setting', () => {
  const SETTINGS =
    "SELECT current_setting('statement_timeout') AS t, current_setting('search_path') AS p, current_setting('transaction_read_only') AS r";

  test('that a statement changes is back before the next one, and for every later request', async () => {
    const [before] = await run(SETTINGS);
    const change = (local: string): string =>
      `SELECT set_config('statement_timeout', '0', ${local}), set_config('search_path', 'pg_catalog', ${local})`;
    const [, after, , last] = await run(change('true'), SETTINGS, change('false'), SETTINGS);
    expect([after, last]).toEqual([before, before]);
    expect(JSON.parse(before ?? '')).toMatchObject([{ t: '2s', r: 'on' }]);
    expect(await run(SETTINGS, 'SELECT count(*)::int AS n FROM event')).toEqual([before, '[{"n":1}]']);
  });

  test('cannot give a statement more time', async () => {
    const began = performance.now();
    expect(await run("SELECT set_config('statement_timeout', '0', true), pg_sleep(9)")).toEqual(['refused']);
    expect(performance.now() - began).toBeLessThan(6_000);
  });
});

describe('the tables, last of all,', () => {
  test('of a file with an event that is there and one that is not holds what hangs on the first alone', async () => {
    await seedFile(node.context.dataSource, {
      victims: [{}, {}, {}],
      perpetrators: 2,
      events: [
        { country: 'XB', acts: [{ victim: 0, perpetrators: [0] }], witnesses: [{}], evidence: 1 },
        {
          country: 'XB',
          verification: 'DISPROVEN',
          acts: [{ victim: 1, perpetrators: [1] }],
          witnesses: [{}],
          evidence: 1,
        },
      ],
    });
    const tables = [
      'event',
      'act',
      'victim',
      'perpetrator',
      'act_perpetrator',
      'witness',
      'evidence',
      'case_file',
    ];
    const ofFile = tables.map((table) => `SELECT count(*)::int AS n FROM ${table}`);
    // by hand: the file of the start has one event with one act; the third victim of this one is in no act
    expect(await run(...ofFile)).toEqual([2, 2, 1, 1, 1, 1, 1, 2].map((n) => `[{"n":${n}}]`));
  });
});
