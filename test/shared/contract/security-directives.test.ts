/**
 * What `@authenticated`, `@requiresScopes` and `@policy` in an extension demand, under every name that federation
 * lets them have.
 *
 * Expected values are written by hand from the specifications (https://specs.apollo.dev/authenticated/v0.1,
 * /requiresScopes/v0.1, /policy/v0.1); which interfaces take over what is compared with @apollo/composition.
 */
import { composeServices } from '@apollo/composition';
import { describe, expect, test } from '@jest/globals';
import {
  checkExtensionSdl,
  harvestRequirements,
  plainExtensionSdl,
  type AccessRequirement,
  type SecurityNames,
} from '@vigil/shared';
import { buildSchema, isInterfaceType, parse, type ConstDirectiveNode } from 'graphql';
import { PARTNER } from './refused-extension.js';
import { D, securedSdl as sdl, type Written } from './secured-sample.js';

function requirementsOf(written: Written): Record<string, AccessRequirement> {
  const { requirements } = checkExtensionSdl({ partner: PARTNER, sdl: sdl(written) });
  return Object.fromEntries(requirements);
}

const NOTE = 'Event.synthetic_one__note';
const NOTE_ARGUMENT = 'Event.synthetic_one__note(kind:)';
const SIGNED_IN: AccessRequirement = { authenticated: true, scopes: [], policies: [] };
const SCOPES = '[["a", "b"], ["c"]]';
const ALTERNATIVES = [['a', 'b'], ['c']];

describe('a directive is known under the name that the link gives it, and under no other', () => {
  test.each<[string, Written]>([
    ['imported', { imports: '"@authenticated"', field: '@authenticated' }],
    ['imported as an object', { imports: '{ name: "@authenticated" }', field: '@authenticated' }],
    [
      'imported under another name',
      { imports: '{ name: "@authenticated", as: "@membersOnly" }', field: '@membersOnly' },
    ],
    [
      'imported under a name that reads like nothing',
      { imports: '{ name: "@authenticated", as: "@shareable" }', field: '@shareable' },
    ],
    ["under federation's prefix", { field: '@federation__authenticated' }],
    ['under a prefix of the link', { link: 'as: "fed",', field: '@fed__authenticated' }],
    [
      'with the definition that some tools print beside it',
      {
        imports: '"@authenticated"',
        field: '@authenticated',
        more: 'directive @authenticated on ENUM | SCALAR | INTERFACE | OBJECT | FIELD_DEFINITION',
      },
    ],
  ])('%s', (_name, written) => {
    expect(requirementsOf(written)).toEqual({ [NOTE]: SIGNED_IN, [NOTE_ARGUMENT]: SIGNED_IN });
  });

  test.each([
    ['@requiresScopes', 'scopes', { scopes: [ALTERNATIVES], policies: [] }],
    ['@policy', 'policies', { scopes: [], policies: [ALTERNATIVES] }],
  ])('%s: one group of names must hold whole', (name, argument, expected) => {
    const requirement = { authenticated: false, ...expected };
    for (const [imports, use] of [
      [`"${name}"`, name],
      [`{ name: "${name}", as: "@guarded" }`, '@guarded'],
      ['', name.replace('@', '@federation__')],
    ] as const) {
      expect(requirementsOf({ imports, field: `${use}(${argument}: ${SCOPES})` })).toEqual({
        [NOTE]: requirement,
        [NOTE_ARGUMENT]: requirement,
      });
    }
  });

  test.each(['[]', '[[]]', '[[], []]'])('an empty list %s lets nobody in', (list) => {
    expect(
      requirementsOf({ imports: '"@requiresScopes"', field: `@requiresScopes(scopes: ${list})` })[NOTE],
    ).toEqual({ authenticated: false, scopes: [[]], policies: [] });
    expect(requirementsOf({ imports: '"@policy"', field: `@policy(policies: ${list})` })[NOTE]).toEqual({
      authenticated: false,
      scopes: [],
      policies: [[]],
    });
  });

  test('an empty group beside others opens nothing', () => {
    const found = requirementsOf({
      imports: '"@requiresScopes"',
      field: '@requiresScopes(scopes: [["a"], []])',
    });
    expect(found[NOTE]?.scopes).toEqual([[['a']]]);
  });

  test('an extension without them demands nothing', () => {
    expect(requirementsOf({})).toEqual({});
  });
});

describe('a demand reaches every coordinate that could be a way round it', () => {
  const IMPORTS = '"@authenticated", "@requiresScopes"';
  const LOGIN = '@authenticated';
  const SCOPED = '@requiresScopes(scopes: [["a"]])';
  const SCOPE: AccessRequirement = { authenticated: false, scopes: [[['a']]], policies: [] };
  const more = (text: string): string => text.replaceAll(/\bD\b/g, D).replaceAll(/\bx_/g, 'synthetic_one__');
  const reached = (text: string): Record<string, AccessRequirement> =>
    Object.fromEntries(
      Object.entries(requirementsOf({ imports: IMPORTS, more: more(text) })).map(([name, value]) => [
        name.replaceAll('synthetic_one__', 'x_'),
        value,
      ]),
    );

  test('of an object type: its fields, and the fields that give it', () => {
    expect(
      reached(
        `type Query { x_cells: [x_Cell!] D x_count: Int D } type x_Cell ${LOGIN} { size: Int D ward: String D ${SCOPED} }`,
      ),
    ).toEqual({
      'Query.x_cells': SIGNED_IN,
      'x_Cell.size': SIGNED_IN,
      'x_Cell.ward': { ...SIGNED_IN, scopes: [[['a']]] },
    });
  });

  test('of an enum and of a scalar: values, fields, arguments and input fields', () => {
    expect(
      reached(`
        type Query { x_find(kind: x_Kind D, by: x_Filter D, code: x_Code D): Int D x_kind: x_Kind D }
        enum x_Kind ${LOGIN} { A D B D }
        scalar x_Code D ${SCOPED}
        input x_Filter { kind: x_Kind D code: [x_Code!] D name: String D }`),
    ).toEqual({
      'Query.x_find(kind:)': SIGNED_IN,
      'Query.x_find(code:)': SCOPE,
      'Query.x_kind': SIGNED_IN,
      'x_Kind.A': SIGNED_IN,
      'x_Kind.B': SIGNED_IN,
      x_Code: SCOPE,
      'x_Filter.kind': SIGNED_IN,
      'x_Filter.code': SCOPE,
    });
  });

  test('of an interface and its fields: the types behind it', () => {
    expect(
      reached(`
        type Query { x_site: x_Site D x_camp: x_Camp D }
        interface x_Site ${LOGIN} { name: String D ${SCOPED} }
        type x_Camp implements x_Site { name: String D beds: Int D }`),
    ).toEqual({
      'Query.x_site': SIGNED_IN,
      'Query.x_camp': SIGNED_IN,
      'x_Site.name': { ...SIGNED_IN, scopes: [[['a']]] },
      'x_Camp.name': { ...SIGNED_IN, scopes: [[['a']]] },
      'x_Camp.beds': SIGNED_IN,
    });
  });

  test('of a type behind an interface: the interface, but no other type behind it', () => {
    expect(
      reached(`
        type Query { x_site: x_Site D x_camp: x_Camp D x_jail: x_Jail D }
        interface x_Site { name: String D }
        type x_Camp implements x_Site { name: String D ${SCOPED} }
        type x_Jail implements x_Site ${LOGIN} { name: String D }`),
    ).toEqual({
      'Query.x_site': SIGNED_IN,
      'Query.x_jail': SIGNED_IN,
      'x_Site.name': { ...SIGNED_IN, scopes: [[['a']]] },
      'x_Camp.name': SCOPE,
      'x_Jail.name': SIGNED_IN,
    });
  });

  test('what stands twice is kept once', () => {
    expect(
      reached(`type Query { x_cell: x_Cell D ${SCOPED} } type x_Cell ${SCOPED} { size: Int D ${SCOPED} }`),
    ).toEqual({ 'Query.x_cell': SCOPE, 'x_Cell.size': SCOPE });
  });
});

test('interfaces take over what @apollo/composition lets them take over', () => {
  const types = `
    type Query { any: I first: A }
    interface I { f: String g: String }
    interface J { g: String }
    type A implements I & J @authenticated { f: String g: String }
    type B implements I { f: String @authenticated g: String }
    type C implements J { g: String @authenticated }`;
  const typeDefs = parse(
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"]) ${types}`,
  );
  const { supergraphSdl = '' } = composeServices([{ name: 'a', typeDefs, url: 'http://a' }]);
  const composed = buildSchema(supergraphSdl, { assumeValidSDL: true });
  const has = (node: { readonly directives?: readonly ConstDirectiveNode[] } | null | undefined): boolean =>
    (node?.directives ?? []).some(({ name }) => name.value === 'authenticated');
  const theirs = Object.values(composed.getTypeMap())
    .filter(isInterfaceType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ astNode }) => has(type.astNode) || has(astNode))
        .map(({ name }) => `${type.name}.${name}`),
    );
  const names: SecurityNames = new Map([['authenticated', 'authenticated']]);
  const ours = [...harvestRequirements(parse(types), names).requirements.keys()].filter((name) =>
    /^[IJ]\./.test(name),
  );
  expect(theirs.sort()).toEqual(['I.f', 'I.g', 'J.g']);
  expect(ours.sort()).toEqual(theirs);
});

describe('what is composed and executed', () => {
  const SECURED = sdl({
    imports: '{ name: "@authenticated", as: "@membersOnly" }, "@policy"',
    field: '@membersOnly @policy(policies: [["x"]])',
    more: 'scalar federation__Policy\ndirective @policy(policies: [[federation__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM',
  });

  test('holds nothing of them; what is served stays as it is, byte for byte', () => {
    const checked = checkExtensionSdl({ partner: PARTNER, sdl: SECURED });
    expect(checked.sdl).toBe(SECURED);
    expect([...checked.classification.keys()]).not.toContain('federation__Policy');
    expect(plainExtensionSdl(SECURED)).not.toMatch(/membersOnly|policy|authenticated/i);
    expect(plainExtensionSdl(SECURED)).toContain('import: ["@key"]');
  });

  test('is the SDL itself, to the byte, where there are none', () => {
    expect(plainExtensionSdl(sdl({}))).toBe(sdl({}));
  });
});
