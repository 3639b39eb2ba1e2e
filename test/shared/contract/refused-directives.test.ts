/** An extension with a directive that is not allowed, or a look-alike of @classified, is refused with place and remedy. */
import { describe } from '@jest/globals';
import { CLASSIFIED, LINK } from './extension-sample.js';
import { SOUND, added, changed, testRefused } from './refused-extension.js';

describe('directives', () => {
  testRefused([
    ...[
      '@override(from: "commons")',
      '@inaccessible',
      '@provides(fields: "id")',
      '@shareable',
      '@tag(name: "x")',
      '@authenticated',
      '@requiresScopes(scopes: [[]])',
      '@policy(policies: [[]])',
      '@federation__override(from: "commons")',
      '@external',
    ].map(
      (use) =>
        [
          use,
          changed('synthetic_one__guard: String', `synthetic_one__guard: String ${use}`),
          /^Event\.synthetic_one__guard \(line \d+\) uses @/,
          /leave it out/,
        ] as const,
    ),
    [
      '@interfaceObject',
      changed('type Event @key(fields: "id")', 'type Event @key(fields: "id") @interfaceObject'),
      /^Event .*@interfaceObject/,
    ],
    [
      '@composeDirective',
      changed('extend schema ', 'extend schema @composeDirective(name: "@classified") '),
      /^schema .*@composeDirective/,
    ],
    [
      '@tag on a type',
      changed('type synthetic_one__File {', 'type synthetic_one__File @tag(name: "x") {'),
      /^synthetic_one__File .*@tag/,
    ],
    [
      '@inaccessible on an enum value',
      changed('  AIR ', '  AIR @inaccessible '),
      /^synthetic_one__Kind\.AIR /,
    ],
    [
      '@deprecated with another argument',
      changed('@deprecated(reason: "counted elsewhere")', '@deprecated(why: "x")'),
      /^Event\.synthetic_one__old .*@deprecated/,
    ],
    [
      'a directive twice',
      changed('@deprecated(reason: "counted elsewhere")', '@deprecated @deprecated'),
      /^Event\.synthetic_one__old .*has @deprecated twice/,
    ],
    ['an own directive', added('directive @mine on FIELD_DEFINITION'), /^@mine .*directive of your own/],
  ]);
});

describe('look-alikes and renamed imports of @classified', () => {
  testRefused([
    [
      '@classified in another case',
      added('directive @Classified(class: String) on FIELD_DEFINITION'),
      /^@Classified .*only looks like/,
    ],
    [
      'a use of @Classified',
      changed('beds: Int @classified', 'beds: Int @Classified'),
      /^synthetic_one__Prison\.beds .*only looks like @classified/,
    ],
    [
      '@classified that differs by a byte',
      changed('flags: [DataFlag!]! = [])', 'flags: [DataFlag!]!  = [])'),
      /definition of classified is not the contract's/,
      /byte for byte/,
    ],
    [
      '@classified with another default',
      changed('subject: Subject! = NONE', 'subject: Subject! = STAFF'),
      /definition of classified is not/,
    ],
    [
      '@classified with a description',
      changed('directive @classified(', '"Ours." directive @classified('),
      /definition of classified is not/,
    ],
    [
      'a class more',
      changed('  SECURITY_CRITICAL\n}', '  SECURITY_CRITICAL\n  OPEN\n}'),
      /definition of DataClass is not/,
    ],
    ['no definition of @classified', SOUND.replace(CLASSIFIED, ''), /definition of classified is missing/],
    [
      '@classified imported under another name',
      changed('"@requires"]', '"@requires", { name: "@classified", as: "@x" }]'),
      /^schema .*renames an import/,
      /write extend schema @link/,
    ],
    [
      'an import under another name',
      changed('"@requires"]', '{ name: "@requires", as: "@r" }]'),
      /^schema .*renames an import/,
    ],
    [
      'federation under another name',
      changed('import: [', 'as: "f", import: ['),
      /^schema .*other arguments than url and import/,
    ],
    [
      'a link to something else',
      changed('specs.apollo.dev/federation/v2.3', 'example.org/classified/v1.0'),
      /^schema .*links something other than federation/,
    ],
    [
      'a federation that nobody here has read',
      changed('federation/v2.3', 'federation/v2.10'),
      /^schema .*v2\.0 to v2\.9/,
    ],
    [
      'a second link',
      changed('extend schema ', 'extend schema @link(url: "https://example.org/x/v1") '),
      /^schema .*has @link twice/,
    ],
    ['no link', SOUND.replace(LINK, ''), /does not link federation/],
    [
      'an import that is not allowed',
      changed('"@requires"]', '"@requires", "@override"]'),
      /^schema .*imports @override/,
    ],
  ]);
});
