/** `@cost` and `@listSize` in an extension: defined as the contract defines them, on what is the partner's own. */
import { describe, expect, test } from '@jest/globals';
import { checkExtensionSdl } from '@vigil/shared';
import { PARTNER, SOUND, testRefused } from './refused-extension.js';

/** Copied by hand from the contract's SDL. */
const COST =
  'directive @cost(weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR';
const LIST_SIZE =
  'directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION';
const D = '@classified(class: DEIDENTIFIED)';
const WEIGHT = '@cost(weight: "5")';

function costed(...changes: readonly (readonly [string, string])[]): string {
  let sdl = `${SOUND}\n${COST}\n${LIST_SIZE}\n`;
  for (const [from, to] of changes) {
    if (!sdl.includes(from)) throw new Error(`the sample does not hold ${from}`);
    sdl = sdl.replace(from, () => to);
  }
  return sdl;
}

test('they may stand on own types, fields, arguments and input fields', () => {
  const sdl = costed(
    ['type synthetic_one__File {', `type synthetic_one__File ${WEIGHT} {`],
    ['enum synthetic_one__Kind {', `enum synthetic_one__Kind ${WEIGHT} {`],
    [`scalar synthetic_one__Code ${D}`, `scalar synthetic_one__Code ${D} ${WEIGHT}`],
    ['synthetic_one__guard: String', `synthetic_one__guard: String ${WEIGHT}`],
    [`kind: synthetic_one__Kind ${D}`, `kind: synthetic_one__Kind ${D} ${WEIGHT}`],
    ['inmates: Int', `inmates: Int ${WEIGHT}`],
    [
      'synthetic_one__files: [synthetic_one__File!]',
      'synthetic_one__files: [synthetic_one__File!] @listSize(assumedSize: 3)',
    ],
    ['beds: Int', `beds: Int ${WEIGHT}`],
  );
  expect(checkExtensionSdl({ partner: PARTNER, sdl }).sdl).toBe(sdl);
});

describe('everything else is refused', () => {
  testRefused([
    [
      'another definition of @cost',
      costed([COST, COST.replace('String!', 'Int!')]),
      /^@cost .*is not the contract's/,
    ],
    [
      'another default of @listSize',
      costed(['Boolean = true', 'Boolean = false']),
      /^@listSize .*is not the contract's/,
    ],
    [
      'on what is the contract’s',
      costed([`id: ID! ${D}`, `id: ID! ${D} ${WEIGHT}`]),
      /^Event\.id .*uses @cost/,
    ],
    ['on Query', costed(['type Query {', `type Query ${WEIGHT} {`]), /^Query .*uses @cost/],
    [
      'on an enum value',
      costed([`AIR ${D}`, `AIR ${D} ${WEIGHT}`]),
      /^synthetic_one__Kind\.AIR .*uses @cost/,
    ],
    [
      'a weight that is a gift',
      costed(['beds: Int', 'beds: Int @cost(weight: "-5")']),
      /^synthetic_one__Prison\.beds .*uses @cost with other arguments/,
    ],
    [
      'a size on an argument',
      costed([`kind: synthetic_one__Kind ${D}`, `kind: synthetic_one__Kind ${D} @listSize(assumedSize: 3)`]),
      /uses @listSize/,
    ],
  ]);
});
