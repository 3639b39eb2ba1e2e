/**
 * A small schema that has everything operations can be difficult with: an interface, a union, lists of lists,
 * non-null fields that bubble, nested inputs, enums. Data is a fixed graph with a cycle; resolvers are plain
 * graphql-js, which is what answers are compared with.
 */
import {
  GraphQLError,
  buildSchema,
  defaultFieldResolver,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';

const PETS_SDL = `
  enum Order { A_FIRST Z_FIRST }
  enum Mood { GOOD BAD }
  scalar Day
  input Inner { moods: [Mood!] text: String deep: Inner orderBy: Order }
  input Filter { names: [String!] inner: Inner mood: Mood = GOOD inners: [Inner!] }
  interface Being { id: ID! name: String boss: Being friends(first: Int = 2): [Being!] home: Home }
  type Dog implements Being { id: ID! name: String boss: Being friends(first: Int = 2): [Being!] home: Home! bark: Int! born: Day }
  type Cat implements Being { id: ID! name: String! boss: Being friends(first: Int = 2): [Being!] home: Home meow(text: String): String mood: Mood }
  union Pet = Dog | Cat
  type Room { size: Float! empty: Boolean color: String }
  type Home { id: ID! rooms: [[Room!]]! owner: Being! pets: [Pet] main: Room! spare: Room }
  type Query {
    beings(where: Filter, orderBy: Order = A_FIRST, first: Int, after: String): [Being!]!
    being(id: ID!): Being
    pets: [Pet]
    home: Home!
    table(by: [Mood!]!): String
    echo(text: String, list: [Int!], filter: Filter, moods: [[Mood]]): String
  }
`;

/** @param denied - object coordinates whose resolvers throw */
export function petsSchema(denied: ReadonlySet<string> = new Set()): GraphQLSchema {
  const schema = buildSchema(PETS_SDL);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = resolverOf(`${type.name}.${field.name}`, denied);
    }
  }
  return schema;
}

function resolverOf(
  coordinate: string,
  denied: ReadonlySet<string>,
): GraphQLFieldResolver<unknown, unknown, Record<string, unknown>> {
  return (source, args, context, info) => {
    if (denied.has(coordinate)) throw new GraphQLError('denied');
    // What a field answers follows from its arguments, so that a lost or changed one shows.
    if (['echo', 'table', 'meow'].includes(info.fieldName)) return JSON.stringify(args);
    if (coordinate === 'Query.being' && args['id'] !== 'rex') return null;
    return defaultFieldResolver(source, args, context, info);
  };
}

interface Home {
  readonly id: string;
  readonly rooms: readonly (readonly object[] | null)[];
  readonly main: object;
  readonly spare: null;
  owner?: object;
  pets?: readonly (object | null)[];
}

/** The root value: a dog and a cat that are each other's friends, and their home. */
export function petsData(): object {
  const hall = { size: 1.5, empty: true, color: null };
  const kitchen = { size: 7, empty: false, color: 'red' };
  const home: Home = { id: 'h', rooms: [[hall, kitchen], null, []], main: kitchen, spare: null };
  const rex = { __typename: 'Dog', id: 'rex', name: null, bark: 3, born: '2013-05-06', home, boss: null };
  const tom = { __typename: 'Cat', id: 'tom', name: 'Tom', mood: 'BAD', home, boss: rex };
  const dog = Object.assign(rex, { friends: [tom, rex] });
  const cat = Object.assign(tom, { friends: null });
  Object.assign(home, { owner: cat, pets: [dog, null, cat] });
  return { beings: [dog, cat], being: dog, pets: [cat, null, dog], home };
}
