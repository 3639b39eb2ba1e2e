/** The routes beside /graphql on the public port: health, and the keys that verify the hub's delegations. */
import type { Coalition } from '@vigil/shared';
import type { FastifyInstance } from 'fastify';

export interface PublicRoutesOptions {
  delegationKeys: Coalition['hub']['delegationKeys'];
  /** can questions be answered and recorded right now? */
  isReady: () => Promise<boolean>;
}

export function addPublicRoutes(server: FastifyInstance, options: PublicRoutesOptions): void {
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const ready = await options.isReady();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' });
  });
  server.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(options.delegationKeys),
  );
}
