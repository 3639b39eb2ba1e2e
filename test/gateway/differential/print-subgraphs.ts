/**
 * Writes a graph down: the SDL of each of its subgraphs.
 */
import {
  interfaceFieldsIn,
  objectTypesIn,
  type FieldModel,
  type GraphModel,
  type ObjectModel,
} from './graph-model.js';

const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"
])
scalar Blob
input In0 { a: Int = 3 b: [E0!] c: In0 d: String! constructor: Float }
`;

function printField({ name, args }: FieldModel, type: string, directives: readonly string[]): string {
  const given = args.map(
    ({ name: argument, type: argumentType, defaultText }) =>
      `${argument}: ${argumentType}${defaultText === null ? '' : ` = ${defaultText}`}`,
  );
  const list = given.length === 0 ? '' : `(${given.join(', ')})`;
  return `  ${name}${list}: ${type}${directives.map((directive) => ` ${directive}`).join('')}`;
}

function printObject(model: GraphModel, object: ObjectModel, subgraph: string): string | null {
  const place = object.places.get(subgraph);
  const fields = [...object.fields.values()].flatMap((field) => {
    const here = field.places.get(subgraph);
    return here ? [printField(field, here.type, here.directives)] : [];
  });
  if (!place || fields.length === 0) return null;
  const families = [...model.interfaces.values()]
    .filter((family) => family.implementers.includes(object.name))
    .filter((family) => interfaceFieldsIn(model, family, subgraph).length > 0)
    .filter(({ home }) => home === null || home === subgraph)
    .map(({ name }) => name);
  const directives = place.keys.map(
    ({ fields: key, resolvable }) => `@key(fields: "${key}"${resolvable ? '' : ', resolvable: false'})`,
  );
  if (object.role === 'STAND_IN') directives.push('@interfaceObject');
  const implemented = families.length === 0 ? '' : ` implements ${families.join(' & ')}`;
  return `type ${object.name}${implemented} ${directives.join(' ')} {\n${fields.join('\n')}\n}`;
}

/** The weakest of what the implementers promise. */
function printInterface(model: GraphModel, name: string, subgraph: string): string | null {
  const family = model.interfaces.get(name);
  if (!family || (family.home !== null && family.home !== subgraph)) return null;
  const fields = interfaceFieldsIn(model, family, subgraph);
  if (fields.length === 0) return null;
  const present = objectTypesIn(model, name, subgraph).map((implementer) => model.objects.get(implementer));
  const lines = fields.flatMap((field) => {
    const found = present.flatMap((object) => object?.fields.get(field) ?? []);
    const types = found.flatMap((candidate) => candidate.places.get(subgraph)?.type ?? []);
    const weakest = types.find((type) => !type.endsWith('!')) ?? types[0];
    return found[0] && weakest !== undefined ? [printField(found[0], weakest, [])] : [];
  });
  const above = family.extending.filter((other) => printInterface(model, other, subgraph) !== null);
  const implemented = above.length === 0 ? '' : ` implements ${above.join(' & ')}`;
  const key = family.home === null ? '' : ' @key(fields: "id")';
  return `interface ${name}${implemented}${key} {\n${lines.join('\n')}\n}`;
}

function printEnums(model: GraphModel, subgraph: string): string[] {
  return [...model.enums.values()].map(({ name, values, hiddenValue, places }) => {
    const lines = (places?.get(subgraph) ?? values).map((value) =>
      value === hiddenValue ? `${value} @inaccessible` : value,
    );
    return `enum ${name} { ${lines.join(' ')} }`;
  });
}

export function printSubgraphs(model: GraphModel): ReadonlyMap<string, string> {
  return new Map(
    model.subgraphs.map((subgraph) => {
      const unions = [...model.unions.values()].flatMap(({ name }) => {
        const members = objectTypesIn(model, name, subgraph);
        return members.length === 0 ? [] : [`union ${name} = ${members.join(' | ')}`];
      });
      const interfaces = [...model.interfaces.keys()].map((name) => printInterface(model, name, subgraph));
      const objects = [...model.objects.values()].map((object) => printObject(model, object, subgraph));
      const parts = [...printEnums(model, subgraph), ...interfaces, ...unions, ...objects];
      return [subgraph, HEADER + parts.filter((part) => part !== null).join('\n')] as const;
    }),
  );
}
