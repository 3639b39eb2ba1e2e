/** Whether the process lives, and whether questions can be answered right now, for whoever watches over it. */
import type { FastifyInstance } from 'fastify';

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

export function addHealthRoutes(server: FastifyInstance, isReady: () => Promise<boolean>): void {
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const ready = await inTime(isReady());
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' });
  });
}
