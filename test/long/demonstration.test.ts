/**
 * The demonstration as a newcomer meets it: one command, three nodes, a hub; a figure that may be read and a name
 * that may not. Everything here goes through real processes, real PostgreSQL servers and real HTTP.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeDataDir,
  processesNaming,
  removeDataDir,
  REPOSITORY,
  runPartner,
  startAgain,
  startDemonstration,
  type Demonstration,
  type GraphQLAnswer,
} from '../support/demonstration.js';
import { describeCourt } from './court-cases.js';

const CANARY = 'CANARY-';

const EVERYTHING_DENIED = `{
  events(first: 20) {
    nodes {
      id title exactLocation description startDate country area
      acts { type method victim { sex ageBand legalName contact } perpetrators { type unit legalName } }
      witnesses { connection reliability legalName contact testimony }
      evidence { kind sha256 content }
      interventions { type status }
    }
  }
}`;

interface EventsAnswer extends GraphQLAnswer {
  data: { events: { nodes: Record<string, unknown>[] } | null };
}

const dataDir = makeDataDir();
let demo: Demonstration;

beforeAll(async () => {
  demo = await startDemonstration(dataDir);
}, 170_000);

afterAll(async () => {
  await demo.stop();
  removeDataDir(dataDir);
}, 60_000);

async function ask<T extends GraphQLAnswer>(query: string, principal?: string): Promise<T> {
  return JSON.parse(await demo.ask(query, principal)) as T;
}

describe('a regional body', () => {
  test('reads indicators across partners, with their limits', async () => {
    const { data, errors } = await ask<GraphQLAnswer & { data: { indicatorTable: { cells: unknown[] } } }>(
      `{ indicatorTable(indicator: KIDNAPPING, by: [COUNTRY, MONTH], where: {from: "2012-01", to: "2012-12"})
         { cells { country month released lower upper standardError reportingPartners } } }`,
      'regional-body',
    );
    expect(errors).toBeUndefined();
    // Declared coverage: XA by two partners, XB by one; two countries, twelve months.
    expect(data.indicatorTable.cells).toHaveLength(24);
  });

  test('gets null and a code for every confidential or identifying field, and the rest of the answer', async () => {
    const text = await demo.ask(EVERYTHING_DENIED, 'regional-body');
    const { data, errors } = JSON.parse(text) as EventsAnswer;
    const nodes = data.events?.nodes ?? [];
    expect(nodes.length).toBe(20);
    for (const node of nodes) {
      expect(node).toMatchObject({
        title: null,
        exactLocation: null,
        description: null,
        witnesses: null,
        evidence: null,
      });
      expect(node['id']).toMatch(/^synthetic-one:/);
      expect(node['country']).toMatch(/^X[AB]$/);
    }
    expect(new Set(errors?.map(({ extensions }) => extensions?.code))).toEqual(
      new Set(['UNAUTHORIZED_FIELD_OR_TYPE']),
    );
    expect(errors?.map(({ path }) => path?.join('.'))).toContain('events.nodes.0.witnesses');
    expect(text).not.toContain(CANARY);
  });

  test('gets no event of a partner without an agreement', async () => {
    const { data, errors } = await ask<EventsAnswer>(
      '{ events(where: {partners: ["synthetic-two"]}) { nodes { id } } }',
      'regional-body',
    );
    expect(data.events?.nodes ?? []).toEqual([]);
    expect(errors?.some(({ extensions }) => extensions?.code === 'PARTNER_UNAVAILABLE') ?? false).toBe(false);
  });

  test('cannot tell an event it may not see from one that does not exist', async () => {
    const own = await ask<EventsAnswer>(
      '{ events(first: 1) { nodes { id } } }',
      'case-officer@synthetic-two',
    );
    const id = String(own.data.events?.nodes[0]?.['id']);
    expect(id).toMatch(/^synthetic-two:/);
    const denied = await demo.ask(`{ event(id: "${id}") { id } }`, 'regional-body');
    const missing = await demo.ask(
      '{ event(id: "synthetic-two:AAAAAAAAAAAAAAAAAAAAAA") { id } }',
      'regional-body',
    );
    expect(denied).toBe(missing);
  });
});

interface SignedTable {
  id: string;
  indicator: string;
  cells: { at: string[]; y: number }[];
}
interface FigureCell {
  month: string;
  released: number;
  lower: number;
  upper: number;
  standardError: number;
  reportingPartners: number;
}

describe('figures of two partners that watch the same country', () => {
  /** One partner's signed integers of L1, month by month. */
  async function signedMonths(
    partner: string,
    indicator: string,
    country: string,
  ): Promise<Map<string, number>> {
    const { data } = await ask<GraphQLAnswer & { data: { releases: { nodes: { document: string }[] } } }>(
      `{ releases(partner: "${partner}", partition: "2012") { nodes { document } } }`,
    );
    const signed = JSON.parse(String(data.releases.nodes[0]?.document)) as {
      document: { tables: SignedTable[] };
    };
    const table = signed.document.tables.find((one) => one.id === 'L1' && one.indicator === indicator);
    return new Map(
      (table?.cells ?? []).filter(({ at }) => at[0] === country).map(({ at, y }) => [String(at[1]), y]),
    );
  }

  test('total, bounds and error follow from the signed integers by the rules of the design', async () => {
    const one = await signedMonths('synthetic-one', 'KIDNAPPING', 'XA');
    const two = await signedMonths('synthetic-two', 'KIDNAPPING', 'XA');
    const { data } = await ask<GraphQLAnswer & { data: { indicatorTable: { cells: FigureCell[] } } }>(
      `{ indicatorTable(indicator: KIDNAPPING, by: [MONTH], where: {countries: ["XA"], from: "2012-01", to: "2012-12"})
         { cells { month released lower upper standardError reportingPartners } } }`,
    );
    expect(data.indicatorTable.cells).toHaveLength(12);
    for (const cell of data.indicatorTable.cells) {
      const y = [one.get(cell.month) ?? Number.NaN, two.get(cell.month) ?? Number.NaN];
      const total = y.reduce((sum, value) => sum + value, 0);
      // L1 has sigma^2 = 8 in the standard profile; 2.2414 is the normal quantile of 1 - 0.025 / 2 partners.
      const lower = Math.max(...y.map((value) => Math.floor(Math.max(0, value - 2.2414 * Math.sqrt(8)))));
      expect(cell).toEqual({
        month: cell.month,
        released: total,
        standardError: 4, // sqrt(8 + 8)
        lower,
        upper: Math.max(lower, Math.ceil(total + 1.96 * 4)),
        reportingPartners: 2,
      });
    }
  });

  test('a partner that declared a country and released nothing is silent, not zero', async () => {
    const { data } = await ask<
      GraphQLAnswer & { data: { indicatorTable: { cells: unknown[]; coverage: unknown[] } } }
    >(
      `{ indicatorTable(indicator: UNLAWFUL_DETENTION, by: [COUNTRY, MONTH], where: {countries: ["RU"], from: "2012-01", to: "2012-12"})
         { cells { released } coverage { partner { id } country from to status } } }`,
    );
    expect(data.indicatorTable.cells).toEqual([]);
    expect(data.indicatorTable.coverage).toContainEqual({
      partner: { id: 'detention-monitor' },
      country: 'RU',
      from: '2012-01',
      to: '2012-12',
      status: 'SILENT',
    });
  });
});

describe('other callers', () => {
  test('an analyst without an agreement reads no event at all', async () => {
    const { data, errors } = await ask<EventsAnswer>('{ events { nodes { id } } }', 'public-analyst');
    expect(data.events).toBeNull();
    expect(errors?.[0]).toMatchObject({
      path: ['events'],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    });
  });

  test("a case officer reads confidential fields of the organisation's own events, and still no sealed one", async () => {
    const { data } = await ask<EventsAnswer>(
      '{ events(first: 20) { nodes { id title exactLocation witnesses { id legalName testimony } } } }',
      'case-officer@synthetic-two',
    );
    const nodes = data.events?.nodes ?? [];
    expect(nodes.length).toBe(20);
    for (const node of nodes) {
      expect(node['id']).toMatch(/^synthetic-two:/);
      expect(node['exactLocation']).toBeNull();
      for (const witness of (node['witnesses'] ?? []) as Record<string, unknown>[]) {
        expect(witness).toMatchObject({ legalName: null, testimony: null });
      }
    }
  });

  test('what partners were asked never names a denied coordinate', () => {
    // The partner's own record of what reached it.
    const record = runPartner(dataDir, 'synthetic-one', ['record', 'show', '--last', '1000', '--json']);
    expect(record).toContain('Query.events');
    for (const denied of ['Event.title', 'Event.witnesses', 'Witness.', 'Victim.legalName', 'Evidence.']) {
      expect(record).not.toContain(denied);
    }
    expect(record).not.toContain(CANARY);
  });
});

describeCourt(() => demo);

describe('a partner whose node is killed in the middle of a query', () => {
  const LIST =
    '{ events(first: 100, where: {partners: ["synthetic-one", "synthetic-two"]}) { nodes { id partner { id } } } }';
  const partnersOf = ({ data }: EventsAnswer): Set<unknown> =>
    new Set((data.events?.nodes ?? []).map((node) => (node['partner'] as { id: string }).id));
  const nodeOf = (partner: string): number =>
    (JSON.parse(readFileSync(join(dataDir, partner, 'node.lock'), 'utf8')) as { pid: number }).pid;
  const portOf = (partner: string): string => {
    const coalition = JSON.parse(readFileSync(join(dataDir, 'hub', 'coalition.json'), 'utf8')) as {
      partners: { id: string; url: string }[];
    };
    return new URL(coalition.partners.find(({ id }) => id === partner)?.url ?? '').port;
  };
  let returned: ChildProcess | undefined;

  afterAll(async () => {
    if (returned === undefined) return;
    const ended = new Promise((resolve) => returned?.once('exit', resolve));
    returned.kill('SIGTERM');
    await ended;
  });

  test('spoils its own part only, is named and nothing more, and is asked again when it returns', async () => {
    const before = await ask<EventsAnswer>(LIST, 'court');
    expect(partnersOf(before)).toEqual(new Set(['synthetic-one', 'synthetic-two']));

    const pid = nodeOf('synthetic-two');
    process.kill(pid, 'SIGSTOP'); // it has taken the connection and will not answer
    const pending = demo.ask(LIST, 'court');
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(pid, 'SIGKILL');
    const text = await pending;
    const during = JSON.parse(text) as EventsAnswer;
    expect(partnersOf(during)).toEqual(new Set(['synthetic-one']));
    expect(during.errors).toHaveLength(1);
    expect(during.errors?.[0]).toMatchObject({
      path: ['events'],
      extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'synthetic-two' },
    });
    expect(JSON.stringify(during.errors)).not.toMatch(/ECONN|127\.0\.0\.1|socket|\d{4,5}|stack/i);

    const port = portOf('synthetic-two');
    returned = spawn(
      process.execPath,
      [
        join(REPOSITORY, 'subgraphs/kit/bin/vigil-partner.mjs'),
        ...['--data-dir', join(dataDir, 'synthetic-two'), 'serve', '--port', port],
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    );
    await new Promise((resolve) => returned?.once('message', resolve));
    const after = await ask<EventsAnswer>(LIST, 'court');
    expect(after.errors).toBeUndefined();
    expect(partnersOf(after)).toEqual(new Set(['synthetic-one', 'synthetic-two']));
  }, 60_000);
});

describe('starting and stopping', () => {
  test('partners that do nothing but read real files stay away without them', async () => {
    const { data } = await ask<GraphQLAnswer & { data: { partners: { id: string }[] } }>(
      '{ partners { id } }',
    );
    const ids = data.partners.map(({ id }) => id).filter((id) => !id.startsWith('casework'));
    expect(ids).toEqual(['synthetic-one', 'synthetic-two', 'detention-monitor']);
  });

  test('a second start on the same data directory is refused in one line', () => {
    const { status, stderr } = startAgain(['--port', '0', '--data-dir', dataDir]);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/in use/);
  });

  test('Ctrl-C leaves no process behind, and the next start neither generates nor releases again', async () => {
    const ids = (): Promise<string> => demo.ask('{ releases { nodes { id madeAt } } }', 'public-analyst');
    const before = await ids();
    expect(await demo.stop()).toBe(0);
    expect(processesNaming(dataDir)).toEqual([]);
    demo = await startDemonstration(dataDir);
    expect(demo.output()).not.toMatch(/making/);
    expect(await ids()).toBe(before);
  }, 120_000);

  test('a taken port is refused in one line', () => {
    const other = makeDataDir();
    const { port } = new URL(demo.url);
    const { status, stderr } = startAgain(['--port', port, '--data-dir', other]);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/port/);
    expect(processesNaming(other)).toEqual([]);
    removeDataDir(other);
  }, 170_000);

  test('a damaged database is refused in one line that names it', async () => {
    await demo.stop();
    const location = join(dataDir, 'hub', 'postgres', 'global', 'pg_control');
    truncateSync(location, 100);
    const { status, stderr } = startAgain(['--port', '0', '--data-dir', dataDir]);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/hub.*damaged/);
    expect(processesNaming(dataDir)).toEqual([]);
  }, 120_000);
});
