/**
 * What never becomes a request: bytes that are no HTTP, headers without end, a URL that is none.
 *
 * Node and Fastify have words of their own for these, and repeat what came; here they get an answer of the
 * closed list.
 */
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatCallerError } from './format-error.js';

const BODY = `${JSON.stringify({
  errors: [formatCallerError({ code: 'BAD_USER_INPUT', message: 'the request cannot be read' })],
})}\n`;
const CONTENT_TYPE = 'application/json; charset=utf-8';

/** For what Fastify refuses before it looks for a route. */
export function answerUnreadable(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).header('content-type', CONTENT_TYPE).header('cache-control', 'no-store').send(BODY);
}

/** For what Node cannot parse, or waited for too long. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const lines = [
    'HTTP/1.1 400 Bad Request',
    `content-type: ${CONTENT_TYPE}`,
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(BODY)}`,
    'connection: close',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${BODY}`);
  socket.destroySoon();
}
