/** What a caller sees of the schema: the whole contract, and of the extensions what they may read. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { costOf, createCallerViews, type ComposedGraph } from '@vigil/gateway';
import type { SubjectClass } from '@vigil/policies';
import { COST_DEFINITIONS, checkExtensionSdl, type CheckedExtension } from '@vigil/shared';
import { assertValidSchema, getOperationAST, parse, printSchema, type GraphQLSchema } from 'graphql';
import { CLASSIFIED, LINK } from '../../shared/contract/extension-sample.js';
import { mapWithout } from '../support/map-without.js';
import { CALLERS, apiSchema, compose, mapFor, sample } from './samples.js';

let one: CheckedExtension;
let two: CheckedExtension;
let graph: ComposedGraph;
let schema: GraphQLSchema;
let contract: string;

beforeAll(() => {
  [one, two] = [sample('one'), sample('two')];
  graph = compose(one, two);
  schema = apiSchema(graph);
  contract = printSchema(apiSchema(compose()));
});

async function viewOf(subject: SubjectClass): Promise<string> {
  const view = createCallerViews({ schema, extensions: [one, two] })(await mapFor(graph, subject));
  assertValidSchema(view.schema);
  return printSchema(view.schema);
}

/** Own names in a text, each once. */
function ownNames(text: string): string[] {
  return [...new Set(text.match(/\b[a-z]+__\w+/g) ?? [])].sort();
}

test('who may read nothing of the extensions sees the contract, byte for byte', async () => {
  const text = await viewOf({ organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' });
  // Public is what `one` and `two` class so: one field of events.
  expect(ownNames(text)).toEqual(['one__old', 'two__old']);
  const bare = text.replaceAll(/ +(one|two)__old: Int @deprecated\(reason: "counted elsewhere"\)\n/g, '');
  expect(bare).toBe(contract);
});

test('an agreement shows what it opens: no confidential field, argument, input field, value, type', async () => {
  // By hand, from the classes in the sample; `two` has no agreement.
  expect(ownNames(await viewOf(CALLERS.body))).toEqual(
    [
      'one__Airport',
      'one__Code',
      'one__Kind',
      'one__Place',
      'one__Prison',
      'one__Site',
      'one__SiteFilter',
      'one__Transfer',
      'one__Yard',
      'one__court',
      'one__old',
      'one__sites',
      'one__transfers',
      'two__old',
    ].sort(),
  );
  const text = await viewOf(CALLERS.body);
  for (const hidden of ['escort', 'secret', 'inmates', 'NIGHT', 'beds', 'guard', 'files', 'lawyer'])
    expect(text).not.toMatch(new RegExp(`\\b(one__)?${hidden}\\b`));
});

test('the owner’s officers see all but what is sealed; those of another partner see their own', async () => {
  const officer = ownNames(await viewOf(CALLERS.officer));
  expect(officer).toEqual(expect.arrayContaining(['one__guard', 'one__files', 'one__File']));
  expect(officer).not.toContain('one__lawyer');
  expect(officer.filter((name) => name.startsWith('two__'))).toEqual(['two__old']);
  expect(ownNames(await viewOf(CALLERS.otherOfficer)).filter((name) => name.startsWith('one__'))).toEqual([
    'one__old',
  ]);
});

describe('what leads to something hidden is hidden with it', () => {
  const text = (denied: readonly string[]): string => {
    const view = createCallerViews({ schema, extensions: [one, two] })(mapWithout(denied));
    assertValidSchema(view.schema);
    return printSchema(view.schema);
  };

  test.each<[string, string[], string[]]>([
    [
      'a type without a readable field, and who returns it',
      ['select one__File.page'],
      ['one__File', 'one__files'],
    ],
    ['a scalar, and what has it', ['select one__Code'], ['one__Code']],
    ['a union, and what has it', ['select one__Place'], ['one__Place']],
    [
      'an input whose fields are all denied',
      ['filterBy one__SiteFilter.name', 'filterBy one__SiteFilter.inmates', 'filterBy one__SiteFilter.any'],
      ['one__SiteFilter'],
    ],
    [
      'an enum without a value',
      ['select one__Kind.ROAD', 'select one__Kind.AIR', 'select one__Kind.NIGHT'],
      ['one__Kind'],
    ],
    ['a field whose requirement is denied', ['select Event.country'], ['one__court', 'two__court']],
    [
      'types that nothing leads to any more',
      ['select Query.one__sites', 'select one__Transfer.to'],
      [
        'one__sites',
        'one__Site',
        'one__Prison',
        'one__Airport',
        'one__Yard',
        'one__SiteFilter',
        'one__Code',
        'one__Place',
      ],
    ],
    [
      'an interface none of whose types is left',
      [
        'select one__Prison.name',
        'select one__Prison.wing',
        'select one__Prison.beds',
        'select one__Airport.name',
        'select one__Airport.code',
      ],
      ['one__Site', 'one__Prison', 'one__Airport', 'one__sites'],
    ],
  ])('%s', (_name, denied, hidden) => {
    const whole = ownNames(text([]));
    const left = ownNames(text(denied));
    expect(whole).toEqual(expect.arrayContaining(hidden));
    for (const name of hidden) expect(left).not.toContain(name);
  });

  test('a field of an interface that one of its types must hide; without another field the interface goes', () => {
    const view = text(['select one__Airport.name']);
    expect(ownNames(view)).not.toContain('one__Site');
    // What leads to its types otherwise still does, and they promise nothing any more.
    expect(ownNames(view)).not.toContain('one__sites');
    expect(ownNames(view)).toContain('one__transfers');
  });

  test('an order by what may only be filtered by is not seen: one value is used for both', () => {
    expect(text(['orderBy one__Kind.AIR'])).not.toMatch(/enum one__Kind \{[^}]*AIR/);
    expect(text(['groupBy one__Kind.AIR'])).toMatch(/enum one__Kind \{[^}]*AIR/);
  });

  test('no map can make the contract’s part another one', () => {
    const every = [...graph.classification.keys()].flatMap((name) =>
      ['select', 'filterBy', 'orderBy'].map((action) => `${action} ${name}`),
    );
    expect(text(every)).toBe(contract);
  });
});

test('a required argument or input field that is denied hides what cannot be asked without it', () => {
  const sdl = `${LINK}${CLASSIFIED}
type Query {
  one__a(x: Int! @classified(class: CONFIDENTIAL)): Int @classified(class: PUBLIC)
  one__b(f: one__F @classified(class: PUBLIC)): Int @classified(class: PUBLIC)
  one__c(x: Int! = 1 @classified(class: CONFIDENTIAL)): Int @classified(class: PUBLIC)
}
input one__F { x: Int! @classified(class: CONFIDENTIAL) y: Int @classified(class: PUBLIC) }`;
  const extension = checkExtensionSdl({ partner: 'one', sdl });
  const own = compose(extension);
  const views = createCallerViews({ schema: apiSchema(own), extensions: [extension] });
  const text = printSchema(
    views(mapWithout(['filterBy Query.one__a(x:)', 'filterBy one__F.x', 'filterBy Query.one__c(x:)'])).schema,
  );
  expect(text.match(/one__\w+[^\n]*/g)).toEqual(['one__b: Int', 'one__c: Int']);
});

test('views are kept by the map, shared where they show the same, and bounded', async () => {
  const views = createCallerViews({ schema, extensions: [one, two], maxViews: 2 });
  const map = await mapFor(graph, CALLERS.public);
  expect(views(map)).toBe(views(map));
  expect(views(mapWithout([], 'a')).schema).toBe(views(mapWithout([], 'b')).schema);
  const first = views(mapWithout(['select Event.one__guard'], 'c'));
  for (const name of ['old', 'court', 'lawyer']) views(mapWithout([`select Event.one__${name}`], name));
  expect(views(mapWithout(['select Event.one__guard'], 'c'))).not.toBe(first);
});

test('a value of a contract scalar is judged in a view as in the contract', async () => {
  const view = createCallerViews({ schema, extensions: [one, two] })(await mapFor(graph, CALLERS.body));
  // giveScalars is applied to the composed schema by whoever loads it; the view takes over what it has.
  expect(view.schema.getType('Date')).toMatchObject({
    parseValue: (schema.getType('Date') as { parseValue?: unknown }).parseValue,
  });
});

describe('what an extension says its places cost', () => {
  const costly = (weight: string): CheckedExtension =>
    checkExtensionSdl({
      partner: 'one',
      sdl: `${LINK} ${CLASSIFIED}
        ${Object.values(COST_DEFINITIONS).join('\n')}
        type Event @key(fields: "id") {
          id: ID! @classified(class: DEIDENTIFIED)
          one__visits(first: Int @classified(class: DEIDENTIFIED)): [one__Visit!] @classified(class: DEIDENTIFIED) @cost(weight: "${weight}") @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
        }
        type one__Visit @cost(weight: "3") { at: String @classified(class: DEIDENTIFIED) }`,
    });
  const QUERY = '{ event(id: "one:a") { one__visits(first: 4) { at } } }';

  function weigh(extension: CheckedExtension, denied: readonly string[] = []) {
    const graph = compose(extension);
    const view = createCallerViews({ schema: apiSchema(graph), extensions: [extension] })(mapWithout(denied));
    const document = parse(QUERY);
    const operation = getOperationAST(document);
    if (operation == null) throw new Error('no operation');
    const { field, type } = costOf({ document, operation, variables: {} }, view);
    return { cost: field + type, hash: view.hash };
  }

  test('counts beside what the contract says, and what is kept for the other weight is not used again', () => {
    // event 500, Query 1, Event 1; visits 20 and four of 3.
    const first = weigh(costly('20'));
    expect(first.cost).toBe(534);
    const dearer = weigh(costly('2000'));
    expect(dearer.cost).toBe(2_514);
    expect(dearer.hash).not.toBe(first.hash);
  });

  test('is not told by what a hidden field costs: it weighs what any name weighs', () => {
    // event 500, Query 1, Event 1; two names.
    for (const weight of ['20', '2000'])
      expect(weigh(costly(weight), ['select Event.one__visits']).cost).toBe(504);
  });
});
