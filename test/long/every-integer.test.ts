/**
 * Ten thousand questions over HTTP to a running hub, about now and about earlier days: every integer in its answers is
 * a released one or the declared function of released ones, recomputed by an implementation that shares no code with it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signRelease, type IndicatorTable, type ReleaseDocument } from '@vigil/shared';
import fc from 'fast-check';
import { startReleasingHub, type ReleasingHub } from '../gateway/releases/releasing-hub.js';
import { PARTNERS, asked, checkAnswer, documents } from '../gateway/statistics/generated-questions.js';
import { naiveTable, type Asked } from '../gateway/statistics/naive-answer.js';

const QUESTIONS = 10_000;
const AT_ONCE = 16;
const QUERY = `query Asked($by: [Dimension!]!, $where: CellFilter, $asOf: DateTime) {
  indicatorTable(indicator: KIDNAPPING, by: $by, where: $where, asOf: $asOf) {
    asOf
    cells { country area month year victimGroup perpetratorType sex ageBand countingUnit value released lower upper
      standardError interval95 { from to } obsStatus low reportingPartners provisional }
  }
}`;

/** What a hub had at a moment that `asOf` names; null for now. */
interface State {
  readonly asOf: string | null;
  readonly released: readonly ReleaseDocument[];
}

let { fixture, hub } = {} as ReleasingHub;
const states: State[] = [];

async function release(document: ReleaseDocument): Promise<void> {
  const partner = hub.partners[document.partner];
  if (partner === undefined) throw new Error('no partner');
  const signed = await signRelease(document, fixture.keys.get(document.partner) ?? {});
  partner.releases = [...partner.releases, signed];
  await hub.hub.syncReleases();
}

async function table(question: Asked, asOf: string | null): Promise<Awaited<ReturnType<typeof hub.ask>>> {
  return hub.ask(QUERY, { variables: { ...question, asOf } });
}

beforeAll(async () => {
  const [, ...others] = PARTNERS;
  ({ fixture, hub } = await startReleasingHub(...others));
  const [all = []] = fc.sample(documents, { numRuns: 1, seed: 20120305 });
  const released: ReleaseDocument[] = [];
  for (const document of all) {
    await release(document);
    released.push(document);
    const { data } = await table({ by: ['YEAR'], where: {} }, null);
    const { asOf } = data?.['indicatorTable'] as { asOf: string };
    states.push({ asOf, released: [...released] });
  }
  states.push({ asOf: null, released });
}, 120_000);
afterAll(() => hub.close());

/** What does not exist is refused by that name; what exists has these integers and no other. */
async function checkQuestion(question: Asked, { asOf, released }: State): Promise<'ANSWERED' | 'REFUSED'> {
  const { data, errors } = await table(question, asOf);
  if (naiveTable(question) === null) {
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['TABLE_NOT_IN_LATTICE']);
    return 'REFUSED';
  }
  expect(errors).toEqual([]);
  checkAnswer(released, question, data?.['indicatorTable'] as IndicatorTable);
  return 'ANSWERED';
}

test('every integer that the hub sends is a declared function of released integers, over 10,000 requests', async () => {
  const questions = fc.sample(asked, QUESTIONS);
  const counted = { ANSWERED: 0, REFUSED: 0 };
  const before = (await hub.audit()).length;
  const askAll = async (first: number): Promise<void> => {
    for (const [index, question] of questions.entries()) {
      const state = states[Math.floor(index / AT_ONCE) % states.length];
      if (index % AT_ONCE !== first || state === undefined) continue;
      counted[await checkQuestion(question, state)] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => askAll(first)));
  expect(counted.ANSWERED + counted.REFUSED).toBe(QUESTIONS);
  expect(counted.ANSWERED).toBeGreaterThan(QUESTIONS / 2);
  expect((await hub.audit()).length - before).toBe(QUESTIONS);
}, 600_000);

test('broken twin: what was known on another day does not pass for this one', async () => {
  const [first, ...later] = states;
  const last = later.at(-1);
  if (first === undefined || last === undefined) throw new Error('no states');
  const question: Asked = { by: ['YEAR'], where: {} };
  await expect(checkQuestion(question, first)).resolves.toBe('ANSWERED');
  await expect(checkQuestion(question, { ...first, released: last.released })).rejects.toThrow();
});
