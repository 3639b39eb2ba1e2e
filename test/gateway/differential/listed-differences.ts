/**
 * Where the hub and the stock gateway, or the hub and the monolith, may differ: each kind by name, with the
 * section of a specification that decides, and the narrowest test that tells it from every other.
 *
 * A difference that none of these explains fails the tests.
 */
import { errorPlaces, isEqual } from './compare-answers.js';
import {
  besidesComputed,
  hubIsRight,
  inputBroke,
  isLess,
  isPartOf,
  isRightOrLess,
  isRightUnderNeutralNames,
  plannedUnsoundly,
  promisesMore,
  refused,
  requiresArguments,
  requiresNestedLists,
  sameData,
  stockMessages,
  violatesOwnType,
} from './judge-outcome.js';
import { neutralNames } from './neutral-names.js';
import { errorsOf, type Outcome } from './run-case.js';

export interface ListedDifference {
  readonly name: string;
  /** what the stock gateway does, and what the hub does instead */
  readonly differs: string;
  readonly example: string;
  readonly decidedBy: string;
  explains(outcome: Outcome): boolean | Promise<boolean>;
}

const UNSOUND_PLAN = {
  example:
    'a: type U { f @external ra @requires(fields: "f") }, b: type U { f ra @external rb @requires(fields: "ra") }: ' +
    '{ u { rb } } asks a for f',
  decidedBy:
    'Apollo Federation directives, @external: the subgraph does not resolve the field; @requires: its inputs are ' +
    'fetched first',
};

const REFUSED_PLAN: ListedDifference = {
  ...UNSOUND_PLAN,
  name: 'unsound plans refused',
  differs:
    'For some chains of @requires Apollo’s planner asks a subgraph for a field that is @external there, or for one ' +
    'with @requires without its inputs. The stock gateway shows whatever that subgraph says; where the hub cannot ' +
    'mend the plan it refuses the operation.',
  explains: (outcome) => refused(outcome) && plannedUnsoundly(outcome),
};

const STOCK_DIFFERENCES: readonly ListedDifference[] = [
  REFUSED_PLAN,
  {
    ...UNSOUND_PLAN,
    name: 'unsound plans mended',
    differs:
      'As above, and the hub mends the plan: it asks each subgraph for what it resolves, and sends all inputs.',
    explains: (outcome) => plannedUnsoundly(outcome) && isRightOrLess(outcome),
  },
  {
    name: 'non-null violations are errors',
    differs:
      'Where a value is missing in a non-null position and no subgraph told an error, the stock gateway answers ' +
      'without `errors` and notes the violation in `extensions.valueCompletion`; the hub tells an error.',
    example: 'type U { f: Int! } where the subgraph of f does not know this U: { u { f } }',
    decidedBy: 'GraphQL, October 2021, 6.4.4 "Handling Field Errors" and 7.1.2 "Errors"',
    explains: (outcome) =>
      sameData(outcome) &&
      outcome.stock.answer.errors === undefined &&
      isEqual(
        errorPlaces(outcome.hub.answer),
        errorPlaces({ data: outcome.stock.answer.data, errors: errorsOf(outcome.stock.answer) }),
      ),
  },
  {
    name: 'response names of the caller',
    differs:
      'An alias that is also a key, an input of @requires, __typename or __proto__, or a variable named ' +
      '`representations`, makes the stock gateway send, read or show a wrong value, or fail.',
    example: '{ u { id: name reviews { text } } } where id is the key by which reviews are fetched',
    decidedBy:
      'GraphQL, October 2021, 2.7 "Field Alias" and 6.3.2 "Field Collection": a response name is the caller’s choice',
    explains: (outcome) => isRightUnderNeutralNames(outcome, {}),
  },
  {
    name: 'fragments on a wider type',
    differs:
      'Inside a fragment on an interface or a union, the stock gateway takes that type for the object’s own when ' +
      'it did not fetch __typename, and leaves out the fragments inside on the object’s real type.',
    example: '{ v { ... on Wide { ... on V { a } } } } where v: V is an object type',
    decidedBy:
      'GraphQL, October 2021, 6.3.2 "Field Collection", DoesFragmentTypeApply(objectType, fragmentType)',
    explains: (outcome) => isRightUnderNeutralNames(outcome, { types: true }),
  },
  {
    name: 'conditions beside @requires',
    differs:
      'Where one of two merged selections has a condition, the stock gateway plans a fetch below the condition ' +
      'that the other one needs as well; what it was to bring is null, without an error.',
    example: '{ u { f } u { f g @include(if: $no) } } where f requires a field of another subgraph',
    decidedBy: 'GraphQL, October 2021, 3.13.2 "@include" and 6.3.2 "Field Collection"',
    explains: (outcome) => isRightUnderNeutralNames(outcome, { types: true, conditions: outcome.bench.api }),
  },
  {
    name: 'fragments that can never apply',
    differs:
      'The stock planner throws at some fragments on a type that the object cannot have; the hub skips them.',
    example:
      '{ w { ... on I { ... on W { ... on U { a } } } } } where only some of W and I are in the subgraph',
    decidedBy:
      'GraphQL, October 2021, 6.3.2 "Field Collection", DoesFragmentTypeApply(objectType, fragmentType)',
    explains: (outcome) =>
      stockMessages(outcome).some((message) =>
        message.startsWith('thrown: Cannot add fragment of condition'),
      ) && isRightOrLess(outcome),
  },
  {
    name: 'lists of lists in @requires',
    differs:
      'Of an input that is a list of lists of objects, the stock gateway sends null for every inner list; the hub ' +
      'sends it whole.',
    example: 'type U { f: [[V]] @external g: Int @requires(fields: "f { a }") }: { u { g } }',
    decidedBy: 'Apollo Federation directives, @requires: the subgraph gets the values of the fields it names',
    explains: (outcome) =>
      requiresNestedLists(outcome) &&
      hubIsRight(outcome) &&
      JSON.stringify(outcome.stock.answer.data).includes('null') &&
      isPartOf(besidesComputed(outcome.stock.answer.data), besidesComputed(outcome.hub.answer.data)),
  },
  {
    name: 'fields that conflict only in a subgraph',
    differs:
      'Two fields that merge in the API do not merge in the subgraph, where their types differ in nullability or ' +
      'the plan asks both types at once; the stock gateway sends an invalid operation.',
    example: '{ any { ... on I { c } } } where A.c: [V], B.c: [V]! in one subgraph and A, B implement I',
    decidedBy:
      'GraphQL, October 2021, 5.3.2 "Field Selection Merging": the operation of the caller is valid, so it is answered',
    explains: (outcome) =>
      stockMessages(outcome).some((message) => /^Fields ".*" conflict because /.test(message)) &&
      isRightOrLess(outcome),
  },
  {
    name: 'arguments of two @requires',
    differs:
      'Two fields that require one field with other arguments get one value from the stock gateway; from the hub ' +
      'each of them gets its own.',
    example:
      'type U { a: Int @requires(fields: "f(x: 1)") b: Int @requires(fields: "f(x: 2)") }: { u { a b } }',
    decidedBy:
      'Apollo Federation directives, @requires: the field set may hold arguments, and is what is fetched',
    explains: (outcome) =>
      outcome.stock.answer.errors === undefined &&
      requiresArguments(outcome) &&
      isEqual(besidesComputed(outcome.stock.answer.data), besidesComputed(outcome.hub.answer.data)) &&
      hubIsRight(outcome),
  },
  {
    name: 'type told by an interface object',
    differs:
      'A subgraph that has an interface as @interfaceObject calls every object by the name of the interface; ' +
      'asked after the subgraph that knows better, the stock gateway takes over that name, and nothing selected ' +
      'on the real type is shown.',
    example: '{ all { ... on M0b { extra n: id } } } where extra and id come from the @interfaceObject M0',
    decidedBy:
      'Apollo Federation directives, @interfaceObject: the subgraph does not know the implementing type; GraphQL, ' +
      'October 2021, 6.3.2 "Field Collection"',
    explains: (outcome) =>
      outcome.bench.graph.model.objects.has('M0') &&
      outcome.stock.answer.errors === undefined &&
      isPartOf(outcome.stock.answer.data, outcome.hub.answer.data) &&
      isRightOrLess(outcome),
  },
  {
    name: 'non-null by the type that answers',
    differs:
      'Selected on an interface that lets a field be null, the field of an object whose own type promises a ' +
      'value is missing; the stock gateway shows null, the hub tells the violation.',
    example: 'interface I { f: Int } type A implements I { f: Int! }: { i { f } } where no f could be had',
    decidedBy:
      'GraphQL, October 2021, 6.4 "Executing Fields": fieldType is the type of the field of objectType; 6.4.4',
    explains: (outcome) => violatesOwnType(outcome),
  },
  {
    name: 'inputs of @requires that failed',
    differs:
      'When an input of @requires fails in its subgraph, the stock gateway sends null for it, and shows what was ' +
      'computed from that; for the hub, what depends on a failed input has failed.',
    example: 'type U { f: Int @external g: Int @requires(fields: "f") } where f throws: { u { g } }',
    decidedBy:
      'GraphQL, October 2021, 6.4.4 "Handling Field Errors": a null of an error is no value; Apollo Federation ' +
      'directives, @requires: the values of the fields are fetched first',
    explains: (outcome) =>
      stockMessages(outcome).includes('broken on purpose') &&
      (isRightOrLess(outcome) || (inputBroke(outcome) && isLess(outcome))),
  },
  {
    name: 'mutations in order',
    differs:
      'The stock planner puts the root fields of fragments before those beside them; the hub keeps the order.',
    example: 'mutation { first ...Rest } fragment Rest on Mutation { second }',
    decidedBy:
      'GraphQL, October 2021, 6.2.2 "Mutation": the root fields are executed serially, in their order',
    explains: ({ hub, stock, truth }) =>
      !isEqual(hub.log, stock.log) &&
      isEqual([...hub.log].sort(), [...stock.log].sort()) &&
      isEqual(hub.log, truth.log) &&
      isEqual(hub.answer.data, truth.answer.data),
  },
  {
    name: 'wrong in several ways at once',
    differs:
      'The stock gateway gives another answer than the monolith, for more than one of the reasons above; the hub gives ' +
      'exactly the answer of the monolith: data, places of errors, effects and their order.',
    example: '{ id: all { f11: data n2: f11 { f13 f2 } } } where f11 is a list of lists of entities',
    decidedBy:
      'GraphQL, October 2021, 6 "Execution", as graphql-js carries it out over one schema with all data',
    explains: hubIsRight,
  },
];

/** Where the monolith knows better than any plan: limits of Apollo's planner that an executor cannot lift. */
export const TRUTH_DIFFERENCES: readonly ListedDifference[] = [
  REFUSED_PLAN,
  {
    name: 'inputs beside what was asked for',
    differs:
      'The planner puts inputs of @requires, and fields that need them, into one fetch with other fields of the ' +
      'caller. An input that fails takes those with it: what is not known is null with an error.',
    example: 'type U { f: Int! g: Int } where f throws and is required elsewhere for h: { u { g h } }',
    decidedBy:
      'GraphQL, October 2021, 6.4.4 "Handling Field Errors", for the operation that the subgraph is sent',
    explains: (outcome) => inputBroke(outcome) && isLess(outcome),
  },
  {
    name: 'subgraphs that promise more',
    differs:
      'A shared field may be non-null in one subgraph and nullable in the API. Where it fails in that subgraph, its ' +
      'parent is null in the subgraph’s answer already; hub and stock gateway alike.',
    example:
      'a: type V { f: Int! }, b: type V { f: Int }, API: type V { f: Int }; f throws in a: { v { f g } }',
    decidedBy:
      'GraphQL, October 2021, 6.4.4 "Handling Field Errors", for the operation that the subgraph is sent',
    explains: (outcome) =>
      outcome.hubIsStock &&
      isLess(outcome) &&
      stockMessages(outcome).includes('broken on purpose') &&
      promisesMore(outcome),
  },
  {
    name: 'mutations seen later',
    differs:
      'The planner sends neighbouring root fields of a mutation in one request where one subgraph has them. What ' +
      'another subgraph tells of the first is asked after all of them have run; hub and stock gateway alike.',
    example: 'mutation { a: touch { touches } b: touch { id } } where touches is another subgraph’s',
    decidedBy:
      'GraphQL, October 2021, 6.2.2 "Mutation", asks for more: each root field complete before the next begins',
    explains: (outcome) =>
      /^\s*mutation\b/.test(outcome.question.text) &&
      outcome.hubIsStock &&
      outcome.hub.log.length > 1 &&
      isEqual(outcome.hub.log, outcome.truth.log) &&
      isEqual(withoutCounts(outcome.hub.answer.data), withoutCounts(outcome.truth.answer.data)),
  },
];

/** How often something was touched when it was asked: numbers only, in whatever place. */
function withoutCounts(data: unknown): unknown {
  return JSON.parse(
    JSON.stringify(data ?? null, (_key, value: unknown) => (Number.isInteger(value) ? 0 : value)),
  );
}

/** @returns the name of the first that explains it; null when none does */
export async function explain(list: readonly ListedDifference[], outcome: Outcome): Promise<string | null> {
  for (const difference of list) if (await difference.explains(outcome)) return difference.name;
  return null;
}

/** Two of them at once: what is left under neutral names must be explained as well. */
export async function explainStock(outcome: Outcome): Promise<string | null> {
  const alone = await explain(STOCK_DIFFERENCES, outcome);
  if (alone !== null) return alone;
  const { bench, question, world } = outcome;
  const neutral = neutralNames(question, { types: true, conditions: bench.api });
  const { answer, log } = await bench.stock.ask(neutral.question, world);
  const stock = { answer: neutral.restore(answer), log };
  const rest = await explain(STOCK_DIFFERENCES, { ...outcome, stock });
  return rest === null ? null : `response names of the caller, and ${rest}`;
}
