/** What only looks like a security directive of federation, or stands where it would demand nothing, is refused. */
import { describe, expect, test } from '@jest/globals';
import { refusal } from './refused-extension.js';
import { D, securedSdl as sdl, type Written } from './secured-sample.js';

describe('a look-alike is refused, with its place and a remedy', () => {
  const LOGIN = '"@authenticated"';
  test.each<[string, Written, RegExp]>([
    [
      'a use without an import',
      { field: '@authenticated' },
      /^Event\.synthetic_one__note .*uses @authenticated/,
    ],
    [
      'a use without an import, defined beside',
      { field: '@authenticated', more: 'directive @authenticated on FIELD_DEFINITION' },
      /^@authenticated .*only looks like/,
    ],
    [
      'the true definition without an import',
      {
        field: '@authenticated',
        more: 'directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM',
      },
      /^@authenticated .*only looks like/,
    ],
    [
      'a definition with one place less',
      { imports: LOGIN, more: 'directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR' },
      /^@authenticated .*is not federation's/,
    ],
    [
      'a definition with an argument more',
      {
        imports: LOGIN,
        more: 'directive @authenticated(unless: String) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM',
      },
      /^@authenticated .*is not federation's/,
    ],
    [
      'a definition whose list may be left out',
      {
        imports: '"@policy"',
        more: 'directive @policy(policies: [[federation__Policy!]!]) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM',
      },
      /^@policy .*is not federation's/,
    ],
    ['another case', { imports: LOGIN, field: '@Authenticated' }, /uses @Authenticated/],
    [
      'its own name when it is imported under another one',
      { imports: '{ name: "@authenticated", as: "@in" }', field: '@authenticated' },
      /uses @authenticated/,
    ],
    [
      "federation's prefix when it is imported",
      { imports: LOGIN, field: '@federation__authenticated' },
      /uses @federation__authenticated/,
    ],
    [
      "federation's prefix when the link has another one",
      { link: 'as: "fed",', field: '@federation__authenticated' },
      /^schema .*other arguments|uses @federation__authenticated/,
    ],
    [
      'the name of another one of the three',
      { imports: '{ name: "@authenticated", as: "@policy" }', field: '@policy' },
      /^schema .*stands for something else/,
    ],
    [
      'the name of what every extension uses',
      { imports: '{ name: "@authenticated", as: "@deprecated" }', field: '@deprecated' },
      /^schema .*stands for something else/,
    ],
    [
      'a name like @classified',
      { imports: '{ name: "@authenticated", as: "@Classified" }' },
      /^schema .*stands for something else/,
    ],
    [
      'two imports of one',
      { imports: `${LOGIN}, { name: "@authenticated", as: "@in" }` },
      /^schema .*imports @authenticated twice/,
    ],
    [
      'another directive under the name of one',
      { imports: '{ name: "@shareable", as: "@authenticated" }', field: '@authenticated' },
      /^schema .*renames an import|uses @authenticated/,
    ],
    [
      'a link to somebody else',
      {
        imports: `]) @link(url: "https://example.org/authenticated/v0.1", import: [${LOGIN}`,
        field: '@authenticated',
      },
      /^schema .*has @link twice|uses @authenticated/,
    ],
    [
      'a federation that does not bring them',
      { imports: LOGIN, field: '@authenticated', version: 'v2.4' },
      /^schema .*@authenticated.*v2\.5/,
    ],
    [
      'a federation that does not bring @policy',
      { imports: '"@policy"', field: '@policy(policies: [["x"]])', version: 'v2.5' },
      /^schema .*@policy.*v2\.6/,
    ],
    [
      'the same twice',
      { imports: LOGIN, field: '@authenticated @authenticated' },
      /has @authenticated twice/,
    ],
    [
      'arguments that are not its own',
      { imports: LOGIN, field: '@authenticated(unless: "x")' },
      /uses @authenticated with other arguments/,
    ],
    [
      'scopes without a list',
      { imports: '"@requiresScopes"', field: '@requiresScopes' },
      /with other arguments/,
    ],
    [
      'scopes in one list',
      { imports: '"@requiresScopes"', field: '@requiresScopes(scopes: ["a"])' },
      /write @requiresScopes\(scopes: \[\[/,
    ],
    [
      'scopes that are no texts',
      { imports: '"@requiresScopes"', field: '@requiresScopes(scopes: [[a]])' },
      /with other arguments/,
    ],
    [
      'on an argument',
      {
        imports: LOGIN,
        more: `type Query { synthetic_one__find(by: String ${D} @authenticated): Int ${D} }`,
      },
      /^@authenticated .*stands where it would demand nothing/,
    ],
    [
      'on a union',
      {
        imports: LOGIN,
        more: `union synthetic_one__U ${D} @authenticated = synthetic_one__A type synthetic_one__A { a: Int ${D} }`,
      },
      /^@authenticated .*stands where/,
    ],
    [
      "on the contract's own type",
      { imports: LOGIN, more: 'extend type Query @authenticated' },
      /^Query .*the contract's/,
    ],
    [
      "on the contract's own scalar",
      { imports: LOGIN, more: 'scalar Date @classified(class: PUBLIC) @authenticated' },
      /^Date .*the contract's/,
    ],
  ])('%s', (_name, written, place) => {
    const { code, message } = refusal(sdl(written));
    expect({ code, message }).toEqual({
      code: 'SDL_REFUSED',
      message: expect.stringMatching(place) as unknown,
    });
    expect(message).toMatch(/; \S/);
  });

  test("on the contract's own field", () => {
    const { message } = refusal(
      sdl({ imports: LOGIN }).replace(`id: ID! ${D}`, `id: ID! ${D} @authenticated`),
    );
    expect(message).toMatch(/^Event\.id .*the contract's/);
  });

  test('more than can be kept for every coordinate', () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `"scope-number-${n}"`).join();
    const fields = Array.from({ length: 40 }, (_, n) => `f${n}: Int ${D}`).join('\n');
    const { message } = refusal(
      sdl({
        imports: '"@requiresScopes"',
        more: `type Query { synthetic_one__a: synthetic_one__A ${D} } type synthetic_one__A @requiresScopes(scopes: [[${names}]]) { ${fields} }`,
      }),
    );
    expect(message).toMatch(/^the SDL demands more than can be kept; /);
  });
});
