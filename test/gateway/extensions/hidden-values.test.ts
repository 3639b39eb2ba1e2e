/**
 * Words of an enum and members of a union that a caller must not know of: an answer that holds one is the answer
 * that does not, without an error that would tell of it.
 */
import { expect, test } from '@jest/globals';
import { createCallerViews, createExtensionSource, newExchange, type Exchange } from '@vigil/gateway';
import { checkExtensionSdl } from '@vigil/shared';
import { CLASSIFIED, LINK } from '../../shared/contract/extension-sample.js';
import { plannedStep } from '../fetch/planned-step.js';
import { CALLERS, apiSchema, compose, mapFor } from './samples.js';

const D = '@classified(class: DEIDENTIFIED)';
const C = '@classified(class: CONFIDENTIAL)';
const EXTENSION = checkExtensionSdl({
  partner: 'one',
  sdl: `${LINK}${CLASSIFIED}
type Event @key(fields: "id") {
  id: ID! ${D}
  one__kind: one__Kind ${D}
  one__kinds: [one__Kind!] ${D}
  one__holes: [one__Kind] ${D}
  one__place: one__Place ${D}
  one__places: [one__Place!] ${D}
  one__box: one__Box ${D}
  one__boxes: [one__Box!] ${D}
}
type Query { one__rootKinds: [one__Kind!] ${D} }
enum one__Kind { ROAD ${D} NIGHT ${C} }
union one__Place ${D} = one__Yard | one__Cell
type one__Yard { size: Int ${D} }
type one__Cell { number: Int ${C} }
type one__Box { kind: one__Kind! ${D} }
`,
});

/** @param box - a box whose `kind` is this word */
const valuesWith = (box: (kind: string) => object): object => ({
  one__kind: 'NIGHT',
  one__kinds: ['ROAD', 'NIGHT', 'ROAD'],
  one__holes: ['NIGHT', 'ROAD'],
  one__place: { vigil__typename: 'one__Cell' },
  one__places: [{ vigil__typename: 'one__Cell' }, { vigil__typename: 'one__Yard' }],
  one__box: box('NIGHT'),
  one__boxes: [box('NIGHT'), box('ROAD')],
});

type Subject = Parameters<typeof mapFor>[1];

async function ask(subject: Subject, query: string, values: (body: string) => object): Promise<unknown> {
  const graph = compose(EXTENSION);
  const map = await mapFor(graph, subject);
  const view = createCallerViews({ schema: apiSchema(graph), extensions: [EXTENSION] })(map);
  const exchange = newExchange('1', new Date(0), {} as Exchange['facts']);
  exchange.caller = { issuer: null, id: null, class: subject };
  exchange.decision = { map } as unknown as NonNullable<Exchange['decision']>;
  exchange.operation = { public: view } as NonNullable<Exchange['operation']>;
  const source = createExtensionSource({
    extension: EXTENSION,
    ask: ({ body }) => Promise.resolve({ data: values(body) }),
    onFinding: (finding) => {
      throw new Error(finding.code);
    },
    onError: (error) => {
      throw error;
    },
  });
  const representations = [[JSON.stringify({ __typename: 'Event', id: 'one:a' })]];
  const answer = await source.prepare(plannedStep(query))({ exchange, variables: {}, representations });
  return JSON.parse(JSON.stringify(answer));
}

const EVENT = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event {
  one__kind one__kinds one__holes one__place { __typename } one__places { __typename }
  one__box { kind } one__boxes { kind } } } }`;

/** The name that a question gives to a field. */
function keyIn(body: string, field: string): string {
  return new RegExp(`(v\\d+_${field}): ${field}\\b`).exec(body)?.[1] ?? field;
}

/** One event with all values, under the names that the question gives them. */
function event(body: string): object {
  const kinds = [...body.matchAll(/(v\d+_kind): kind\b/g)].map(([, key = '']) => key);
  const values = valuesWith((kind) => Object.fromEntries(kinds.map((key) => [key, kind])));
  const named = Object.entries(values).map(([field, value]) => [keyIn(body, field), value as unknown]);
  return { _entities: [{ vigil__typename: 'Event', v0_id: 'one:a', ...Object.fromEntries(named) }] };
}

test('a body that may not know of them gets what is left, and no error', async () => {
  expect(await ask(CALLERS.body, EVENT, event)).toEqual({
    data: {
      _entities: [
        {
          one__kind: null,
          one__kinds: ['ROAD', 'ROAD'],
          one__holes: [null, 'ROAD'],
          one__place: null,
          one__places: [{ __typename: 'one__Yard' }],
          one__box: null,
          one__boxes: [{ kind: 'ROAD' }],
        },
      ],
    },
    errors: [],
  });
});

test('a root field is cut alike', async () => {
  const answer = await ask(CALLERS.body, '{ one__rootKinds }', () => ({ one__rootKinds: ['NIGHT', 'ROAD'] }));
  expect(answer).toEqual({ data: { one__rootKinds: ['ROAD'] }, errors: [] });
});

test('an officer of the owner gets all of it', async () => {
  const answer = await ask(CALLERS.officer, EVENT, event);
  expect(answer).toMatchObject({
    data: { _entities: [{ one__kind: 'NIGHT', one__place: { __typename: 'one__Cell' } }] },
  });
});
