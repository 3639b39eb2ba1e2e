/** The two subgraphs fit together: no error, and no hint that one says other than the other. */
import { describe, expect, test } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { commonsSdl } from '@vigil/shared';
import { composeContract } from './compose-contract.js';

const inconsistencies = (result: ReturnType<typeof composeContract>): string[] =>
  (result.hints ?? [])
    .map(({ definition }) => definition.code)
    .filter((code) => code.startsWith('INCONSISTENT_'));

describe('commons and statistics compose', () => {
  test('without an error and without an INCONSISTENT_ hint', () => {
    const result = composeContract();
    expect(result.errors).toBeUndefined();
    expect(inconsistencies(result)).toEqual([]);
  });

  test('into a supergraph without security links, which the gateway would refuse', () => {
    expect(composeContract().supergraphSdl).not.toMatch(/for: SECURITY/);
  });

  test('events and event are asked of commons, every other root field of statistics', () => {
    const { definitions } = parse(composeContract().supergraphSdl ?? '');
    const owners = definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Query'
        ? (definition.fields ?? []).map((field) => {
            const join = field.directives?.find(({ name }) => name.value === 'join__field');
            const graph = join?.arguments?.find(({ name }) => name.value === 'graph')?.value;
            return `${field.name.value} ${graph?.kind === Kind.ENUM ? graph.value : ''}`;
          })
        : [],
    );
    // design: architecture, "Root fields events and event are commons, all others statistics"
    expect(owners.sort()).toEqual([
      'event COMMONS',
      'events COMMONS',
      'indicatorTable STATISTICS',
      'indicators STATISTICS',
      'partners STATISTICS',
      'redFlags STATISTICS',
      'releases STATISTICS',
      'viewer STATISTICS',
    ]);
  });

  test('an enum that one subgraph has with a value more is an error', () => {
    const twin = commonsSdl().replace('enum Sex {', 'enum Sex {\n  SECRET @classified(class: PUBLIC)');
    const codes = (composeContract(twin).errors ?? []).map(({ extensions }) => extensions.code);
    expect(codes).toContain('ENUM_VALUE_MISMATCH');
  });

  test('the check of hints sees a shared type that is described in two ways', () => {
    const twin = commonsSdl().replace('Where a page ends.', 'Where a page begins.');
    expect(inconsistencies(composeContract(twin))).toEqual(['INCONSISTENT_DESCRIPTION']);
  });
});
