/** What is kept between requests, and shared between those under way: never from one caller to another. */
import {
  denied,
  type AttackCase,
  type AttackTable,
  type Question,
  type RawAttack,
} from '../support/attack-case.js';

const OFFICER = 'case-officer@one';
const TITLE = '{ event(id: "one:a") { id title } }';
const CONDITION = 'query ($x: Boolean!) { event(id: "one:a") { id title @include(if: $x) } }';

/** Everything before is asked by others; the attack itself comes last, on its own. */
function after(before: readonly (readonly [Question, string | null])[], own: Question): RawAttack {
  return async (world) => {
    for (const [question, who] of before) await world.send(question, who);
    await world.mark();
    return world.send(own, 'regional-body');
  };
}

/** Everything at once; the answer of the attacker is the one that is judged. */
function beside(others: readonly (readonly [Question, string | null])[], own: Question): RawAttack {
  return async (world) => {
    const token = await world.hub.token('regional-body');
    const [answer] = await Promise.all([
      world.hub.ask(own.query ?? '', {
        token,
        ...(own.variables === undefined ? {} : { variables: own.variables }),
      }),
      ...others.map(([question, who]) => world.send(question, who)),
    ]);
    // Who else asked what is not the matter here: asked again alone, the same must come.
    await world.mark();
    const alone = await world.send(own, 'regional-body');
    if (alone.text !== answer.text) throw new Error(`beside others: ${answer.text}`);
    return alone;
  };
}

const NULL_TITLE = {
  data: { event: { id: 'one:a', title: null } },
  errors: denied('event.title'),
};
const KEPT = { asks: { one: 1 }, keeps: ['Event.title'] };
const TWIN = { who: OFFICER, attack: { query: TITLE }, shows: 'CANARY-title' };
const CONDITION_TWIN = {
  who: OFFICER,
  attack: { query: CONDITION, variables: { x: true } },
  shows: 'CANARY-title',
};

export const caches: AttackTable = {
  subject: 'nothing crosses from one caller to another',
  cases: [
    {
      title: 'the text that an officer of the owner has just sent',
      attack: after([[{ query: TITLE }, OFFICER]], { query: TITLE }),
      expect: NULL_TITLE,
      ...KEPT,
      twin: TWIN,
    },
    {
      title: 'the same, after the officer has sent it ten times by POST and by GET',
      attack: after(
        Array.from({ length: 10 }, (_item, n) => [
          { query: TITLE, via: n % 2 === 0 ? 'POST' : 'GET' },
          OFFICER,
        ]),
        { query: TITLE, via: 'GET' },
      ),
      expect: NULL_TITLE,
      ...KEPT,
      twin: TWIN,
    },
    {
      title: 'the text that the officer sent under another operation name',
      attack: after([[{ query: `query A ${TITLE}`, operationName: 'A' }, OFFICER]], {
        query: `query A ${TITLE}`,
      }),
      expect: NULL_TITLE,
      ...KEPT,
      twin: TWIN,
    },
    {
      title: 'a condition that did not hold when it was first asked',
      attack: after([[{ query: CONDITION, variables: { x: false } }, 'regional-body']], {
        query: CONDITION,
        variables: { x: true },
      }),
      expect: NULL_TITLE,
      ...KEPT,
      twin: CONDITION_TWIN,
    },
    {
      title: 'a condition that held for an officer',
      attack: after([[{ query: CONDITION, variables: { x: true } }, OFFICER]], {
        query: CONDITION,
        variables: { x: true },
      }),
      expect: NULL_TITLE,
      ...KEPT,
      twin: CONDITION_TWIN,
    },
    {
      title: 'a condition that held for an officer and does not hold now',
      attack: after([[{ query: CONDITION, variables: { x: true } }, OFFICER]], {
        query: CONDITION,
        variables: { x: false },
      }),
      expect: { data: { event: { id: 'one:a' } } },
      asks: { one: 1 },
      keeps: ['Event.title'],
      denied: [],
      twin: CONDITION_TWIN,
    },
    {
      title: 'the text that was refused to the public before',
      attack: after([[{ query: TITLE }, null]], { query: TITLE }),
      expect: NULL_TITLE,
      ...KEPT,
      twin: TWIN,
    },
    {
      title: 'a listing while officers ask for the same one',
      attack: beside(
        Array.from({ length: 8 }, () => [{ query: '{ events { nodes { id title } } }' }, OFFICER] as const),
        { query: '{ events { nodes { id title } } }' },
      ),
      expect: {
        data: {
          events: {
            nodes: [
              { id: 'one:a', title: null },
              { id: 'one:b', title: null },
            ],
          },
        },
        errors: denied('events.nodes.0.title', 'events.nodes.1.title'),
      },
      ...KEPT,
      twin: TWIN,
    },
    {
      title: 'the same operation beside the officer and the public, all at once',
      attack: beside(
        [OFFICER, null, OFFICER, 'court', null, 'case-officer@two', OFFICER].map(
          (who) => [{ query: TITLE }, who] as const,
        ),
        { query: TITLE },
      ),
      expect: NULL_TITLE,
      ...KEPT,
      twin: TWIN,
    },
  ] satisfies readonly AttackCase[],
};
