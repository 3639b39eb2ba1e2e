/**
 * Which web pages may read answers: those of the origins in the allow-list, and no other. Nothing is reflected
 * that is not in the list, and credentials are never allowed: callers send a token of their own.
 */
import type { FastifyInstance } from 'fastify';

const MAX_AGE_SECONDS = '600';

export function addCors(server: FastifyInstance, origins: readonly string[]): void {
  const allowed = new Set(origins);
  server.addHook('onRequest', async (request, reply) => {
    // Caches must not give one origin's answer to another.
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    const known = origin !== undefined && allowed.has(origin);
    if (known) {
      reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'etag');
    }
    if (request.method !== 'OPTIONS') return;
    if (known) {
      reply
        .header('access-control-allow-methods', 'GET, POST')
        .header('access-control-allow-headers', 'authorization, content-type, apollo-require-preflight')
        .header('access-control-max-age', MAX_AGE_SECONDS);
    }
    await reply.code(204).send();
  });
}
