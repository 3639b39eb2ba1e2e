/** An import accounts for every row, doubles nothing, and publishes all or nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { importFile, parseMapping, qualifyingContributions, silentProgress } from '@vigil/kit';
import type { NodeContext } from '@vigil/kit';
import { TEST_SETTINGS } from '../../support/node.js';
import {
  clearNode,
  csv,
  importText,
  MAPPING_YAML,
  NOTHING,
  openImportingNode,
  tableSizes,
  writeFileIn,
} from './synthetic-mapping.js';

let node: NodeContext;
beforeAll(async () => {
  node = await openImportingNode();
});
afterAll(async () => {
  await node.close();
});
beforeEach(async () => {
  await clearNode(node);
});

const THREE_ROWS = csv(
  '1,06.05.2012,Synthetic country A,North,40,rally,x',
  '2,2012-05,XA,South,NA,strike,"a note, on\ntwo lines"',
  '3,2013,XAA,,7,rally,y',
);
const records = (action: string): Promise<{ object: string; details: Record<string, unknown> }[]> =>
  node.dataSource.query('select object, details from local_record where action = $1 order by sequence', [
    action,
  ]);

describe('what an import makes', () => {
  test('each row becomes a case file of its own with its event, act, victims and perpetrator', async () => {
    const report = await importText(node, THREE_ROWS);
    expect(report).toMatchObject({ read: 3, imported: 3, merged: 0, rejected: [], exactDuplicates: 0 });
    expect(await tableSizes(node)).toEqual({
      case_file: 3,
      event: 3,
      act: 3,
      victim: 3,
      perpetrator: 3,
      import_staging: 0,
    });
    const rows = await node.dataSource.query<Record<string, unknown>[]>(
      `select f.reference, f.source, f.synthetic, f.confidential, e.start_date, e.date_precision, e.country, e.area,
         e.verification, e.violation_status, e.source_dataset, e.source_key, e.title, e.description, e.exact_location,
         a.type, a.start_date as act_date, v.persons, v.victim_group, p.type as perpetrator
       from case_file f join event e on e.case_file_id = f.id join act a on a.event_id = e.id
         join victim v on v.id = a.victim_id join act_perpetrator ap on ap.act_id = a.id
         join perpetrator p on p.id = ap.perpetrator_id
       order by e.source_key`,
    );
    expect(rows[0]).toEqual({
      reference: 'synthetic-list:1',
      source: 'synthetic-list',
      synthetic: true,
      confidential: false,
      start_date: '2012-05-06',
      date_precision: 'DAY',
      country: 'XA',
      area: 'XA-01',
      verification: 'CORROBORATED',
      violation_status: '0101',
      source_dataset: 'synthetic-list',
      source_key: '1',
      title: null,
      description: null,
      exact_location: null,
      type: 'DETENTION',
      act_date: '2012-05-06',
      persons: 40,
      victim_group: 'PROTESTER',
      perpetrator: 'STATE',
    });
    expect(rows[1]).toMatchObject({
      start_date: '2012-05-01',
      date_precision: 'MONTH',
      area: 'XA-02',
      persons: null,
      victim_group: 'UNKNOWN',
    });
    expect(rows[2]).toMatchObject({
      start_date: '2013-01-01',
      date_precision: 'YEAR',
      area: null,
      country: 'XA',
      persons: 7,
    });
  });

  test('what is imported is counted by the indicator rules: 40 and 7 persons, the group without a number is not', async () => {
    await importText(node, THREE_ROWS);
    const rows = await qualifyingContributions(node.dataSource, {
      indicators: ['UNLAWFUL_DETENTION'],
      now: node.now(),
    });
    // rows come by case file, whose ids are random
    expect(rows.map(({ month, year, persons }) => [year, month, persons]).sort()).toEqual([
      ['2012', '2012-05', 40],
      ['2013', null, 7],
    ]);
  });

  test('text of a column that is never read is in no table of the node', async () => {
    const canary = 'CANARY-note-7f3a';
    await importText(node, csv(`1,06.05.2012,XA,North,1,rally,${canary}`));
    const tables = await node.dataSource.query<{ name: string }[]>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const found = await node.dataSource.query<unknown[]>(
        `select 1 from "${name}" t where t::text like $1`,
        [`%${canary}%`],
      );
      expect([name, found.length]).toEqual([name, 0]);
    }
  });
});

describe('running it again', () => {
  test('importing a file twice doubles nothing: every row is merged', async () => {
    await importText(node, THREE_ROWS);
    const before = await tableSizes(node);
    const again = await importText(node, THREE_ROWS);
    expect(again).toMatchObject({ read: 3, imported: 0, merged: 3, differing: 0, rejected: [] });
    expect(await tableSizes(node)).toEqual(before);
  });

  test('a row that changed in the file is merged, told as differing, and the stored record stays', async () => {
    await importText(node, THREE_ROWS);
    const changed = THREE_ROWS.replace('North,40', 'North,41');
    expect(await importText(node, changed)).toMatchObject({ imported: 0, merged: 3, differing: 1 });
    const persons = await node.dataSource.query<unknown[]>('select persons from victim where persons > 30');
    expect(persons).toEqual([{ persons: 40 }]);
  });

  test('a longer file adds its new rows only', async () => {
    await importText(node, THREE_ROWS);
    const longer = `${THREE_ROWS}4,2013-02-01,XA,North,1,rally,z\n`;
    expect(await importText(node, longer)).toMatchObject({ read: 4, imported: 1, merged: 3 });
  });

  test('a dry run reports what would happen and publishes nothing', async () => {
    expect(await importText(node, THREE_ROWS, { dryRun: true })).toMatchObject({
      dryRun: true,
      read: 3,
      imported: 3,
    });
    expect(await tableSizes(node)).toEqual(NOTHING);
    expect(await importText(node, THREE_ROWS)).toMatchObject({ imported: 3, merged: 0 });
  });
});

describe('every row is accounted for', () => {
  test('a rejected row is listed with line, column and rule, and the others are imported', async () => {
    const report = await importText(
      node,
      csv(
        '1,06.05.2012,XA,North,1,rally,"two\nlines"',
        '2,31.04.2012,XA,North,1,rally,x',
        '3,06.05.2012,Nowhere,North,1,rally,x',
        '4,06.05.2012,XA,North,many,rally,x',
        '5,06.05.2012,XA,Elsewhere,1,rally,x',
        '6,06.05.2012,XA,North,0,rally,x',
        ',06.05.2012,XA,North,1,rally,x',
        '8,,XA,North,1,rally,x',
        '9,06.05.2012,XA,North,1,rally,x',
      ),
    );
    // line 2 and 3 are the first row, whose note has a line break
    expect(report.rejected).toEqual([
      { line: 4, column: 'date', rule: 'is not a date in the formats of the mapping' },
      { line: 5, column: 'country', rule: 'holds a value that the mapping does not name' },
      { line: 6, column: 'detained', rule: 'is not a whole number of persons between 0 and 1000000' },
      { line: 7, column: 'region', rule: 'names an area of another country' },
      { line: 8, column: 'counts', rule: 'are all zero: the row holds no act' },
      { line: 9, column: 'id', rule: 'is empty, but it is part of the key' },
      { line: 10, column: 'date', rule: 'is empty' },
    ]);
    expect(report).toMatchObject({ read: 9, imported: 2, merged: 0 });
  });

  test('values that a map does not name are counted, whatever becomes of their rows', async () => {
    const report = await importText(
      node,
      csv('1,2012,XA,West,1,strike,x', '2,2012,XA,West,1,rally,x', '3,2012,Nowhere,North,1,rally,x'),
    );
    expect(report.unmapped).toEqual([
      { column: 'region', value: 'West', rows: 2 },
      { column: 'kind', value: 'strike', rows: 1 },
      { column: 'country', value: 'Nowhere', rows: 1 },
    ]);
    expect(report).toMatchObject({ imported: 2 });
  });

  test('a value that would move the cursor or is long cannot do so through the report', async () => {
    const report = await importText(node, csv(`1,2012,XA,"\u001b[2J${'x'.repeat(500)}",1,rally,x`));
    expect(report.unmapped[0]?.value).toBe(`\u{fffd}[2J${'x'.repeat(56)}…`);
  });

  test('an exact duplicate is merged and told; the same key with other content is rejected', async () => {
    const report = await importText(
      node,
      csv('1,2012,XA,North,5,rally,x', '1,2012,XA,North,5,rally,x', '1,2012,XA,North,6,rally,x'),
    );
    expect(report).toMatchObject({ read: 3, imported: 1, merged: 1, exactDuplicates: 1 });
    expect(report.rejected).toEqual([
      { line: 4, column: 'key', rule: 'repeats the key of line 2 with other content' },
    ]);
  });

  test('rows alike in all but their key are two events', async () => {
    const report = await importText(node, csv('1,2012,XA,North,5,rally,x', '2,2012,XA,North,5,rally,x'));
    expect(report).toMatchObject({ imported: 2, merged: 0, exactDuplicates: 0 });
  });

  test('with the whole row as key, only exact duplicates merge', async () => {
    const yaml = MAPPING_YAML.replace('key: { columns: [id] }', 'key: { wholeRow: true }').replace(
      '[note]',
      '[note, id]',
    );
    const rows = csv('1,2012,XA,North,5,rally,x', '1,2012,XA,North,5,rally,x', '1,2012,XA,North,6,rally,x');
    expect(await importText(node, rows, { yaml })).toMatchObject({
      read: 3,
      imported: 2,
      merged: 1,
      exactDuplicates: 1,
    });
    expect(await importText(node, rows, { yaml })).toMatchObject({ read: 3, imported: 0, merged: 3 });
  });

  test('the run and its report are on record, without a value of the file', async () => {
    await importText(node, THREE_ROWS);
    const runs = await node.dataSource.query<unknown[]>(
      'select dataset, read, imported, rejected, merged, finished_at is not null as finished from import_run',
    );
    expect(runs).toEqual([
      { dataset: 'synthetic-list', read: 3, imported: 3, rejected: 0, merged: 0, finished: true },
    ]);
    expect(await records('import')).toMatchObject([
      {
        object: 'synthetic-list',
        details: { result: 'PUBLISHED', read: 3, imported: 3, rejected: 0, merged: 0 },
      },
    ]);
  });
});

describe('stopped half way', () => {
  const many = csv(...Array.from({ length: 1200 }, (_, row) => `${row},2012,XA,North,1,rally,x`));

  test('an import that fails after staging publishes nothing and clears its staging', async () => {
    const progress = {
      ...silentProgress,
      rows: (rows: number) => {
        if (rows >= 1000) throw new Error('stopped by the test');
      },
    };
    await expect(importText(node, many, { progress })).rejects.toThrow('stopped by the test');
    expect(await tableSizes(node)).toEqual(NOTHING);
    expect(await importText(node, many)).toMatchObject({ read: 1200, imported: 1200 });
  });

  test('what a killed import staged is in no count, and the next run clears it', async () => {
    await node.dataSource.query(
      `with run as (insert into import_run (dataset, file_sha256) values ('synthetic-list', repeat('0', 64)) returning id)
       insert into import_staging (run_id, line, source_key, "row") select id, 2, '1', '{}' from run`,
    );
    expect(await qualifyingContributions(node.dataSource, { now: node.now() })).toEqual([]);
    await importText(node, THREE_ROWS);
    expect(await tableSizes(node)).toMatchObject({ event: 3, import_staging: 0 });
    const unfinished = await node.dataSource.query<unknown[]>(
      'select imported from import_run where finished_at is null',
    );
    expect(unfinished).toEqual([{ imported: 0 }]);
  });

  test('a second import at the same time is refused, and the first is not disturbed', async () => {
    const file = await writeFileIn(node, THREE_ROWS);
    const order = { file, mapping: parseMapping(MAPPING_YAML, 'm'), dryRun: false, actor: 'tester' };
    let second: Promise<unknown> = Promise.resolve();
    const first = await importFile(node, {
      ...order,
      progress: {
        ...silentProgress,
        start: () => {
          second = importFile(node, { ...order, progress: silentProgress }).catch((error: unknown) => error);
        },
      },
    });
    expect(first).toMatchObject({ imported: 3 });
    const outcome = await second;
    // the second either met the lock or came after the first: never twice the rows
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'USAGE' });
    else expect(outcome).toMatchObject({ imported: 0, merged: 3 });
    expect(await tableSizes(node)).toMatchObject({ event: 3, import_staging: 0 });
  });
});

describe('made-up and real data', () => {
  test('a mapping of real data is refused by a synthetic partner, and the other way round', async () => {
    const real = MAPPING_YAML.replace('synthetic: true', 'synthetic: false');
    await expect(importText(node, THREE_ROWS, { yaml: real })).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
    });
    const realNode: NodeContext = { ...node, settings: { ...TEST_SETTINGS, synthetic: false } };
    await expect(importText(realNode, THREE_ROWS)).rejects.toMatchObject({ code: 'MAPPING_INVALID' });
    expect(await tableSizes(node)).toEqual(NOTHING);
    expect((await records('import')).map(({ details }) => details)).toEqual([
      { result: 'REFUSED', code: 'MAPPING_INVALID' },
      { result: 'REFUSED', code: 'MAPPING_INVALID' },
    ]);
  });
});
