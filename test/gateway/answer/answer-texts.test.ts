/** A written answer passes through Apollo Server as the text it is. */
import { expect, test } from '@jest/globals';
import { AnswerTexts, type WrittenAnswer } from '@vigil/gateway';
import { askApollo } from './support/ask-apollo.js';

/** Spaces and an order of keys that no serialiser would give. */
const ODD = '{"b" : 1,"a":[ ] ,"__proto__":null}';
const AWAY = {
  message: 'a partner is away',
  path: ['first', 0],
  extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'p1' },
} as const;
const FINE: WrittenAnswer = { data: ODD, errors: [] };

test.each([
  ['POST', undefined, 'application/json; charset=utf-8'],
  ['POST', 'application/json', 'application/json; charset=utf-8'],
  ['POST', 'application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
  ['GET', undefined, 'application/json; charset=utf-8'],
  ['GET', 'application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
] as const)(
  'the answer to a %s that accepts %s is the very text that was written',
  async (method, accept, type) => {
    const asked = { method, query: '{ a }', ...(accept === undefined ? {} : { accept }) };
    expect(await askApollo(FINE, asked)).toEqual({
      status: 200,
      contentType: type,
      text: `{"data":${ODD}}\n`,
    });
  },
);

test('errors stand before data', async () => {
  const { status, text } = await askApollo({ data: ODD, errors: [AWAY] }, { method: 'POST', query: '{ a }' });
  expect(status).toBe(200);
  expect(text).toBe(
    '{"errors":[{"message":"a partner is away","path":["first",0],' +
      `"extensions":{"code":"PARTNER_UNAVAILABLE","partner":"p1"}}],"data":${ODD}}\n`,
  );
});

test('an answer without data has data null and its errors', async () => {
  const { status, text } = await askApollo(
    { data: 'null', errors: [AWAY] },
    { method: 'POST', query: '{ a }', accept: 'application/graphql-response+json' },
  );
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ data: null, errors: [AWAY] });
  expect(text.startsWith('{"errors":')).toBe(true);
});

test('when executing fails nothing of why leaves, and no text of anybody', async () => {
  const { text } = await askApollo(new Error('CANARY'), { method: 'POST', query: '{ a }' });
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: 'this part could not be answered', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
});

test('a document that stage 1 has not judged is not executed', async () => {
  const asked = { method: 'POST', query: '{ a }' } as const;
  const refused = await askApollo(FINE, { ...asked, judged: '{ b }' });
  expect(JSON.parse(refused.text)).not.toHaveProperty('data');
  expect((await askApollo(FINE, asked)).text).toContain('"data"');
});

test('a thousand errors leave as they are', async () => {
  const errors = Array.from({ length: 1_000 }, (_item, index) => ({ ...AWAY, path: ['list', index] }));
  const { text } = await askApollo({ data: ODD, errors }, { method: 'POST', query: '{ a }' });
  expect((JSON.parse(text) as { errors: unknown }).errors).toEqual(errors);
});

test('an object stands for its own answer only: equal ones, copies and other holders stand for none', () => {
  const texts = new AnswerTexts();
  const first = texts.hold({ data: '{"a":1}', errors: [] });
  const second = texts.hold({ data: '{"a":2}', errors: [AWAY] });
  expect(texts.stringify({ data: first })).toBe('{"data":{"a":1}}\n');
  expect(JSON.parse(texts.stringify({ data: second }))).toEqual({ data: { a: 2 }, errors: [AWAY] });
  expect(texts.stringify({ data: { ...first } })).toBe('{"data":{}}\n');
  expect(new AnswerTexts().stringify({ data: first })).toBe('{"data":{}}\n');
});

test('what Apollo Server answers by itself is written as ever', () => {
  const texts = new AnswerTexts();
  expect(texts.stringify({ errors: [{ message: 'm' }] })).toBe('{"errors":[{"message":"m"}]}\n');
  expect(texts.stringify({ data: null, errors: undefined })).toBe('{"data":null}\n');
});
