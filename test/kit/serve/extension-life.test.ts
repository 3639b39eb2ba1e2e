/** Which extension a node serves: none, the one that is installed now, and that it tells no more of real data than of made-up. */
import { describe, expect, test } from '@jest/globals';
import { nodeParts, removeInstalled, type NodeContext } from '@vigil/kit';
import { seedFile } from './case-file-seed.js';
import { createServingNode, type Answer } from './serving-node.js';
import { RESOLVERS, SDL, installTestExtension } from './test-extension.js';

const codes = (answer: Answer): string[] =>
  (answer.json.errors ?? []).map(({ extensions }) => extensions.code);

describe('an extension on a node', () => {
  test('that has none says so, in the same bytes to every question', async () => {
    const empty = await createServingNode();
    try {
      const kinds = await empty.ask({ query: '{ synthetic_one__kinds }' }, { extension: SDL });
      const service = await empty.ask(
        { query: '{ _service { sdl } }' },
        { extension: SDL, coordinates: ['Query._service'] },
      );
      expect(kinds.status).toBe(200);
      expect(kinds.text).toBe(
        '{"data":null,"errors":[{"message":"this partner has no extension","extensions":{"code":"NOT_AVAILABLE"}}]}',
      );
      expect(service.text).toBe(kinds.text);
      expect((await empty.records()).at(-1)).toMatchObject({
        action: 'hub.refused',
        object: 'extension:none',
        details: { outcome: 'NOT_AVAILABLE' },
      });
    } finally {
      await empty.close();
    }
  });

  test('with data that is not synthetic answers by the same rules, and nothing where both kinds are mixed', async () => {
    const real = await createServingNode({ synthetic: false });
    const count = (): Promise<Answer> =>
      real.ask({ query: '{ synthetic_one__eventCount }' }, { extension: SDL });
    try {
      await installTestExtension(real);
      await seedFile(real.context.dataSource, { synthetic: false });
      await seedFile(real.context.dataSource, { synthetic: false, confidential: true });
      // by hand: the first file alone
      expect((await count()).json).toEqual({ data: { synthetic_one__eventCount: 1 } });
      await seedFile(real.context.dataSource, {});
      expect(codes(await count())).toEqual(['NOT_AVAILABLE']);
    } finally {
      await real.close();
    }
  });

  test('is served in its new version from the next question on, and is gone when it is removed', async () => {
    const other = await createServingNode();
    const kinds = async (): Promise<unknown> =>
      (await other.ask({ query: '{ synthetic_one__kinds }' }, { extension: SDL })).json.data;
    try {
      await installTestExtension(other);
      expect(await kinds()).toEqual({ synthetic_one__kinds: ['one', 'two'] });
      await installTestExtension(other, RESOLVERS.replace("['one', 'two']", "['three']"));
      expect(await kinds()).toEqual({ synthetic_one__kinds: ['three'] });
      await removeInstalled(other.dataDir);
      expect(await kinds()).toBeNull();
    } finally {
      await other.close();
    }
  });

  test('loses a caller with the agreement, from the next question on', async () => {
    const other = await createServingNode();
    try {
      await installTestExtension(other);
      let coalition = other.context.coalition;
      const context = Object.defineProperties({} as NodeContext, {
        ...Object.getOwnPropertyDescriptors(other.context),
        coalition: { get: () => coalition },
      });
      const url = await other.serveWith(await nodeParts(context));
      const count = (): Promise<Answer> =>
        other.ask({ query: '{ synthetic_one__eventCount }' }, { extension: SDL, url });
      expect((await count()).json).toEqual({ data: { synthetic_one__eventCount: 0 } });
      coalition = { ...coalition, agreements: [] };
      expect(codes(await count())).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    } finally {
      await other.close();
    }
  });
});
