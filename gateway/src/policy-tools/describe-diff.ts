/**
 * A comparison of policies for a terminal: each change with who, what, before and after. Lists everything.
 *
 * Takes a diff and the schema, gives lines. Pure.
 */
import { DATA_CLASSES, type Classification } from '@vigil/shared';
import type { Answer, ChangeGroup, Product } from './changes.js';
import { conditionInWords, exampleInWords } from './condition-words.js';
import { coordinatesInWords } from './coordinate-words.js';
import type { PolicyDiff } from './diff-policies.js';
import { obligationsInWords } from './obligation-names.js';
import { placePrefix } from './places-to-ask.js';
import { ANY_ORGANISATION, NO_ORGANISATION } from './questions-to-ask.js';
import { NO_AGREEMENT, type TriedValues } from './tried-values.js';

type Classes = ReadonlyMap<string, Classification>;

const TITLES = {
  WIDER: 'WIDER',
  BOTH: 'WIDER for some records, narrower for others',
  NARROWER: 'NARROWER',
} as const;

export function describeDiff(diff: PolicyDiff, classes: Classes): string[] {
  const { before, after, changes, compared } = diff;
  const head = `policies ${before.slice(0, 12)} -> ${after.slice(0, 12)}: ${compared} questions compared`;
  if (changes.length === 0) return [head, 'no answer changes'];
  const widening = changes.filter(({ direction }) => direction !== 'NARROWER').length;
  return [
    head,
    `${changes.length} kinds of change, ${widening} of them widening`,
    ...changes.flatMap((change) => ['', ...describeChange(change, diff, classes)]),
  ];
}

function describeChange(change: ChangeGroup, { tried, caller }: PolicyDiff, classes: Classes): string[] {
  const { direction, before, after, gained, lost, dropped, added } = change;
  const note = (label: string, text: string | null): string[] =>
    text === null ? [] : [`  ${label}: ${text}`];
  const example = (label: string, record: typeof gained): string[] =>
    record === null || Object.keys(record).length === 0
      ? []
      : note(label, exampleInWords(record, { caller }));
  return [
    TITLES[direction],
    `  before: ${answerInWords(before, caller)}`,
    `  after:  ${answerInWords(after, caller)}`,
    ...example('newly allowed, for example', gained),
    ...example('no longer allowed, for example', lost),
    ...note('no longer done', dropped.length === 0 ? null : obligationsInWords(dropped)),
    ...note('now done', added.length === 0 ? null : obligationsInWords(added)),
    ...byPlaces(change.asked).flatMap(({ action, coordinate, products }) => [
      `  ${action.join(', ')}: ${coordinatesInWords(coordinate, classes)}`,
      ...products.map((product) => {
        const values = action.includes('satisfy') ? tried.requirements : tried.coordinates;
        return `    - ${callersInWords(product, values, classes)}`;
      }),
    ]),
  ];
}

interface Places extends Pick<Product, 'action' | 'coordinate'> {
  readonly products: Product[];
}

/** The same places are written once, with all callers below. */
function byPlaces(products: readonly Product[]): Places[] {
  const places = new Map<string, Places>();
  for (const product of products) {
    const { action, coordinate } = product;
    const key = JSON.stringify([action, coordinate]);
    const known = places.get(key) ?? { action, coordinate, products: [] };
    known.products.push(product);
    places.set(key, known);
  }
  return [...places.values()];
}

function answerInWords({ condition, obligations }: Answer, caller: string | null): string {
  const words = conditionInWords(condition, { caller });
  const when = words === 'always' || words === 'never' ? words : `when ${words}`;
  return obligations.length === 0 ? when : `${when}; ${obligationsInWords(obligations)}`;
}

function callersInWords(product: Product, tried: TriedValues, classes: Classes): string {
  const any = (dimension: 'roles' | 'purpose' | 'scopes', word: string): string =>
    product[dimension].length === tried[dimension].length ? word : product[dimension].join(' | ');
  const parts = [any('roles', 'any role'), `for ${any('purpose', 'any purpose')}`];
  const organisations = product.organisation.map((name) =>
    name === NO_ORGANISATION || name === ANY_ORGANISATION ? `of ${name}` : name,
  );
  if (organisations.length < tried.organisation.length) parts.push(organisations.join(' | '));
  parts.push(`data of ${product.owner.join(' | ')}`);
  const agreed = agreementsInWords(product, tried, classes);
  if (agreed !== null) parts.push(agreed);
  if (product.signedIn.length < tried.signedIn.length)
    parts.push(product.signedIn.includes('yes') ? 'signed in' : 'not signed in');
  if (product.scopes.length < tried.scopes.length) parts.push(`scopes ${any('scopes', 'any')}`);
  return parts.join('; ');
}

/** null where agreements say nothing, or every one of them was tried with the same result */
function agreementsInWords(product: Product, tried: TriedValues, classes: Classes): string | null {
  const { agreements, coordinate, organisation, owner } = product;
  const isAlone = organisation.every((name) => name === NO_ORGANISATION) || owner.includes('the hub');
  const dataClass = classOf(coordinate[0] ?? '', classes);
  const all = (dataClass === undefined ? undefined : tried.agreements.get(dataClass)) ?? agreements;
  if (isAlone || all.length < 2 || agreements.length === all.length) return null;
  const minimal = agreements.filter(
    (label) => !agreements.some((other) => other !== label && isWithin(other, label)),
  );
  const upward = all.filter((label) => minimal.some((least) => isWithin(least, label)));
  if (upward.length === agreements.length && minimal.length > 0)
    return `with an agreement for ${minimal.join(', or for ')}`;
  return listed(agreements);
}

/** Places that no schema has yet carry their class in their name. */
function classOf(name: string, classes: Classes): Classification['class'] | undefined {
  return (
    classes.get(name)?.class ?? DATA_CLASSES.find((dataClass) => name.startsWith(placePrefix(dataClass)))
  );
}

function listed(agreements: readonly string[]): string {
  if (agreements.length === 1 && agreements[0] === NO_AGREEMENT) return 'without an agreement';
  return `with agreements for exactly ${agreements.join(' | ')}`;
}

function isWithin(part: string, whole: string): boolean {
  const members = new Set(whole.split(' + '));
  return part === NO_AGREEMENT || part.split(' + ').every((member) => members.has(member));
}
