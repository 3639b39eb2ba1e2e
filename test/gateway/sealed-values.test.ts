/**
 * Sealed values on their way through the hub: it cannot open them, and lets through only what was sealed by this partner,
 * for this field of this event, and is good now. Obligations are applied to what a partner gives, whatever it did itself.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { CursorSeal, NO_FACTS, createCommonsSource, newExchange, type SubgraphAnswer } from '@vigil/gateway';
import { NO_OBLIGATIONS, type Obligations, type PermissionMap } from '@vigil/policies';
import {
  buildCommonsSubgraph,
  makeRecipientKey,
  sealPlaintext,
  sealedPlaintext,
  type CoalitionPartner,
  type Event,
  type SealedBinding,
} from '@vigil/shared';
import { graphql } from 'graphql';
import { SAMPLE_SEALED } from '../shared/sealing/sample-sealed.js';
import { plannedStep } from './fetch/planned-step.js';
import { mapWithout } from './support/map-without.js';
import { makeEvent } from './support/test-rows.js';

const CANARY = 'CANARY-name';
const RECEIVED = new Date('2026-01-01T00:00:00Z');
const SECONDS = RECEIVED.getTime() / 1000;
const SCHEMA = buildCommonsSubgraph();
const EVENT = makeEvent('one', 'a', '2012-01-01');
const BINDING: SealedBinding = {
  ...{ field: 'Victim.legalName', record: `${EVENT.id}/v1`, consent: null, exp: SECONDS + 60, iss: 'one' },
};
const LISTED = '{ events { nodes { id acts { victim { id legalName } } } } }';
const SINGLE = `{ event(id: "${EVENT.id}") { id acts { victim { id legalName } } } }`;

let sealed: (changed?: Partial<SealedBinding>) => Promise<string>;
let good: string;
beforeAll(async () => {
  const { publicKey } = await makeRecipientKey();
  sealed = (changed = {}) => sealPlaintext(sealedPlaintext(CANARY), publicKey, { ...BINDING, ...changed });
  good = await sealed();
});

const ONE = {
  ...{ id: 'one', name: 'One', countries: ['XA', 'XB'], url: 'https://one.invalid', status: 'ACTIVE' },
  ...{ synthetic: true, releaseKeys: { keys: [] }, coverage: [] },
} as unknown as CoalitionPartner;

/** The event with a name, as a partner answers it; `given` then stands in the place of every such name. */
async function answered(body: string, row: Event, given: unknown): Promise<unknown> {
  const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
  const records = {
    events: () => ({ nodes: [row], pageInfo: { hasNextPage: false, endCursor: null } }),
    event: () => row,
  };
  const answer = await graphql({
    ...{ schema: SCHEMA, source: query, variableValues: variables, contextValue: { records } },
  });
  return JSON.parse(JSON.stringify(answer).replaceAll(JSON.stringify(SAMPLE_SEALED), JSON.stringify(given)));
}

interface Asked {
  query?: string;
  row?: Event;
  map?: PermissionMap;
}

/** What the hub makes of a partner's answer. */
async function through(
  given: unknown,
  { query = LISTED, row = named(), map = mapWithout([]) }: Asked = {},
): Promise<{ answer: SubgraphAnswer; text: string; findings: unknown[] }> {
  const findings: unknown[] = [];
  const source = createCommonsSource({
    schema: SCHEMA,
    activePartners: () => [ONE],
    partnerIds: ['one'],
    ask: ({ body }) => answered(body, row, given),
    cursors: new CursorSeal({
      ...{ key: new Uint8Array(32), lifetimeSeconds: 60, now: () => RECEIVED },
      randomBytes: (length) => new Uint8Array(length),
    }),
    onFinding: (finding) => findings.push(finding),
    onError: (error) => {
      throw error;
    },
    policyVersion: 'v',
  });
  const exchange = newExchange('1', RECEIVED, NO_FACTS);
  const subject = { organisation: null, roles: [], purpose: 'STATISTICS' } as const;
  exchange.caller = { issuer: null, id: null, class: subject };
  exchange.decision = { map } as NonNullable<typeof exchange.decision>;
  const ask = source.prepare(plannedStep(query));
  const answer = await ask({ exchange, variables: {}, representations: [] });
  return { answer, text: JSON.stringify(answer.data), findings };
}

function named(): Event {
  const victim = { id: 'v1', sex: 'FEMALE', legalName: SAMPLE_SEALED } as const;
  return { ...EVENT, acts: [{ id: 'a1', victim }] };
}

describe.each([
  ['in a list', LISTED],
  ['in one event', SINGLE],
])('a sealed value %s', (_name, query) => {
  test('passes as it is where it was sealed for', async () => {
    const { text, answer, findings } = await through(good, { query });
    expect(text).toContain(good);
    expect(answer.errors).toEqual([]);
    expect(findings).toEqual([]);
  });

  test.each<[string, (() => Promise<string>) | string]>([
    ['a value in the open', CANARY],
    ['something that only looks sealed', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA'],
    ['one sealed for another field', () => sealed({ field: 'Victim.contact' })],
    ['one sealed for another event', () => sealed({ record: 'one:b' })],
    ['one sealed for the event, and for nobody in it', () => sealed({ record: EVENT.id })],
    ['one sealed for another person of the event', () => sealed({ record: `${EVENT.id}/v2` })],
    ['one sealed by another partner', () => sealed({ iss: 'two', record: 'two:a' })],
    ['one past its time', () => sealed({ exp: SECONDS })],
    ['one that lives for a year', () => sealed({ exp: SECONDS + 365 * 86_400 })],
    ['one with a note behind it', () => Promise.resolve(`${good}.${CANARY}`)],
    ['one with the name in its header', () => Promise.resolve(withNote(good))],
  ])('is null with the partner to blame when it is %s', async (_what, given) => {
    const value = typeof given === 'string' ? given : await given();
    const { text, answer, findings } = await through(value, { query });
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(value.slice(0, 40));
    expect(text).toContain('"legalName":null');
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
    ]);
    expect(JSON.stringify([answer.errors, findings])).not.toContain(CANARY);
    expect(findings).toHaveLength(1);
  });

  test.each([{ name: CANARY }, [CANARY], 5])('is not %p', async (given) => {
    const { text } = await through(given, { query });
    expect(text).not.toContain(CANARY);
    expect(text).toContain('"legalName":null');
  });
});

function withNote(jwe: string): string {
  const [head = '', ...rest] = jwe.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as object;
  return [Buffer.from(JSON.stringify({ ...header, note: CANARY })).toString('base64url'), ...rest].join('.');
}

describe('obligations are applied to what a partner gives', () => {
  const DATES = '{ events { nodes { id evidence { id collectedAt } } } }';
  const row: Event = { ...EVENT, evidence: [{ id: 'e1', collectedAt: '2012-05-18' }] };
  const obliged = (obligations: Partial<Obligations>): PermissionMap => ({
    ...mapWithout([]),
    obligations: (coordinate) =>
      coordinate === 'Evidence.collectedAt' ? { ...NO_OBLIGATIONS, ...obligations } : NO_OBLIGATIONS,
  });

  test('a date passes as it is where no month is demanded', async () => {
    expect((await through('', { query: DATES, row })).text).toContain('2012-05-18');
  });

  test('a day is no answer where a month is demanded, and the first of one is', async () => {
    const map = obliged({ generalise: new Set(['month']) });
    const { text, answer } = await through('', { query: DATES, row, map });
    expect(text).not.toContain('2012-05');
    expect(answer.errors[0]?.extensions).toEqual({ code: 'PARTNER_UNAVAILABLE', partner: 'one' });
    const whole: Event = { ...EVENT, evidence: [{ id: 'e1', collectedAt: '2012-05-01' }] };
    expect((await through('', { query: DATES, row: whole, map })).text).toContain('2012-05-01');
  });

  test('what must be sealed is no answer in the open, whatever its type', async () => {
    const { text } = await through('', { query: DATES, row, map: obliged({ seal: true }) });
    expect(text).not.toContain('2012-05');
  });
});
