/**
 * The HTTP face of a partner node: three endpoints for the hub, one word for whoever watches over the process.
 *
 * `/health/live` aside, whatever comes without a valid delegation gets the same 401, whichever path, method or
 * body it tries: who cannot ask learns nothing about what there is to ask.
 */
import { HubError } from '@vigil/shared';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { tlsServer, type TlsFiles } from '../operations/tls-server.js';
import { answerExtension } from './answer-extension.js';
import { answerGraphql } from './answer-graphql.js';
import { answerReleases } from './answer-releases.js';
import { describeError } from './describe-error.js';
import type { NodeParts } from './node-parts.js';
import { refusal, unauthenticated, type Reply } from './request-outcome.js';
import { refuseExpectations, refuseUnreadable } from './unreadable-request.js';
import type { ArrivedRequest } from './verify-request.js';

/** A question is a few kilobytes; its longest part is the list of areas in a filter. */
const BODY_LIMIT_BYTES = 256 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;

type Answer = (request: ArrivedRequest, parts: NodeParts) => Promise<Reply>;

/** Makes the server; it does not listen yet. */
export function createNodeServer(parts: NodeParts, tls?: TlsFiles): FastifyInstance {
  const server = fastify({
    ...tlsServer(tls, (error) => {
      parts.log.error(describeError(error), 'the renewed certificate was refused');
    }),
    // Fastify's own request log holds URLs and addresses; ours is below.
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, unauthenticated());
    },
    clientErrorHandler: (error, socket) => {
      if (refuseUnreadable(error, socket)) parts.log.warn(describeError(error), 'request not read');
    },
    // Node would answer a request without a Host in words of its own; here it is a request like any other.
    http: { requireHostHeader: false },
  });
  refuseExpectations(server.server);
  // One parser for every content type: the digest is over the bytes that arrived.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.setNotFoundHandler((_request, reply) => send(reply, unauthenticated()));
  // What Fastify itself refuses (too long, malformed) was refused before anybody looked at a delegation.
  server.setErrorHandler((error, _request, reply) => {
    parts.log.warn(describeError(error), 'request not read');
    return send(reply, unauthenticated());
  });
  server.get('/health/live', (_request, reply) => send(reply, { status: 200, body: '{"status":"ok"}' }));
  server.post('/extension', endpoint('/extension', answerExtension, parts));
  server.post('/graphql', endpoint('/graphql', answerGraphql, parts));
  server.post('/releases', endpoint('/releases', answerReleases, parts));
  return server;
}

function endpoint(path: string, answer: Answer, parts: NodeParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const started = performance.now();
    const result = await answerSafely(answer, request, parts);
    const milliseconds = Math.round(performance.now() - started);
    parts.log.info({ path, status: result.status, milliseconds }, 'request');
    return send(reply, result);
  };
}

async function answerSafely(answer: Answer, request: FastifyRequest, parts: NodeParts): Promise<Reply> {
  try {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return await answer({ authorization: request.headers.authorization, body }, parts);
  } catch (error) {
    if (error instanceof HubError && error.code === 'UNAUTHENTICATED') {
      parts.log.warn(describeError(error), 'no valid delegation');
      return unauthenticated();
    }
    // Not written down means not answered: this is also where a failing local record ends.
    parts.log.error(describeError(error), 'request failed');
    return { status: 500, body: refusal(undefined).body };
  }
}

function send(reply: FastifyReply, { status, body }: Reply): FastifyReply {
  void reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store');
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.send(body);
}
