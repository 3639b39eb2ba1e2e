import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  addCase,
  createNodeKeys,
  editCase,
  eraseCase,
  grantConsent,
  parseCaseDocument,
  readCaseRows,
  rowsToDocument,
  verifyLocalRecord,
  withdrawConsent,
} from '@vigil/kit';
import type { NodeContext } from '@vigil/kit';
import { stringify } from 'yaml';
import { tamperAsOwner } from '../../support/local-record.js';
import { openTestNode } from '../../support/node.js';
import { SAMPLE_CASE } from './sample-case.js';

const REFERENCE = 'CANARY-2012/17';

let node: NodeContext;
beforeAll(async () => {
  node = await openTestNode();
  await createNodeKeys(node.dataDir);
});
afterAll(() => node.close());
beforeEach(async () => {
  await tamperAsOwner(node.dataSource, 'TRUNCATE case_file, local_record, consent, import_run CASCADE');
});

async function show(reference = REFERENCE): Promise<Record<string, unknown>> {
  return node.dataSource.transaction(async (manager) =>
    rowsToDocument(await readCaseRows(manager, reference)),
  );
}

async function count(table: string): Promise<number> {
  const [row] = await node.dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`);
  return row?.n ?? -1;
}

/** Every column of every table that can hold text, asked for the canary. */
async function columnsWith(needle: string): Promise<string[]> {
  const columns = await node.dataSource.query<{ table_name: string; column_name: string }[]>(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  const found: string[] = [];
  for (const { table_name, column_name } of columns) {
    const [row] = await node.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM "${table_name}" WHERE "${column_name}"::text ILIKE $1`,
      [`%${needle}%`],
    );
    if ((row?.n ?? 0) > 0) found.push(`${table_name}.${column_name}`);
  }
  return found.sort();
}

describe('a case file that is added', () => {
  test('is stored with coarse dates as coarse dates, an act taking the date of its event where it has none', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    const acts = await node.dataSource.query<unknown[]>(
      'SELECT type, start_date, date_precision FROM act ORDER BY type',
    );
    expect(acts).toEqual([
      { type: 'ARREST', start_date: '2012-10-07', date_precision: 'DAY' },
      { type: 'MASS_ROUNDUP', start_date: '2012-10-01', date_precision: 'MONTH' },
    ]);
    const [event] = await node.dataSource.query<{ public_id: string }[]>('SELECT public_id FROM event');
    expect(event?.public_id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  test('is what its node is when it does not say, and refused when it says otherwise: made-up and real never mix', async () => {
    const unmarked = SAMPLE_CASE.replace('synthetic: true\n', '');
    await addCase(node, 'officer', parseCaseDocument(unmarked));
    expect(await show()).toMatchObject({ synthetic: true });
    const real = SAMPLE_CASE.replace('synthetic: true', 'synthetic: false').replace(REFERENCE, 'CANARY-real');
    await expect(addCase(node, 'officer', parseCaseDocument(real))).rejects.toMatchObject({
      code: 'IMPORT_FILE_INVALID',
    });
    await expect(editCase(node, 'officer', REFERENCE, parseCaseDocument(real))).rejects.toMatchObject({
      code: 'IMPORT_FILE_INVALID',
    });
    expect(await count('case_file')).toBe(1);
  });

  test('is refused a second time, and the refusal leaves no line and no row behind', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    await expect(addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE))).rejects.toMatchObject({
      code: 'IMPORT_FILE_INVALID',
    });
    expect([await count('case_file'), await count('victim'), await count('local_record')]).toEqual([1, 2, 1]);
  });

  test.each([
    ['an act type that is not in the list', SAMPLE_CASE.replace('type: ARREST', 'type: SNATCHED')],
    ['a kind of intervention in free words', SAMPLE_CASE.replace('LEGAL_AID', 'CANARY by letter')],
    ['a kind of intervention that only looks like a code', SAMPLE_CASE.replace('LEGAL_AID', 'CANARY_NAME')],
    ['a status of intervention in free words', SAMPLE_CASE.replace('ACTION_PENDING', 'CANARY will call')],
    ['a country that does not exist', SAMPLE_CASE.replace('country: XA', 'country: ZZ')],
    ['an area of another country', SAMPLE_CASE.replace('area: XA-02', 'area: XB-02')],
    ['a day that is not in the calendar', SAMPLE_CASE.replace('2012-10-07', '2012-02-30')],
    ['an unknown field', SAMPLE_CASE.replace('- title:', '- headline:')],
    ['an act that points to nobody', SAMPLE_CASE.replace('victim: student', 'victim: teacher')],
    [
      'two answers for one scope and recipient',
      SAMPLE_CASE.replace('recipient: regional-body, ', '').replace(
        'AGGREGATE_STATISTICS, state: GRANTED',
        'DEIDENTIFIED_SHARING, state: REFUSED',
      ),
    ],
    [
      'a name granted to nobody',
      SAMPLE_CASE.replace('scope: AGGREGATE_STATISTICS, state: GRANTED', 'scope: NAMED_BODY, state: GRANTED'),
    ],
    ['an embargo until no day', SAMPLE_CASE.replace('synthetic: true', 'embargoUntil: 2012-02-30')],
    ['a co-signatory twice', SAMPLE_CASE.replace('synthetic: true', 'coSignatories: [teacher, teacher]')],
    ['broken YAML', `${SAMPLE_CASE}\n  - [`],
  ])('is refused with %s, in one line without any value of it', async (_, text) => {
    const refused = (async () => addCase(node, 'officer', parseCaseDocument(text)))();
    await expect(refused).rejects.toMatchObject({
      code: 'IMPORT_FILE_INVALID',
      message: expect.not.stringMatching(/CANARY|SNATCHED|ZZ|2012-02-30|teacher|\n/),
    });
    expect(await count('case_file')).toBe(0);
  });
});

describe('a case file that is edited', () => {
  test('comes back unchanged when nothing was changed: same ids, same public id, same answers', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    const publicId = await node.dataSource.query<unknown[]>('SELECT public_id FROM event');
    const before = await show();
    await editCase(node, 'officer', REFERENCE, parseCaseDocument(stringify(before)));
    expect(await show()).toEqual(before);
    expect(await node.dataSource.query<unknown[]>('SELECT public_id FROM event')).toEqual(publicId);
  });

  test('loses what the document leaves out, with the consents of who is gone', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    const document = parseCaseDocument(stringify(await show()));
    const [first] = document.victims;
    const [event] = document.events;
    if (first === undefined || event === undefined) throw new Error('the sample has them');
    const edited = {
      ...document,
      victims: document.victims.filter(({ legalName }) => legalName === null),
      events: [{ ...event, acts: event.acts.filter(({ type }) => type === 'MASS_ROUNDUP'), witnesses: [] }],
    };
    await editCase(node, 'officer', REFERENCE, edited);
    expect([
      await count('victim'),
      await count('act'),
      await count('witness'),
      await count('consent'),
    ]).toEqual([1, 1, 0, 0]);
  });

  test('cannot take a person of another case file', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    const other = await addCase(
      node,
      'officer',
      parseCaseDocument(SAMPLE_CASE.replace('2012/17', '2012/18')),
    );
    expect(other.counts['victims']).toBe(2);
    const stolen = stringify(await show('CANARY-2012/18')).replace('2012/18', '2012/17');
    await expect(editCase(node, 'officer', REFERENCE, parseCaseDocument(stolen))).rejects.toMatchObject({
      code: 'IMPORT_FILE_INVALID',
    });
    expect(await count('victim')).toBe(4);
  });
});

describe('consent', () => {
  async function person(): Promise<string> {
    const [row] = await node.dataSource.query<{ id: string }[]>(
      'SELECT id FROM victim WHERE legal_name IS NOT NULL',
    );
    return row?.id ?? '';
  }
  const states = (id: string): Promise<unknown[]> =>
    node.dataSource.query(
      'SELECT scope, recipient, state FROM consent WHERE person_id = $1 ORDER BY scope, recipient NULLS FIRST',
      [id],
    );

  test('that is withdrawn without a recipient is withdrawn from every recipient', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    const id = await person();
    await grantConsent(
      node,
      'officer',
      { person: id, scope: 'DEIDENTIFIED_SHARING', recipient: 'court' },
      null,
    );
    const grants = await withdrawConsent(node, 'officer', {
      person: id,
      scope: 'DEIDENTIFIED_SHARING',
      recipient: null,
    });
    expect(grants).toBe(2);
    expect(await states(id)).toEqual([
      { scope: 'AGGREGATE_STATISTICS', recipient: null, state: 'GRANTED' },
      { scope: 'DEIDENTIFIED_SHARING', recipient: null, state: 'WITHDRAWN' },
      { scope: 'DEIDENTIFIED_SHARING', recipient: 'court', state: 'WITHDRAWN' },
      { scope: 'DEIDENTIFIED_SHARING', recipient: 'regional-body', state: 'WITHDRAWN' },
    ]);
  });

  test('of one person, scope and recipient is one row, whatever happens to it', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    const answer = { person: await person(), scope: 'MEDIA', recipient: null } as const;
    await grantConsent(node, 'officer', answer, null);
    await withdrawConsent(node, 'officer', answer);
    await grantConsent(node, 'officer', answer, new Date('2020-01-01T00:00:00Z'));
    expect(
      await node.dataSource.query(`SELECT state, withdrawn_at FROM consent WHERE scope = 'MEDIA'`),
    ).toEqual([{ state: 'GRANTED', withdrawn_at: null }]);
  });

  test('of nobody is refused', async () => {
    const nobody = {
      person: '00000000-0000-4000-8000-000000000000',
      scope: 'MEDIA',
      recipient: null,
    } as const;
    await expect(grantConsent(node, 'officer', nobody, null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await count('consent')).toBe(0);
  });
});

describe('erasure', () => {
  const WHERE_IT_WAS = [
    'act.method',
    'case_file.reference',
    'event.description',
    'event.exact_location',
    'event.title',
    'evidence.content',
    'import_staging.row',
    'perpetrator.legal_name',
    'perpetrator.unit',
    'victim.contact',
    'victim.legal_name',
    'witness.connection',
    'witness.contact',
    'witness.legal_name',
    'witness.reliability',
    'witness.testimony',
  ];

  /** As if the file had come by an import that was tried again later and did not finish. */
  async function addWithStagedRow(): Promise<void> {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    await node.dataSource.query(`UPDATE event SET source_dataset = 'list', source_key = 'row-1'`);
    await node.dataSource.query(
      `WITH run AS (INSERT INTO import_run (dataset, file_sha256) VALUES ('list', repeat('0', 64)) RETURNING id)
       INSERT INTO import_staging (run_id, line, source_key, "row") SELECT id, 2, 'row-1', '{"title": "CANARY-staged"}' FROM run`,
    );
  }

  test('of a case file leaves no value of it in any column of any table, the local record included', async () => {
    await addWithStagedRow();
    expect(await columnsWith('CANARY')).toEqual(WHERE_IT_WAS);
    await eraseCase(node, REFERENCE, { actor: 'officer', reason: 'person-request', identifyingOnly: false });
    expect(await columnsWith('CANARY')).toEqual([]);
    for (const table of [
      'case_file',
      'event',
      'act',
      'act_perpetrator',
      'victim',
      'witness',
      'consent',
      'evidence',
    ]) {
      expect([table, await count(table)]).toEqual([table, 0]);
    }
  });

  test('of the identifying content keeps the codes that are counted, and only the reference of the file', async () => {
    await addWithStagedRow();
    await eraseCase(node, REFERENCE, {
      actor: 'officer',
      reason: 'consent-withdrawn',
      identifyingOnly: true,
    });
    expect(await columnsWith('CANARY')).toEqual(['case_file.reference']);
    expect([await count('act'), await count('victim'), await count('consent')]).toEqual([2, 2, 3]);
  });

  test('is recorded with its ground and its size, and touches no other case file', async () => {
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE));
    await addCase(node, 'officer', parseCaseDocument(SAMPLE_CASE.replace('2012/17', '2012/18')));
    await eraseCase(node, REFERENCE, { actor: 'officer', reason: 'legal-order', identifyingOnly: false });
    expect(await count('case_file')).toBe(1);
    const [line] = await node.dataSource.query<unknown[]>(
      'SELECT actor, action, details FROM local_record ORDER BY sequence DESC LIMIT 1',
    );
    expect(line).toEqual({
      actor: 'officer',
      action: 'erase.case-file',
      details: { reason: 'legal-order', events: 1, acts: 2, victims: 2, witnesses: 1, evidence: 1 },
    });
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 3 });
  });

  test('of an unknown file says so and records nothing', async () => {
    await expect(
      eraseCase(node, 'nothing', { actor: 'officer', reason: 'legal-order', identifyingOnly: false }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await count('local_record')).toBe(0);
  });
});
