/** A source of the sample extension whose partner is a function, and what it is asked and answers. */
import { expect } from '@jest/globals';
import {
  createExtensionSource,
  NO_FACTS,
  newExchange,
  type Exchange,
  type ExtensionSourceOptions,
} from '@vigil/gateway';
import type { PermissionMap } from '@vigil/policies';
import { mapWithout } from '../support/map-without.js';
import { plannedStep } from '../fetch/planned-step.js';
import { sample } from './samples.js';

type Request = Parameters<ExtensionSourceOptions['ask']>[0];
type Finding = Parameters<ExtensionSourceOptions['onFinding']>[0];
export type Json = Record<string, unknown>;

export interface Setting {
  denied?: readonly string[];
  /** instead of a map without what is denied */
  map?: PermissionMap;
  /** what the partner answers; by default each event's own id, and `value` */
  answer?: (request: Request, representations: Json[]) => unknown;
  fields?: string;
  /** where an error goes that is nobody's but the hub's; by default the test fails */
  heard?: unknown[];
}

function exchangeWith(map: PermissionMap): Exchange {
  const exchange = newExchange('1', new Date(0), NO_FACTS);
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

export interface PreparedSource {
  ask: (variables: Json, setting: Setting) => Promise<Outcome>;
}

/** One operation, prepared once; partner and caller come with each question. */
export function prepare(query: string): PreparedSource {
  let now: { setting: Setting; outcome: Pick<Outcome, 'requests' | 'findings'> } | null = null;
  const source = createExtensionSource({
    extension: sample('one'),
    ask: (request) => {
      const { query: text, variables: sent } = JSON.parse(request.body) as { query: string; variables: Json };
      expect(request).toMatchObject({ partner: 'one', path: '/extension' });
      now?.outcome.requests.push({ query: text, variables: sent, coordinates: request.coordinates });
      const answer = now?.setting.answer;
      return Promise.resolve().then(() => answer?.(request, (sent['representations'] ?? []) as Json[]));
    },
    onFinding: (finding) => now?.outcome.findings.push(finding),
    onError: (error) => {
      if (now?.setting.heard === undefined) throw error;
      now.setting.heard.push(error);
    },
  });
  const ask = source.prepare(plannedStep(query));
  return {
    ask: async ({ representations, ...variables }, setting) => {
      const outcome = { requests: [], findings: [] };
      now = { setting, outcome };
      const exchange = exchangeWith(setting.map ?? mapWithout(setting.denied ?? []));
      const texts = Array.isArray(representations) ? representations.map((item) => JSON.stringify(item)) : [];
      const { data, errors } = await ask({ exchange, variables, representations: [texts] });
      return {
        ...outcome,
        data: (data ?? null) as Json | null,
        errors: errors as Outcome['errors'],
        exchange,
      };
    },
  };
}

export function process(query: string, variables: Json, setting: Setting): Promise<Outcome> {
  return prepare(query).ask(variables, setting);
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
