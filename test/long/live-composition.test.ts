/**
 * 1,000 requests while the graph changes 20 times: none is lost, and none is answered by two graphs.
 *
 * Every request asks for the schema and for data at once, so that each answer carries its own proof: the shape of
 * the value must be the one that the schema in the same answer gives the field.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { markExtension, type MarkShape } from '../gateway/support/test-extension.js';
import { startTestHub, type Answer, type TestHub } from '../gateway/support/test-hub.js';
import type { TestPartner } from '../gateway/support/test-partner.js';
import { makeEvent } from '../gateway/support/test-rows.js';

const REQUESTS = 1_000;
const CHANGES = 20;
const IN_FLIGHT = 8;

const TYPE = `__type(name: "Event") { fields { name type { kind name ofType { kind name } } } }`;
/** A leaf in two of the three shapes, an object in the third: valid or not by the schema it meets. */
const AS_LEAF = `{ ${TYPE} event(id: "one:a") { id one__mark } }`;
const AS_OBJECT = `{ ${TYPE} event(id: "one:a") { id one__mark { label } } }`;
const CONTRACT = '{ events(first: 5) { nodes { id partner { id } } } }';
const OF_TWO = `{ ${TYPE} event(id: "two:b") { id two__mark } }`;
const QUERIES = [AS_LEAF, AS_OBJECT, CONTRACT, OF_TWO] as const;

interface FieldType {
  name: string;
  type: { kind: string; name: string | null; ofType: { kind: string; name: string } | null };
}

interface Seen {
  query: string;
  answer: Answer;
}

let hub: TestHub;
let one: TestPartner;
let two: TestPartner;
let three: TestPartner;

beforeAll(async () => {
  hub = await startTestHub({
    rows: { one: [makeEvent('one', 'a', '2012-01-01')], two: [makeEvent('two', 'b', '2012-02-01')] },
    environment: { VIGIL_HUB_EXTENSION_CHANGES_PER_HOUR: '1000' },
  });
  const { one: first, two: second } = hub.partners;
  if (first === undefined || second === undefined) throw new Error('no partners');
  [one, two] = [first, second];
  three = await hub.addPartner('three', [makeEvent('three', 'c', '2012-03-01')]);
}, 120_000);
afterAll(() => hub.close());

/** What the schema in the answer says of a field: null when it is not there. */
function shapeIn({ data }: Answer, field: string): MarkShape | null {
  const type = data?.['__type'] as { fields: FieldType[] } | undefined;
  const found = type?.fields.find(({ name }) => name === field)?.type;
  if (found === undefined) return null;
  if (found.kind === 'LIST') return 'NUMBERS';
  return found.kind === 'OBJECT' ? 'OBJECT' : 'TEXT';
}

function shapeOf(value: unknown): MarkShape | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return 'NUMBERS';
  return typeof value === 'object' ? 'OBJECT' : 'TEXT';
}

function judgeContract({ answer }: Seen): string {
  const { nodes } = answer.data?.['events'] as { nodes: unknown[] };
  return answer.errors.length === 0 && nodes.length < 2 ? 'an event is missing unannounced' : 'answered';
}

/** Whether the value, the schema beside it and the document that asked for it belong to one graph. */
function judgeMark({ query, answer }: Seen): string {
  const field = query === OF_TWO ? 'two__mark' : 'one__mark';
  const declared = shapeIn(answer, field);
  if (declared === null) return 'answered without a schema';
  if ((declared === 'OBJECT') !== (query === AS_OBJECT)) return 'a document of another graph was executed';
  const event = answer.data?.['event'] as Record<string, unknown> | null;
  const given = shapeOf(event?.[field]);
  if (given !== null)
    return given === declared ? 'answered' : `mixed: ${given} under a schema that says ${declared}`;
  return answer.errors.length > 0 ? 'announced' : 'a value is missing unannounced';
}

/** Refused by one graph as a whole, or answered by one graph as a whole; null values are announced. */
function judge(seen: Seen): string {
  const { query, answer } = seen;
  const codes = answer.errors.map(({ extensions }) => extensions['code']);
  const other = codes.find((code) => code !== 'PARTNER_UNAVAILABLE' && code !== 'GRAPHQL_VALIDATION_FAILED');
  if (other !== undefined) return `unexpected ${JSON.stringify(other)}`;
  if (!codes.includes('GRAPHQL_VALIDATION_FAILED'))
    return query === CONTRACT ? judgeContract(seen) : judgeMark(seen);
  if (query === CONTRACT) return 'the contract was refused';
  return answer.data === undefined ? 'refused' : 'refused and answered';
}

async function moved(partner: TestPartner): Promise<void> {
  await partner.move();
  await hub.writeCoalition((coalition) => ({
    ...coalition,
    partners: coalition.partners.map((entry) =>
      entry.id === partner.id ? { ...entry, url: partner.url } : entry,
    ),
  }));
  await hub.hub.reload();
}

async function served(partner: TestPartner, shape: MarkShape | null): Promise<void> {
  partner.extensionSdl = null;
  partner.extension = shape === null ? null : markExtension(partner.id, shape);
  await hub.hub.lookAtPartners();
}

/** Must leave what is live as it is. */
async function broken(partner: TestPartner, sdl: string): Promise<void> {
  partner.extensionSdl = sdl;
  await hub.hub.lookAtPartners();
  partner.extensionSdl = null;
}

async function joined(isIn: boolean): Promise<void> {
  const entry = await hub.entryOf(three);
  await hub.writeCoalition((coalition) => ({
    ...coalition,
    organisations: [
      ...coalition.organisations.filter(({ id }) => id !== 'three'),
      { id: 'three', name: 'Three' },
    ],
    partners: [...coalition.partners.filter(({ id }) => id !== 'three'), ...(isIn ? [entry] : [])],
  }));
  await hub.hub.reload();
}

const SCRIPT: readonly (() => Promise<void>)[] = [
  () => served(one, 'TEXT'),
  () => served(two, 'TEXT'),
  () => served(one, 'OBJECT'),
  () => broken(one, 'type Query {'),
  () => served(one, 'NUMBERS'),
  () => moved(two),
  () => served(two, null),
  () => served(one, 'TEXT'),
  () => joined(true),
  () => broken(one, markExtension('two', 'TEXT').sdl),
  () => served(three, 'TEXT'),
  () => served(one, 'OBJECT'),
  () => moved(one),
  () => served(two, 'NUMBERS'),
  () => joined(false),
  () => served(one, null),
  () => served(one, 'NUMBERS'),
  () => served(two, 'TEXT'),
  () => served(one, 'TEXT'),
  () => joined(true),
  () => served(one, 'OBJECT'),
  () => served(two, null),
  () => served(one, 'NUMBERS'),
  () => moved(one),
];

function generation(): number {
  const lines = hub.logs.filter((line) => line.includes('graph in use'));
  return Math.max(...lines.map((line) => (JSON.parse(line) as { generation: number }).generation));
}

test('1,000 requests during 20 changes of the graph: none lost, none mixed', async () => {
  const token = await hub.token('regional-body');
  const seen: Seen[] = [];
  const first = generation();
  let changing = true;
  let asked = 0;

  async function client(): Promise<void> {
    while (asked < REQUESTS || changing) {
      const query = QUERIES[asked % QUERIES.length] ?? CONTRACT;
      asked += 1;
      seen.push({ query, answer: await hub.ask(query, { token }) });
    }
  }

  async function operator(): Promise<void> {
    for (const change of SCRIPT) {
      await change();
      // Some requests in every generation, however slow the machine is.
      const until = asked + 2 * IN_FLIGHT;
      while (asked < until) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    changing = false;
  }

  await Promise.all([operator(), ...Array.from({ length: IN_FLIGHT }, client)]);
  expect(generation() - first).toBeGreaterThanOrEqual(CHANGES);
  expect(seen.length).toBeGreaterThanOrEqual(REQUESTS);
  const judged = new Map<string, number>();
  for (const one of seen) judged.set(judge(one), (judged.get(judge(one)) ?? 0) + 1);
  expect([...judged.keys()].sort()).toEqual(['announced', 'answered', 'refused']);
  expect(seen.every(({ answer }) => answer.status === 200)).toBe(true);
  // Every one of them is on record.
  expect(await hub.audit()).toHaveLength(seen.length);
  console.log(Object.fromEntries(judged), `generations ${generation() - first}`);
}, 600_000);
