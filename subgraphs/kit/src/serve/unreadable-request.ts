/**
 * What does not get as far as a request: bytes that are no HTTP, headers without end, a client that stalls.
 *
 * Node and Fastify each have words of their own for these; here they get the bytes that every stranger gets.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { unauthenticated, type Reply } from './request-outcome.js';

/**
 * Ends a connection on which something unreadable came.
 *
 * @returns false when there was nobody left to answer
 */
export function refuseUnreadable(error: Error, socket: Socket): boolean {
  if ('code' in error && error.code === 'ECONNRESET') return false;
  const { status, body, headers } = plainRefusal();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (socket.writable) {
    socket.write([`HTTP/1.1 ${status} Unauthorized`, ...lines, '', body].join('\r\n'));
  }
  socket.destroySoon();
  return true;
}

/** `Expect:` with anything but 100-continue is refused by Node itself, with a 417, unless somebody listens. */
export function refuseExpectations(server: Server): void {
  server.on('checkExpectation', (_request, response) => {
    const { status, body, headers } = plainRefusal();
    response.writeHead(status, headers).end(body);
  });
}

function plainRefusal(): Reply & { headers: Record<string, string | number> } {
  const { status, body } = unauthenticated();
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'www-authenticate': 'Bearer',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  return { status, body, headers };
}
