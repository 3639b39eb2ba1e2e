/** An extension that declares what is the contract’s, or somebody else’s, is refused with place and remedy. */
import { describe } from '@jest/globals';
import { added, changed, testRefused } from './refused-extension.js';

describe('redeclared parts of the contract', () => {
  testRefused([
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
  ]);
});

describe('names', () => {
  testRefused([
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
  ]);
});

describe('text', () => {
  testRefused([
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
  ]);
});
