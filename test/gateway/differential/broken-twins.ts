/**
 * Faults on purpose: a hub that reads what subgraphs say in one wrong way. The tests must notice each of them.
 */
import type { AnswerJson, Fault } from './gateways.js';

type Source = NonNullable<Fault['source']>;

function spoilData(change: (data: Record<string, unknown>) => unknown): Source {
  return (source) => ({
    ...source,
    prepare: (operation) => {
      const ask = source.prepare(operation);
      return async (question) => {
        const answer = await ask(question);
        const { data } = answer;
        return typeof data === 'object' && data !== null
          ? { ...answer, data: change(data as Record<string, unknown>) }
          : answer;
      };
    },
  });
}

function mapLists(data: Record<string, unknown>, change: (list: readonly unknown[]) => unknown[]): unknown {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      key.includes('_entities') && Array.isArray(value) ? change(value) : value,
    ]),
  );
}

/** Errors without the places that they are about. */
function withoutPaths({ errors, ...answer }: AnswerJson): AnswerJson {
  return errors ? { ...answer, errors: errors.map(({ message }) => ({ message })) } : answer;
}

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, backwards(item)]),
  );
}

/** Null where an object stands that lacks a value: bubbling one step too far. */
function bubblingTooFar(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bubblingTooFar);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, bubblingTooFar(item)] as const);
  return entries.some(([, item]) => item === null) ? null : Object.fromEntries(entries);
}

const unheardErrors: Source = (source) => ({
  ...source,
  prepare: (operation) => {
    const ask = source.prepare(operation);
    return async (question) => ({ ...(await ask(question)), errors: [] });
  },
});

const nullForAbsent: Source = (source) => ({
  ...source,
  prepare: (operation) => {
    const ask = source.prepare(operation);
    return (question) => {
      const absent = operation.variableNames.filter((name) => !Object.hasOwn(question.variables, name));
      const nulls = Object.fromEntries(absent.map((name) => [name, null]));
      return ask({ ...question, variables: { ...question.variables, ...nulls } });
    };
  },
});

const askedTwice: Source = (source) => ({
  ...source,
  prepare: (operation) => {
    const ask = source.prepare(operation);
    return async (question) => {
      await ask(question);
      return ask(question);
    };
  },
});

const swap = ([first, second, ...others]: readonly unknown[]) =>
  second === undefined ? [first] : [second, first, ...others];

export const BROKEN_TWINS: Readonly<Record<string, Fault>> = {
  'the first two entities of an answer change places': {
    source: spoilData((data) => mapLists(data, swap)),
  },
  'the last entity of an answer is lost, and nobody is told': {
    source: spoilData((data) => mapLists(data, (list) => [...list.slice(0, -1), null])),
  },
  'errors of subgraphs are not heard': { source: unheardErrors },
  'variables that a caller left out arrive as null': { source: nullForAbsent },
  'every question is asked twice, mutations too': { source: askedTwice },
  'errors name no place': { answer: withoutPaths },
  'fields stand in another order': {
    answer: ({ data, ...answer }) => ({ ...answer, data: backwards(data) }),
  },
  'a null takes its parent with it, allowed or not': {
    answer: ({ data, ...answer }) => ({ ...answer, data: bubblingTooFar(data) }),
  },
};
