/** What one class of callers may do, over the whole contract and over small hand-made ones. */
import { describe, expect, test } from '@jest/globals';
import {
  ACTIONS,
  HUB_OWNER,
  compilePermissionMap,
  createPermissionMaps,
  loadPolicyEngine,
  type CompilePermissionMapInput,
  type PolicyEngine,
  type SubjectClass,
} from '@vigil/policies';
import { contractClassification, type Agreement, type Classification } from '@vigil/shared';

const engine = await loadPolicyEngine();
const classification = contractClassification();
const owners = ['synthetic-one', 'synthetic-two', 'detention-monitor'];
const agreement: Agreement = {
  id: 'one-regional',
  recipient: 'regional-body',
  partner: 'synthetic-one',
  purposes: ['OVERSIGHT'],
  classes: ['DEIDENTIFIED'],
  validFrom: '2026-01-10',
  validTo: '2026-03-20',
};
const duringAgreement = new Date('2026-02-01T12:00:00Z');

const ANALYST: SubjectClass = { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' };
const REGIONAL: SubjectClass = {
  organisation: 'regional-body',
  roles: ['REGIONAL_BODY'],
  purpose: 'OVERSIGHT',
};
const OFFICER: SubjectClass = { organisation: 'synthetic-two', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' };

function compile(subject: SubjectClass, change: Partial<CompilePermissionMapInput> = {}) {
  return compilePermissionMap({
    engine,
    classification,
    owners,
    agreements: [agreement],
    now: duringAgreement,
    ...change,
    subject,
  });
}

function coordinatesOf(...classes: Classification['class'][]): string[] {
  return [...classification]
    .filter(([, value]) => classes.includes(value.class))
    .map(([coordinate]) => coordinate);
}

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

  test('a witness has a name for nobody, whatever the caller says about itself', () => {
    const roles: SubjectClass['roles'] = ['CASE_OFFICER', 'COURT', 'REGIONAL_BODY', 'COORDINATOR'];
    const purposes = ['CASEWORK', 'LEGAL_PROCEEDINGS', 'PROTECTION'] as const;
    const total: Agreement = {
      ...agreement,
      classes: ['IDENTIFYING', 'CONFIDENTIAL'],
      purposes: [...purposes],
    };
    for (const purpose of purposes) {
      for (const organisation of ['synthetic-one', 'regional-body', HUB_OWNER]) {
        const map = compile({ organisation, roles, purpose }, { agreements: [total] });
        for (const field of ['legalName', 'contact', 'testimony']) {
          for (const action of ACTIONS) expect(map.owners(action, `Witness.${field}`).size).toBe(0);
        }
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

test('policies are asked once for each distinct tuple, not for each coordinate', () => {
  let asked = 0;
  const counting: PolicyEngine = {
    ...engine,
    decide: (question) => {
      asked += 1;
      return engine.decide(question);
    },
  };
  const same = { class: 'DEIDENTIFIED', subject: 'NONE', flags: [] } as const;
  const many = new Map(Array.from({ length: 1000 }, (_, index) => [`Query.f${index}`, same] as const));
  compile(REGIONAL, { engine: counting, classification: many, owners: ['synthetic-one'] });
  expect(asked).toBe(ACTIONS.length); // one class, one owner: once an action, by hand
});

test('a question about the data of one partner holds the agreements that this partner signed, and no others', () => {
  const questions: { owner: string; partners: string[] }[] = [];
  const noting: PolicyEngine = {
    ...engine,
    decide: (question) => {
      questions.push({
        owner: question.owner,
        partners: question.agreements.map(({ partner }) => partner),
      });
      return engine.decide(question);
    },
  };
  const agreements = ['synthetic-one', 'synthetic-two'].map((partner) => ({
    ...agreement,
    id: partner,
    partner,
  }));
  const map = compile(REGIONAL, { engine: noting, agreements });
  expect(questions).toContainEqual({ owner: 'synthetic-two', partners: ['synthetic-two'] });
  for (const { owner, partners } of questions)
    expect(partners).toEqual(owner.startsWith('synthetic-') ? [owner] : []);
  // Both partners share, as they do when every question holds all agreements.
  expect([...map.owners('select', 'Event.country')].sort()).toEqual(['synthetic-one', 'synthetic-two']);
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
