/** An extension with classes or stubs that would open or empty the contract is refused with place and remedy. */
import { describe } from '@jest/globals';
import { CLASSIFIED, LINK } from './extension-sample.js';
import { added, changed, testRefused } from './refused-extension.js';

describe('classes', () => {
  testRefused([
    [
      'a class of Event.id other than the contract’s',
      changed('id: ID! @classified(class: DEIDENTIFIED)', 'id: ID! @classified(class: PUBLIC)'),
      /^Event\.id .*another class than in the contract/,
      /write @classified\(class: DEIDENTIFIED\)/,
    ],
    [
      'something SECURITY_CRITICAL',
      changed(
        'beds: Int @classified(class: CONFIDENTIAL)',
        'beds: Int @classified(class: SECURITY_CRITICAL)',
      ),
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
  ]);
});

describe('Event, Query, schema', () => {
  testRefused([
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
      changed(
        'synthetic_one__files: [synthetic_one__File!]',
        'synthetic_one__files: [synthetic_one__File!]!',
      ),
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
  ]);
});
