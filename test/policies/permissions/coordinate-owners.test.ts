/** A coordinate of an extension is owned by its partner alone: nobody else's agreement opens it, and it is not the hub's. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  compilePermissionMap,
  loadPolicyEngine,
  type PermissionMap,
  type PolicyEngine,
} from '@vigil/policies';
import type { Classification } from '@vigil/shared';

const DEIDENTIFIED: Classification = { class: 'DEIDENTIFIED', subject: 'NONE', flags: [] };
const PUBLIC: Classification = { class: 'PUBLIC', subject: 'NONE', flags: [] };

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await loadPolicyEngine();
});

/** The regional body has an agreement with `one` and with `two`. */
function compile(coordinateOwners?: ReadonlyMap<string, string>): PermissionMap {
  return compilePermissionMap({
    engine,
    subject: { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' },
    classification: new Map([
      ['Event.id', DEIDENTIFIED],
      ['Event.one__a', DEIDENTIFIED],
      ['Query.one__b', PUBLIC],
      ['Event.gone__c', PUBLIC],
    ]),
    ...(coordinateOwners === undefined ? {} : { coordinateOwners }),
    owners: ['one', 'two'],
    agreements: ['one', 'two'].map((partner) => ({
      id: partner,
      recipient: 'regional-body',
      partner,
      purposes: ['OVERSIGHT'],
      classes: ['DEIDENTIFIED'],
      validFrom: '2020-01-01',
      validTo: '2099-12-31',
    })),
    now: new Date('2024-05-05T00:00:00Z'),
  });
}

const OWNERS = new Map([
  ['Event.one__a', 'one'],
  ['Query.one__b', 'one'],
  ['Event.gone__c', 'gone'],
]);

describe('with owners of coordinates', () => {
  test.each<[string, string[]]>([
    ['Event.id', ['one', 'two']],
    ['Event.one__a', ['one']],
    ['Query.one__b', ['one']],
    // A partner that takes no part any more owns nothing.
    ['Event.gone__c', []],
  ])('%s is with %j', (coordinate, owners) => {
    expect([...compile(OWNERS).owners('select', coordinate)]).toEqual(owners);
  });

  test('the broken twin: without them everybody would own everything', () => {
    expect([...compile().owners('select', 'Event.one__a')]).toEqual(['one', 'two']);
    expect([...compile().owners('select', 'Query.one__b')]).toEqual(['*hub*', 'one', 'two']);
  });

  test('nobody makes the hub an owner', () => {
    expect([...compile(new Map([['Query.one__b', '*hub*']])).owners('select', 'Query.one__b')]).toEqual([]);
  });

  test('the map’s hash covers whose a coordinate is', () => {
    const hashes = [compile(), compile(OWNERS), compile(new Map([...OWNERS, ['Event.one__a', 'two']]))].map(
      ({ hash }) => hash,
    );
    expect(new Set(hashes).size).toBe(3);
  });
});
