/**
 * Whatever is asked, however often, and whoever is there to answer: figures come from what was released once. Each
 * attack succeeds against a hub that counts live. The same attacks on the real stack are in `test/long`.
 */
import { describe, expect, test } from '@jest/globals';
import { BETA, documentFor, hubOfDocuments, liveHub, type Records } from './asked-hubs.js';
import {
  cellsOf,
  everything,
  figureByAbsence,
  marginMinusCells,
  restOfSum,
  valuesByRepetition,
  type AskedCell,
} from './asking-attacks.js';

const files = (count: number, area: string | null) =>
  Array.from({ length: count }, () => ({ month: '2012-01', area }));
/** Exact counts in January: alpha 6 in XA-01; beta 9 in XA-01, 20 in XA-02 and 7 without an area. */
const RECORDS: Records = {
  alpha: files(6, 'XA-01'),
  beta: [...files(9, 'XA-01'), ...files(20, 'XA-02'), ...files(7, null)],
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
async function repeated(times: number, attack: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let time = 0; time < times; time += 1) values.push(await attack());
  return values;
}

describe('averaging', () => {
  test('five hundred ways to ask give one value', async () => {
    const values = await valuesByRepetition(hubOfDocuments(RECORDS), 500);
    expect(values).toHaveLength(500);
    expect(new Set(values).size).toBe(1);
  });

  test('broken twin: counted live, they give the exact count', async () => {
    const values = await valuesByRepetition(liveHub(RECORDS), 500);
    expect(new Set(values).size).toBeGreaterThan(5);
    // 6 + 9; standard error sqrt((4 + 4) / 500) = 0.13
    expect(Math.round(mean(values))).toBe(15);
  });
});

describe('margin minus cells', () => {
  test('has the noise of all of them, and is the same whenever it is asked', async () => {
    const hub = hubOfDocuments(RECORDS);
    expect(new Set(await repeated(20, () => marginMinusCells(hub, '2012-01'))).size).toBe(1);
    const over: number[] = [];
    for (let draw = 0; draw < 150; draw += 1)
      over.push(await marginMinusCells(hubOfDocuments(RECORDS, `margin ${draw}`), '2012-01'));
    // two partners, one cell of L1 (8) and two of L2 (4 each): variance 32, within four standard errors
    const variance = mean(over.map((value) => (value - 7) ** 2));
    expect(Math.abs(variance - 32)).toBeLessThan(4 * 32 * Math.sqrt(2 / 150));
  });

  test('broken twin: counted live, it gives the files without an area', async () => {
    const hub = liveHub(RECORDS);
    // standard error sqrt(32 / 150) = 0.46
    expect(Math.abs(mean(await repeated(150, () => marginMinusCells(hub, '2012-01'))) - 7)).toBeLessThan(2);
  });
});

describe('a partner that subtracts itself', () => {
  const ownOf = (own: Readonly<Record<string, number>>) => (cell: AskedCell) =>
    own[`${cell.area ?? ''} ${cell.month ?? ''}`] ?? 0;

  test('is left with what the other has published, cell by cell', async () => {
    const hub = hubOfDocuments(RECORDS);
    const [alpha, beta] = hub.documents.map(({ tables }) =>
      Object.fromEntries(
        tables.find(({ id }) => id === 'L2')?.cells.map(({ at, y }) => [at.join(' '), y]) ?? [],
      ),
    );
    const rest = await restOfSum(hub, ownOf(alpha ?? {}));
    expect(Object.fromEntries(rest)).toEqual(beta);
    // and that is not what the other has counted
    const exact = { 'XA-01 2012-01': 9, 'XA-01 2012-02': 0, 'XA-02 2012-01': 20, 'XA-02 2012-02': 0 };
    expect(beta).not.toEqual(exact);
  });

  test('broken twin: counted live, it learns the other’s counts', async () => {
    const hub = liveHub(RECORDS);
    const rests: number[] = [];
    for (let time = 0; time < 200; time += 1) {
      const rest = await restOfSum(hub, ownOf({ 'XA-01 2012-01': 6 }));
      rests.push(rest.get('XA-02 2012-01') ?? Number.NaN);
    }
    expect(Math.abs(mean(rests) - 20)).toBeLessThan(1); // standard error 0.2
  });
});

describe('partners that come and go', () => {
  test('make no difference', async () => {
    expect(await figureByAbsence(hubOfDocuments(RECORDS), 'beta')).toBe(0);
  });

  test('broken twin: asked live, a partner’s own figure is what is missing without it', async () => {
    const hub = liveHub(RECORDS);
    // 9 + 20 in areas of the year; each difference has variance 2 x 2 x 8 + 2 x 8 = 48, standard error 0.7
    const differences = await repeated(100, () => figureByAbsence(hub, 'beta'));
    expect(Math.abs(mean(differences) - 29)).toBeLessThan(3);
  });

  test('and records that change afterwards, and partners that are all gone, change no byte', async () => {
    const hub = hubOfDocuments(RECORDS);
    const before = await everything(hub);
    await hub.addFiles('beta', files(50, 'XA-01'));
    await hub.killPartners();
    expect(await everything(hub)).toBe(before);
    expect(before).toContain('"released"');
  });

  test('broken twin: asked live, everything changes', async () => {
    const hub = liveHub(RECORDS);
    const before = await everything(hub);
    await hub.addFiles('beta', files(50, 'XA-01'));
    const grown = await everything(hub);
    await hub.killPartners();
    expect(grown).not.toBe(before);
    expect(await everything(hub)).not.toContain('"released"');
  });
});

test('a hub is told nothing by a document that its own noise does not cover', async () => {
  // the same records, another key: not one table is the same
  const [one, other] = ['one', 'other'].map((draw) => documentFor(BETA, RECORDS, draw).tables);
  expect(one?.filter((table, index) => JSON.stringify(table) === JSON.stringify(other?.[index]))).toEqual([]);
  expect((await cellsOf(hubOfDocuments(RECORDS), 'AREA, MONTH')).length).toBe(4);
});
