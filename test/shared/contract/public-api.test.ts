/**
 * Every name and shape that the public API promises is there, as a client sees it.
 *
 * `test/golden/public-api.graphql` is the SDL block of the design, unchanged. What that block only mentions (code
 * lists, connections) is written down below by hand from the text around it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commonsSdl, statisticsSdl } from '@vigil/shared';
import { isEnumType, isInputObjectType, isObjectType, isScalarType, parse, print, visit } from 'graphql';
import type {
  ASTNode,
  DocumentNode,
  FieldDefinitionNode,
  GraphQLSchema,
  InputValueDefinitionNode,
} from 'graphql';
import { clientSchema } from './compose-contract.js';
import { coordinateAt } from './coordinate-at.js';
import type { Ancestors } from './coordinate-at.js';

const promised = parse(readFileSync(new URL('../../golden/public-api.graphql', import.meta.url), 'utf8'));

/** `coordinate -> type and default` of everything in a document. */
function shapesOf(document: DocumentNode): Map<string, string> {
  const shapes = new Map<string, string>();
  const add =
    (shape: (node: never) => string) =>
    (node: ASTNode, ...[, , , ancestors]: [unknown, unknown, unknown, Ancestors]): void => {
      shapes.set(coordinateAt([...ancestors, node]), shape(node as never));
    };
  const kind = add((node: ASTNode) => node.kind);
  visit(document, {
    DirectiveDefinition: () => false,
    ObjectTypeDefinition: kind,
    InputObjectTypeDefinition: kind,
    EnumTypeDefinition: kind,
    ScalarTypeDefinition: kind,
    EnumValueDefinition: kind,
    FieldDefinition: add(({ type }: FieldDefinitionNode) => print(type)),
    InputValueDefinition: add(({ type, defaultValue }: InputValueDefinitionNode) =>
      defaultValue === undefined ? print(type) : `${print(type)} = ${print(defaultValue)}`,
    ),
  });
  return shapes;
}

/** What the design says in words only. */
const inWords = parse(`
  type EventConnection { nodes: [Event!]! pageInfo: PageInfo! }
  type RedFlagConnection { nodes: [RedFlag!]! pageInfo: PageInfo! }
  type ReleaseConnection { nodes: [Release!]! pageInfo: PageInfo! }
  enum ActType {
    ARREST DETENTION HOUSE_ARREST MASS_ROUNDUP ABDUCTION_KIDNAPPING DISAPPEARANCE CENSORSHIP
    PUBLICATION_RESTRICTION BANNING_MATERIALS PROHIBITION_OF_SPEECH PROHIBITION_OF_PERFORMANCE
    INFORMATION_WITHHELD INFORMATION_DENIED OFFICE_CLOSURE RAID_SEARCH GROUP_BAN SURVEILLANCE
    ASSEMBLY_LIMITED ASSEMBLY_BANNED ASSEMBLY_DISPERSED INTERNET_SHUTDOWN WEBSITE_BLOCKING TORTURE
    DEATH_THREAT KILLING OTHER
  }
  # SDMX, CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.3
  enum ObsStatus { A B D E F G H I J K L M N O P Q S U V W }
  enum ConfStatus { A C D E F G M N O S T X }
  # partners that count otherwise have a cell of their own
  type IndicatorCell { countingUnit: CountingUnit! }
  # rates with named denominators, intervals of differences, breaks in series, planned releases of a year
  type IndicatorCell { provisional: Boolean! breakInSeries: Boolean! rate: Rate difference: CellDifference }
  type Rate { per: Int! value: Float interval95: FloatRange! denominator: Denominator! }
  type FloatRange { from: Float! to: Float! }
  type Denominator { name: String! year: String! value: Float! standardError: Float! source: String! }
  type CellDifference { released: Int! standardError: Float! interval95: IntRange! }
  type Query { indicatorTable(compareWith: CellFilter): IndicatorTable! }
  type IndicatorTable { tables: [String!]! }
  type Coverage { stage: ReleaseStage }
  type Release { stage: ReleaseStage! part: String! revokedAt: DateTime }
  enum ReleaseStage { PROVISIONAL FINAL }
  enum CoverageStatus { NOT_DUE }
  type RedFlag { acknowledgedBy: Role }
  input RedFlagFilter { status: [RedFlagStatus!] }
`);

const served = new Map([...shapesOf(parse(statisticsSdl())), ...shapesOf(parse(commonsSdl()))]);
for (const [name, shape] of shapesOf(parse(statisticsSdl())))
  if (name.startsWith('Partner')) served.set(name, shape);

const missing = (from: ReadonlyMap<string, string>): string[] =>
  [...shapesOf(promised), ...shapesOf(inWords)].flatMap(([name, shape]) =>
    from.get(name) === shape ? [] : [`${name}: ${shape}`],
  );

describe('the public API keeps its promises', () => {
  test('every type, field, argument, default and enum value of the design is served as written', () => {
    expect(missing(served)).toEqual([]);
  });

  test('nothing is served that the design does not name', () => {
    const named = new Set([...shapesOf(promised).keys(), ...shapesOf(inWords).keys()]);
    const directiveWords = ['DataClass', 'DataFlag', 'Subject'];
    const extra = [...served.keys()].filter(
      (name) => !named.has(name) && !directiveWords.includes(name.split('.')[0] ?? ''),
    );
    expect(extra).toEqual([]);
  });

  test('the check sees a field that lost its exclamation mark', () => {
    const twin = new Map(served).set('Viewer.roles', '[Role!]');
    expect(missing(twin)).toEqual(['Viewer.roles: [Role!]!']);
  });

  test('a client sees the same names after composition', () => {
    const names = [...shapesOf(promised).keys()];
    expect(names.length).toBeGreaterThan(300);
    expect(names.filter((name) => !hasName(clientSide, name))).toEqual([]);
  });

  test('no connection has a total count', () => {
    expect([...served.keys()].filter((name) => /total/i.test(name))).toEqual([]);
  });
});

const clientSide = clientSchema();

function hasName(schema: GraphQLSchema, name: string): boolean {
  const [path = '', argument] = name.replace(':)', '').split('(');
  const [typeName = '', member] = path.split('.');
  const type = schema.getType(typeName);
  if (member === undefined || isScalarType(type)) return type !== undefined;
  if (isEnumType(type)) return type.getValue(member) !== undefined;
  if (!isObjectType(type) && !isInputObjectType(type)) return false;
  const field = type.getFields()[member];
  if (field === undefined || argument === undefined) return field !== undefined;
  return 'args' in field && field.args.some((one) => one.name === argument);
}
