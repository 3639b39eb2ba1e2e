/**
 * What the author of an extension demands of callers by `@authenticated`, `@requiresScopes` and `@policy`, under an
 * alias, by their own names and with federation's prefix: who does not meet it meets a name that never existed.
 */
import type { AttackCase, AttackTable, Question, Who } from '../support/attack-case.js';

const BODY = { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' };
const scoped = (scope: unknown): Who => ({ ...BODY, scope });
const COURT = { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' };

interface Demand {
  readonly field: string;
  readonly by: string;
  readonly who: Who;
  readonly met: Who;
  readonly attack?: Question;
  readonly denied?: readonly string[];
  readonly shows?: string;
}

function demand({ field, by, who, met, attack, denied, shows }: Demand): AttackCase {
  const nobodys = field.startsWith('one__')
    ? `one__${field.slice(5).replaceAll(/[a-z]/g, 'x').replaceAll(/[A-Z]/g, 'X')}`
    : field.replaceAll(/[a-z]/g, 'x').replaceAll(/[A-Z]/g, 'X');
  const query = attack ?? { query: `{ ${field} }` };
  const like = JSON.parse(
    JSON.stringify(query).replaceAll(new RegExp(`\\b${field}\\b`, 'g'), nobodys),
  ) as Question;
  return {
    title: `${field}, asked by ${by}`,
    who,
    attack: query,
    expect: { like, name: field, as: nobodys },
    keeps: denied ?? [`Query.${field}`],
    hides: ['UNAUTHORIZED', 'scopes', 'authenticated', 'policies'],
    twin: { who: met, shows: shows ?? `CANARY-${field.slice(5)}` },
  };
}

const NOTE: Question = { query: '{ events { nodes { id one__note } } }' };
const ALL = 'one:a one:b one:c';

export const demands: AttackTable = {
  subject: 'what an extension’s author demands of callers',
  cases: [
    demand({ field: 'one__members', by: 'nobody who is signed in', who: null, met: BODY }),
    demand({
      ...{ field: 'one__members', by: 'nobody who is signed in, by GET', who: null, met: BODY },
      attack: { query: '{ one__members }', via: 'GET' },
    }),
    demand({
      ...{ field: 'one__members', by: 'nobody, under an alias in a fragment', who: null, met: BODY },
      attack: { query: '{ ...F } fragment F on Query { one__open: one__members }' },
    }),
    demand({ field: 'one__scoped', by: 'somebody without scopes', who: BODY, met: scoped('one:c') }),
    demand({
      field: 'one__scoped',
      by: 'somebody with half of a group',
      who: scoped('one:a'),
      met: scoped('one:a one:b'),
    }),
    demand({
      field: 'one__scoped',
      by: 'somebody with a longer scope',
      who: scoped('one:cc one:c: xone:c'),
      met: scoped('one:c'),
    }),
    demand({
      field: 'one__scoped',
      by: 'somebody with the scope in capitals',
      who: scoped('ONE:C'),
      met: scoped('one:c'),
    }),
    demand({
      field: 'one__scoped',
      by: 'somebody whose scopes are a list',
      who: scoped(['one:c']),
      met: scoped('one:c'),
    }),
    demand({
      ...{ field: 'one__scoped', by: 'somebody with a scope that the issuer may not give' },
      ...{ who: scoped('one:forbidden'), met: scoped('one:c') },
    }),
    demand({
      ...{ field: 'one__both', by: 'somebody signed in without the scope', who: scoped('one:a one:b') },
      met: scoped('one:c'),
    }),
    demand({
      ...{ field: 'one__ruled', by: 'somebody signed in who belongs to nobody' },
      who: { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
      met: BODY,
    }),
    demand({
      ...{ field: 'one__note', by: 'the body without the scope', who: BODY, met: scoped('one:c') },
      ...{ attack: NOTE, denied: ['Event.one__note'] },
    }),
    demand({
      ...{
        field: 'one__note',
        by: 'a court with the scope and another agreement',
        who: { ...COURT, purpose: 'STATISTICS', scope: ALL },
      },
      ...{ met: scoped('one:c'), attack: NOTE, denied: ['Event.one__note'] },
    }),
    demand({
      ...{ field: 'one__Cell', by: 'nobody, as a type', who: null, met: BODY, shows: 'one__Cell' },
      attack: { query: '{ __type(name: "one__Cell") { name } }' },
      denied: ['one__Cell'],
    }),
    ...['one__empty', 'one__vacuous', 'one__unruled'].map((field): AttackCase => ({
      ...demand({ field, by: 'somebody with every scope', who: scoped(ALL), met: scoped(ALL) }),
      // Nobody ever meets an empty list or a name that is no policy: the twin is a field beside it.
      twin: { who: scoped(ALL), attack: { query: '{ one__scoped }' }, shows: 'CANARY-scoped' },
    })),
  ],
};
