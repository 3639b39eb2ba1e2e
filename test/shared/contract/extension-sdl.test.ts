/** What a partner's extension may hold; everything else is refused with its place and with what to write instead. */
import { describe, expect, test } from '@jest/globals';
import {
  buildExtensionSchema,
  checkExtensionSdl,
  extensionNamespace,
  readClassification,
} from '@vigil/shared';
import { execute, parse, printSchema } from 'graphql';
import { CLASSIFIED, LINK, sampleBody } from './extension-sample.js';
import { PARTNER, SOUND, changed, refusal } from './refused-extension.js';

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

describe('refused with place and remedy', () => {
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
