/** Opens a port, or says in one line why not. */
import { HubError } from '@vigil/shared';
import type { FastifyInstance } from 'fastify';

/**
 * @param port - 0 takes a free one
 * @returns the address callers use, without a slash at its end
 * @throws HubError PORT_TAKEN
 */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    const { code } = (cause ?? {}) as { code?: unknown };
    if (code === 'EADDRINUSE') {
      throw new HubError(
        'PORT_TAKEN',
        `port ${port} is taken; choose another with --port or PORT`,
        'operator',
        { cause },
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new HubError(
        'CONFIG_INVALID',
        `port ${port} cannot be opened on this host (${code})`,
        'operator',
        { cause },
      );
    }
    throw cause;
  }
}
