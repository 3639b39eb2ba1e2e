/** Extensions are added to the contract; nothing that they hold changes what the contract says or how it is planned. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { composeGraph, composeSupergraph } from '@vigil/gateway';
import { checkExtensionSdl, commonsSdl, statisticsSdl, type CheckedExtension } from '@vigil/shared';
import { parse, print, printSchema, visit } from 'graphql';
import { CLASSIFIED, LINK } from '../../shared/contract/extension-sample.js';
import { apiSchema, compose, planner, sample } from './samples.js';

/** What a schema says, without everything that a partner's prefix marks. */
function contractText(text: string): string {
  const isOwn = ({ name }: { name: { value: string } }): boolean => /^[a-z0-9_]+?__/.test(name.value);
  const document = visit(parse(text), {
    enter: (node) =>
      node.kind.endsWith('Definition') && 'name' in node && isOwn(node as never) ? null : undefined,
  });
  return print(document);
}

describe('a composed graph', () => {
  test('without extensions is the contract as it was composed before', () => {
    const graph = compose();
    expect(graph.supergraphSdl).toBe(
      composeSupergraph([
        { name: 'commons', sdl: commonsSdl() },
        { name: 'statistics', sdl: statisticsSdl() },
      ]),
    );
    expect(graph.subgraphNames).toEqual(['commons', 'statistics']);
    expect(graph.coordinateOwners.size).toBe(0);
  });

  test('says of every coordinate of an extension whose it is, and of no other', () => {
    const [one, two] = [sample('one'), sample('two')];
    const graph = compose(two, one);
    expect(graph.subgraphNames).toEqual(['commons', 'statistics', 'extension-one', 'extension-two']);
    const owned = [...graph.coordinateOwners].map(([coordinate, owner]) => `${owner} ${coordinate}`).sort();
    expect(owned).toEqual(
      [...one.own.map((name) => `one ${name}`), ...two.own.map((name) => `two ${name}`)].sort(),
    );
    expect(graph.classification.size).toBe(compose().classification.size + one.own.length + two.own.length);
  });

  test('is the same whatever the order of the extensions', () => {
    const [one, two] = [sample('one'), sample('two')];
    expect(compose(one, two).hash).toBe(compose(two, one).hash);
  });

  test('leaves every line of the contract as it is', () => {
    const text = printSchema(apiSchema(compose(sample('one'), sample('two'))));
    expect(text).toContain('one__transfers');
    expect(contractText(text)).toBe(print(parse(printSchema(apiSchema(compose())))));
  });

  test('never has two extensions of one partner', () => {
    expect(() => compose(sample('one'), sample('one'))).toThrow(
      expect.objectContaining({
        code: 'COMPOSITION_FAILED',
        message: expect.stringContaining('one') as unknown,
      }),
    );
  });
});

/** What `checkExtensionSdl` would refuse, put before composition as if it had not. */
function unchecked(partner: string, body: string): CheckedExtension {
  const sound = checkExtensionSdl({
    partner,
    sdl: `${LINK}${CLASSIFIED}type Query { ${partner}__n: Int @classified(class: PUBLIC) }`,
  });
  return { ...sound, sdl: `${sound.sdl}\n${body}` };
}

describe('composition is a second wall behind the check', () => {
  const SHRUNK = 'input EventFilter { countries: [String!] @classified(class: DEIDENTIFIED) }';
  test.each<[string, readonly string[]]>([
    ['a contract input that is redeclared with less', [SHRUNK]],
    ['a majority that redeclares a contract input alike', [SHRUNK, SHRUNK, SHRUNK]],
    [
      'a contract input redeclared that composition calls consistent',
      [
        'input EventFilter { countries: [String!] areas: [String!] from: String to: String actTypes: [String!] }',
      ],
    ],
    ['a contract enum with fewer values', ['enum Sex { FEMALE @classified(class: PUBLIC) }']],
    [
      'descriptions of the contract by majority',
      ['"a" scalar Date @classified(class: PUBLIC)', '"a" scalar Date @classified(class: PUBLIC)'],
    ],
    [
      'a definition of @classified that composition throws on',
      [
        'extend schema @link(url: "https://example.org/x/v1.0", as: "x", import: [{ name: "@classified", as: "@x" }]) @composeDirective(name: "@x")',
      ],
    ],
    ['a field of the contract for everybody', ['type Act { more: Int }']],
  ])('%s: refused', (_name, bodies) => {
    const extensions = bodies.map((body, index) => unchecked(`p${index}`, body));
    expect(() => composeGraph({ extensions })).toThrow(
      expect.objectContaining({ code: 'COMPOSITION_FAILED' }),
    );
  });

  test('the twin: the same extensions without it compose', () => {
    expect(compose(unchecked('p0', ''), unchecked('p1', '')).subgraphNames).toHaveLength(4);
  });
});

const CONTRACT_QUERIES = [
  '{ events { nodes { id title startDate country acts { type victim { sex } } } pageInfo { hasNextPage } } }',
  'query ($w: EventFilter) { events(where: $w, orderBy: START_DATE_ASC, first: 5) { nodes { id partner { id name } } } }',
  '{ event(id: "one:a") { id partner { id name countries status } witnesses { connection } } }',
  '{ a: events { nodes { id } } b: event(id: "two:b") { area } partners { id } }',
  '{ indicatorTable(indicator: KIDNAPPING, by: [COUNTRY]) { cells { country value } coverage { partner { id } } } viewer { readable } }',
  '{ redFlags { nodes { id indicator } } releases { nodes { id partner { name } } } }',
];

describe('plans', () => {
  let with0: ReturnType<typeof planner>;
  let with1: ReturnType<typeof planner>;
  let with20: ReturnType<typeof planner>;

  beforeAll(() => {
    const extensions = Array.from({ length: 20 }, (_item, index) => sample(`partner-${index + 1}`));
    [with0, with1, with20] = [
      planner(compose()),
      planner(compose(...extensions.slice(0, 1))),
      planner(compose(...extensions)),
    ];
  }, 180_000);

  test.each(CONTRACT_QUERIES)('the 20th partner changes no plan of a query on the contract: %s', (query) => {
    const before = with0(parse(query));
    expect(before).toContain('Fetch(service: ');
    expect(with1(parse(query))).toBe(before);
    expect(with20(parse(query))).toBe(before);
  });

  test("the 20th partner changes no plan of a query on another partner's extension", () => {
    const query = parse(
      '{ events { nodes { id partner_1__court partner_1__transfers { at } } } partner_1__sites { name } }',
    );
    expect(with20(query)).toBe(with1(query));
  });

  test('a listing with fields of two partners asks each of the three subgraphs once', () => {
    const plan = planner(compose(sample('one'), sample('two')))(
      parse('{ events { nodes { id title one__court one__transfers { at } two__court two__guard } } }'),
    );
    const fetched = [...plan.matchAll(/Fetch\(service: "([^"]+)"\)/g)].map(([, name]) => name).sort();
    expect(fetched).toEqual(['commons', 'extension-one', 'extension-two']);
    // The two extensions need nothing of each other: they are asked at the same time.
    expect(plan).toMatch(/Sequence[\s\S]*commons[\s\S]*Parallel[\s\S]*extension-/);
  });
});
