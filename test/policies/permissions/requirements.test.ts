/** What an SDL demands besides the policies only ever denies: signing in, scopes, named policies. */
import { describe, expect, test } from '@jest/globals';
import {
  ACTIONS,
  NEVER,
  compilePermissionMap,
  createPermissionMaps,
  loadPolicyEngine,
  type CompilePermissionMapInput,
  type PermissionMap,
  type PolicyEngine,
  type SubjectClass,
} from '@vigil/policies';
import type { AccessRequirement, Classification } from '@vigil/shared';

const engine = await loadPolicyEngine();
const PUBLIC: Classification = { class: 'PUBLIC', subject: 'NONE', flags: [] };
const FIELD = 'Query.one__a';
const FREE: AccessRequirement = { authenticated: false, scopes: [], policies: [] };
const COURT: SubjectClass = {
  organisation: 'court',
  roles: ['COURT'],
  purpose: 'LEGAL_PROCEEDINGS',
  authenticated: true,
  scopes: ['cases:read', 'cases:list'],
};

function input(requirement: AccessRequirement | null): Omit<CompilePermissionMapInput, 'subject'> {
  return {
    engine,
    classification: new Map([
      [FIELD, PUBLIC],
      ['Query.free', PUBLIC],
    ]),
    ...(requirement === null ? {} : { requirements: new Map([[FIELD, requirement]]) }),
    owners: ['one'],
    agreements: [],
    now: new Date('2024-05-05T00:00:00Z'),
  };
}

function compile(requirement: AccessRequirement | null, subject: Partial<SubjectClass> = {}): PermissionMap {
  return compilePermissionMap({ ...input(requirement), subject: { ...COURT, ...subject } });
}

describe('a requirement', () => {
  test.each<[string, AccessRequirement, Partial<SubjectClass>, boolean]>([
    ['to sign in is met by who did', { ...FREE, authenticated: true }, {}, true],
    [
      'to sign in is not met by who did not',
      { ...FREE, authenticated: true },
      { authenticated: false },
      false,
    ],
    [
      'for two scopes is met by who has both',
      { ...FREE, scopes: [[['cases:read', 'cases:list']]] },
      {},
      true,
    ],
    ['for two scopes is not met with one', { ...FREE, scopes: [[['cases:read', 'cases:write']]] }, {}, false],
    ['for one of two is met with one', { ...FREE, scopes: [[['cases:write'], ['cases:read']]] }, {}, true],
    ['stated twice must be met twice', { ...FREE, scopes: [[['cases:read']], [['cases:write']]] }, {}, false],
    ['with no alternative is met by nobody', { ...FREE, scopes: [[]] }, {}, false],
    ['with an empty alternative is met by nobody', { ...FREE, scopes: [[[]]] }, {}, false],
    [
      'is not met by scopes of who did not sign in',
      { ...FREE, scopes: [[['cases:read']]] },
      { authenticated: false },
      false,
    ],
    ['for a scope is not met by part of its name', { ...FREE, scopes: [[['cases']]] }, {}, false],
    ['by a name is met as the policies say', { ...FREE, policies: [[['court-in-proceedings']]] }, {}, true],
    [
      'by a name is not met as the policies say',
      { ...FREE, policies: [[['court-in-proceedings']]] },
      { purpose: 'RESEARCH' },
      false,
    ],
    ['by a name nobody knows is met by nobody', { ...FREE, policies: [[['nobody-knows']]] }, {}, false],
    [
      'by names needs all of one group',
      { ...FREE, policies: [[['court-in-proceedings', 'nobody-knows'], ['signed-in-organisation']]] },
      {},
      true,
    ],
    ['by no name is met by nobody', { ...FREE, policies: [[]] }, {}, false],
  ])('%s', (_title, requirement, subject, met) => {
    const map = compile(requirement, subject);
    expect(map.allows('select', FIELD, 'one')).toBe(met);
    expect(map.mayRead('Query.free', 'one')).toBe(true);
    // The broken twin: the same map without requirements allows it.
    expect(compile(null, subject).allows('select', FIELD, 'one')).toBe(true);
  });

  test('that is not met closes every action, for everybody’s data', () => {
    const map = compile({ ...FREE, scopes: [[['cases:write']]] });
    for (const action of ACTIONS) {
      expect(map.owners(action, FIELD).size).toBe(0);
      expect(map.condition(action, FIELD, 'one')).toBe(NEVER);
    }
    expect(map.readers(FIELD).size).toBe(0);
  });

  test('that is met opens nothing', () => {
    const closed: Classification = { class: 'SECURITY_CRITICAL', subject: 'NONE', flags: [] };
    const map = compilePermissionMap({
      ...input({ ...FREE, authenticated: true }),
      classification: new Map([[FIELD, closed]]),
      subject: COURT,
    });
    expect(map.readers(FIELD).size).toBe(0);
  });

  test('changes the hash of the map, and so do scopes and signing in', () => {
    const hashes = [
      compile(null),
      compile({ ...FREE, authenticated: true }),
      compile({ ...FREE, scopes: [[['cases:read']]] }),
      compile({ ...FREE, policies: [[['cases:read']]] }),
      compile(null, { authenticated: false }),
      compile(null, { scopes: ['cases:read'] }),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(6);
    expect(compile(null, { scopes: ['cases:list', 'cases:read', 'cases:list'] }).hash).toBe(hashes[0]);
  });

  test('is judged for each class of callers: kept maps never mix signed in and not', () => {
    const { now, ...rest } = input({ ...FREE, authenticated: true });
    const maps = createPermissionMaps({ ...rest, now: () => now });
    expect(maps.for(COURT).mayRead(FIELD, 'one')).toBe(true);
    expect(maps.for({ ...COURT, authenticated: false }).mayRead(FIELD, 'one')).toBe(false);
    expect(maps.for({ ...COURT, scopes: [] })).not.toBe(maps.for(COURT));
  });

  test('by name costs one question, however many names there are', () => {
    let asked = 0;
    const counting: PolicyEngine = {
      ...engine,
      satisfiedBy: (caller) => {
        asked += 1;
        return engine.satisfiedBy(caller);
      },
    };
    const names = Array.from({ length: 50 }, (_, index) => [`name-${index}`]);
    compilePermissionMap({
      ...input({ ...FREE, policies: [names] }),
      engine: counting,
      subject: COURT,
    });
    expect(asked).toBe(1);
    compilePermissionMap({ ...input({ ...FREE, scopes: [names] }), engine: counting, subject: COURT });
    expect(asked).toBe(1);
  });
});
