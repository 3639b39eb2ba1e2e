/**
 * The public server: `/graphql` over Apollo Server's HTTP layer, health, CORS, and a plain answer for every other
 * path. The same for a coalition's hub and for a supergraph of plain subgraphs.
 *
 * Takes what admits, executes and records, gives a server that does not listen yet.
 */
import '../telemetry-off.js';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AnswerTexts } from '../7-answer/answer-texts.js';
import type { Closers } from '../closers.js';
import type { HubConfig } from '../config.js';
import { createApolloFace, type Executes } from '../generations/apollo-face.js';
import { createApolloServer } from './apollo-server.js';
import { CheckedDocuments } from './checked-documents.js';
import { closeServer } from './close-server.js';
import { addCors } from './cors.js';
import { addGraphqlRoute, type GraphqlRouteOptions } from './graphql-route.js';
import { newServer } from './new-server.js';

export interface GraphqlServerOptions extends Pick<
  GraphqlRouteOptions,
  'admit' | 'release' | 'record' | 'repeated' | 'now'
> {
  /** stages 4 to 7 */
  run: Executes;
  /** the other routes of this port */
  addRoutes: (server: FastifyInstance) => void;
  config: Pick<HubConfig, 'limits' | 'corsOrigins'>;
  closers: Closers;
  log: Logger;
}

export async function openGraphqlServer(options: GraphqlServerOptions): Promise<FastifyInstance> {
  const { run, addRoutes, admit, release, record, repeated, config, closers, now, log } = options;
  const documents = new CheckedDocuments();
  const texts = new AnswerTexts();
  const gateway = createApolloFace(run, texts);
  const apollo = createApolloServer({ gateway, documents, texts, maxTokens: config.limits.tokens, log });
  await apollo.start();
  closers.add(() => apollo.stop());
  const server = newServer(log);
  closers.add(() => closeServer(server));
  addCors(server, config.corsOrigins);
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: 'not found' }));
  addRoutes(server);
  await addGraphqlRoute(server, {
    apollo,
    maxBodyBytes: config.limits.bodyBytes,
    admit: async (exchange) => {
      await admit(exchange);
      documents.hold(exchange);
    },
    release: (exchange) => {
      documents.release(exchange);
      release(exchange);
    },
    record,
    repeated,
    now,
    randomId: randomUUID,
  });
  return server;
}
