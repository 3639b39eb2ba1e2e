/** Extensions, graphs and callers for these tests. */
import { createRequire } from 'node:module';
import { composeGraph, type ComposedGraph } from '@vigil/gateway';
import {
  compilePermissionMap,
  loadPolicyEngine,
  type PermissionMap,
  type PolicyEngine,
  type SubjectClass,
} from '@vigil/policies';
import { checkExtensionSdl, type Agreement, type CheckedExtension } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import { sampleSdl } from '../../shared/contract/extension-sample.js';

/** Apollo's planner and what it is built on come with @apollo/gateway and are resolved from there. */
const apollo = createRequire(createRequire(import.meta.url).resolve('@apollo/gateway'));
const { Supergraph, operationFromDocument } = apollo('@apollo/federation-internals') as {
  Supergraph: { build(sdl: string): { apiSchema(): { toGraphQLJSSchema(): GraphQLSchema } } };
  operationFromDocument: (schema: unknown, document: unknown) => unknown;
};
const { QueryPlanner, prettyFormatQueryPlan } = apollo('@apollo/query-planner') as {
  QueryPlanner: new (supergraph: unknown) => { buildQueryPlan(operation: unknown): unknown };
  prettyFormatQueryPlan: (plan: unknown) => string;
};

export function sample(partner: string): CheckedExtension {
  return checkExtensionSdl({ partner, sdl: sampleSdl(partner) });
}

export function compose(...extensions: CheckedExtension[]): ComposedGraph {
  return composeGraph({ extensions });
}

/** The schema that Apollo makes of a supergraph for clients. */
export function apiSchema({ supergraphSdl }: ComposedGraph): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}

/** Plans as text; one planner for each graph. */
export function planner({ supergraphSdl }: ComposedGraph): (document: unknown) => string {
  const supergraph = Supergraph.build(supergraphSdl);
  const planned = new QueryPlanner(supergraph);
  return (document) =>
    prettyFormatQueryPlan(planned.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), document)));
}

export const CALLERS = {
  public: { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
  body: { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' },
  officer: { organisation: 'one', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' },
  otherOfficer: { organisation: 'two', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' },
} as const satisfies Record<string, SubjectClass>;

/** `one` shares de-identified data with the regional body; `two` with nobody. */
const AGREEMENTS: readonly Agreement[] = [
  {
    id: 'one-and-the-body',
    recipient: 'regional-body',
    partner: 'one',
    purposes: ['OVERSIGHT'],
    classes: ['DEIDENTIFIED'],
    validFrom: '2020-01-01',
    validTo: '2099-12-31',
  },
];

const engine: Promise<PolicyEngine> = loadPolicyEngine();

export async function mapFor(graph: ComposedGraph, subject: SubjectClass): Promise<PermissionMap> {
  return compilePermissionMap({
    engine: await engine,
    subject,
    classification: graph.classification,
    coordinateOwners: graph.coordinateOwners,
    owners: ['one', 'two'],
    agreements: AGREEMENTS,
    now: new Date('2024-05-05T00:00:00Z'),
  });
}
