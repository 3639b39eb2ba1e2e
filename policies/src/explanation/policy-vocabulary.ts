/**
 * What the policies can tell apart: the roles, words and agreements that they name.
 *
 * Takes policies as Cedar's own JSON, gives the values over which every question has to be put so that none is left
 * out; all values that no policy names are answered alike. What cannot be counted off this way is listed, never
 * guessed at.
 */
import type { Expression, PolicyJson } from './policy-clauses.js';

export interface PolicyVocabulary {
  /** roles that some policy asks for */
  readonly roles: ReadonlySet<string>;
  /** names of organisations and partners that some policy asks for */
  readonly organisations: ReadonlySet<string>;
  readonly purposes: ReadonlySet<string>;
  /** subjects of a classification */
  readonly subjects: ReadonlySet<string>;
  readonly flags: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  /** names that `@policy` may name and that some policy knows */
  readonly requirements: ReadonlySet<string>;
  /** whether some policy asks if the caller is signed in */
  readonly asksAuthenticated: boolean;
  /** of agreements with the owner: the purposes and classes asked for */
  readonly agreementPurposes: ReadonlySet<string>;
  readonly agreementClasses: ReadonlySet<string>;
  /** policies whose answer cannot be tried out value by value, each with the reason */
  readonly uncountable: readonly { readonly id: string; readonly why: string }[];
}

/** Stands in agreements for the caller's purpose, and for the class that is asked about. */
export const THE_SAME = '=';
/** Stands for every word of a list of the contract. */
export const EVERY = '*';

/** The policies that may speak about coordinates of a schema, or about names in `@policy`. */
export function policiesAbout<Policy extends { readonly json: PolicyJson }>(
  type: 'Coordinate' | 'Requirement',
  policies: readonly Policy[],
): Policy[] {
  return policies.filter(({ json: { resource } }) => resource.op !== 'is' || resource.entity_type === type);
}

interface Reading {
  readonly roles: Set<string>;
  readonly words: Map<string, Set<string>>;
  /** sets that are compared whole: every possible member matters */
  readonly whole: Set<string>;
  /** compared with another attribute: every value matters */
  readonly mixed: Set<string>;
  readonly read: Set<string>;
  readonly purposes: Set<string>;
  readonly classes: Set<string>;
  readonly uncountable: { id: string; why: string }[];
}

/** Which attributes may be compared with which: these hold ids of organisations. */
const ORGANISATIONS: ReadonlySet<string> = new Set([
  'principal.organisation',
  'resource.owner',
  'resource.coSignatories',
]);
const COMPARISONS: ReadonlySet<string> = new Set(
  '== != in < <= > >= + - * contains containsAll containsAny'.split(' '),
);

export function readVocabulary(
  policies: readonly { readonly id: string; readonly json: PolicyJson }[],
): PolicyVocabulary {
  const reading: Reading = {
    roles: new Set(),
    words: new Map(),
    whole: new Set(),
    mixed: new Set(),
    read: new Set(),
    purposes: new Set(),
    classes: new Set(),
    uncountable: [],
  };
  for (const { id, json } of policies) {
    readScope(reading, json);
    for (const { body } of json.conditions) readExpression(reading, id, body);
  }
  const wordsOf = (...attributes: string[]): Set<string> =>
    new Set(attributes.flatMap((attribute) => [...(reading.words.get(attribute) ?? [])]));
  return {
    roles: reading.roles,
    organisations: wordsOf(...ORGANISATIONS),
    purposes: reading.mixed.has('principal.purpose')
      ? new Set([EVERY])
      : new Set([...wordsOf('principal.purpose'), ...reading.purposes].filter((word) => word !== THE_SAME)),
    subjects: reading.mixed.has('resource.subject') ? new Set([EVERY]) : wordsOf('resource.subject'),
    flags: reading.whole.has('resource.flags') ? new Set([EVERY]) : wordsOf('resource.flags'),
    scopes: wordsOf('principal.scopes'),
    requirements: wordsOf('resource.name'),
    asksAuthenticated: reading.read.has('principal.authenticated'),
    agreementPurposes: reading.purposes,
    agreementClasses: reading.classes,
    uncountable: reading.uncountable,
  };
}

function readScope({ roles }: Reading, { principal }: PolicyJson): void {
  const entity = 'entity' in principal ? principal.entity : 'in' in principal ? principal.in : undefined;
  for (const id of entityIds(entity)) roles.add(id);
}

/** Ids of all entities below; in a policy about callers only roles can be meant. */
function entityIds(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && 'id' in value && typeof value.id === 'string') return [value.id];
  return Object.values(value).flatMap((inner) => entityIds(inner));
}

function readExpression(reading: Reading, id: string, expression: Expression): void {
  const [operator, operands] = Object.entries(expression)[0] as [string, unknown];
  if (operator === 'contains' && attributeOf(sides(operands)[0]) === 'principal.agreements') {
    readAgreement(reading, id, sides(operands)[1]);
  } else if (COMPARISONS.has(operator)) readComparison(reading, id, operator, sides(operands));
  else if (operator === 'isEmpty')
    readComparison(reading, id, operator, [(operands as { arg: Expression }).arg]);
  else if (operator === '.' || operator === 'has') readAlone(reading, id, expression, operator);
  else if (operator === 'like' || operator === 'getTag' || operator === 'hasTag')
    reading.uncountable.push({ id, why: `${operator} has no end of values` });
  else for (const inner of expressionsIn(operands)) readExpression(reading, id, inner);
}

function sides(operands: unknown): Expression[] {
  const { left, right } = operands as { left?: Expression; right?: Expression };
  return [left, right].filter((side) => side !== undefined);
}

/** The expressions directly below one that joins others. */
function expressionsIn(operands: unknown): Expression[] {
  if (typeof operands !== 'object' || operands === null) return [];
  return Object.values(operands).filter(
    (inner): inner is Expression => typeof inner === 'object' && inner !== null && !('__entity' in inner),
  );
}

/** `principal.organisation`; undefined for everything else, what is deeper included. */
function attributeOf(expression: Expression | undefined): string | undefined {
  if (expression === undefined || !('.' in expression)) return undefined;
  const { left, attr } = (expression as { '.': { left: Expression; attr: string } })['.'];
  return 'Var' in left && typeof left.Var === 'string' ? `${left.Var}.${attr}` : undefined;
}

function readAlone(reading: Reading, id: string, expression: Expression, operator: string): void {
  if (operator === 'has') return;
  const attribute = attributeOf(expression);
  if (attribute === undefined) reading.uncountable.push({ id, why: 'it looks inside an attribute' });
  else reading.read.add(attribute);
}

/** `principal.agreements.contains({partner: resource.owner, purpose: …, class: …})` and no other form. */
function readAgreement(reading: Reading, id: string, expression: Expression | undefined): void {
  const record =
    expression !== undefined && 'Record' in expression
      ? (expression.Record as Record<string, Expression>)
      : undefined;
  const purpose = wordOr(record?.['purpose'], 'principal.purpose');
  const dataClass = wordOr(record?.['class'], 'resource.class');
  if (attributeOf(record?.['partner']) !== 'resource.owner' || purpose === null || dataClass === null) {
    reading.uncountable.push({ id, why: 'it asks for agreements in another way than with the owner' });
    return;
  }
  reading.purposes.add(purpose);
  reading.classes.add(dataClass);
}

function wordOr(expression: Expression | undefined, attribute: string): string | null {
  if (attributeOf(expression) === attribute) return THE_SAME;
  const value = expression !== undefined && 'Value' in expression ? expression.Value : null;
  return typeof value === 'string' ? value : null;
}

function readComparison(
  reading: Reading,
  id: string,
  operator: string,
  operands: readonly Expression[],
): void {
  const attributes = new Set<string>();
  const words = new Set<string>();
  for (const operand of operands) collect(operand, attributes, words);
  for (const role of operands.flatMap((operand) => entityIds(operand))) reading.roles.add(role);
  if (attributes.has('principal.agreements'))
    reading.uncountable.push({ id, why: 'it asks for agreements in another way than with the owner' });
  const compared = [...attributes];
  const openOnes = compared.filter((name) => OPEN.has(name));
  if (openOnes.length > 0 && compared.length > 1 && !compared.every((name) => ORGANISATIONS.has(name)))
    reading.uncountable.push({ id, why: `it compares ${compared.join(' with ')}` });
  const isWhole = (attribute: string): boolean =>
    !MEMBERSHIP.has(operator) || (operator === 'containsAll' && attributesOf(operands[1]).has(attribute));
  for (const attribute of attributes) {
    reading.read.add(attribute);
    if (compared.length > 1) reading.mixed.add(attribute);
    if (isWhole(attribute)) reading.whole.add(attribute);
    const known = reading.words.get(attribute) ?? new Set();
    for (const word of words) known.add(word);
    reading.words.set(attribute, known);
  }
}

/** Attributes whose values no list of the contract holds. */
const OPEN: ReadonlySet<string> = new Set([
  ...ORGANISATIONS,
  'principal.scopes',
  'resource.flags',
  'resource.name',
]);

/** Of these the members named matter, and of `containsAll` all members of the set on the right. */
const MEMBERSHIP: ReadonlySet<string> = new Set(['contains', 'containsAll', 'containsAny']);

function attributesOf(expression: Expression | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  if (expression !== undefined) collect(expression, found, new Set());
  return found;
}

/** All attributes and all words in an expression, however deep. */
function collect(expression: Expression, attributes: Set<string>, words: Set<string>): void {
  const attribute = attributeOf(expression);
  if (attribute !== undefined) {
    attributes.add(attribute);
    return;
  }
  if ('Value' in expression) {
    for (const value of Array.isArray(expression.Value) ? expression.Value : [expression.Value])
      if (typeof value === 'string') words.add(value);
    return;
  }
  for (const operands of Object.values(expression) as unknown[])
    for (const inner of Array.isArray(operands) ? (operands as Expression[]) : expressionsIn(operands))
      collect(inner, attributes, words);
}
