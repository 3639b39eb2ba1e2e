/** Embargo, verification, co-signatories, courts: what of a record is there for whom, field by field. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NodeParts } from '@vigil/kit';
import { ALWAYS, type Residual } from '@vigil/policies';
import { CANARY, seedFile, type SeedFile } from './case-file-seed.js';
import { COURT, CO_SIGNATORY, OFFICER, REGIONAL_BODY, type Caller } from './hub-double.js';
import { mapOf } from './made-up-maps.js';
import { createServingNode, type Answer, type ServingNode } from './serving-node.js';

const AGREEMENTS = {
  'co-body': ['DEIDENTIFIED', 'CONFIDENTIAL'],
  court: ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'],
};
const SHARING = { scope: 'DEIDENTIFIED_SHARING' };
const LEGAL = { scope: 'LEGAL_PROCEEDINGS' };
const NAMED = { scope: 'NAMED_BODY', recipient: 'court' };
const DENIED = { code: 'UNAUTHORIZED_FIELD_OR_TYPE' };

let node: ServingNode;
const ids = new Map<string, string>();

/** by hand: what is in the file, who finds its event: [body, co-signatory, court, officer] */
const FILES: [string, SeedFile, [boolean, boolean, boolean, boolean]][] = [
  ['nothing special', {}, [true, true, true, true]],
  ['an embargo that stands', { embargoUntil: '2099-01-01T00:00:00Z' }, [false, false, false, true]],
  ['an embargo for ever', { embargoUntil: 'infinity' }, [false, false, false, true]],
  ['an embargo that has ended', { embargoUntil: '2013-01-01T00:00:00Z' }, [true, true, true, true]],
  ['a co-signatory', { coSignatories: ['co-body'], victims: [{}] }, [true, true, true, true]],
  [
    'a co-signatory under an embargo',
    { coSignatories: ['co-body'], embargoUntil: '2099-01-01T00:00:00Z' },
    [false, false, false, true],
  ],
  [
    'a co-signatory and a confidential flag',
    { coSignatories: ['co-body'], confidential: true },
    [false, false, false, true],
  ],
  ['a report as it came in', { events: [{ verification: 'RECEIVED' }] }, [false, false, false, true]],
  ['a report that was disproven', { events: [{ verification: 'DISPROVEN' }] }, [false, false, false, true]],
  [
    'people who agree to proceedings, one of two witnesses with the court by name',
    {
      victims: [{ consent: [SHARING, LEGAL, NAMED] }],
      perpetrators: 1,
      events: [
        {
          acts: [{ victim: 0, perpetrators: [0] }],
          witnesses: [{ consent: [SHARING, LEGAL, NAMED] }, { consent: [SHARING, LEGAL] }],
          evidence: 1,
        },
      ],
    },
    [true, true, true, true],
  ],
  [
    'a witness who agrees to sharing and not to proceedings',
    { victims: [{ consent: [SHARING, LEGAL, NAMED] }], events: [{ witnesses: [{ consent: [SHARING] }] }] },
    [true, true, true, true],
  ],
];
const PROCEEDINGS = 'people who agree to proceedings, one of two witnesses with the court by name';

beforeAll(async () => {
  node = await createServingNode({ agreements: AGREEMENTS });
  for (const [what, file] of FILES) {
    const [first] = await seedFile(node.context.dataSource, file);
    ids.set(what, `synthetic-one:${first ?? ''}`);
  }
});
afterAll(() => node.close());

const read = (what: string, fields: string, caller: Caller, url?: string): Promise<Answer> =>
  node.ask(
    { query: `query ($id: ID!) { event(id: $id) { ${fields} } }`, variables: { id: ids.get(what) } },
    { caller, ...(url === undefined ? {} : { url }) },
  );

describe('a file with', () => {
  test.each(FILES)('%s is there for those for whom it is', async (what, _file, expected) => {
    const found = [];
    for (const caller of [REGIONAL_BODY, CO_SIGNATORY, COURT, OFFICER]) {
      const { text } = await read(what, 'id', caller);
      expect([`{"data":{"event":{"id":"${ids.get(what) ?? ''}"}}}`, '{"data":{"event":null}}']).toContain(
        text,
      );
      found.push(text !== '{"data":{"event":null}}');
    }
    expect(found).toEqual(expected);
  });

  test('an embargo that is set is there at the next question, and gone when it ends', async () => {
    const what = 'nothing special';
    const embargo = (until: string | null): Promise<unknown> =>
      node.context.dataSource.query(
        `UPDATE case_file SET embargo_until = $1
          WHERE id = (SELECT case_file_id FROM event WHERE 'synthetic-one:' || public_id = $2)`,
        [until, ids.get(what)],
      );
    await embargo('2099-01-01T00:00:00Z');
    expect((await read(what, 'id', REGIONAL_BODY)).text).toBe('{"data":{"event":null}}');
    await embargo(null);
    expect((await read(what, 'id', REGIONAL_BODY)).json.data).toEqual({ event: { id: ids.get(what) } });
  });
});

describe('a confidential field', () => {
  test('is there for a co-signatory in the case files that were signed together, and refused in all others', async () => {
    const signed = await read('a co-signatory', 'title country acts { method }', CO_SIGNATORY);
    expect(signed.json.errors).toBeUndefined();
    expect(signed.text).toContain(CANARY);
    const other = await read('nothing special', 'title country', CO_SIGNATORY);
    expect(other.json).toMatchObject({
      data: { event: { title: null, country: 'XA' } },
      errors: [{ path: ['event', 'title'], extensions: DENIED }],
    });
  });

  test('is refused in the same words where there is nothing to hide', async () => {
    await node.context.dataSource.query(
      `UPDATE event SET title = NULL WHERE 'synthetic-one:' || public_id = $1`,
      [ids.get('an embargo that has ended')],
    );
    const empty = await read('an embargo that has ended', 'title country', CO_SIGNATORY);
    const full = await read('nothing special', 'title country', CO_SIGNATORY);
    expect(empty.text).toBe(full.text);
  });

  test('is refused row by row in a list, and what is shown beside it stays', async () => {
    const { json } = await node.ask(
      { query: '{ events(first: 50) { nodes { id title country } } }' },
      { caller: CO_SIGNATORY },
    );
    const { nodes } = (json.data as { events: { nodes: { id: string; title: string | null }[] } }).events;
    const shown = nodes.filter(({ title }) => title !== null).map(({ id }) => id);
    expect(shown).toEqual([ids.get('a co-signatory')]);
    expect(json.errors).toHaveLength(nodes.length - 1);
    const first = nodes.findIndex(({ title }) => title === null);
    expect(json.errors?.[0]).toMatchObject({ path: ['events', 'nodes', first, 'title'], extensions: DENIED });
    // records left the node: the line says so, and in how many places something was hidden
    expect((await node.records()).at(-1)).toMatchObject({
      action: 'hub.answered',
      details: { outcome: 'ANSWERED', rows: nodes.length, masked: nodes.length - 1 },
    });
  });

  test('below is not read where the list above it is refused', async () => {
    node.statements();
    const answer = await read('nothing special', 'id evidence { kind }', CO_SIGNATORY);
    expect(answer.json).toMatchObject({
      data: { event: { evidence: null } },
      errors: [{ path: ['event', 'evidence'], extensions: DENIED }],
    });
    const [level] = node.statements().filter((text) => text.includes('FROM evidence'));
    expect(level).toContain('cf.co_signatories');
  });
});

describe('a court', () => {
  const FIELDS = 'id title witnesses { id reliability } evidence { kind } acts { method victim { id } }';

  test('reads a file whose people all agree to proceedings, with its witnesses', async () => {
    const answer = await read(PROCEEDINGS, FIELDS, COURT);
    expect(answer.json.errors).toBeUndefined();
    // by hand: two witnesses, both of whom agree to proceedings
    expect((answer.json.data as { event: { witnesses: unknown[] } }).event.witnesses).toHaveLength(2);
    expect(answer.text).toContain('"reliability":"HIGH"');
  });

  test('reads nothing confidential of a file where somebody does not', async () => {
    const answer = await read(
      'a witness who agrees to sharing and not to proceedings',
      'title witnesses { id }',
      COURT,
    );
    expect(answer.json.data).toEqual({ event: { title: null, witnesses: null } });
    expect(answer.text).not.toContain(CANARY);
  });

  test('loses it with the next question after one of them withdrew', async () => {
    const { dataSource } = node.context;
    const change = (state: string, at: string | null): Promise<unknown> =>
      dataSource.query(
        `UPDATE consent SET state = $1, withdrawn_at = $2 WHERE scope = 'LEGAL_PROCEEDINGS' AND person_kind = 'WITNESS'`,
        [state, at],
      );
    await change('WITHDRAWN', '2013-01-01T00:00:00Z');
    const after = await read(PROCEEDINGS, FIELDS, COURT);
    expect(after.json.data).toMatchObject({ event: { title: null, witnesses: null, evidence: null } });
    await change('GRANTED', null);
    expect((await read(PROCEEDINGS, FIELDS, COURT)).json.errors).toBeUndefined();
  });

  test('without a pinned key reads no sealed column at all', async () => {
    node.statements();
    const answer = await read(PROCEEDINGS, 'id description acts { victim { legalName } }', COURT);
    expect(answer.text).not.toContain(CANARY);
    expect(node.statements().join('\n')).not.toMatch(/legal_name|description/);
  });
});

describe('what is hidden in a record', () => {
  const signed: Residual = { kind: 'contains', attribute: 'coSignatories', value: 'co-body' };
  /** As if the policies showed this field of signed files only. */
  const hiding = (...hidden: string[]): NodeParts['permissions'] => {
    const map = mapOf('synthetic-one', (_action, coordinate) =>
      hidden.includes(coordinate) ? signed : ALWAYS,
    );
    return () => map;
  };
  const serve = (permissions: NodeParts['permissions']): Promise<string> =>
    node.serveWith({ permissions, vetoed: permissions });
  const idsOf = (answer: Answer): string[] =>
    (answer.json.data as { events: { nodes: { id: string }[] } }).events.nodes.map(({ id }) => id);
  const byId = (list: readonly string[]): string[] => [...list].sort();

  test('does not order a list: a hidden date stands with those that are missing', async () => {
    const seed = async (date: string, coSignatories: string[]): Promise<string> =>
      `synthetic-one:${(await seedFile(node.context.dataSource, { coSignatories, events: [{ date, country: 'XB' }] }))[0] ?? ''}`;
    const dates = ['2012-03-01', '2012-01-01', '2012-02-01', '2012-04-01'];
    const hidden: string[] = [];
    for (const date of dates) hidden.push(await seed(date, []));
    const shown = [await seed('2012-02-01', ['co-body']), await seed('2012-01-01', ['co-body'])];
    const query =
      '{ events(first: 50, orderBy: START_DATE_ASC, where: { countries: ["XB"] }) { nodes { id startDate } } }';
    const url = await serve(hiding('Event.startDate'));
    const listed = idsOf(await node.ask({ query }, { url }));
    // by hand: the two that are shown by their dates, then the others by their ids
    expect(listed).toEqual([...shown].reverse().concat(byId(hidden)));
    // and the same question where nothing is hidden puts them between the dates
    expect(idsOf(await node.ask({ query }))).not.toEqual(listed);
  });

  test.each([
    ['Event.area', 'areas: ["XA-01"]'],
    ['Event.country', 'countries: ["XA"]'],
    ['Event.startDate', 'from: "2000"'],
    ['Event.verification', 'verification: [CORROBORATED]'],
    ['Act.type', 'actTypes: [DETENTION]'],
  ])('is not found by a filter: %s', async (coordinate, where) => {
    await seedFile(node.context.dataSource, { events: [{ acts: [{}] }] });
    const [together] = await seedFile(node.context.dataSource, {
      coSignatories: ['co-body'],
      events: [{ acts: [{}] }],
    });
    const query = `{ events(first: 100, where: { ${where} }) { nodes { id } } }`;
    const open = idsOf(await node.ask({ query }));
    const url = await serve(hiding(coordinate));
    const found = idsOf(await node.ask({ query }, { url }));
    expect(found).toContain(`synthetic-one:${together ?? ''}`);
    expect(found.length).toBeLessThan(open.length);
    const [counted] = await node.context.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM event e JOIN case_file cf ON cf.id = e.case_file_id
        WHERE 'co-body' = ANY(cf.co_signatories) AND 'synthetic-one:' || e.public_id = ANY($1)`,
      [found],
    );
    expect(counted?.n).toBe(found.length);
  });

  test('takes its rows with it: an act whose id is hidden is not there', async () => {
    const url = await serve(hiding('Act.id'));
    const acts = await read(PROCEEDINGS, 'acts { type }', REGIONAL_BODY, url);
    expect(acts.json).toEqual({ data: { event: { acts: [] } } });
    expect((await read(PROCEEDINGS, 'acts { type }', REGIONAL_BODY)).json).toEqual({
      data: { event: { acts: [{ type: 'DETENTION' }] } },
    });
  });

  test('an input with a condition of its own holds for the record that it finds', async () => {
    const map = mapOf('synthetic-one', (action, coordinate) =>
      action === 'filterBy' && coordinate === 'EventFilter.areas' ? signed : ALWAYS,
    );
    const url = await serve(() => map);
    const query = '{ events(first: 100, where: { areas: ["XA-01"] }) { nodes { id } } }';
    const found = idsOf(await node.ask({ query }, { url }));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(idsOf(await node.ask({ query })).length);
  });
});
