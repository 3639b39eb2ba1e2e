/** Row rules at a real node: a record that is not for the caller is a record that is not there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OTHER_BODY, REGIONAL_BODY, type Caller } from '../kit/serve/hub-double.js';
import { everythingAllowed } from '../kit/serve/made-up-maps.js';
import { CANARY } from '../kit/serve/case-file-seed.js';
import {
  SHARED,
  TO_THE_COURT,
  insertConsent,
  seedCase,
  type SeededCase,
} from './support/attack-case-file.js';
import { startAttackNode, type AttackNode } from './support/attack-node.js';
import { CALLERS, COURT, rowRules, type RowCase } from './tables/row-rules.js';

let node: AttackNode;
let good: SeededCase;
beforeAll(async () => {
  node = await startAttackNode();
  good = await seedCase(node.context.dataSource, { consents: TO_THE_COURT });
});
afterAll(() => node.close());

const READ = 'query ($id: ID!) { event(id: $id) { id country acts { type } } }';
const LIST = '{ events(first: 500) { nodes { id } pageInfo { hasNextPage } } }';
/** Never given to anybody: 22 characters, as all opaque parts have. */
const MISSING = 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA';
/** Columns whose values are canaries. */
const SECRET_COLUMNS =
  /\b(title|description|exact_location|legal_name|contact|testimony|connection|content|method)\b/;

async function read(id: string, caller: Caller, url?: string): Promise<string> {
  return (await node.ask({ query: READ, variables: { id } }, caller, url)).text;
}

async function listed(caller: Caller, url?: string): Promise<string> {
  return (await node.ask({ query: LIST }, caller, url)).text;
}

/** What is wrong with how this record is hidden; empty: nothing. */
async function exposed(id: string, caller: Caller, url?: string): Promise<string[]> {
  const wrong: string[] = [];
  await node.mark();
  const answer = await read(id, caller, url);
  const records = await node.recorded();
  const statements = node.statements();
  const missing = await read(MISSING, caller, url);
  if (answer !== missing) wrong.push(`${answer} is not ${missing}`);
  if ((await listed(caller, url)).includes(id)) wrong.push('it is in the listing');
  if (answer.includes(CANARY)) wrong.push('the answer holds the canary');
  if (statements.some((text) => /^\s*SELECT/i.test(text) && SECRET_COLUMNS.test(text)))
    wrong.push('a secret column was read');
  if (records.length !== 1) wrong.push(`there are ${records.length} local records, not 1`);
  if (JSON.stringify(records).includes(CANARY)) wrong.push('the local record holds the canary');
  if (records[0]?.details['rows'] !== 0) wrong.push('the local record counts a row');
  return wrong;
}

describe('a record does not exist for the caller when', () => {
  test.each(rowRules.map((row) => [row.title, row] as const))('%s', async (_title, row) => {
    const caller = row.caller ?? REGIONAL_BODY;
    const { id } = await seedCase(node.context.dataSource, row.spoiled);
    expect(await exposed(id, caller)).toEqual([]);
    // The twins: the file as it should be is there, and this one is there for whom it is for.
    expect(await read(good.id, caller)).toContain(`"id":"${good.id}"`);
    expect(await listed(caller)).toContain(good.id);
    if (row.seenBy !== undefined) expect(await read(id, row.seenBy)).toContain(`"id":"${id}"`);
  });

  test.each(CALLERS.map((one) => [one.title, one.caller] as const))('asked by %s', async (_title, caller) => {
    await node.mark();
    const answer = await node.ask({ query: READ, variables: { id: good.id } }, caller);
    const other = await node.ask({ query: READ, variables: { id: MISSING } }, caller);
    expect(answer.text).toBe(other.text);
    expect([answer.text.includes(good.id), answer.text.includes(CANARY)]).toEqual([false, false]);
    expect(answer.json.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect((await node.recorded()).length).toBe(2);
    expect(node.statements().filter((text) => /\bFROM event\b|\bcase_file\b/.test(text))).toEqual([]);
    expect(await read(good.id, REGIONAL_BODY)).toContain(good.id);
  });
});

describe('from one request to the next', () => {
  async function withdraw(file: SeededCase, state: string): Promise<void> {
    await node.context.dataSource.query(`UPDATE consent SET state = ${state} WHERE person_id = $1`, [
      file.victimId,
    ]);
  }

  test('a withdrawal takes the record away, and a new grant gives it back', async () => {
    const file = await seedCase(node.context.dataSource, {});
    expect(await read(file.id, REGIONAL_BODY)).toContain(file.id);
    await withdraw(file, "'WITHDRAWN', withdrawn_at = '2013-01-01T00:00:00Z'");
    expect(await exposed(file.id, REGIONAL_BODY)).toEqual([]);
    await withdraw(file, "'GRANTED', withdrawn_at = NULL");
    expect(await read(file.id, REGIONAL_BODY)).toContain(file.id);
    // For this body alone, beside a grant for everybody.
    await insertConsent(
      node.context.dataSource,
      { kind: 'WITNESS', id: file.witnessId },
      { scope: 'DEIDENTIFIED_SHARING', recipient: 'regional-body', state: 'REFUSED' },
    );
    expect(await exposed(file.id, REGIONAL_BODY)).toEqual([]);
    expect(await read(file.id, OTHER_BODY)).toContain(file.id);
  });

  test.each([
    ['an embargo', "embargo_until = '2099-01-01T00:00:00Z'", 'embargo_until = NULL'],
    ['keeping the file to itself', 'confidential = TRUE', 'confidential = FALSE'],
  ])('%s takes the record away, and lifting it gives it back', async (_name, set, lift) => {
    const file = await seedCase(node.context.dataSource, {});
    await node.context.dataSource.query(`UPDATE case_file SET ${set} WHERE id = $1`, [file.fileId]);
    expect(await exposed(file.id, REGIONAL_BODY)).toEqual([]);
    await node.context.dataSource.query(`UPDATE case_file SET ${lift} WHERE id = $1`, [file.fileId]);
    expect(await read(file.id, REGIONAL_BODY)).toContain(file.id);
  });
});

describe('one field of a record that exists', () => {
  const TITLE = 'query ($id: ID!) { event(id: $id) { id title } }';
  const CO_SIGNER: Caller = { ...REGIONAL_BODY, organisation: 'co-signing-body' };
  const masked: [string, Parameters<typeof seedCase>[1], Caller][] = [
    ['for a body that has not signed', { coSignatories: ['other-body'] }, CO_SIGNER],
    ['for a body when nobody has signed', {}, CO_SIGNER],
    [
      'for a court, when the witness did not agree to proceedings',
      {
        consents: TO_THE_COURT.filter(({ of, scope }) => of !== 'WITNESS' || scope !== 'LEGAL_PROCEEDINGS'),
      },
      COURT,
    ],
    [
      'for a court, when the victim agreed to proceedings elsewhere',
      {
        consents: TO_THE_COURT.map((given) =>
          given.scope === 'LEGAL_PROCEEDINGS' && given.of === 'VICTIM'
            ? { ...given, recipient: 'other-body' }
            : given,
        ),
      },
      COURT,
    ],
    [
      'for a court, when a consent to proceedings has run out',
      {
        consents: TO_THE_COURT.map((given) =>
          given.scope === 'LEGAL_PROCEEDINGS' ? { ...given, expiresAt: '2013-01-01T00:00:00Z' } : given,
        ),
      },
      COURT,
    ],
  ];

  test.each(masked)('is null with its code %s', async (_title, file, caller) => {
    const { id, secrets } = await seedCase(node.context.dataSource, file);
    await node.mark();
    const { json, text } = await node.ask({ query: TITLE, variables: { id } }, caller);
    expect(json.data).toEqual({ event: { id, title: null } });
    expect(json.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['event', 'title'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ]);
    expect(text).not.toContain(secrets['Event.title']);
    expect((await node.recorded()).length).toBe(1);
    // The twin: with a signature, or with all consents, the same caller reads it.
    const twin = await seedCase(node.context.dataSource, {
      ...{ coSignatories: ['co-signing-body'], consents: TO_THE_COURT },
    });
    const open = await node.ask({ query: TITLE, variables: { id: twin.id } }, caller);
    expect(open.text).toContain(twin.secrets['Event.title']);
  });
});

describe('broken twins of the partner', () => {
  const failing = async (rows: readonly RowCase[], url: string): Promise<string[]> => {
    const blind: string[] = [];
    for (const row of rows) {
      const { id } = await seedCase(node.context.dataSource, row.spoiled);
      if ((await exposed(id, row.caller ?? REGIONAL_BODY, url)).length === 0) blind.push(row.title);
    }
    return blind;
  };
  const broken = (): Promise<string> =>
    node.serveWith(() => ({
      permissions: () => everythingAllowed('synthetic-one'),
      vetoed: () => everythingAllowed('synthetic-one'),
    }));

  test('without its policies, embargo and verification fail; what no policy can open still holds', async () => {
    const url = await broken();
    const byPolicy = rowRules.filter(
      ({ title, caller }) => caller === undefined && /embargo|report is/.test(title),
    );
    const byFloor = rowRules.filter(({ title }) => /never asked|refused|withdrew|to itself/.test(title));
    expect(await failing(byPolicy, url)).toEqual([]);
    expect((await failing(byFloor, url)).length).toBe(byFloor.length);
  });

  test('without its second decision, callers without a right are answered', async () => {
    const url = await node.serveWith(() => ({
      permissions: () => everythingAllowed('synthetic-one'),
      vetoed: () => everythingAllowed('synthetic-one'),
      denied: () => [],
    }));
    const file = await seedCase(node.context.dataSource, { consents: SHARED });
    const seen: string[] = [];
    for (const { title, caller } of CALLERS)
      if ((await read(file.id, caller, url)).includes(file.id)) seen.push(title);
    expect(seen).toEqual(CALLERS.map(({ title }) => title));
  });
});
