/** `/data/…` over HTTP: addresses that never change, tags, and refusals. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDataRoutes } from '@vigil/gateway';
import fastify, { type FastifyInstance } from 'fastify';
import { ALPHA_2012, BETA_2012, exportWorld, exportsOf, type ExportWorld } from './export-fixture.js';

let server: FastifyInstance;
let base: string;
let world: ExportWorld;
let now: Date;
let current: string;
let earlier: string;

async function currentVersion(of: ExportWorld): Promise<string> {
  const [overview] = (await exportsOf(of).overview()).filter(({ indicator }) => indicator === 'KIDNAPPING');
  return overview?.dataVersion ?? '';
}

beforeAll(async () => {
  world = exportWorld(ALPHA_2012, BETA_2012);
  earlier = await currentVersion(exportWorld(ALPHA_2012));
  current = await currentVersion(world);
  now = new Date('2026-01-01T00:00:00Z');
  server = fastify({ exposeHeadRoutes: false });
  addDataRoutes(server, { exports: exportsOf(world), now: () => now });
  base = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

interface Got {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const response = await fetch(`${base}${url}`, { method, headers, redirect: 'manual' });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

describe('a table', () => {
  test('is given with a strong tag, for ever, to everybody', async () => {
    const answer = await get(`/data/${current}/KIDNAPPING.csv`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/) as unknown,
    });
    expect(answer.body).toContain('2012-03');
  });

  test.each([
    ['csv', 'text/csv; charset=utf-8; header=present'],
    ['hxl.csv', 'text/csv; charset=utf-8; header=present'],
    ['dictionary.csv', 'text/csv; charset=utf-8; header=present'],
    ['dictionary.json', 'application/json; charset=utf-8'],
    ['sdmx.csv', 'application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8'],
    ['sdmx.json', 'application/vnd.sdmx.data+json; version=2.0.0; charset=utf-8'],
  ])('comes as %s', async (format, contentType) => {
    const answer = await get(`/data/${current}/KIDNAPPING.${format}?by=area,year`);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, contentType]);
  });

  test('is not sent again to who has it', async () => {
    const url = `/data/${current}/KIDNAPPING.csv`;
    const etag = (await get(url)).headers['etag'] ?? '';
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await get(url, { 'if-none-match': tag });
      expect([answer.statusCode, answer.body, answer.headers['etag']]).toEqual([304, '', etag]);
    }
    expect((await get(url, { 'if-none-match': '"another"' })).statusCode).toBe(200);
  });

  test('is measured by HEAD', async () => {
    const url = `/data/${current}/KIDNAPPING.csv`;
    const answer = await get(url, {}, 'HEAD');
    const whole = await get(url);
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(answer.headers['content-length']).toBe(whole.headers['content-length']);
    expect(answer.headers['etag']).toBe(whole.headers['etag']);
  });

  test('has one address: the default written out leads to it, and every other spelling is none', async () => {
    const plain = await get(`/data/${current}/KIDNAPPING.csv`);
    const long = `/data/${current}/KIDNAPPING.csv?by=country,month`;
    const written = await get(long);
    expect([written.statusCode, written.headers['location'], written.body]).toEqual([
      308,
      'KIDNAPPING.csv',
      '',
    ]);
    for (const [spelling, one] of [
      ['KIDNAPPING.csv?by=country%2Cmonth', 'KIDNAPPING.csv'],
      ['KIDNAPPING.csv?by=area%2Cyear', 'KIDNAPPING.csv?by=area,year'],
      ['KIDNAPPING%2Ecsv', 'KIDNAPPING.csv'],
    ] as const) {
      const answer = await get(`/data/${current}/${spelling}`);
      expect([answer.statusCode, answer.headers['location']]).toEqual([308, one]);
    }
    const followed = await fetch(`${base}${long}`);
    expect(followed.url).toBe(`${base}/data/${current}/KIDNAPPING.csv`);
    expect(await followed.text()).toBe(plain.body);
    for (const other of [
      '?by=month,country',
      '?by=COUNTRY,MONTH',
      '?by=',
      '?by=country,month&x=1',
      '?by=country,month&by=country,month',
      '?x=1',
      '?by=area,year&by=area,year',
    ])
      expect((await get(`/data/${current}/KIDNAPPING.csv${other}`)).statusCode).toBe(404);
  });
});

describe('what never was', () => {
  test.each([
    ['/data/0123456789abcdef/KIDNAPPING.csv'],
    ['/data/latest/KIDNAPPING.csv'],
    ['/data/0123456789ABCDEF/KIDNAPPING.csv'],
    ['/data/../../etc/passwd'],
    ['/data/0123456789abcdef/..%2f..%2fhub.json'],
  ])('%s is not found, and may come to be', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(404);
    if (answer.headers['cache-control'] !== undefined)
      expect(answer.headers['cache-control']).toBe('public, max-age=60');
  });

  test('says so in the words of the closed list', async () => {
    expect(JSON.parse((await get(`/data/${current}/CENSORSHIP.csv`)).body)).toEqual({
      errors: [
        {
          message: 'no such table; /data/ lists what there is',
          extensions: { code: 'NOT_AVAILABLE' },
        },
      ],
    });
  });
});

describe('tables of earlier versions', () => {
  test('are made a few at a time; what was made stays to be had, and a version that never was costs nothing', async () => {
    let made = 0;
    const tables = ['country,month', 'area,month', 'area,year', 'country,year'];
    const asked = tables.map((by) => `/data/${earlier}/KIDNAPPING.csv?by=${by}`);
    const few = fastify({ exposeHeadRoutes: false });
    const exports = exportsOf(exportWorld(ALPHA_2012, BETA_2012));
    addDataRoutes(few, {
      exports: {
        overview: () => exports.overview(),
        // thirty tables of an earlier version have been made already
        file: async (name, mayMake) => {
          for (; made < 28; made += 1) mayMake?.();
          return exports.file(name, mayMake);
        },
      },
      now: () => now,
    });
    const address = await few.listen({ host: '127.0.0.1', port: 0 });
    try {
      const statuses = async (paths: readonly string[]): Promise<number[]> => {
        const answers: number[] = [];
        for (const path of paths) answers.push((await fetch(`${address}${path}`)).status);
        return answers;
      };
      expect(await statuses(asked)).toEqual([200, 200, 429, 429]);
      expect((await fetch(`${address}${asked[3] ?? ''}`)).headers.get('retry-after')).toBe('2');
      expect(await statuses(asked.slice(0, 2))).toEqual([200, 200]);
      expect(
        await statuses([`/data/${current}/KIDNAPPING.csv`, '/data/0123456789abcdef/KIDNAPPING.csv']),
      ).toEqual([200, 404]);
      now = new Date(now.getTime() + 2_000);
      expect(await statuses(asked)).toEqual([200, 200, 200, 429]);
    } finally {
      await few.close();
    }
  });
});

test('there is no room for a further table of an earlier version: 503, not for proxies, and the one of now is given', async () => {
  const full = fastify({ exposeHeadRoutes: false });
  const exports = exportsOf(exportWorld(ALPHA_2012, BETA_2012), { mostKeptBytes: 0 });
  addDataRoutes(full, { exports, now: () => now });
  const address = await full.listen({ host: '127.0.0.1', port: 0 });
  try {
    const refused = await fetch(`${address}/data/${earlier}/KIDNAPPING.csv`);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([503, 'no-store']);
    expect(await refused.json()).toEqual({
      errors: [
        {
          message:
            'no room for further files of earlier versions; indicatorTable with asOf answers as of that day',
          extensions: { code: 'NOT_AVAILABLE' },
        },
      ],
    });
    expect((await fetch(`${address}/data/${current}/KIDNAPPING.csv`)).status).toBe(200);
  } finally {
    await full.close();
  }
});

describe('the list', () => {
  test('is found without the slash at its end', async () => {
    const answer = await get('/data');
    expect([answer.statusCode, answer.headers['location']]).toEqual([308, 'data/']);
    expect((await fetch(`${base}/data`)).url).toBe(`${base}/data/`);
    // A cache is not filled by words that mean nothing.
    expect((await fetch(`${base}/data/?x=1`)).url).toBe(`${base}/data/`);
    expect((await fetch(`${base}/data/index.json?x=1`)).url).toBe(`${base}/data/index.json`);
  });

  test('names every table of now in every format, as a page without script and as JSON', async () => {
    const page = await get('/data/');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toContain(`/data/${current}/KIDNAPPING.sdmx.json?by=area,year,victim_group`);
    expect(page.body).not.toContain('<script');
    const json = JSON.parse((await get('/data/index.json')).body) as {
      indicators: {
        indicator: string;
        dataVersion: string | null;
        tables: { files: Record<string, string> }[];
      }[];
    };
    const kidnapping = json.indicators.find(({ indicator }) => indicator === 'KIDNAPPING');
    expect(kidnapping?.tables).toHaveLength(8); // seven of the lattice, and country by year
    for (const { files } of kidnapping?.tables ?? [])
      for (const path of Object.values(files)) expect((await get(path)).statusCode).toBe(200);
    expect(json.indicators.find(({ indicator }) => indicator === 'CENSORSHIP')).toMatchObject({
      dataVersion: null,
      tables: [],
    });
  });

  test('is asked for again after a minute, and not sent again when it is the same', async () => {
    const page = await get('/data/');
    expect(page.headers['cache-control']).toBe('public, max-age=60');
    const again = await get('/data/', { 'if-none-match': page.headers['etag'] ?? '' });
    expect(again.statusCode).toBe(304);
  });
});
