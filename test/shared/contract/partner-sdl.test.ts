/** What a partner's node serves must be the contract: same definitions, same classes, and no look-alike. */
import { describe, expect, test } from '@jest/globals';
import { checkPartnerSdl, commonsSdl } from '@vigil/shared';

const ours = commonsSdl();
const change = (from: string | RegExp, to: string): string => {
  const changed = ours.replace(from, to);
  if (changed === ours) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
};
const judge = (sdl: string): string => {
  try {
    checkPartnerSdl(sdl);
    return 'accepted';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code ?? 'no code'}: ${message}`;
  }
};

describe("a partner's SDL is the contract's", () => {
  test('the contract itself is accepted', () => {
    expect(judge(ours)).toBe('accepted');
  });

  test('another order and another language of descriptions are accepted', () => {
    const [schema = '', ...definitions] = ours.trim().split('\n\n');
    const translated = ours.replace(
      '"""A person who told what they know."""',
      '"""Una persona que contó."""',
    );
    expect(translated).not.toBe(ours);
    expect(judge(translated)).toBe('accepted');
    expect(judge([schema, ...definitions.reverse()].join('\n\n'))).toBe('accepted');
  });

  test.each([
    [
      'a witness name declared public',
      change(
        /legalName: Sealed @classified\(class: IDENTIFYING, subject: WITNESS\)/,
        'legalName: Sealed @classified(class: PUBLIC)',
      ),
      'other than in the contract: Witness.legalName',
    ],
    [
      'a subject left out',
      change(
        'testimony: Sealed @classified(class: IDENTIFYING, subject: WITNESS)',
        'testimony: Sealed @classified(class: IDENTIFYING)',
      ),
      'other than in the contract: Witness.testimony',
    ],
    [
      'a flag left out',
      change(
        'unit: String @classified(class: CONFIDENTIAL, flags: [PERPETRATOR_NAMED])',
        'unit: String @classified(class: CONFIDENTIAL)',
      ),
      'other than in the contract: Perpetrator.unit',
    ],
    [
      'an enum value declared public',
      change('VERIFIED @classified(class: DEIDENTIFIED)', 'VERIFIED @classified(class: PUBLIC)'),
      'other than in the contract: VerificationStatus.VERIFIED',
    ],
    [
      'an argument declared public',
      change('event(id: ID! @classified(class: DEIDENTIFIED))', 'event(id: ID! @classified(class: PUBLIC))'),
      'other than in the contract: Query.event(id:)',
    ],
    [
      'a sealed field made plain',
      change('description: Sealed', 'description: String'),
      'other than in the contract: Event.description',
    ],
    [
      'another default',
      change('first: Int = 20', 'first: Int = 2000'),
      'other than in the contract: Query.events(first:)',
    ],
    [
      'a classified field of its own in a contract type',
      change('type Victim {', 'type Victim {\n  alias: String @classified(class: PUBLIC)'),
      'not in the contract: Victim.alias',
    ],
    [
      'a value of its own in a contract enum',
      change('enum Sex {', 'enum Sex {\n  EXTRA @classified(class: PUBLIC)'),
      'not in the contract: Sex.EXTRA',
    ],
    [
      'a type of its own',
      `${ours}\ntype Own { a: Int @classified(class: PUBLIC) }`,
      'not in the contract: ObjectTypeDefinition Own, Own.a',
    ],
    [
      'an extension in the same SDL',
      `${ours}\nextend type Event { a: Int @classified(class: PUBLIC) }`,
      'not in the contract: ObjectTypeExtension Event, Event.a',
    ],
    [
      'a field left out',
      change(/\n {2}title: String @classified\(class: CONFIDENTIAL\)/, ''),
      'missing from the contract: Event.title',
    ],
    [
      'another key',
      change('type Event @key(fields: "id")', 'type Event @key(fields: "id title")'),
      'other than in the contract: ObjectTypeDefinition Event',
    ],
    [
      'a federation directive on a field',
      change('title: String @classified', 'title: String @inaccessible @classified'),
      'other than in the contract: Event.title',
    ],
    [
      'the directive under another import',
      change(
        'import: ["@key", "@shareable"]',
        'import: ["@key", "@shareable", { name: "@tag", as: "@classifies" }]',
      ),
      'other than in the contract: SchemaDefinition',
    ],
    [
      'a directive definition of its own',
      `${ours}\ndirective @Classified on FIELD_DEFINITION`,
      'not in the contract: DirectiveDefinition Classified',
    ],
    [
      'a mutation',
      `${ours}\ntype Mutation { a: Int @classified(class: PUBLIC) }`,
      'not in the contract: ObjectTypeDefinition Mutation, Mutation.a',
    ],
  ])('%s is refused', (_title, sdl, message) => {
    expect(judge(sdl)).toBe(`SDL_REFUSED: ${message}`);
  });
});

describe('a definition that only looks like @classified is refused', () => {
  test.each([
    ['a nullable class', change('class: DataClass!, subject', 'class: DataClass, subject'), 'classified'],
    [
      'another default subject',
      change('subject: Subject! = NONE', 'subject: Subject! = STAFF'),
      'classified',
    ],
    [
      'a default class',
      change('class: DataClass!, subject', 'class: DataClass! = PUBLIC, subject'),
      'classified',
    ],
    ['more places', change('SCALAR | UNION', 'SCALAR | UNION | OBJECT'), 'classified'],
    ['repeatable', change('= []) on FIELD_DEFINITION', '= []) repeatable on FIELD_DEFINITION'), 'classified'],
    [
      'another spacing',
      change('flags: [DataFlag!]! = []) on', 'flags: [DataFlag!]! = [])  on'),
      'classified',
    ],
    ['a class more', change('enum DataClass {\n  PUBLIC', 'enum DataClass {\n  OPEN\n  PUBLIC'), 'DataClass'],
    ['a subject less', change('  REPORTER\n', ''), 'Subject'],
    [
      'flags in another order',
      change('  QUASI_IDENTIFIER\n  GROUP_IDENTIFYING', '  GROUP_IDENTIFYING\n  QUASI_IDENTIFIER'),
      'DataFlag',
    ],
  ])('%s', (_title, sdl, name) => {
    expect(judge(sdl)).toBe(`SDL_REFUSED: the definition of ${name} is not the contract's`);
  });

  test('a missing one', () => {
    expect(judge(change(/directive @classified.*\n/, ''))).toBe(
      'SDL_REFUSED: the definition of classified is missing',
    );
  });

  test.each([
    ['a second directive', 'directive @classified on FIELD_DEFINITION', 'classified'],
    ['a scalar of the same name', 'scalar classified', 'classified'],
    ['an extension of its words', 'extend enum DataClass { OPEN }', 'DataClass'],
  ])('%s beside ours', (_title, definition, name) => {
    expect(judge(`${ours}\n${definition}`)).toBe(`SDL_REFUSED: ${name} is defined more than once`);
  });

  test.each([
    ['no class', '@classified(subject: NONE)'],
    ['an argument of its own', '@classified(class: CONFIDENTIAL, until: NONE)'],
    ['the same class by two words', '@classified(class: CONFIDENTIAL, class: PUBLIC)'],
    ['a list of classes', '@classified(class: [CONFIDENTIAL])'],
    ['a string', '@classified(class: "CONFIDENTIAL")'],
    ['a word it does not have', '@classified(class: OPEN)'],
    ['two directives', '@classified(class: CONFIDENTIAL) @classified(class: PUBLIC)'],
  ])('%s on a field', (_title, directive) => {
    expect(
      judge(change('title: String @classified(class: CONFIDENTIAL)', `title: String ${directive}`)),
    ).toMatch(/^SDL_REFUSED: Event\.title /);
  });
});

describe('what is not an SDL is refused in one line', () => {
  test('text that is not GraphQL, by line and without the text', () => {
    expect(judge('type Query {\n  a: CANARY-1 }')).toBe('SDL_REFUSED: SDL is not valid GraphQL in line 2');
  });

  test('an operation', () => {
    expect(judge(`${ours}\n{ events { nodes { id } } }`)).toBe(
      'SDL_REFUSED: SDL holds an operation or a fragment',
    );
  });

  test('a text of endless tokens', () => {
    expect(judge('scalar A '.repeat(60_000))).toMatch(/^SDL_REFUSED: SDL is not valid GraphQL/);
  });

  test('one coordinate defined twice', () => {
    expect(judge(`${ours}\nextend type Event { id: ID! @classified(class: PUBLIC) }`)).toBe(
      'SDL_REFUSED: Event.id is defined twice',
    );
  });
});
