/** A source of the sample extension whose partner is a function, and what it is asked and answers. */
import { expect } from '@jest/globals';
import type { GraphQLDataSource } from '@apollo/gateway';
import {
  createExtensionSource,
  newExchange,
  type Exchange,
  type ExtensionSourceOptions,
} from '@vigil/gateway';
import type { PermissionMap } from '@vigil/policies';
import { sample } from './samples.js';

type Request = Parameters<ExtensionSourceOptions['ask']>[0];
type Finding = Parameters<ExtensionSourceOptions['onFinding']>[0];
export type Json = Record<string, unknown>;

export interface Setting {
  denied?: readonly string[];
  /** what the partner answers; by default each event's own id, and `value` */
  answer?: (request: Request, representations: Json[]) => unknown;
  fields?: string;
}

function mapWithout(denied: readonly string[]): PermissionMap {
  const owners = (action: string, coordinate: string): ReadonlySet<string> =>
    new Set(denied.includes(`${action} ${coordinate}`) ? [] : ['one']);
  return {
    hash: 'h',
    policyVersion: 'v',
    owners,
    allows: (action, coordinate, owner) => owners(action, coordinate).has(owner),
  };
}

function exchangeWith(map: PermissionMap): Exchange {
  const facts = {
    method: 'POST',
    search: '',
    contentType: undefined,
    contentEncoding: undefined,
    accept: undefined,
    authorization: undefined,
    body: undefined,
  };
  const exchange = newExchange('1', new Date(0), facts);
  exchange.caller = {
    issuer: null,
    id: null,
    class: { organisation: null, roles: [], purpose: 'STATISTICS' },
  };
  // Only the map is looked at here.
  exchange.decision = { map } as NonNullable<Exchange['decision']>;
  return exchange;
}

interface Outcome {
  data: Json | null;
  errors: readonly { message: string; path?: readonly (string | number)[]; extensions?: Json }[];
  requests: { query: string; variables: Json; coordinates: readonly string[] }[];
  findings: Finding[];
  exchange: Exchange;
}

export async function process(
  query: string,
  variables: Json,
  { denied = [], answer }: Setting,
): Promise<Outcome> {
  const requests: Outcome['requests'] = [];
  const findings: Finding[] = [];
  const source: GraphQLDataSource = createExtensionSource({
    extension: sample('one'),
    ask: (request) => {
      const { query: text, variables: sent } = JSON.parse(request.body) as { query: string; variables: Json };
      expect(request).toMatchObject({ partner: 'one', path: '/extension' });
      requests.push({ query: text, variables: sent, coordinates: request.coordinates });
      return Promise.resolve().then(() => answer?.(request, (sent['representations'] ?? []) as Json[]));
    },
    onFinding: (finding) => findings.push(finding),
    onError: (error) => {
      throw error;
    },
  });
  const exchange = exchangeWith(mapWithout(denied));
  const result = await source.process({ request: { query, variables }, context: { exchange } } as never);
  return {
    data: result.data ?? null,
    errors: result.errors ?? [],
    requests,
    findings,
    exchange,
  };
}

const REPRESENTATIONS =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { __typename FIELDS } } }';

/** @param ids - representations that the plan has collected */
export function ask(ids: readonly unknown[], setting: Setting = {}): Promise<Outcome> {
  const representations = ids.map((id) => (typeof id === 'string' ? { __typename: 'Event', id } : id));
  const fields = setting.fields ?? 'one__guard';
  return process(REPRESENTATIONS.replace('FIELDS', fields), { representations }, setting);
}

/** The name that a question gives to a field; how the hub numbers them is its own business. */
export function keyIn({ body }: Request, field: string): string {
  return new RegExp(`(v\\d+_${field}): ${field}\\b`).exec(body)?.[1] ?? field;
}

/** The same JSON with own fields of `Event` under the names of the question. */
export function named(request: Request, value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value).replaceAll(
    /"(one__\w+)":/g,
    (_all, field: string) => `"${keyIn(request, field)}":`,
  );
  return JSON.parse(text) as unknown;
}

/** Answers every event with the same values. */
export function answering(value: Json): NonNullable<Setting['answer']> {
  return (request, representations) => ({
    data: {
      _entities: representations.map(({ id }) =>
        named(request, { vigil__typename: 'Event', v0_id: id, ...value }),
      ),
    },
  });
}

export const GUARD = answering({ one__guard: 'G' });
