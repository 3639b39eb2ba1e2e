/**
 * The same attacks over every way to send them: by POST, by GET, under either media type, and as documents that the
 * operator keeps. What differs is how the question arrives; the decision must not.
 */
import { createHash } from 'node:crypto';
import { type AttackCase, type AttackTable, type Question, type Twin } from '../support/attack-case.js';
import { deniedNames } from './denied-names.js';
import { documentShapes } from './document-shapes.js';

const GRAPHQL_TYPE = 'application/graphql-response+json';

interface Transport {
  readonly name: string;
  readonly over: (question: Question) => Question;
}

/** Sent by their text. */
const TEXTS: readonly Transport[] = [
  { name: 'by GET', over: (question) => ({ ...question, via: 'GET' }) },
  { name: 'by POST for the newer media type', over: (question) => ({ ...question, accept: GRAPHQL_TYPE }) },
  {
    name: 'by GET for the newer media type',
    over: (question) => ({ ...question, via: 'GET', accept: GRAPHQL_TYPE }),
  },
];

function documentIdOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function named({ query = '', ...rest }: Question): Question {
  return { ...rest, documentId: documentIdOf(query) };
}

const NAMED: readonly Transport[] = [
  { name: 'kept by the operator, named by POST', over: named },
  { name: 'kept by the operator, named by GET', over: (question) => ({ ...named(question), via: 'GET' }) },
];

const isQuestion = (attack: AttackCase['attack']): attack is Question => typeof attack !== 'function';

function over(attack: AttackCase, { name, over: send }: Transport): AttackCase {
  if (!isQuestion(attack.attack)) throw new Error('only questions travel');
  const { like } = attack.expect as { like?: Question };
  const expected = like === undefined ? attack.expect : { ...attack.expect, like: send(like) };
  const twin: Twin =
    attack.twin.attack !== undefined && isQuestion(attack.twin.attack)
      ? { ...attack.twin, attack: send(attack.twin.attack) }
      : attack.twin;
  return {
    ...attack,
    title: `${attack.title}, ${name}`,
    attack: send(attack.attack),
    expect: expected,
    twin,
  };
}

/** One attack of each kind; all of them over each transport would say the same again. */
const TRAVELLING: readonly AttackCase[] = [
  ...documentShapes.cases.filter(({ title }) =>
    [
      'under the name of a field that is allowed',
      'in the last of six fragments, each within the other',
      'with @include of a variable',
      'in the second of two operations, which is the one that is run',
      'in a listing under aliases all the way down',
      'as a whole object: what is selected of it is not asked for either',
      'by somebody who may read nothing: null at the root, and nobody is asked',
      'by an officer of another partner',
    ].includes(title),
  ),
  ...deniedNames.cases.filter(({ title }) =>
    [
      'one__guard as a field of a listing',
      'one__File in __type(name:), from a variable',
      'inmates as an input field in a variable, nested',
      'NIGHT as a word of an enum, in a default',
    ].includes(title),
  ),
];

function travelled(transports: readonly Transport[]): AttackCase[] {
  return transports.flatMap((transport) => TRAVELLING.map((attack) => over(attack, transport)));
}

export const texts: AttackTable = { subject: 'attacks that are sent as text', cases: travelled(TEXTS) };

/** Every text that a case of `kept` names, so that a test can lay it into the operator's folder. */
export const KEPT_TEXTS: readonly string[] = [
  ...new Set(
    TRAVELLING.flatMap(({ attack, expect, twin }) =>
      [attack, (expect as { like?: Question }).like, twin.attack].flatMap((question) =>
        question !== undefined && isQuestion(question) && question.query !== undefined
          ? [question.query]
          : [],
      ),
    ),
  ),
];

const TITLE = '{ event(id: "one:a") { id title } }';
const NO_DOCUMENT = { refused: 'BAD_USER_INPUT' };
const KEPT_TWIN: Twin = {
  who: 'regional-body',
  attack: named({ query: KEPT_TEXTS[0] ?? '' }),
  shows: 'one:a',
  codes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
};

function unkept(title: string, attack: Question): AttackCase {
  return { title, attack, expect: NO_DOCUMENT, twin: KEPT_TWIN };
}

const NAMES: readonly AttackCase[] = [
  unkept('an identifier that is not kept', { documentId: documentIdOf(`${TITLE} `) }),
  unkept('an identifier without its prefix', { documentId: documentIdOf(KEPT_TEXTS[0] ?? '').slice(7) }),
  unkept('an identifier in capitals', { documentId: documentIdOf(KEPT_TEXTS[0] ?? '').toUpperCase() }),
  unkept('the name of a file', { documentId: '0.graphql' }),
  unkept('a path', { documentId: '../../coalition.json' }),
  unkept('a name that every object has', { documentId: '__proto__' }),
  unkept('an empty identifier', { documentId: '' }),
  unkept('an identifier and a text', { documentId: documentIdOf(KEPT_TEXTS[0] ?? ''), query: TITLE }),
  unkept('a hash in the way of Apollo’s automatic persisted queries', {
    extensions: { persistedQuery: { version: 1, sha256Hash: documentIdOf(KEPT_TEXTS[0] ?? '').slice(7) } },
  }),
  unkept('a text that would be taken in under its hash', {
    query: TITLE,
    extensions: { persistedQuery: { version: 1, sha256Hash: documentIdOf(TITLE).slice(7) } },
  }),
];

export const kept: AttackTable = {
  subject: 'attacks that the operator keeps as documents',
  cases: [...travelled(NAMED), ...NAMES],
};

/** With nothing but kept documents answered. */
export const keptOnly: AttackTable = {
  subject: 'a hub that answers kept documents alone',
  cases: [
    unkept('a text', { query: TITLE }),
    unkept('a text by GET', { query: TITLE, via: 'GET' }),
    unkept('a text that is a kept one', { query: KEPT_TEXTS[0] ?? '' }),
    unkept('introspection', { query: '{ __schema { types { name } } }' }),
    unkept('a text beside a kept identifier', {
      query: TITLE,
      documentId: documentIdOf(KEPT_TEXTS[0] ?? ''),
    }),
  ],
};

/** With VIGIL_HUB_ON_DENIED=reject: what is filtered elsewhere is refused as a whole, and nobody is asked. */
export const rejecting: AttackTable = {
  subject: 'a hub that refuses what it would have to filter',
  cases: documentShapes.cases
    .filter(
      ({ expect }) => 'errors' in expect && expect.errors.every((error) => error.includes('UNAUTHORIZED')),
    )
    .map(({ asks: _asks, ...attack }): AttackCase => ({
      ...attack,
      expect: { refused: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    })),
};
