/** Under which conditions on the record a coordinate may be read, and what must be done with it. */
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  ALWAYS,
  HUB_OWNER,
  NEVER,
  NO_OBLIGATIONS,
  loadPolicyEngine,
  recordHolds,
  residualAttributes,
  type RecordFacts,
} from '@vigil/policies';
import {
  ANALYST,
  OFFICER,
  REGIONAL,
  classification,
  compile,
  coordinatesOf,
} from '../support/contract-maps.js';
import { createPolicyFolders } from '../support/policy-folder.js';

describe('a condition on the record', () => {
  const shared: RecordFacts = {
    owner: 'synthetic-one',
    verification: 'VERIFIED',
    confidential: false,
    embargoed: false,
    coSignatories: [],
    consents: ['DEIDENTIFIED_SHARING'],
    subjectConsents: ['DEIDENTIFIED_SHARING'],
    daysSinceReceived: 10,
  };

  test('says under which a regional body reads an event, and names what it depends on', () => {
    const condition = compile(REGIONAL).readCondition('Event.country', 'synthetic-one');
    expect(residualAttributes(condition)).toEqual(
      new Set(['verification', 'confidential', 'embargoed', 'consents']),
    );
    expect(recordHolds(condition, shared)).toBe(true);
    // Each by hand, from the policies of the same name.
    for (const change of [
      { consents: [] },
      { confidential: true },
      { embargoed: true },
      { verification: 'RECEIVED' },
      { consents: null },
      { confidential: null },
      { embargoed: null },
      { verification: null },
    ]) {
      expect(recordHolds(condition, { ...shared, ...change })).toBe(false);
    }
  });

  test('is none for the owner’s officers, and none for what is PUBLIC', () => {
    expect(compile(OFFICER).readCondition('Event.title', 'synthetic-two')).toBe(ALWAYS);
    expect(compile(ANALYST).readCondition('Partner.name', HUB_OWNER)).toBe(ALWAYS);
    expect(compile(ANALYST).readCondition('Partner.name', 'synthetic-one')).toBe(ALWAYS);
  });

  test('is that it can never be read, for other owners and for what has no class', () => {
    const map = compile(REGIONAL);
    for (const [coordinate, owner] of [
      ['Event.country', 'synthetic-two'],
      ['Event.country', HUB_OWNER],
      ['Event.country', 'nobody'],
      ['Event.nothing', 'synthetic-one'],
      ['Event.title', 'synthetic-one'],
    ] as const) {
      expect(map.readCondition(coordinate, owner)).toBe(NEVER);
      expect(map.obligations(coordinate, owner)).toEqual(NO_OBLIGATIONS);
    }
  });

  test('is the same text for a row and for what it shows, so that nothing is masked twice', () => {
    const map = compile(REGIONAL);
    const row = JSON.stringify(map.readCondition('Event.id', 'synthetic-one'));
    for (const coordinate of coordinatesOf('DEIDENTIFIED'))
      expect(JSON.stringify(map.readCondition(coordinate, 'synthetic-one'))).toBe(row);
  });
});

describe('obligations', () => {
  test('are those of the permits, for the owner’s officers too', () => {
    for (const map of [compile(REGIONAL), compile({ ...OFFICER, organisation: 'synthetic-one' })]) {
      expect(map.obligations('Event.startDate', 'synthetic-one')).toEqual({
        generalise: new Set(['month', 'admin1', 'ageBand']),
        pseudonymise: true,
        seal: false,
      });
    }
  });

  const folders = createPolicyFolders();
  afterAll(() => folders.removeAll());
  const PERMIT =
    '(principal, action in [Action::"select", Action::"filterBy", Action::"unseal"], resource is Coordinate);';

  // What the contract promises of its own fields (api.md): months, areas, age bands, keyed ids, sealed names.
  test.each([
    [
      '@pseudonymise @generalise("admin1, ageBand") @seal',
      ['Event.startDate', 'Act.startDate', 'Intervention.date'],
    ],
    ['@pseudonymise @generalise("month, ageBand") @seal', ['Event.area']],
    ['@pseudonymise @generalise("month, admin1") @seal', ['Victim.ageBand']],
    [
      '@generalise("month, admin1, ageBand") @seal',
      ['Act.id', 'Victim.id', 'Perpetrator.id', 'Witness.id', 'Evidence.id', 'Intervention.id'],
    ],
    ['@generalise("month, admin1, ageBand") @pseudonymise', coordinatesOf('IDENTIFYING')],
    ['@generalise("month, admin1, ageBand") @pseudonymise @seal', []],
  ])('a permit with %s alone opens everything but %j', async (annotations, missing) => {
    const text = `@id("x") @reason("x") ${annotations} permit ${PERMIT}`;
    const weak = await loadPolicyEngine(
      await folders.create({ schemaOnly: true, files: { 'x.cedar': text } }),
    );
    const map = compile(ANALYST, { engine: weak });
    const closed = [...classification.keys()].filter((coordinate) => map.readers(coordinate).size === 0);
    expect(closed.sort()).toEqual([...missing].sort());
  });

  test('of two permits are joined', async () => {
    const text = `@id("x") @reason("x") @generalise("month") permit ${PERMIT}
      @id("y") @reason("y") @pseudonymise permit ${PERMIT}`;
    const two = await loadPolicyEngine(
      await folders.create({ schemaOnly: true, files: { 'x.cedar': text } }),
    );
    const map = compile(ANALYST, { engine: two });
    expect(map.obligations('Act.id', 'synthetic-one')).toEqual({
      generalise: new Set(['month']),
      pseudonymise: true,
      seal: false,
    });
  });
});
