/**
 * The way of a request through a supergraph of plain subgraphs: nobody is identified, everything is PUBLIC
 * but what demands something of its callers, mutations are answered, nothing is recorded.
 *
 * Takes a supergraph and what answers its subgraphs, gives its schema and the same path that a coalition's hub has.
 */
import { createHash } from 'node:crypto';
import type { SubjectClass } from '@vigil/policies';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { createReceive } from '../1-receive/receive.js';
import { createDecide } from '../3-decide/decide.js';
import type { RequestLimits } from '../config.js';
import type { SubgraphSource } from '../execution.js';
import { PreparedOperations } from '../prepared-operations.js';
import { createRequestPath, type RequestPath } from '../request-path.js';
import { createAnonymousMap } from './anonymous-map.js';
import { denyTypes } from './deny-types.js';
import { loadSupergraph } from './load-supergraph.js';
import { secureSupergraph } from './secure-supergraph.js';

export interface SupergraphPathOptions {
  supergraphSdl: string;
  /** subgraph name -> what answers it */
  sources: ReadonlyMap<string, SubgraphSource>;
  limits: RequestLimits;
  log: Logger;
}

export interface SupergraphPath extends RequestPath {
  readonly schema: GraphQLSchema;
}

const ANYBODY: SubjectClass = { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' };

/** @throws HubError COMPOSITION_FAILED when Apollo's planner does not take the supergraph */
export function openSupergraphPath(options: SupergraphPathOptions): SupergraphPath {
  const { sources, limits, log } = options;
  const secured = secureSupergraph(options.supergraphSdl);
  const { supergraphSdl, denied, deniedTypes } = secured;
  const graph = loadSupergraph(supergraphSdl, sources, secured);
  const { schema } = graph;
  const receive = createReceive({ limits });
  const decide = denyTypes(createDecide({ limits, kinds: ['query', 'mutation'] }), deniedTypes);
  const standing = {
    subject: ANYBODY,
    map: createAnonymousMap(denied),
    view: { schema, hash: createHash('sha256').update(supergraphSdl).digest('hex') },
    graph,
  };
  const path = createRequestPath({
    receive,
    decide,
    operations: new PreparedOperations({ receive, decide }),
    standing: () => standing,
    log,
  });
  return { ...path, schema };
}
