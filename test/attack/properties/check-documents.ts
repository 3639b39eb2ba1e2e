/**
 * Asks the hub a drawn document, compares the answer with the expected one, and keeps count.
 *
 * An answer is right when its data is the same text, its errors are the same at the same places, no partner was asked
 * what it ought not to have been, nothing of what partners added unasked is in it, and an entry records it.
 */
import { parse } from 'graphql';
import { drawDocument, type DrawnDocument } from './draw-document.js';
import { Drawing } from './drawing.js';
import { CURSOR, expectedAnswer, type Expected } from './expected-answer.js';
import type { Answered } from './hub-in-process.js';
import type { Asker, Scene } from './scene.js';
import { CANARY } from './stub-partners.js';

export interface Tally {
  /** each counted once, whoever asks it */
  documents: number;
  /** of these, something was denied to somebody who asked */
  withDenied: number;
  /** of these, somebody got an answer with data */
  answered: number;
  requests: number;
  partnerRequests: number;
}

export function newTally(): Tally {
  return { documents: 0, withDenied: 0, answered: 0, requests: 0, partnerRequests: 0 };
}

/** The hub's answer is another than the expected one. */
export class Difference extends Error {
  override readonly name = 'Difference';
}

/** The length of a cursor, 668 bytes in base64url: nothing else in an answer is as long. */
const CURSOR_FORM = /^[\w-]{891}$/;

interface Comparable {
  readonly data: string;
  readonly errors: readonly string[];
}

/** The path up to where null stands. */
function upToNull(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let value = data;
  for (const [at, key] of path.entries()) {
    if (value === null) return path.slice(0, at);
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return path;
}

/**
 * @param masks - partners mask values record by record: where one that must not be null takes its parent along, the hub
 *   tells where the null stands, and not whose it was
 */
function comparable(
  { data, errors }: Pick<Answered, 'data'> & Pick<Expected, 'errors'>,
  masks: boolean,
): Comparable {
  const text = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' && CURSOR_FORM.test(value) ? CURSOR : value,
  ) as string | undefined;
  // A refusal is compared word by word; of a denied place, where it is.
  const told = errors.map(({ code, message, path }) => {
    if (data === undefined) return JSON.stringify([code, message]);
    return JSON.stringify([code, masks && path !== undefined ? upToNull(data, path) : path]);
  });
  return { data: text ?? 'nothing', errors: (masks ? [...new Set(told)] : told).sort() };
}

function findings({ partners }: Scene, { text, record }: Answered, { errors, denied }: Expected): string[] {
  const unrecorded = errors.filter(({ code }) => record?.outcomes.includes(code) === false);
  return [
    ...partners.wrongly,
    ...(text.includes(CANARY) ? ['the answer holds what nobody asked for'] : []),
    ...(record === null ? ['nothing was recorded'] : []),
    ...denied
      .filter((coordinate) => record?.denied.includes(coordinate) === false)
      .map((coordinate) => `the record does not say that ${coordinate} was denied`),
    ...unrecorded.map(({ code }) => `the record does not say ${code}`),
  ];
}

/** What a failing case has to show. */
function report(
  { policies, partners }: Scene,
  { asker, drawn }: { asker: Asker; drawn: DrawnDocument },
  compared: readonly [ours: Comparable, expected: Comparable, found: readonly string[]],
): string {
  const [ours, expected, found] = compared;
  return [
    drawn.text,
    `variables ${JSON.stringify(drawn.variables)}`,
    `caller    ${JSON.stringify(asker.subject)}`,
    `found     ${JSON.stringify(found)}`,
    `expected  ${expected.data} ${expected.errors.join(' ')}`,
    `answered  ${ours.data} ${ours.errors.join(' ')}`,
    ...policies.map(({ text }) => text),
    ...[...partners.sdls.values()].map((sdl) => sdl.slice(sdl.indexOf('type Event'))),
  ].join('\n');
}

interface Outcome {
  readonly denied: boolean;
  readonly answered: boolean;
}

async function askOne(scene: Scene, asker: Asker, drawn: DrawnDocument): Promise<Outcome> {
  const { hub, partners } = scene;
  const before = partners.asked;
  partners.wrongly.length = 0;
  scene.turnTo(asker);
  const method = drawn.text.length % 2 === 0 ? 'POST' : 'GET';
  const answered = await hub.ask({ ...drawn, token: asker.token, method });
  const expected = expectedAnswer(asker.expecting, {
    document: parse(drawn.text),
    variables: drawn.variables,
  });
  const [ours, theirs] = [comparable(answered, scene.masks), comparable(expected, scene.masks)];
  const found = findings(scene, answered, expected);
  if (expected.data === undefined && partners.asked > before)
    found.push('a partner was asked for an operation that is refused');
  if (ours.data !== theirs.data || ours.errors.join() !== theirs.errors.join() || found.length > 0)
    throw new Difference(report(scene, { asker, drawn }, [ours, theirs, found]));
  return {
    denied: expected.errors.length > 0,
    answered: typeof expected.data === 'object' && expected.data !== null,
  };
}

export interface Question {
  /** which of the callers asks */
  readonly caller: number;
  /** the others ask it afterwards, as it stands */
  readonly everybody: boolean;
  /** its author believes in what is hidden from the caller */
  readonly guessed: boolean;
  /** what the document is drawn from */
  readonly numbers: readonly number[];
}

/** @throws Difference */
export async function checkDocument(scene: Scene, question: Question, tally: Tally): Promise<void> {
  const { askers, hub, partners } = scene;
  const asker = askers[question.caller % askers.length];
  if (asker === undefined) throw new Error('nobody asks');
  const schema = question.guessed ? hub.schema : asker.expecting.schema;
  const drawn = drawDocument(schema, new Drawing(question.numbers));
  const others = question.everybody ? askers.filter((other) => other !== asker) : [];
  const outcomes: Outcome[] = [];
  const before = partners.asked;
  for (const one of [asker, ...others]) outcomes.push(await askOne(scene, one, drawn));
  tally.documents += 1;
  tally.requests += outcomes.length;
  tally.partnerRequests += partners.asked - before;
  if (outcomes.some(({ denied }) => denied)) tally.withDenied += 1;
  if (outcomes.some(({ answered }) => answered)) tally.answered += 1;
}
