/** What a partner's extension may hold; everything else is refused with its place and with what to write instead. */
import { describe, expect, test } from '@jest/globals';
import {
  HubError,
  buildExtensionSchema,
  checkExtensionSdl,
  extensionNamespace,
  readClassification,
} from '@vigil/shared';
import { execute, parse, printSchema } from 'graphql';
import { CLASSIFIED, LINK, sampleBody, sampleSdl } from './extension-sample.js';

const PARTNER = 'synthetic-one';
const SOUND = sampleSdl(PARTNER);

function refusal(sdl: string, partner = PARTNER): { code: string; message: string } {
  try {
    checkExtensionSdl({ partner, sdl });
  } catch (error) {
    if (error instanceof HubError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('accepted');
}

/** The sound SDL with one thing otherwise; a replacement that finds nothing would test nothing. */
function changed(from: string, to: string): string {
  if (!SOUND.includes(from)) throw new Error(`the sample does not hold ${from}`);
  return SOUND.replace(from, () => to);
}

/** The sound SDL with something more at its end. */
function added(text: string): string {
  return `${SOUND}\n${text}\n`;
}

describe('a sound extension', () => {
  test('is accepted, and its coordinates are told apart from those of the contract', () => {
    const extension = checkExtensionSdl({ partner: PARTNER, sdl: SOUND });
    expect(extension).toMatchObject({ partner: PARTNER, namespace: 'synthetic_one__', sdl: SOUND });
    // By hand: of the contract it repeats Event.id, country, startDate, and two scalars.
    const repeated = ['Date', 'Event.country', 'Event.id', 'Event.startDate', 'Sealed'];
    expect([...extension.classification.keys()].sort()).toEqual([...extension.own, ...repeated].sort());
    expect(extension.own.every((name) => name.includes('synthetic_one__'))).toBe(true);
    expect(extension.own).toContain('Event.synthetic_one__transfers(kind:)');
    expect(extension.classification).toEqual(readClassification(SOUND));
    expect([...extension.requires]).toEqual([
      ['Event.synthetic_one__court', ['Event.country', 'Event.startDate']],
    ]);
  });

  test('may write Event and Query with `extend`, and the schema with its query', () => {
    const sdl = SOUND.replace('type Event @key', 'extend type Event @key')
      .replace('type Query {', 'extend type Query {')
      .replace(LINK, LINK.replace('extend schema', 'schema').trim() + ' { query: Query }\n');
    expect(checkExtensionSdl({ partner: PARTNER, sdl }).own).toHaveLength(
      checkExtensionSdl({ partner: PARTNER, sdl: SOUND }).own.length,
    );
  });

  test('may have root fields alone', () => {
    const sdl = `${LINK}${CLASSIFIED}type Query { synthetic_one__n: Int @classified(class: PUBLIC) }`;
    expect(checkExtensionSdl({ partner: PARTNER, sdl }).own).toEqual(['Query.synthetic_one__n']);
  });

  test('gives back its own bytes, resolves its fields, and prints dates as the contract does', async () => {
    const schema = buildExtensionSchema(SOUND, {
      Event: { synthetic_one__transfers: () => [{ at: '2013-05-06', kind: 'ROAD' }] },
    });
    const document = parse(
      '{ _service { sdl } _entities(representations: [{ __typename: "Event", id: "a:1" }]) { ... on Event { id synthetic_one__transfers { at kind } } } }',
    );
    const { data, errors } = await execute({ schema, document });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      _service: { sdl: SOUND },
      _entities: [{ id: 'a:1', synthetic_one__transfers: [{ at: '2013-05-06', kind: 'ROAD' }] }],
    });
    expect(printSchema(schema)).toContain('scalar Sealed');
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'a field it does not have',
      { Event: { synthetic_one__nothing: () => 1 } },
      'Event.synthetic_one__nothing',
    ],
    ['a type it does not have', { synthetic_one__Nothing: {} }, 'synthetic_one__Nothing'],
    ['a scalar of the contract', { Sealed: {} }, 'Sealed'],
    ['federation’s own entry', { Query: { _entities: () => [] } }, 'Query._entities'],
    ['something that is no function', { Event: { synthetic_one__guard: 'x' } }, 'Event.synthetic_one__guard'],
  ])('refuses resolvers for %s', (_name, resolvers, place) => {
    expect(() => buildExtensionSchema(SOUND, resolvers)).toThrow(
      expect.objectContaining({ code: 'SDL_REFUSED', message: expect.stringContaining(place) as unknown }),
    );
  });
});

describe('names', () => {
  test('a namespace is the id with underscores, and two of them', () => {
    expect(extensionNamespace('synthetic-one')).toBe('synthetic_one__');
  });

  test.each(['a--b', 'ab-', 'join', 'link', 'core', 'federation', 'inaccessible', 'tag', 'vigil', 'A1', ''])(
    'partner %p cannot have an extension',
    (partner) => {
      expect(() => extensionNamespace(partner)).toThrow(expect.objectContaining({ code: 'SDL_REFUSED' }));
    },
  );

  test('no namespace begins with another one', () => {
    const ids = ['a1', 'a1-b', 'a1-b-c', 'a1b', 'a1-2'];
    const all = ids.map(extensionNamespace);
    for (const one of all) expect(all.filter((other) => other.startsWith(one))).toEqual([one]);
  });
});

/** title, SDL, where it is, what to do; the line is counted by the parser of graphql-js and asserted where it is short */
const REFUSED: readonly (readonly [string, string, RegExp, RegExp?])[] = [
  // redeclared parts of the contract
  [
    'a contract input',
    added('input EventFilter { x: Int @classified(class: PUBLIC) }'),
    /^EventFilter \(line \d+\) is already defined/,
    /add a type of your own: synthetic_one__EventFilter/,
  ],
  [
    'a contract input, byte for byte',
    added('input CellFilter { partners: [ID!] @classified(class: PUBLIC) }'),
    /^CellFilter/,
  ],
  ['a contract enum', added('enum ActType { ARREST @classified(class: DEIDENTIFIED) }'), /^ActType/],
  ['a contract object type', added('type Act { id: ID! @classified(class: DEIDENTIFIED) }'), /^Act /],
  [
    'a contract type as an interface',
    added('interface Victim { sex: Int @classified(class: DEIDENTIFIED) }'),
    /^Victim /,
  ],
  ['a contract type as a scalar', added('scalar Partner @classified(class: PUBLIC)'), /^Partner /],
  ['a scalar of GraphQL', added('scalar String @classified(class: PUBLIC)'), /^String /],
  [
    'a contract scalar with another class',
    changed('scalar Date @classified(class: PUBLIC)', 'scalar Date @classified(class: DEIDENTIFIED)'),
    /^Date /,
    /write scalar Date @classified\(class: PUBLIC\)/,
  ],
  [
    'a contract scalar with a specification',
    changed('scalar Date @c', 'scalar Date @specifiedBy(url: "https://x.invalid") @c'),
    /^Date /,
  ],
  [
    'a description on a contract name',
    changed('type Event @key', '"Mine." type Event @key'),
    /^Event .*description/,
    /leave the description out/,
  ],
  [
    'a description on a contract field',
    changed('  id: ID!', '  "Mine." id: ID!'),
    /^Event\.id .*description/,
  ],
  // names
  [
    'an own type without a prefix',
    added('type Transfer { a: Int @classified(class: PUBLIC) }'),
    /^Transfer .*without your prefix/,
    /call it synthetic_one__Transfer/,
  ],
  [
    'an own field of Event without a prefix',
    changed('synthetic_one__guard:', 'guard:'),
    /^Event\.guard /,
    /call it synthetic_one__guard/,
  ],
  ['an own root field without a prefix', changed('synthetic_one__files:', 'files:'), /^Query\.files /],
  [
    "another partner's prefix",
    changed('synthetic_one__guard:', 'synthetic_two__guard:'),
    /^Event\.synthetic_two__guard .*synthetic_two__, which is not yours/,
  ],
  [
    "another partner's prefix on a type",
    added('type synthetic_two__T { a: Int @classified(class: PUBLIC) }'),
    /^synthetic_two__T /,
  ],
  [
    'a prefix in another case',
    changed('synthetic_one__guard:', 'Synthetic_one__guard:'),
    /^Event\.Synthetic_one__guard /,
  ],
  ['the bare prefix', changed('synthetic_one__guard:', 'synthetic_one__:'), /^Event\.synthetic_one__ /],
  ['an introspection name', added('type __Schema { a: Int @classified(class: PUBLIC) }'), /^__Schema /],
  ["federation's own type", added('type _Service { sdl: String }'), /^_Service /],
  [
    "federation's own field",
    changed('type Query {', 'type Query { _entities(representations: [ID!]!): [ID]'),
    /^Query\._entities /,
  ],
  [
    "the hub's own names",
    changed('escort:', 'vigil__typename:'),
    /^synthetic_one__Transfer\.vigil__typename /,
  ],
  [
    'a name that every object bears',
    changed('escort:', 'constructor:'),
    /^synthetic_one__Transfer\.constructor /,
  ],
  // directives
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
    '@cost(weight: 1)',
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
  ['@inaccessible on an enum value', changed('  AIR ', '  AIR @inaccessible '), /^synthetic_one__Kind\.AIR /],
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
  // look-alikes and renamed imports of @classified
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
    'a federation that brings security directives',
    changed('federation/v2.3', 'federation/v2.5'),
    /^schema .*v2\.0 to v2\.3/,
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
  // classes
  [
    'a class of Event.id other than the contract’s',
    changed('id: ID! @classified(class: DEIDENTIFIED)', 'id: ID! @classified(class: PUBLIC)'),
    /^Event\.id .*another class than in the contract/,
    /write @classified\(class: DEIDENTIFIED\)/,
  ],
  [
    'something SECURITY_CRITICAL',
    changed('beds: Int @classified(class: CONFIDENTIAL)', 'beds: Int @classified(class: SECURITY_CRITICAL)'),
    /^synthetic_one__Prison\.beds .*SECURITY_CRITICAL/,
  ],
  [
    'something IDENTIFYING in plain',
    changed('beds: Int @classified(class: CONFIDENTIAL)', 'beds: Int @classified(class: IDENTIFYING)'),
    /^synthetic_one__Prison\.beds .*travels in plain/,
    /Sealed/,
  ],
  [
    'something Sealed that is not IDENTIFYING',
    changed('@classified(class: IDENTIFYING, subject: STAFF)', '@classified(class: PUBLIC)'),
    /^Event\.synthetic_one__lawyer .*Sealed/,
  ],
  [
    'an argument that identifies',
    changed(
      'secret: String @classified(class: CONFIDENTIAL)',
      'secret: String @classified(class: IDENTIFYING)',
    ),
    /^Event\.synthetic_one__transfers\(secret:\) .*nobody may ask by/,
  ],
  [
    'an argument that takes a Sealed value',
    changed('secret: String', 'secret: Sealed'),
    /^Event\.synthetic_one__transfers\(secret:\) .*Sealed/,
  ],
  // Event, Query, schema
  ['another key', changed('@key(fields: "id")', '@key(fields: "country")'), /^Event .*another key/],
  [
    'several keys',
    changed('@key(fields: "id")', '@key(fields: "id") @key(fields: "country")'),
    /^Event .*has @key twice/,
  ],
  [
    'a key that cannot be resolved',
    changed('@key(fields: "id")', '@key(fields: "id", resolvable: false)'),
    /^Event .*@key with other arguments/,
  ],
  ['no key', changed(' @key(fields: "id")', ''), /^Event .*another key/],
  [
    'an own entity',
    changed('type synthetic_one__File {', 'type synthetic_one__File @key(fields: "page") {'),
    /^synthetic_one__File .*@key/,
  ],
  [
    'an own field of Event that is never null',
    changed('synthetic_one__guard: String', 'synthetic_one__guard: String!'),
    /^Event\.synthetic_one__guard .*never null/,
  ],
  [
    'an own root field that is never null',
    changed('synthetic_one__files: [synthetic_one__File!]', 'synthetic_one__files: [synthetic_one__File!]!'),
    /^Query\.synthetic_one__files .*never null/,
  ],
  [
    'a contract field that is not @external',
    changed('country: String @external', 'country: String'),
    /^Event\.country .*the contract's/,
    /@external/,
  ],
  [
    'a contract field of another type',
    changed('country: String @external', 'country: ID @external'),
    /^Event\.country .*not as in the contract/,
    /write country: String/,
  ],
  [
    'an @external field that nothing requires',
    changed('"country startDate"', '"country"'),
    /^Event\.startDate .*nothing requires it/,
  ],
  [
    '@requires of a CONFIDENTIAL field',
    changed(
      'country: String @external @classified(class: DEIDENTIFIED)',
      'country: String @external @classified(class: DEIDENTIFIED)\n  title: String @external @classified(class: CONFIDENTIAL)',
    ).replace('"country startDate"', '"country startDate title"'),
    /^Event\.synthetic_one__court .*requires title/,
  ],
  [
    '@requires of a list',
    changed(
      'country: String @external @classified(class: DEIDENTIFIED)',
      'country: String @external @classified(class: DEIDENTIFIED)\n  acts: [Act!] @external @classified(class: DEIDENTIFIED)',
    ),
    /^Event\.acts .*no scalar/,
  ],
  [
    '@requires with a selection',
    changed('"country startDate"', '"country startDate acts { id }"'),
    /^Event\.synthetic_one__court /,
  ],
  [
    '@requires with an alias',
    changed('"country startDate"', '"c: country startDate"'),
    /^Event\.synthetic_one__court /,
  ],
  [
    'an interface on Event',
    changed('type Event @key', 'type Event implements synthetic_one__Site @key'),
    /^Event .*implements an interface/,
  ],
  [
    'Event given out',
    changed('page: Int', 'of: Event @classified(class: CONFIDENTIAL) page: Int'),
    /^synthetic_one__File\.of .*uses the type Event/,
    /event\(id:\)/,
  ],
  [
    'Event in a union',
    changed('= synthetic_one__Yard', '= Event | synthetic_one__Yard'),
    /^synthetic_one__Place .*uses the type Event/,
  ],
  [
    'a contract enum as a type',
    changed('page: Int', 'sex: Sex'),
    /^synthetic_one__File\.sex .*uses the type Sex/,
  ],
  [
    'Event without an own field',
    `${LINK}${CLASSIFIED}type Event @key(fields: "id") { id: ID! @classified(class: DEIDENTIFIED) }`,
    /^Event .*no field of your own/,
  ],
  ['nothing of its own', `${LINK}${CLASSIFIED}`, /adds nothing to the contract/],
  ['a mutation', added('type Mutation { synthetic_one__x: Int @classified(class: PUBLIC) }'), /^Mutation /],
  [
    'a subscription root',
    changed('extend schema ', 'schema ').replace(
      '"@requires"])',
      '"@requires"]) { query: Query subscription: Query }',
    ),
    /^schema .*subscription/,
  ],
  [
    'another query type',
    changed('extend schema ', 'schema ').replace(
      '"@requires"])',
      '"@requires"]) { query: synthetic_one__File }',
    ),
    /^schema .*synthetic_one__File/,
  ],
  [
    'an own type that is extended',
    added('extend type synthetic_one__File { b: Int @classified(class: PUBLIC) }'),
    /^synthetic_one__File .*defined twice/,
  ],
  [
    'an enum that is extended',
    added('extend enum Sex { ALL @classified(class: PUBLIC) }'),
    /^Sex .*extended/,
  ],
  ['a directive that is extended', added('extend enum DataClass { OPEN }'), /^DataClass .*defined twice/],
  [
    'Query twice',
    added('extend type Query { synthetic_one__b: Int @classified(class: PUBLIC) }'),
    /^Query .*defined twice/,
  ],
  // text
  ['an operation', added('{ events { nodes { id } } }'), /operation/],
  ['what is not GraphQL', 'type Query {', /not valid GraphQL in line 1/],
  [
    'a type that is not there',
    changed('page: Int', 'page: synthetic_one__Nothing'),
    /Unknown type synthetic_one__Nothing/,
  ],
  [
    'an interface that is not kept',
    changed(
      'type synthetic_one__Airport implements synthetic_one__Site {\n  name: String @classified(class: DEIDENTIFIED)',
      'type synthetic_one__Airport implements synthetic_one__Site {',
    ),
    /no schema/,
  ],
  [
    'an empty type',
    changed(
      'type synthetic_one__File {\n  page: Int @classified(class: CONFIDENTIAL)\n}',
      'type synthetic_one__File',
    ),
    /no schema/,
  ],
  [
    'a list of lists of lists',
    changed('page: Int', 'page: [[[[[[[Int]]]]]]]'),
    /^synthetic_one__File\.page .*list of lists/,
  ],
  [
    'brackets ten thousand deep',
    changed('page: Int', `page: ${'['.repeat(10_000)}Int${']'.repeat(10_000)}`),
    /nested deeper/,
  ],
  ['a text of a megabyte', added(`# ${'x'.repeat(1_000_000)}`), /longer than 200000 bytes/],
  ['a text of many words', added('scalar a '.repeat(12_000)), /more than 20000 tokens/],
];

describe('refused with place and remedy', () => {
  test.each(REFUSED)('%s', (_title, sdl, place, remedy = /; ./) => {
    const { code, message } = refusal(sdl);
    expect({ code, message }).toEqual({
      code: 'SDL_REFUSED',
      message: expect.stringMatching(place) as unknown,
    });
    if (place.source.startsWith('^')) expect(message).toMatch(remedy);
  });

  test.each([
    'Event.synthetic_one__guard',
    'synthetic_one__Transfer.escort',
    'synthetic_one__SiteFilter.inmates',
  ])('%s without a class', (coordinate) => {
    const name = coordinate.split('.')[1] ?? '';
    const sdl = SOUND.replace(new RegExp(`(\\b${name}: \\w+) @classified\\(class: CONFIDENTIAL\\)`), '$1');
    expect(refusal(sdl)).toEqual({
      code: 'SDL_UNCLASSIFIED',
      message: `no @classified on ${coordinate}; give each of them its class, as shared/README.md lists them`,
    });
  });

  test('the line is the one that an editor shows', () => {
    const sdl = changed('synthetic_one__guard: String', 'synthetic_one__guard: String!');
    const line = sdl.split('\n').findIndex((text) => text.includes('synthetic_one__guard')) + 1;
    expect(refusal(sdl).message).toContain(`Event.synthetic_one__guard (line ${line})`);
  });

  test('the same SDL is not another partner’s', () => {
    expect(refusal(SOUND, 'synthetic-two').message).toContain('synthetic_one__, which is not yours');
    expect(
      checkExtensionSdl({ partner: 'synthetic-two', sdl: LINK + CLASSIFIED + sampleBody('synthetic-two') })
        .partner,
    ).toBe('synthetic-two');
  });
});
