/** A partner's own veto: it only ever closes, the hub need not know of it, and nothing else of an answer is lost. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '@vigil/kit';
import { createPolicyFolders } from '../../policies/support/policy-folder.js';
import { CANARY, seedFile } from './case-file-seed.js';
import { OFFICER, REGIONAL_BODY } from './hub-double.js';
import { createServingNode, type Answer, type ServingNode } from './serving-node.js';

const forbid = (id: string, what: string, when: string): string =>
  `@id("${id}") @reason("we do not") forbid (principal, action${what}, resource is Coordinate) when { ${when} };`;
const VETO = [
  forbid('no-confidential-fields', '', 'resource.class == "CONFIDENTIAL"'),
  forbid('nothing-of-victims', '', 'resource.subject == "VICTIM"'),
].join('\n');

const code = (answer: Answer): string | undefined => answer.json.errors?.[0]?.extensions.code;
const folders = createPolicyFolders();
afterAll(() => folders.removeAll());

describe('a partner with a veto', () => {
  let node: ServingNode;
  beforeAll(async () => {
    node = await createServingNode({ veto: { 'ours.cedar': VETO } });
    await seedFile(node.context.dataSource, {
      victims: [{}],
      events: [{ acts: [{ victim: 0 }], witnesses: [{}], evidence: 1 }],
    });
  });
  afterAll(() => node.close());

  test('has the policies of the coalition all the same: hub and partner agree on their version', async () => {
    expect(node.parts.policyVersion).toBe(node.hub.policyVersion);
    expect(code(await node.ask({ query: '{ events { nodes { id country } } }' }))).toBeUndefined();
  });

  test('answers what it closes with a refusal at its place, and everything else', async () => {
    const query = '{ events { nodes { id country title evidence { id } } } }';
    node.statements();
    const answer = await node.ask({ query }, { caller: OFFICER });
    expect(answer.json).toMatchObject({
      data: { events: { nodes: [{ country: 'XA', title: null, evidence: null }] } },
    });
    expect(answer.json.errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['title', 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ['evidence', 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ]);
    expect(answer.text).not.toContain(CANARY);
    expect((await node.records()).at(-1)).toMatchObject({
      details: { denied: ['Event.evidence', 'Event.title', 'Evidence.id'], rows: 1 },
    });
  });

  test('has nobody behind a closed id: hidden and missing are the same', async () => {
    const answer = await node.ask({ query: '{ events { nodes { acts { type victim { sex } } } } }' });
    expect(answer.json).toEqual({
      data: { events: { nodes: [{ acts: [{ type: 'DETENTION', victim: null }] }] } },
    });
  });
});

describe('a veto', () => {
  test('that closes every record answers nothing, also to those who may', async () => {
    const node = await createServingNode({
      veto: { 'all.cedar': forbid('nothing', '', 'resource.class != "PUBLIC"') },
    });
    try {
      await seedFile(node.context.dataSource, {});
      expect(code(await node.ask({ query: '{ events { nodes { id } } }' }))).toBe(
        'UNAUTHORIZED_FIELD_OR_TYPE',
      );
    } finally {
      await node.close();
    }
  });

  test('of a filter refuses the question that uses it, and no other', async () => {
    const node = await createServingNode({
      veto: { 'filters.cedar': forbid('no-filters', ' == Action::"filterBy"', 'resource.class != "PUBLIC"') },
    });
    try {
      await seedFile(node.context.dataSource, {});
      expect(code(await node.ask({ query: '{ events { nodes { id } } }' }))).toBeUndefined();
      const filtered = { query: '{ events(where: { areas: ["XA-01"] }) { nodes { id } } }' };
      expect(code(await node.ask(filtered))).toBe('UNAUTHORIZED_ARGUMENT');
    } finally {
      await node.close();
    }
  });

  test('of some records hides those, by what the record says', async () => {
    const node = await createServingNode({
      veto: {
        'young.cedar': forbid(
          'not-in-the-first-days',
          '',
          'resource.class != "PUBLIC" && resource.daysSinceReceived < 7',
        ),
      },
    });
    try {
      await seedFile(node.context.dataSource, {});
      const [old] = await seedFile(node.context.dataSource, {});
      await node.context.dataSource.query(
        `UPDATE case_file SET received_at = now() - interval '8 days'
          WHERE id = (SELECT case_file_id FROM event WHERE public_id = $1)`,
        [old],
      );
      const answer = await node.ask({ query: '{ events { nodes { id } } }' }, { caller: REGIONAL_BODY });
      expect(answer.json).toEqual({ data: { events: { nodes: [{ id: `synthetic-one:${old ?? ''}` }] } } });
    } finally {
      await node.close();
    }
  });

  test.each([
    [
      'permits something',
      '@id("open") @reason("why not") permit (principal, action, resource is Coordinate);',
    ],
    ['cannot be read as a policy', 'forbid everything'],
  ])('that %s stops the start', async (_what, text) => {
    await expect(createServingNode({ veto: { 'wrong.cedar': text } })).rejects.toMatchObject({
      code: 'POLICY_INVALID',
    });
  });
});

test('a partner may keep its copy of the policies elsewhere; another copy than the hub’s answers nothing', async () => {
  expect(readConfig({ VIGIL_PARTNER_POLICIES: '/somewhere' }).policyDirectory).toBe('/somewhere');
  expect(readConfig({}).policyDirectory).toBeUndefined();
  const same = await folders.create({});
  const other = await folders.create({ without: ['agreements.cedar'] });
  const codes = [];
  for (const policyDirectory of [same, other]) {
    const node = await createServingNode({ policyDirectory });
    codes.push(code(await node.ask({ query: '{ events { nodes { id } } }' })) ?? 'ANSWERED');
    await node.close();
  }
  expect(codes).toEqual(['ANSWERED', 'NOT_AVAILABLE']);
});
