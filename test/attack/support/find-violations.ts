/**
 * Judges one case of the attack suite, and its authorised twin.
 *
 * Gives what is wrong, in words, instead of failing: a suite that must fail under a broken hub is judged by the
 * same function. Every case is asserted three times over: what came back, what partners were asked, what the record
 * tells.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../../gateway/support/test-hub.js';
import type { TestPartner } from '../../gateway/support/test-partner.js';
import { CANARY } from '../../gateway/support/test-rows.js';
import type { AttackCase, Expected, Who } from './attack-case.js';
import type { AttackWorld } from './attack-world.js';

const BODY: Who = 'regional-body';

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function codesOf({ errors }: Answer): string[] {
  return errors.map(({ extensions }) => String(extensions['code']));
}

/** Everything that left the hub, without the moment; `name` is a word that may differ. */
function bytes({ status, headers, text }: Answer, name: string): unknown {
  const kept = [...headers].filter(([key]) => key !== 'date' && key !== 'content-length').sort();
  return { status, headers: kept, length: text.length - name.length, text: text.replaceAll(name, 'NAME') };
}

async function judgeAnswer(
  world: AttackWorld,
  { expect, who = BODY }: AttackCase,
  answer: Answer,
): Promise<string[]> {
  if ('refused' in expect) return judgeRefusal(expect, answer);
  if ('like' in expect) {
    const other = await world.send(expect.like, who);
    const [got, wanted] = [bytes(answer, expect.name), bytes(other, expect.as)];
    return isDeepStrictEqual(got, wanted) ? [] : [`answered ${show(got)}, and the other ${show(wanted)}`];
  }
  if ('holds' in expect) {
    const missing = expect.holds.filter((word) => !answer.text.includes(word));
    return [...missing.map((word) => `the answer lacks ${word}`), ...codesOf(answer)];
  }
  const { data, errors = [] } = expect;
  const told = answer.errors.map(
    ({ path, extensions }) => `${(path ?? []).join('.')} ${String(extensions['code'])}`,
  );
  return [
    ...(isDeepStrictEqual(answer.data, data) ? [] : [`data is ${show(answer.data)}, not ${show(data)}`]),
    ...(isDeepStrictEqual(told, [...errors]) ? [] : [`errors are ${show(told)}, not ${show(errors)}`]),
  ];
}

function judgeRefusal(expect: Extract<Expected, { refused: string }>, answer: Answer): string[] {
  const codes = new Set(codesOf(answer));
  const wrong: string[] = [];
  if (answer.data !== undefined) wrong.push(`a refused request has data: ${show(answer.data)}`);
  if (!isDeepStrictEqual([...codes], [expect.refused]))
    wrong.push(`refused with ${show([...codes])}, not ${expect.refused}: ${answer.text.slice(0, 300)}`);
  if (expect.status !== undefined && answer.status !== expect.status)
    wrong.push(`status ${answer.status}, not ${expect.status}`);
  return wrong;
}

/** No canary, and none of the words that may not be there; headers too. */
function judgeWords(answer: Answer, { hides = [] }: AttackCase): string[] {
  const all = `${answer.text}\n${[...answer.headers].map((pair) => pair.join(': ')).join('\n')}`;
  return [CANARY, ...hides].filter((word) => all.includes(word)).map((word) => `the answer holds ${word}`);
}

function judgePartner(
  world: AttackWorld,
  partner: TestPartner,
  { asks = {}, keeps = [] }: AttackCase,
): string[] {
  const { id, refused } = partner;
  const wanted = asks[id] ?? 0;
  const questions = world.askedOf(partner);
  const asked = world.coordinatesAskedOf(partner);
  const delegated = new Set(questions.flatMap(({ claims }) => claims.coordinates));
  return [
    ...(questions.length === wanted ? [] : [`${id} was asked ${questions.length} times, not ${wanted}`]),
    ...keeps.filter((kept) => asked.has(kept)).map((kept) => `${id} was asked for ${kept}`),
    ...keeps.filter((kept) => delegated.has(kept)).map((kept) => `a delegation names ${kept}`),
    ...(refused.length === 0 ? [] : [`${id} refused: ${show(refused)}`]),
  ];
}

function judgeAsked(world: AttackWorld, attack: AttackCase): string[] {
  return [world.one, world.two].flatMap((partner) => judgePartner(world, partner, attack));
}

async function judgeRecord(world: AttackWorld, attack: AttackCase, answer: Answer): Promise<string[]> {
  const entries = await world.recorded();
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined) return [`there are ${entries.length} records, not 1`];
  const denied = [...(attack.denied ?? attack.keeps ?? [])].sort();
  const codes = [...new Set(codesOf(answer))].sort();
  const outcomes = codes.length === 0 ? ['OK'] : codes;
  const wrong: string[] = [];
  if (!isDeepStrictEqual(entry['denied'], denied))
    wrong.push(`the record has ${show(entry['denied'])} denied, not ${show(denied)}`);
  if (!isDeepStrictEqual(entry['outcomes'], outcomes))
    wrong.push(`the record ends with ${show(entry['outcomes'])}, not ${show(outcomes)}`);
  if (show(entry).includes(CANARY)) wrong.push('the record holds the canary');
  return wrong;
}

/** What is wrong with how this attack was met; empty: nothing. */
export async function findViolations(world: AttackWorld, attack: AttackCase): Promise<string[]> {
  await world.mark();
  const answer = await world.send(attack.attack, attack.who === undefined ? BODY : attack.who);
  const wrong = [
    ...judgeWords(answer, attack),
    ...judgeAsked(world, attack),
    ...(await judgeRecord(world, attack, answer)),
  ];
  return [...wrong, ...(await judgeAnswer(world, attack, answer))];
}

/** What is wrong with the authorised twin: it must get what the attack is about, and be recorded too. */
export async function findTwinViolations(world: AttackWorld, attack: AttackCase): Promise<string[]> {
  const { twin } = attack;
  const who = twin.who !== undefined ? twin.who : attack.who === undefined ? BODY : attack.who;
  await world.mark();
  const answer = await world.send(twin.attack ?? attack.attack, who);
  const entries = await world.recorded();
  return [
    ...(answer.text.includes(twin.shows)
      ? []
      : [`the twin does not show ${twin.shows}: ${answer.text.slice(0, 500)}`]),
    ...(isDeepStrictEqual(codesOf(answer), [...(twin.codes ?? [])])
      ? []
      : [`the twin has errors: ${show(answer.errors)}`]),
    ...(entries.length === 0 ? ['the twin is not recorded'] : []),
  ];
}
