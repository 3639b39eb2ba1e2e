/** One operation of an extension is prepared once, and every caller is judged by itself. */
import { expect, test } from '@jest/globals';
import { answering, prepare } from '../extensions/asked-source.js';
import { mapWithout } from '../support/map-without.js';

const EVENTS =
  'query ($representations: [_Any!]!, $v0: one__Kind) { _entities(representations: $representations) { ... on Event { guard: one__guard one__old moved: one__transfers(kind: $v0) { at } } } }';
const EVENT = { __typename: 'Event', id: 'one:a' };
const answer = answering({ one__guard: 'CANARY', one__old: 1, one__transfers: [] });

test('what one caller may read is not asked for the next one who may not', async () => {
  const { ask } = prepare(EVENTS);
  const variables = { representations: [EVENT] };
  const open = await ask(variables, { answer });
  const closed = await ask(variables, { answer, denied: ['select Event.one__guard'] });
  const again = await ask(variables, { answer });
  expect(JSON.stringify(open.data)).toContain('CANARY');
  expect(JSON.stringify(closed.data)).not.toContain('CANARY');
  expect(closed.requests[0]?.query).not.toContain('guard');
  expect(closed.requests[0]?.coordinates).not.toContain('Event.one__guard');
  expect(closed.errors).toEqual([
    {
      message: 'not authorized to read this field',
      path: ['_entities', 0, 'guard'],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    },
  ]);
  expect([again.data, again.requests]).toEqual([open.data, open.requests]);
});

test('broken twin: kept without a look at whose permission map it is, the question would be asked all the same', async () => {
  const { ask } = prepare(EVENTS);
  const variables = { representations: [EVENT] };
  const denied: string[] = [];
  const one = mapWithout(denied);
  await ask(variables, { answer, map: one });
  // One map for two callers is what a key that leaves the map out comes to.
  denied.push('select Event.one__guard');
  const { requests } = await ask(variables, { answer, map: one });
  expect(requests[0]?.query).toContain('guard');
});

test('an input is judged by the values of its own request', async () => {
  const { ask } = prepare(EVENTS);
  const denied = ['filterBy one__Kind.ROAD'];
  const refused = await ask({ representations: [EVENT], v0: 'ROAD' }, { answer, denied });
  const allowed = await ask({ representations: [EVENT], v0: 'AIR' }, { answer, denied });
  expect(refused.requests).toEqual([]);
  expect(JSON.stringify(refused.data)).not.toContain('CANARY');
  expect(allowed.requests[0]?.variables).toEqual({ v0: 'AIR', representations: [EVENT] });
  expect(allowed.requests[0]?.coordinates).toContain('one__Kind.AIR');
  expect(allowed.requests[0]?.coordinates).not.toContain('one__Kind.ROAD');
});

test('each request asks about its own events, and two of equal text are sent once', async () => {
  const { ask } = prepare(EVENTS);
  const first = await ask({ representations: [EVENT, { ...EVENT, id: 'one:b' }] }, { answer });
  const second = await ask({ representations: [{ ...EVENT, extra: 'CANARY' }, EVENT] }, { answer });
  expect(first.requests.map(({ variables }) => variables['representations'])).toEqual([
    [EVENT, { ...EVENT, id: 'one:b' }],
  ]);
  expect(second.requests.map(({ variables }) => variables['representations'])).toEqual([[EVENT]]);
  expect((second.data?.['_entities'] as unknown[]).length).toBe(2);
});

test('what breaks inside is told of this partner, and of nothing else', async () => {
  const { ask } = prepare('{ one__nothing }');
  const heard: unknown[] = [];
  await expect(ask({}, { heard })).rejects.toMatchObject({
    message: 'partner one could not be asked',
    extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
  });
  expect(heard).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT' })]);
});
