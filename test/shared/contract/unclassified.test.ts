/** An SDL in which anything has no class is refused, and the refusal names what. */
import { describe, expect, test } from '@jest/globals';
import {
  checkPartnerSdl,
  commonsSdl,
  contractClassification,
  readClassification,
  statisticsSdl,
} from '@vigil/shared';
import { parse, visit } from 'graphql';
import { coordinateAt } from './coordinate-at.js';

/** Every SDL that lacks one use of the directive, with the coordinate that lost it. */
function stripped(sdl: string): { coordinate: string; sdl: string }[] {
  const all: { coordinate: string; sdl: string }[] = [];
  visit(parse(sdl), {
    Directive: ({ name, loc }, ...[, , , ancestors]) => {
      if (name.value !== 'classified') return;
      all.push({ coordinate: coordinateAt(ancestors), sdl: sdl.slice(0, loc?.start) + sdl.slice(loc?.end) });
    },
  });
  return all;
}

const incomplete = [commonsSdl(), statisticsSdl()].flatMap(stripped);

type Reader = (sdl: string) => unknown;

/** Coordinates whose missing class a reader did not report by name. */
function unnoticed(reader: Reader): string[] {
  return incomplete.flatMap(({ coordinate, sdl }) => {
    try {
      reader(sdl);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code === 'SDL_UNCLASSIFIED' && message === `no @classified on ${coordinate}`) return [];
    }
    return [coordinate];
  });
}

describe('a missing class refuses the SDL', () => {
  test('each of all coordinates in turn: fields, arguments, input fields, enum values, scalars', () => {
    // As many as there are coordinates in the two golden files; PageInfo and the shared enums are in both.
    expect(new Set(incomplete.map(({ coordinate }) => coordinate)).size).toBe(contractClassification().size);
    expect(unnoticed(readClassification)).toEqual([]);
  });

  test('a reader that forgets enum values and arguments is caught by the same check', () => {
    const forgetful: Reader = (sdl) =>
      readClassification(
        sdl
          .replace(/^( {2}[A-Z][A-Z0-9_]*)\s*$/gm, '$1 @classified(class: PUBLIC)')
          .replace(
            /(enum (?:DataClass|Subject|DataFlag) \{)([^}]*)\}/g,
            (_all, head: string, body: string) => {
              return `${head}${body.replaceAll(' @classified(class: PUBLIC)', '')}}`;
            },
          ),
      );
    const escaped = unnoticed(forgetful);
    expect(escaped).toContain('VerificationStatus.VERIFIED');
    expect(escaped).toContain('Sex.FEMALE');
  });

  test("an unclassified field in a partner's SDL is named", () => {
    const sdl = commonsSdl().replace('type Witness {', 'type Witness {\n  nickname: String');
    expect(() => {
      checkPartnerSdl(sdl);
    }).toThrow(
      expect.objectContaining({
        code: 'SDL_UNCLASSIFIED',
        audience: 'operator',
        message: 'no @classified on Witness.nickname',
      }),
    );
  });

  test.each([
    ['type', 'type Extra { name: String }', 'Extra.name'],
    ['interface', 'interface Extra { name: String }', 'Extra.name'],
    ['extension', 'extend type Event { name: String }', 'Event.name'],
    ['input', 'input Extra { name: String }', 'Extra.name'],
    ['enum', 'enum Extra { ONE }', 'Extra.ONE'],
    ['enum named like a property of every object', 'enum constructor { ONE }', 'constructor.ONE'],
    ['enum extension', 'extend enum Sex { EXTRA }', 'Sex.EXTRA'],
    ['scalar', 'scalar Extra', 'Extra'],
    ['union', 'union Extra = Event | Act', 'Extra'],
    ['type named almost like machinery', 'type _Anything { name: String }', '_Anything.name'],
    ['another field of machinery', 'type _Service { sdl: String name: String }', '_Service.name'],
    ['type named like a machinery scalar', 'type _Any { name: String }', '_Any.name'],
    ['argument', 'type Extra { name(of: ID): String @classified(class: PUBLIC) }', 'Extra.name(of:)'],
  ])('an unclassified %s is named', (_kind, definition, coordinate) => {
    expect(() => readClassification(`${commonsSdl()}\n${definition}`)).toThrow(
      expect.objectContaining({ code: 'SDL_UNCLASSIFIED', message: `no @classified on ${coordinate}` }),
    );
  });
});
