/** The whole hub: a notice makes it ask its partner, and what comes is exported, kept and printed in a terminal. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { NOTICE_TYP } from '@vigil/gateway';
import { SignJWT, importJWK } from 'jose';
import { startReleasingHub, type ReleasingHub } from '../releases/releasing-hub.js';
import { ALPHA_2012 } from './export-fixture.js';

let { fixture, hub, alpha } = {} as ReleasingHub;

beforeAll(async () => {
  ({ fixture, hub, alpha } = await startReleasingHub());
});
afterAll(() => hub.close());

const text = async (path: string): Promise<string> => (await hub.send({}, path)).text;

async function currentVersion(): Promise<string | null> {
  const { indicators } = JSON.parse(await text('/data/index.json')) as {
    indicators: { indicator: string; dataVersion: string | null }[];
  };
  return indicators.find(({ indicator }) => indicator === 'KIDNAPPING')?.dataVersion ?? null;
}

async function notify(): Promise<number> {
  const key = fixture.keys.get('alpha') ?? {};
  const token = await new SignJWT({ after: 1, jti: 'a-notice-of-a-test-0' })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid ?? '', typ: NOTICE_TYP })
    .setIssuer('alpha')
    .setAudience('test-hub')
    .setIssuedAt()
    .sign(await importJWK(key, 'EdDSA'));
  const headers = { 'content-type': 'application/jwt' };
  return (await hub.send({ method: 'POST', headers, body: token }, '/releases/notice')).status;
}

test('a release comes in on notice, is exported at an address that outlives it, and printed the same', async () => {
  expect(await currentVersion()).toBeNull();
  expect((await hub.command('table', 'KIDNAPPING')).err).toMatch(/no partner has released this table/);
  const before = alpha.requests.length;
  alpha.releases = [await fixture.sign(ALPHA_2012)];
  expect(await notify()).toBe(202);
  // No timing is asserted: it waits as long as the test may run.
  while ((await currentVersion()) === null) await wait(20);
  expect(alpha.requests.slice(before)).toContain('/releases');

  const version = (await currentVersion()) ?? '';
  const { data } = await hub.ask(
    '{ indicatorTable(indicator: KIDNAPPING, by: [COUNTRY, MONTH]) { dataVersion cells { month released } } }',
  );
  expect(data).toMatchObject({ indicatorTable: { dataVersion: version } });
  const csv = await text(`/data/${version}/KIDNAPPING.csv`);
  expect(csv).toContain(',2012-03,CASE_FILE,40,40,');
  expect((await hub.command('table', 'KIDNAPPING', '--csv')).out).toBe(csv);

  await hub.restart();
  expect(await text(`/data/${version}/KIDNAPPING.csv`)).toBe(csv);
});

test('a terminal says what a table needs to be read by, and refuses in one line with the remedy', async () => {
  const { code, out } = await hub.command('table', 'kidnapping', '--by', 'area,year', '--country', 'XA');
  expect(code).toBe(0);
  expect(out).toMatch(/^XA-01 +2012 +30 /m);
  expect(out).toContain('Documented, not total');
  expect(out).toMatch(/protected: alpha, profile STANDARD, unit CASE_FILE: .* 69\.13 %/); // 0.691234, rounded up: at best
  expect(out).toMatch(/to cite: \/data\/[0-9a-f]{16}\/KIDNAPPING\.csv\?by=area,year/);
  const nothing = await hub.command('table', 'KIDNAPPING', '--country', 'RU');
  expect(nothing.out).toContain('no figures; no partner has released what was asked for');
  const json = JSON.parse(
    (await hub.command('table', 'KIDNAPPING', '--json', '--from', '2012-03', '--to', '2012-03')).out,
  ) as {
    cells: { released: number }[];
  };
  expect(json.cells.map(({ released }) => released)).toEqual([40]);
  const refusals = [
    [['table', 'MURDER'], /there are: KIDNAPPING/],
    [['table', 'KIDNAPPING', '--by', 'moon'], /--by takes country, area/],
    [['table', 'KIDNAPPING', '--by', 'sex,month'], /there are: country,month {2}area,month/],
    [['table', 'KIDNAPPING', '--victim-group', 'NOBODY'], /--victim-group takes JOURNALIST/],
    [['table', 'KIDNAPPING', '--as-of', 'yesterday'], /--as-of takes a moment/],
    [['table', 'KIDNAPPING', '--csv', '--json'], /cannot be used with/],
  ] as const;
  for (const [args, words] of refusals) {
    const refused = await hub.command(...args);
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(words) as unknown]);
    expect(refused.err.trimEnd().split('\n')).toHaveLength(1);
  }
});
