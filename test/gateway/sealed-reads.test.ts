/**
 * Reading goes by who may read, in the open or sealed: `select` says nothing about what identifies a person, and leave
 * to unseal is leave to ask for it. Maps are made by hand; what policies say is tested with the policies.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  CursorSeal,
  NO_FACTS,
  createCallerViews,
  createCommonsSource,
  createDecide,
  newExchange,
  type ComposedGraph,
} from '@vigil/gateway';
import { ALWAYS, NEVER, NO_OBLIGATIONS, type PermissionMap } from '@vigil/policies';
import { buildCommonsSubgraph, checkExtensionSdl, type CheckedExtension } from '@vigil/shared';
import { getOperationAST, parse, type GraphQLSchema } from 'graphql';
import { CLASSIFIED, LINK } from '../shared/contract/extension-sample.js';
import { apiSchema, compose } from './extensions/samples.js';
import { GUARD, ask as askExtension } from './extensions/asked-source.js';
import { plannedStep } from './fetch/planned-step.js';
import { mapWithout } from './support/map-without.js';

const NOBODY: ReadonlySet<string> = new Set();

/** What `sealed` names is read by leave to unseal, or by nobody; `select` is said to be allowed of what `open` names. */
function mapWith({ sealed, open }: { sealed: readonly string[]; open: readonly string[] }): PermissionMap {
  const usual = mapWithout([]);
  const isOurs = (coordinate: string): boolean => sealed.includes(coordinate) || open.includes(coordinate);
  const readers = (coordinate: string): ReadonlySet<string> =>
    isOurs(coordinate) && !sealed.includes(coordinate) ? NOBODY : usual.readers(coordinate);
  const owners: PermissionMap['owners'] = (action, coordinate) => {
    if (!isOurs(coordinate)) return usual.owners(action, coordinate);
    const allowed = action === 'select' ? open : action === 'unseal' ? sealed : [];
    return allowed.includes(coordinate) ? usual.owners(action, coordinate) : NOBODY;
  };
  return {
    ...usual,
    hash: JSON.stringify([sealed, open]),
    owners,
    allows: (action, coordinate, owner) => owners(action, coordinate).has(owner),
    readers,
    mayRead: (coordinate, owner) => readers(coordinate).has(owner),
    condition: (action, coordinate, owner) => (owners(action, coordinate).has(owner) ? ALWAYS : NEVER),
    readCondition: (coordinate, owner) => (readers(coordinate).has(owner) ? ALWAYS : NEVER),
  };
}

const CONTRACT = ['Event.description', 'Sealed'];
const MAY_UNSEAL = mapWith({ sealed: CONTRACT, open: [] });
/** The twin that a hub which looked at `select` would let through. */
const MAY_SELECT = mapWith({ sealed: [], open: CONTRACT });

function exchangeWith(map: PermissionMap) {
  const exchange = newExchange('1', new Date(0), NO_FACTS);
  exchange.caller = {
    issuer: null,
    id: null,
    class: { organisation: null, roles: [], purpose: 'STATISTICS' },
  };
  exchange.decision = { map } as NonNullable<typeof exchange.decision>;
  return exchange;
}

describe('a sealed field of the contract', () => {
  const schema = buildCommonsSubgraph();
  const QUERY = '{ events { nodes { id description } } }';

  test.each<[string, PermissionMap, string[]]>([
    ['is asked where it may be unsealed', MAY_UNSEAL, []],
    ['is refused where it may only be selected', MAY_SELECT, ['Event.description']],
    [
      'is refused where its type may not be read',
      mapWith({ sealed: ['Event.description'], open: ['Sealed'] }),
      ['Event.description'],
    ],
  ])('%s: decided', (_name, map, denied) => {
    const document = parse(QUERY);
    const operation = getOperationAST(document);
    if (operation == null) throw new Error('no operation');
    const stage = createDecide({ limits: { fields: 100 } });
    expect(stage.decide({ schema, document, operation, conditions: {} }, map).denied).toEqual(denied);
  });

  test.each<[string, PermissionMap, boolean]>([
    ['is asked of a partner where it may be unsealed', MAY_UNSEAL, true],
    ['is not asked where it may only be selected', MAY_SELECT, false],
  ])('%s: asked', async (_name, map, isAsked) => {
    const bodies: string[] = [];
    const one = {
      id: 'one',
      name: 'One',
      countries: ['XA'],
      url: 'http://127.0.0.1:1',
      status: 'ACTIVE',
      synthetic: true,
      releaseKeys: { keys: [] },
      coverage: [],
    } as const;
    const source = createCommonsSource({
      schema,
      activePartners: () => [one as never],
      partnerIds: ['one'],
      ask: ({ body }) => {
        bodies.push(body);
        return Promise.resolve({ data: null });
      },
      cursors: new CursorSeal({
        key: new Uint8Array(32),
        lifetimeSeconds: 60,
        now: () => new Date(0),
        randomBytes: (length) => new Uint8Array(length),
      }),
      onFinding: () => undefined,
      onError: () => undefined,
      policyVersion: 'v',
    });
    const exchange = exchangeWith(map);
    await source.prepare(plannedStep(QUERY))({ exchange, variables: {}, representations: [] });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.includes('description')).toBe(isAsked);
    // What this partner must not be asked is recorded.
    expect(exchange.denied).toEqual(isAsked ? [] : ['Event.description']);
  });
});

describe('a sealed field of an extension', () => {
  let schema: GraphQLSchema;
  let extension: CheckedExtension;

  beforeAll(() => {
    extension = checkExtensionSdl({
      partner: 'one',
      sdl: `${LINK} ${CLASSIFIED}
        scalar Sealed @classified(class: IDENTIFYING)
        type Event @key(fields: "id") {
          id: ID! @classified(class: DEIDENTIFIED)
          one__name: Sealed @classified(class: IDENTIFYING)
          one__guard: String @classified(class: DEIDENTIFIED)
        }`,
    });
    const graph: ComposedGraph = compose(extension);
    schema = apiSchema(graph);
  });

  test.each<[string, Parameters<typeof mapWith>[0], boolean]>([
    ['is there where it may be unsealed', { sealed: ['Event.one__name'], open: [] }, true],
    ['is not there where it may only be selected', { sealed: [], open: ['Event.one__name'] }, false],
    // Stage 3 would refuse it, and an error at its path would tell that there is such a field.
    ['is not there where its type may not be read', { sealed: ['Event.one__name'], open: ['Sealed'] }, false],
  ])('%s', (_name, leave, isThere) => {
    const view = createCallerViews({ schema, extensions: [extension] })(mapWith(leave));
    const event = view.schema.getType('Event');
    const fields = event !== undefined && 'getFields' in event ? Object.keys(event.getFields()) : [];
    expect(fields.includes('one__name')).toBe(isThere);
    expect(fields).toContain('one__guard');
  });

  test('or one that must be sealed leaves as ciphertext or not at all, whatever its type is', async () => {
    const sealing: PermissionMap = {
      ...mapWithout([]),
      obligations: (coordinate) => ({ ...NO_OBLIGATIONS, seal: coordinate === 'Event.one__guard' }),
    };
    const plain = await askExtension(['one:a'], { map: sealing, answer: GUARD });
    expect(JSON.stringify(plain.data)).not.toContain('"G"');
    expect(plain.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['PARTNER_UNAVAILABLE']);
    // The twin: without the obligation it passes.
    const twin = await askExtension(['one:a'], { map: mapWithout([]), answer: GUARD });
    expect([JSON.stringify(twin.data).includes('"G"'), twin.errors]).toEqual([true, []]);
  });

  test('an event is asked about where its id may be read, whatever `select` says', async () => {
    const allowed = await askExtension(['one:a'], { map: mapWith({ sealed: ['Event.id'], open: [] }) });
    const refused = await askExtension(['one:a'], { map: mapWith({ sealed: [], open: ['Event.id'] }) });
    expect([allowed.requests.length, refused.requests.length]).toEqual([1, 0]);
  });
});
