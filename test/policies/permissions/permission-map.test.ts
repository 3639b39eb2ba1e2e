/** What one class of callers may do, over the whole contract and over small hand-made ones. */
import { describe, expect, test } from '@jest/globals';
import {
  ACTIONS,
  HUB_OWNER,
  createPermissionMaps,
  type CompilePermissionMapInput,
  type PolicyEngine,
  type SubjectClass,
} from '@vigil/policies';
import type { Agreement } from '@vigil/shared';
import {
  ANALYST,
  OFFICER,
  REGIONAL,
  agreement,
  classification,
  compile,
  coordinatesOf,
  duringAgreement,
  engine,
  owners,
} from '../support/contract-maps.js';

describe('over the contract', () => {
  test('everybody may use what is PUBLIC, of the hub and of every partner', () => {
    const map = compile(ANALYST);
    for (const coordinate of coordinatesOf('PUBLIC')) {
      expect([...map.owners('select', coordinate)].sort()).toEqual([HUB_OWNER, ...owners].sort());
    }
  });

  test('an analyst may do nothing with what is not PUBLIC', () => {
    const map = compile(ANALYST);
    const closed = coordinatesOf('DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING', 'AGGREGATE_ONLY');
    expect(closed.length).toBeGreaterThan(80); // the contract has 103 of them on the day of writing
    for (const coordinate of closed) {
      for (const action of ACTIONS) expect(map.owners(action, coordinate).size).toBe(0);
    }
  });

  test('a regional body reads events of the partner it has an agreement with, and of no other', () => {
    const map = compile(REGIONAL);
    for (const coordinate of coordinatesOf('DEIDENTIFIED')) {
      expect([...map.owners('select', coordinate)]).toEqual(['synthetic-one']);
    }
    for (const coordinate of coordinatesOf('CONFIDENTIAL', 'IDENTIFYING')) {
      expect(map.owners('select', coordinate).size).toBe(0);
    }
  });

  test('an officer works with the own organisation only, and reads no identifying value', () => {
    const map = compile(OFFICER);
    for (const coordinate of coordinatesOf('DEIDENTIFIED', 'CONFIDENTIAL')) {
      expect([...map.owners('select', coordinate)]).toEqual(['synthetic-two']);
    }
    for (const coordinate of coordinatesOf('IDENTIFYING'))
      expect(map.owners('select', coordinate).size).toBe(0);
  });

  test('a witness has a name for a court in proceedings that has an agreement, sealed, and for nobody else', () => {
    const roles: SubjectClass['roles'] = ['CASE_OFFICER', 'REGIONAL_BODY', 'COORDINATOR', 'EVALUATOR'];
    const purposes = ['CASEWORK', 'LEGAL_PROCEEDINGS', 'PROTECTION'] as const;
    const total: Agreement = {
      ...agreement,
      classes: ['IDENTIFYING', 'CONFIDENTIAL'],
      purposes: [...purposes],
    };
    const names = ['legalName', 'contact', 'testimony'].map((field) => `Witness.${field}`);
    for (const purpose of purposes) {
      for (const organisation of ['synthetic-one', 'regional-body', HUB_OWNER]) {
        const map = compile({ organisation, roles, purpose }, { agreements: [total] });
        for (const name of names) for (const action of ACTIONS) expect(map.owners(action, name).size).toBe(0);
      }
      const court = compile({ ...REGIONAL, roles: ['COURT'], purpose }, { agreements: [total] });
      for (const name of names) {
        const inProceedings = purpose === 'LEGAL_PROCEEDINGS' ? ['synthetic-one'] : [];
        expect([...court.owners('unseal', name)]).toEqual(inProceedings);
        expect([...court.readers(name)]).toEqual(inProceedings);
        expect(court.owners('select', name).size).toBe(0);
        expect(court.owners('filterBy', name).size).toBe(0);
      }
    }
  });
});

describe('nobody may do anything', () => {
  test.each(['Event.legalName', 'Query._entities', '', '__proto__', 'constructor'])(
    'with a coordinate that has no class (%p)',
    (coordinate) => {
      const map = compile(OFFICER);
      for (const action of ACTIONS) {
        expect(map.owners(action, coordinate).size).toBe(0);
        expect(map.allows(action, coordinate, 'synthetic-two')).toBe(false);
      }
    },
  );

  test('with data of a partner that is not behind the graph', () => {
    const map = compile(OFFICER, { owners: ['synthetic-one'] });
    expect(map.owners('select', 'Event.country').size).toBe(0);
  });

  test('as an organisation that calls itself the hub', () => {
    const odd = { organisation: HUB_OWNER, roles: ['CASE_OFFICER'], purpose: 'CASEWORK' } as const;
    expect(compile(odd).hash).toBe(compile({ ...odd, organisation: null }).hash);
  });

  test('in the name of an owner that is no partner', () => {
    expect(() => compile(OFFICER, { owners: [HUB_OWNER] })).toThrow(
      expect.objectContaining({ code: 'COALITION_INVALID' }),
    );
  });
});

describe('an agreement', () => {
  // Hand-made days around validFrom 2026-01-10 and validTo 2026-03-20, both included, UTC.
  test.each([
    ['2026-01-09T23:59:59.999Z', false],
    ['2026-01-10T00:00:00.000Z', true],
    ['2026-03-20T23:59:59.999Z', true],
    ['2026-03-21T00:00:00.000Z', false],
    ['2026-03-20T23:30:00.000-02:00', false], // already the 21st in UTC
  ])('holds from its first to its last day (%s: %p)', (instant, holds) => {
    const map = compile(REGIONAL, { now: new Date(instant) });
    expect(map.allows('select', 'Event.country', 'synthetic-one')).toBe(holds);
  });

  test('is with its recipient only', () => {
    const map = compile({ ...REGIONAL, organisation: 'another-body' });
    expect(map.owners('select', 'Event.country').size).toBe(0);
  });

  test('is never with somebody who belongs nowhere', () => {
    const map = compile({ ...REGIONAL, organisation: null });
    expect(map.owners('select', 'Event.country').size).toBe(0);
  });

  test('without a time there is no permission map', () => {
    expect(() => compile(REGIONAL, { now: new Date(Number.NaN) })).toThrow(RangeError);
  });
});

describe('the hash of a permission map', () => {
  const base = compile(REGIONAL).hash;

  test('does not change with the order of roles, owners or agreements', () => {
    const roles = ['REGIONAL_BODY', 'EVALUATOR'] as const;
    const second: Agreement = { ...agreement, id: 'two', partner: 'synthetic-two' };
    const there = { ...REGIONAL, roles };
    const back = { ...REGIONAL, roles: [...roles].reverse() };
    expect(compile(there, { agreements: [agreement, second] }).hash).toBe(
      compile(back, { agreements: [second, agreement], owners: [...owners].reverse() }).hash,
    );
  });

  test('does not change while the same agreements are in force', () => {
    expect(compile(REGIONAL, { now: new Date('2026-03-01T00:00:00Z') }).hash).toBe(base);
  });

  test.each<[string, SubjectClass, Partial<CompilePermissionMapInput>]>([
    ['the organisation', { ...REGIONAL, organisation: 'court' }, {}],
    ['a role', { ...REGIONAL, roles: ['COURT'] }, {}],
    ['the purpose', { ...REGIONAL, purpose: 'RESEARCH' }, {}],
    ['the owners', REGIONAL, { owners: ['synthetic-one'] }],
    ['an agreement that runs out', REGIONAL, { now: new Date('2027-01-01T00:00:00Z') }],
    ['the policies', REGIONAL, { engine: { ...engine, version: 'another' } }],
    ['the veto', REGIONAL, { engine: { ...engine, vetoVersion: 'another' } }],
    ['signing in', { ...REGIONAL, authenticated: true }, {}],
    ['a scope', { ...REGIONAL, scopes: ['cases:read'] }, {}],
    [
      'the class of one coordinate',
      REGIONAL,
      {
        classification: new Map([
          ...classification,
          ['Event.title', { class: 'IDENTIFYING', subject: 'NONE', flags: [] }],
        ]),
      },
    ],
  ])('changes with %s', (_title, subject, change) => {
    expect(compile(subject, change).hash).not.toBe(base);
  });
});

describe('policies are asked once for each action', () => {
  const noting = (asked: string[]): PolicyEngine => ({
    ...engine,
    judgesFor: (caller) => {
      asked.push(caller.action);
      return engine.judgesFor(caller);
    },
    decide: () => {
      throw new Error('nobody decides record by record here');
    },
  });

  test('however many coordinates, tuples, partners and agreements there are', () => {
    const many = Array.from({ length: 200 }, (_, index) => `p${'abcdefghij'[index % 10]}${index}`);
    const asked: string[] = [];
    const map = compile(REGIONAL, {
      engine: noting(asked),
      owners: many,
      agreements: many.map((partner) => ({ ...agreement, id: partner, partner })),
    });
    expect(asked.sort()).toEqual([...ACTIONS].sort());
    expect([...map.owners('select', 'Event.country')]).toEqual([...many].sort());
  });

  test('and every tuple is folded once, not for each coordinate', () => {
    let folded = 0;
    const counting: PolicyEngine = {
      ...engine,
      judgesFor: (caller) => {
        const judge = engine.judgesFor(caller);
        return (classified) => {
          folded += 1;
          return judge(classified);
        };
      },
    };
    const same = { class: 'DEIDENTIFIED', subject: 'NONE', flags: [] } as const;
    const many = new Map(Array.from({ length: 1000 }, (_, index) => [`Query.f${index}`, same] as const));
    compile(REGIONAL, { engine: counting, classification: many });
    expect(folded).toBe(ACTIONS.length); // one class: once an action, by hand
  });

  test('a partner that signed nothing is not opened by what others signed', () => {
    const agreements = ['synthetic-one', 'detention-monitor'].map((partner) => ({
      ...agreement,
      id: partner,
      partner,
    }));
    expect([...compile(REGIONAL, { agreements }).owners('select', 'Event.country')]).toEqual([
      'detention-monitor',
      'synthetic-one',
    ]);
  });
});

describe('kept permission maps', () => {
  function keep(clock: { now: Date }, maxMaps = 10) {
    const maps = createPermissionMaps({
      engine,
      classification,
      owners: ['synthetic-one'],
      agreements: [agreement],
      now: () => clock.now,
      maxMaps,
    });
    return { maps };
  }

  test('serve one class of callers on one day with one map', () => {
    const { maps } = keep({ now: duringAgreement });
    expect(maps.for(REGIONAL)).toBe(maps.for({ ...REGIONAL, roles: ['REGIONAL_BODY', 'REGIONAL_BODY'] }));
    expect(maps.for(REGIONAL)).not.toBe(maps.for(ANALYST));
  });

  test('forget an agreement when its last day is over', () => {
    const clock = { now: new Date('2026-03-20T23:59:59Z') };
    const { maps } = keep(clock);
    expect(maps.for(REGIONAL).allows('select', 'Event.country', 'synthetic-one')).toBe(true);
    clock.now = new Date('2026-03-21T00:00:00Z');
    expect(maps.for(REGIONAL).allows('select', 'Event.country', 'synthetic-one')).toBe(false);
  });

  test('are no more than was said, the longest unused going first', () => {
    const { maps } = keep({ now: duringAgreement }, 2);
    const [regional, analyst] = [maps.for(REGIONAL), maps.for(ANALYST)];
    expect(maps.for(REGIONAL)).toBe(regional);
    maps.for(OFFICER);
    expect(maps.for(REGIONAL)).toBe(regional);
    expect(maps.for(ANALYST)).not.toBe(analyst);
  });
});
