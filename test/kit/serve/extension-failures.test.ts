/** What a partner's own code does wrong spoils its field and nothing else, and none of its words leave the node. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CANARY, seedFile } from './case-file-seed.js';
import { OFFICER } from './hub-double.js';
import { createServingNode, type Answer, type AskOptions, type ServingNode } from './serving-node.js';
import { RESOLVERS, SDL, installTestExtension } from './test-extension.js';

let node: ServingNode;
let ids: string[];

beforeAll(async () => {
  node = await createServingNode();
  const events = [{ acts: [{}, {}] }, { acts: [{}] }];
  ids = (await seedFile(node.context.dataSource, { events })).map((id) => `synthetic-one:${id}`);
  await installTestExtension(node);
});
afterAll(() => node.close());

function ask(fields: string, options: AskOptions = {}): Promise<Answer> {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Event { ${fields} } } }`;
  const representations = ids.map((id) => ({ __typename: 'Event', id }));
  return node.ask({ query, variables: { representations } }, { extension: SDL, ...options });
}

const entitiesOf = (answer: Answer): unknown[] => (answer.json.data as { _entities: unknown[] })._entities;
const acts = async (): Promise<unknown> =>
  (await node.context.dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM act'))[0]?.n;

/** [what it does, the field, its selection, the code the hub gets] */
const FAILURES: [string, string, string, string][] = [
  ['throws', 'synthetic_one__throws', '', 'NOT_AVAILABLE'],
  ['asks for a column that is not there', 'synthetic_one__badSql', '', 'NOT_AVAILABLE'],
  ['never answers', 'synthetic_one__hangs', '', 'NOT_AVAILABLE'],
  ['spins', 'synthetic_one__spins', '', 'NOT_AVAILABLE'],
  ['brings its thread down', 'synthetic_one__crashes', '', 'NOT_AVAILABLE'],
  ['gives fewer values than events', 'synthetic_one__tooFew', '', 'NOT_AVAILABLE'],
  ['gives megabytes', 'synthetic_one__tooMuch', '', 'NOT_AVAILABLE'],
  ['gives a word that is none of its enum', 'synthetic_one__wrongEnum', '', 'INTERNAL_SERVER_ERROR'],
  ['gives text in the place of an object', 'synthetic_one__wrongObject', '{ calls }', 'NOT_AVAILABLE'],
  ['gives an object in the place of a scalar', 'synthetic_one__anything', '', 'NOT_AVAILABLE'],
];

describe('a resolver that', () => {
  test.each(FAILURES)(
    '%s spoils its field only, and none of its words leave',
    async (_what, field, inner, code) => {
      const answer = await ask(`id synthetic_one__actCount bad: ${field} ${inner}`);
      expect(entitiesOf(answer).map((one) => (one as { bad: unknown }).bad)).toEqual([null, null]);
      const errors = answer.json.errors ?? [];
      expect(errors.map(({ extensions }) => extensions.code)).toEqual([code, code]);
      expect(errors.map(({ path }) => path)).toEqual([
        ['_entities', 0, 'bad'],
        ['_entities', 1, 'bad'],
      ]);
      expect(answer.text).not.toContain(CANARY);
      expect(node.logged.join('\n')).not.toContain(CANARY);
      expect((await node.records()).at(-1)).toMatchObject({
        action: 'hub.refused',
        details: { outcome: code, rows: 2 },
      });
      // the next question finds everything as it was
      const next = await ask('id synthetic_one__actCount');
      expect(next.json).toEqual({
        data: {
          _entities: [
            { id: ids[0], synthetic_one__actCount: 2 },
            { id: ids[1], synthetic_one__actCount: 1 },
          ],
        },
      });
    },
  );

  test('throws leaves the answers of the others, SQL of theirs included', async () => {
    const answer = await ask(
      'bad: synthetic_one__badSql worse: synthetic_one__throws synthetic_one__actCount',
    );
    expect(entitiesOf(answer)).toEqual([
      { bad: null, worse: null, synthetic_one__actCount: 2 },
      { bad: null, worse: null, synthetic_one__actCount: 1 },
    ]);
  });

  test('throws is named in the log by field, kind and line, without its message', async () => {
    const from = node.logged.length;
    await ask('synthetic_one__throws');
    const line = RESOLVERS.slice(0, RESOLVERS.indexOf('CANARY-MESSAGE')).split('\n').length;
    const said = node.logged.slice(from).filter((text) => text.includes('Event.synthetic_one__throws'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(new RegExp(`TypeError at resolvers\\.mjs:${line}:\\d+`));
  });

  test('tries to write or to end the transaction is refused by the database', async () => {
    const before = await acts();
    const answer = await ask('synthetic_one__writes synthetic_one__actCount');
    const refused = 'refused refused refused refused refused';
    expect(entitiesOf(answer)).toEqual([
      { synthetic_one__writes: refused, synthetic_one__actCount: 2 },
      { synthetic_one__writes: refused, synthetic_one__actCount: 1 },
    ]);
    expect(await acts()).toBe(before);
  });

  test('gives more than was asked is cut to what was', async () => {
    const answer = await ask('synthetic_one__seen { together }');
    const seen = { synthetic_one__seen: { together: 2 } };
    expect(answer.json).toEqual({ data: { _entities: [seen, seen] } });
  });

  test('is asked for under many names shares one bound for all of them', async () => {
    const resolvers = RESOLVERS.replace("'x'.repeat(3 * 1024 * 1024)", "'x'.repeat(300 * 1024)");
    await installTestExtension(node, resolvers);
    try {
      const names = Array.from({ length: 8 }, (_, at) => `n${at}: synthetic_one__tooMuch`);
      const answer = await ask(`id ${names.join(' ')}`);
      // by hand: two events of 300 KiB a name; each counts when it comes and when it leaves; the bound is 2 MiB
      expect(answer.text.length).toBeLessThan(2 * 1024 * 1024);
      expect((answer.json.errors ?? []).map(({ extensions }) => extensions.code)).toContain('LIMIT_EXCEEDED');
      expect(entitiesOf(answer)[0]).toMatchObject({ id: ids[0] });
    } finally {
      await installTestExtension(node);
    }
  });
});

describe('an extension that cannot be served', () => {
  const change = async (name: string, text: (before: string) => string): Promise<void> => {
    const path = join(node.dataDir, 'extension', name);
    await writeFile(path, text(await readFile(path, 'utf8')));
  };

  test('changed by hand is not served; the contract is', async () => {
    const state = await readFile(join(node.dataDir, 'extension', 'installed.json'), 'utf8');
    await change('resolvers.mjs', (text) => text.replace("['one', 'two']", "['forged']"));
    await change('installed.json', (text) => text.replace(/"version": "../, '"version": "00'));
    try {
      const answer = await node.ask({ query: '{ synthetic_one__kinds }' }, { extension: SDL });
      expect(answer.json).toEqual({
        errors: [
          {
            message: 'the extension of this partner cannot be served',
            extensions: { code: 'NOT_AVAILABLE' },
          },
        ],
      });
      expect(node.logged.at(-2)).toContain('were changed after they were installed');
      const contract = await node.ask({ query: '{ events { nodes { id } } }' }, { caller: OFFICER });
      expect(contract.json.errors).toBeUndefined();
    } finally {
      await writeFile(join(node.dataDir, 'extension', 'installed.json'), state);
      await installTestExtension(node);
    }
    expect((await ask('id')).json.errors).toBeUndefined();
  });
});
