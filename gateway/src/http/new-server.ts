/** A Fastify server as the hub uses it: it says nothing about a request that the hub did not decide to say. */
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { answerBrokenConnection, answerUnreadable } from './unreadable-request.js';

/** A caller that sends its request more slowly than this is cut off. */
const REQUEST_MILLISECONDS = 30_000;

/** Makes a server; it has no route and does not listen yet. */
export function newServer(log: FastifyBaseLogger): FastifyInstance {
  return fastify({
    // Fastify's own request lines would hold addresses and URLs, and a GET's URL holds its question.
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_MILLISECONDS,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    frameworkErrors: answerUnreadable,
    clientErrorHandler: answerBrokenConnection,
  });
}
