/** Subgraphs that do not fit together are refused with what does not fit, and the hub's own two fit. */
import { describe, expect, test } from '@jest/globals';
import { composeSupergraph } from '@vigil/gateway';
import { commonsSdl, statisticsSdl } from '@vigil/shared';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])`;

test('commons and statistics compose', () => {
  const supergraph = composeSupergraph([
    { name: 'commons', sdl: commonsSdl() },
    { name: 'statistics', sdl: statisticsSdl() },
  ]);
  expect(supergraph).toContain('enum join__Graph');
});

describe('refused', () => {
  const refusal = (one: string, two: string): string => {
    try {
      composeSupergraph([
        { name: 'one', sdl: `${LINK}\n${one}` },
        { name: 'two', sdl: `${LINK}\n${two}` },
      ]);
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return `${code} ${message}`;
    }
    return 'composed';
  };

  test('what composition itself refuses', () => {
    expect(refusal('type Query { a: Int }', 'type Query { a: Int }')).toMatch(
      /^COMPOSITION_FAILED .*Query\.a/,
    );
  });

  test('a disagreement that composition would settle by itself: an input that one of them has shortened', () => {
    expect(
      refusal(
        'type Query { a(f: F): Int @shareable } input F { x: Int y: Int }',
        'type Query { a(f: F): Int @shareable } input F { x: Int }',
      ),
    ).toMatch(/^COMPOSITION_FAILED .*F/);
  });

  test('a disagreement about an enum', () => {
    expect(
      refusal('type Query { a: E @shareable } enum E { X Y }', 'type Query { a: E @shareable } enum E { X }'),
    ).toMatch(/^COMPOSITION_FAILED .*E/);
  });

  test('what makes composition throw', () => {
    expect(
      refusal(
        `extend schema @link(url: "https://example.org/d/v1.0", import: [{name: "@d", as: "@e"}]) @composeDirective(name: "@e")
         directive @e on FIELD_DEFINITION type Query { a: Int @e }`,
        'type Query { b: Int }',
      ),
    ).toMatch(/^COMPOSITION_FAILED /);
  });

  test('the twin: two that fit compose', () => {
    expect(refusal('type Query { a: Int }', 'type Query { b: Int }')).toBe('composed');
  });
});
