/**
 * What the author of an extension demands of callers holds at the author's own node, whatever a hub has decided: a
 * delegation of this hub that names the field is refused all the same, and no resolver runs.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeInstalled } from '@vigil/kit';
import { CLASSIFIED_SDL } from '../extension/classified-sdl.js';
import { REGIONAL_BODY, type Caller } from './hub-double.js';
import { createServingNode, type ServingNode } from './serving-node.js';

const P = '@classified(class: PUBLIC)';
const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", as: "fed", import: ["@key", { name: "@requiresScopes", as: "@scoped" }])
${CLASSIFIED_SDL}
type Query {
  synthetic_one__open: String ${P}
  synthetic_one__members: String ${P} @fed__authenticated
  synthetic_one__scoped: String ${P} @scoped(scopes: [["a", "b"], ["c"]])
  synthetic_one__empty: String ${P} @scoped(scopes: [[]])
  synthetic_one__ruled: String ${P} @fed__policy(policies: [["signed-in-organisation"]])
  synthetic_one__unruled: String ${P} @fed__policy(policies: [["no-such-name"]])
}
`;
/** Answers each time it is called, and how often that was. */
const RESOLVERS = `let calls = 0;
const answer = () => 'call ' + (calls += 1);
export const resolvers = { Query: {
  synthetic_one__open: answer, synthetic_one__members: answer, synthetic_one__scoped: answer,
  synthetic_one__empty: answer, synthetic_one__ruled: answer, synthetic_one__unruled: answer,
} };
`;

let node: ServingNode;
beforeAll(async () => {
  node = await createServingNode();
  await writeInstalled(node.dataDir, { sdl: SDL, resolvers: RESOLVERS }, new Date('2014-01-01T00:00:00Z'));
});
afterAll(() => node.close());

const NOBODY: Caller = {
  organisation: null,
  roles: ['PUBLIC_ANALYST'],
  purpose: 'STATISTICS',
  authenticated: false,
};

async function ask(field: string, caller: Caller): Promise<[data: unknown, codes: string[]]> {
  const { json } = await node.ask({ query: `{ ${field} }` }, { extension: SDL, caller });
  return [json.data, (json.errors ?? []).map(({ extensions }) => extensions.code)];
}

async function calls(): Promise<number> {
  const [data] = await ask('synthetic_one__open', NOBODY);
  return Number((data as { synthetic_one__open: string }).synthetic_one__open.slice('call '.length));
}

describe('the node decides again', () => {
  test.each<[string, string, Caller]>([
    ['synthetic_one__members', 'nobody known', NOBODY],
    ['synthetic_one__scoped', 'nobody known, with scopes that nobody verified', { ...NOBODY, scopes: ['c'] }],
    ['synthetic_one__scoped', 'half of a group', { ...REGIONAL_BODY, scopes: ['a'] }],
    ['synthetic_one__empty', 'every scope', { ...REGIONAL_BODY, scopes: ['a', 'b', 'c'] }],
    ['synthetic_one__ruled', 'nobody known', NOBODY],
    ['synthetic_one__unruled', 'a body', REGIONAL_BODY],
  ])('%s is refused to %s', async (field, _who, caller) => {
    const before = await calls();
    const [data, codes] = await ask(field, caller);
    expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(JSON.stringify(data ?? null)).not.toContain('call');
    expect((await node.records()).at(-1)).toMatchObject({
      action: 'hub.refused',
      details: { outcome: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    });
    expect(await calls()).toBe(before + 1);
  });

  test.each<[string, string, Caller]>([
    ['synthetic_one__members', 'a body', REGIONAL_BODY],
    ['synthetic_one__scoped', 'a whole group', { ...REGIONAL_BODY, scopes: ['a', 'b'] }],
    ['synthetic_one__scoped', 'the other group', { ...REGIONAL_BODY, scopes: ['c'] }],
    ['synthetic_one__ruled', 'a body', REGIONAL_BODY],
  ])('%s is answered to %s', async (field, _who, caller) => {
    const [data, codes] = await ask(field, caller);
    expect(codes).toEqual([]);
    expect(data).toEqual({ [field]: expect.stringMatching(/^call \d+$/) as unknown });
  });

  test('what the node serves as its SDL is what its author wrote, to the byte', async () => {
    const answer = await node.ask({ query: '{ _service { sdl } }' }, { extension: SDL });
    expect(answer.json.data).toEqual({ _service: { sdl: SDL } });
  });
});
