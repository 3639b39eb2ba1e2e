/** Default values in an extension: what they may be, and those that would hold up whoever writes the schema down. */
import { describe, expect, test } from '@jest/globals';
import { checkExtensionSdl } from '@vigil/shared';
import { CLASSIFIED, LINK } from './extension-sample.js';

const P = '@classified(class: PUBLIC)';
const TYPES = `
scalar Date ${P}
scalar DateTime ${P}
scalar one__Any ${P}
enum one__Kind { ROAD ${P} AIR ${P} }
input one__Filter { kind: one__Kind = ROAD ${P} }
`;

function check(argument: string, types = TYPES): void {
  const query = `type Query { one__x(given: ${argument} ${P}): Int ${P} }`;
  checkExtensionSdl({ partner: 'one', sdl: `${LINK}${CLASSIFIED}${types}${query}` });
}

const refusal = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'SDL_REFUSED', message: expect.stringMatching(message) });

describe('a default value', () => {
  test.each([
    'Int = 5',
    'Int! = 5',
    'String = "a"',
    'ID = 5',
    'Boolean = true',
    'one__Kind = AIR',
    '[one__Kind!] = [ROAD, AIR]',
    '[one__Kind!]! = ROAD',
    '[[Int]] = [[1, null], null]',
    'Date = "2013-05-06"',
    'DateTime = "2013-05-06T07:08:09Z"',
    'one__Any = 5',
    'one__Filter = null',
  ])('may be plain: %s', (argument) => {
    expect(() => {
      check(argument);
    }).not.toThrow();
  });

  test.each(['one__Filter = {}', '[one__Filter] = [{}]', '[one__Filter] = {}', 'one__Any = { a: 1 }'])(
    'is never an object: %s',
    (argument) => {
      expect(() => {
        check(argument);
      }).toThrow(refusal(/^Query\.one__x\(given:\) \(line \d+\) has a default value .*; write a text/));
    },
  );

  test.each([
    'Date = "yesterday"',
    'Date = 5',
    '[Date!] = ["2013-05-06", "2013-02-30"]',
    'DateTime = "2013-05-06"',
    'one__Any = [1]',
    'one__Any = 1e999',
    'Float = 1e999',
    'Int = "x"',
    'one__Kind = SEA',
    'Int! = null',
    '[Int!] = [null]',
  ])('is one of its type: %s', (argument) => {
    expect(() => {
      check(argument);
    }).toThrow(refusal(/default value/i));
  });

  test('forty inputs that each name the next one twice are refused at once', () => {
    const names = Array.from({ length: 40 }, (_item, index) => `one__A${index}`);
    const inputs = names.map(
      (name, index) =>
        `input ${name} { b: ${names[index + 1] ?? 'Int'} = ${index === 39 ? '1' : '{}'} ${P} c: ${names[index + 1] ?? 'Int'} = ${index === 39 ? '1' : '{}'} ${P} }`,
    );
    expect(() => {
      check('one__A0', inputs.join('\n'));
    }).toThrow(refusal(/^one__A0\.b \(line \d+\) has a default value/));
  });

  test('an input that holds itself by default is refused', () => {
    expect(() => {
      check('one__A', `input one__A { a: one__A = {} ${P} }`);
    }).toThrow(refusal(/^one__A\.a/));
  });
});
