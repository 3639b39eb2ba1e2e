/**
 * Conditions on a record in words that a field worker would use.
 *
 * Takes a residual, gives a clause that goes after "when": "the case file is not confidential and every person in
 * it consents to …". Takes an example of a record, gives a description. Pure.
 */
import { type RecordAttribute, type Residual } from '@vigil/policies';
import { ANY_OTHER, type RecordExample } from './compare-conditions.js';

export interface WordsOptions {
  /** id of the organisation that is "the caller's organisation"; default: none is */
  readonly caller?: string | null;
}

/** Consent scopes by what a person is asked; the code itself follows, because forms use it. */
const SCOPES: Readonly<Record<string, string>> = {
  INTERNAL_CASEWORK: 'work on the case',
  AGGREGATE_STATISTICS: 'being counted',
  DEIDENTIFIED_SHARING: 'sharing without names',
  NAMED_BODY: 'being named to the recipient',
  LEGAL_PROCEEDINGS: 'use in legal proceedings',
  ANONYMOUS_ADVOCACY: 'advocacy without names',
  NAMED_ADVOCACY: 'advocacy with the name',
  MEDIA: 'use by the media',
  RECONTACT: 'being contacted again',
  RESEARCH: 'use in research',
};

/** @returns "always", "never", or a clause */
export function conditionInWords(residual: Residual, options: WordsOptions = {}): string {
  return words(inNegationNormalForm(residual, true), options);
}

/** What must all be so, one part a line; a condition that is no "and" is one line. */
export function conditionLines(residual: Residual, options: WordsOptions = {}): string[] {
  const normal = inNegationNormalForm(residual, true);
  if (normal.kind !== 'and') return [words(normal, options)];
  return mergeStatuses('and', normal.of).map((part) => words(part, options));
}

type Literal = Exclude<Residual, { kind: 'constant' | 'not' | 'and' | 'or' }>;
type Normal =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Normal[] }
  | { readonly kind: 'literal'; readonly positive: boolean; readonly of: Literal };

/** "not" stands only before what can be said with it: nobody reads "not (a or not b)". */
function inNegationNormalForm(residual: Residual, positive: boolean): Normal {
  if (residual.kind === 'constant') return { kind: 'constant', value: residual.value === positive };
  if (!('of' in residual)) return { kind: 'literal', positive, of: residual };
  if (residual.kind === 'not') return inNegationNormalForm(residual.of, !positive);
  const opposite = residual.kind === 'and' ? 'or' : 'and';
  const kind = positive ? residual.kind : opposite;
  const parts = residual.of.map((part) => inNegationNormalForm(part, positive));
  return { kind, of: parts.flatMap((part) => (part.kind === kind ? part.of : [part])) };
}

function words(normal: Normal, options: WordsOptions): string {
  switch (normal.kind) {
    case 'constant':
      return normal.value ? 'always' : 'never';
    case 'literal':
      return literalWords(normal, options);
    case 'and':
    case 'or': {
      const parts = mergeStatuses(normal.kind, normal.of);
      const texts = parts.map((part) =>
        part.kind === 'and' || part.kind === 'or' ? `(${words(part, options)})` : words(part, options),
      );
      const joined = texts.join(` ${normal.kind} `);
      return normal.kind === 'or' && texts.length > 1 ? `either ${joined}` : joined;
    }
  }
}

/** "is not A and is not B and is not C" is "is none of A, B and C". */
function mergeStatuses(kind: 'and' | 'or', parts: readonly Normal[]): Normal[] {
  const mergeable = (part: Normal): part is Extract<Normal, { kind: 'literal' }> =>
    part.kind === 'literal' &&
    part.positive === (kind === 'or') &&
    (part.of.kind === 'equals' || part.of.kind === 'in');
  const merged = new Map<RecordAttribute, string[]>();
  for (const part of parts.filter(mergeable)) {
    const values = merged.get(part.of.attribute) ?? [];
    if (part.of.kind === 'equals') values.push(part.of.value);
    if (part.of.kind === 'in') values.push(...part.of.values);
    merged.set(part.of.attribute, values);
  }
  const lists = [...merged].map(([attribute, values]): Normal => {
    const distinct = [...new Set(values)];
    const [first = ''] = distinct;
    const text = attribute as 'owner' | 'verification';
    const of: Literal =
      distinct.length === 1
        ? { kind: 'equals', attribute: text, value: first }
        : { kind: 'in', attribute: text, values: distinct };
    return { kind: 'literal', positive: kind === 'or', of };
  });
  return [...parts.filter((part) => !mergeable(part)), ...lists];
}

function literalWords(
  { positive, of }: Extract<Normal, { kind: 'literal' }>,
  { caller = null }: WordsOptions,
): string {
  switch (of.kind) {
    case 'is':
      return booleanWords(of.attribute, positive);
    case 'equals':
      return `${NAMES[of.attribute]} is ${positive ? '' : 'not '}${of.value}`;
    case 'in':
      return `${NAMES[of.attribute]} is ${positive ? 'one' : 'none'} of ${listed(of.values)}`;
    case 'contains':
      return membershipWords(of, positive, caller);
    case 'compare':
      return receivedWords(of, positive);
  }
}

const NAMES = { owner: "the record's owner", verification: 'the verification status' } as const;

function booleanWords(attribute: 'confidential' | 'embargoed', positive: boolean): string {
  const not = positive ? '' : 'not ';
  return attribute === 'confidential'
    ? `the case file is ${not}marked confidential`
    : `the case file is ${not}under embargo`;
}

function membershipWords(
  { attribute, value }: Extract<Literal, { kind: 'contains' }>,
  positive: boolean,
  caller: string | null,
): string {
  if (attribute === 'coSignatories') {
    const who = value === caller ? "the caller's organisation" : value;
    return `${who} is ${positive ? 'a' : 'no'} co-signatory of the case`;
  }
  const scope = SCOPES[value];
  const what = scope === undefined ? value : `${scope} (${value})`;
  if (attribute === 'consents')
    return positive
      ? `every person in the case file consents to ${what}`
      : `somebody in the case file does not consent to ${what}`;
  return `the person concerned ${positive ? 'consents' : 'does not consent'} to ${what}`;
}

function receivedWords(
  { operator, value }: Extract<Literal, { kind: 'compare' }>,
  positive: boolean,
): string {
  const days = `${value} ${value === 1 ? 'day' : 'days'} ago`;
  if (operator === '==') return `the case file was ${positive ? '' : 'not '}received ${days}`;
  if (operator === '<')
    return `the case file was received ${positive ? `less than ${days}` : `${days} or earlier`}`;
  return `the case file was received ${positive ? `at most ${days}` : `more than ${days}`}`;
}

function listed(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} and ${last}`;
}

/** "confidential: yes; consents: DEIDENTIFIED_SHARING" */
export function exampleInWords(example: RecordExample, { caller = null }: WordsOptions = {}): string {
  const parts = Object.entries(example).map(
    ([attribute, value]) => `${attribute}: ${valueWords(value, caller)}`,
  );
  return parts.length === 0 ? 'every record' : `a record with ${parts.join('; ')}`;
}

function valueWords(value: RecordExample[RecordAttribute], caller: string | null): string {
  if (value === null || value === undefined) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value === ANY_OTHER ? 'any other' : value;
  if (typeof value === 'number') return String(value);
  const names = value.map((name) => (name === caller ? "the caller's organisation" : name));
  return names.length === 0 ? 'none' : names.join(', ');
}
