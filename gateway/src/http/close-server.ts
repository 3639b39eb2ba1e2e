/** Lets requests under way finish. A connection kept alive after its last answer would hold the server open. */
import type { FastifyInstance } from 'fastify';

const DRAIN_MILLISECONDS = 10_000;
const IDLE_CHECK_MILLISECONDS = 50;

export async function closeServer(server: FastifyInstance): Promise<void> {
  const idle = setInterval(() => {
    server.server.closeIdleConnections();
  }, IDLE_CHECK_MILLISECONDS);
  const deadline = setTimeout(() => {
    server.server.closeAllConnections();
  }, DRAIN_MILLISECONDS);
  try {
    await server.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
}
