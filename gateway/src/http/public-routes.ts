/** The routes beside /graphql on the public port: health, and the keys that verify the hub's delegations. */
import type { Coalition } from '@vigil/shared';
import type { FastifyInstance } from 'fastify';

export interface PublicRoutesOptions {
  /** as the coalition file has them now */
  delegationKeys: () => Coalition['hub']['delegationKeys'];
  /** can questions be answered and recorded right now? */
  isReady: () => Promise<boolean>;
}

const READY_MILLISECONDS = 2_000;

/** A database that neither answers nor breaks is not ready: whoever watches over the hub must hear so. */
async function inTime(ready: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, READY_MILLISECONDS);
  });
  try {
    return await Promise.race([ready, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function addPublicRoutes(server: FastifyInstance, options: PublicRoutesOptions): void {
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const ready = await inTime(options.isReady());
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' });
  });
  server.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(options.delegationKeys()),
  );
}
