/** The routes beside /graphql on a hub's public port: health, and the keys that verify the hub's delegations. */
import type { Coalition } from '@vigil/shared';
import type { FastifyInstance } from 'fastify';
import { addHealthRoutes } from './health-routes.js';

export interface PublicRoutesOptions {
  /** as the coalition file has them now */
  delegationKeys: () => Coalition['hub']['delegationKeys'];
  /** can questions be answered and recorded right now? */
  isReady: () => Promise<boolean>;
}

export function addPublicRoutes(server: FastifyInstance, options: PublicRoutesOptions): void {
  addHealthRoutes(server, options.isReady);
  server.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(options.delegationKeys()),
  );
}
