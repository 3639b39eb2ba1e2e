import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CANARY, makeEvent } from './support/test-rows.js';
import { startTestHub, type TestHub } from './support/test-hub.js';

describe('the records plane, over real HTTP to recording partners', () => {
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startTestHub({
      rows: {
        one: [makeEvent('one', 'a', '2012-01-01'), makeEvent('one', 'b', '2012-03-01')],
        two: [makeEvent('two', 'c', '2012-02-01')],
      },
      // The body's agreement is with partner one alone.
      coalition: (coalition) => ({
        ...coalition,
        agreements: coalition.agreements.filter(({ partner }) => partner === 'one'),
      }),
    });
  });
  afterAll(() => hub.close());
  beforeEach(() => {
    for (const partner of Object.values(hub.partners)) partner.asked.length = 0;
  });

  test('a regional body reads what its agreement opens', async () => {
    const answer = await hub.ask('{ events { nodes { id startDate partner { id name } } } }', { principal: 'regional-body' });
    console.log(answer.text, hub.logs.filter(l => /"level":(4|5)0/.test(l)).join(''));
    expect(answer.errors).toEqual([]);
    expect(answer.text).not.toContain(CANARY);
  });
});
