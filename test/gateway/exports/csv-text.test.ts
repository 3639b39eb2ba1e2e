/** Expected texts from RFC 4180, section 2; what spreadsheets take for a formula from OWASP, CSV injection. */
import { expect, test } from '@jest/globals';
import { csvText } from '@vigil/gateway';

test('rows end with CRLF, and fields with commas, quotes or line breaks stand in quotes', () => {
  expect(
    csvText([
      ['aaa', 'b,b', 'c"c'],
      ['one\r\ntwo', 1, true],
    ]),
  ).toBe('aaa,"b,b","c""c"\r\n"one\r\ntwo",1,true\r\n');
});

test('nothing is an empty field, and zero is not nothing', () => {
  expect(csvText([[null, 0, '', false]])).toBe(',0,,false\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('a text is never a formula: %j', (text) => {
  expect(csvText([[text]])).toMatch(/^"?'/);
});

test('a negative number stays a number', () => {
  expect(csvText([[-7, -0.5]])).toBe('-7,-0.5\r\n');
});
