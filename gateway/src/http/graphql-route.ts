/**
 * `/graphql`: stages 1 to 3 run before Apollo Server sees a request, 4 to 7 inside it, and 8 when the answer
 * is about to leave.
 *
 * Whatever ends a request - a refusal, a limit, an error of ours - leaves through the same last hook, and that
 * hook lets nothing out that is not recorded.
 */
import '../telemetry-off.js';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { HubError, isCallerCode, type CallerCode } from '@vigil/shared';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, newExchange, refuse, type Exchange, type ReceivedOperation } from '../exchange.js';
import { stackFrames } from '../stack-frames.js';
import { answerMediaType } from './media-type.js';
import { formatCallerError } from './format-error.js';
import type { RepeatedAnswers } from './repeated-answers.js';
import { writeRefusal } from './write-refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange | null;
  }
}

export interface HubContext {
  exchange: Exchange;
}

export interface GraphqlRouteOptions {
  apollo: ApolloServer<HubContext>;
  maxBodyBytes: number;
  /** stages 1 to 3; throws Refusal */
  admit: (exchange: Exchange) => Promise<void>;
  /** called when the request has ended, whatever happened: what `admit` keeps for Apollo Server can go */
  release: (exchange: Exchange) => void;
  /** answers that left before, for who asks the same again; without it every request takes the whole way */
  repeated?: RepeatedAnswers | undefined;
  /** stage 8: resolves once the entry is durable */
  record: (exchange: Exchange) => Promise<void>;
  now: () => Date;
  randomId: () => string;
}

const INTERNAL = { code: 'INTERNAL_SERVER_ERROR', message: 'the request could not be answered' } as const;

function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}

function beginExchange(request: FastifyRequest, options: GraphqlRouteOptions): void {
  const { headers } = request;
  request.exchange = newExchange(options.randomId(), options.now(), {
    method: request.method,
    search: searchOf(request.url),
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
    accept: headers.accept,
    authorization: headers.authorization,
    body: undefined,
  });
}

function exchangeOf(request: FastifyRequest): Exchange {
  if (request.exchange === null)
    throw new HubError('INTERNAL_SERVER_ERROR', 'a request has no exchange', 'operator');
  return request.exchange;
}

/** Sends what left before, if the same was asked; through the last hook like every answer: recorded first. */
function answerRepeated(request: FastifyRequest, reply: FastifyReply, options: GraphqlRouteOptions): boolean {
  const exchange = exchangeOf(request);
  if (Buffer.isBuffer(request.body)) exchange.facts.body = request.body;
  const repeated = options.repeated?.find(exchange) ?? null;
  if (repeated === null) return false;
  reply.code(200).header('content-type', repeated.contentType).send(repeated.payload);
  return true;
}

async function admitRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  options: GraphqlRouteOptions,
): Promise<void> {
  const exchange = exchangeOf(request);
  try {
    await options.admit(exchange);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await writeRefusal(reply, exchange, error);
    return;
  }
  if (exchange.operation === null)
    throw new HubError('INTERNAL_SERVER_ERROR', 'no operation was received', 'operator');
  handOver(request, exchange.operation);
}

/** Apollo Server gets the parameters that were checked, not the bytes; a document that was named, as its text. */
function handOver(request: FastifyRequest, { query, operationName, variables }: ReceivedOperation): void {
  const name = operationName === undefined ? {} : { operationName };
  if (request.method === 'POST') request.body = { query, variables, ...name };
  else {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables), ...name });
    request.raw.url = `/graphql?${search.toString()}`;
  }
}

/** Errors before stage 1 (a body over the limit) and our own. */
function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const exchange = exchangeOf(request);
  if (error.statusCode === 413) {
    return writeRefusal(
      reply,
      exchange,
      refuse(413, 'LIMIT_EXCEEDED', 'the body is larger than the hub reads'),
    );
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return writeRefusal(reply, exchange, refuse(400, 'BAD_USER_INPUT', 'the request cannot be read'));
  }
  request.log.error({ code: error.code, stack: stackFrames(error) }, 'request failed');
  return writeRefusal(reply, exchange, new Refusal(500, [INTERNAL]));
}

const ERRORS_ONLY = Buffer.from('{"errors":');

/** What Apollo Server answered by itself (a method, a media type, CSRF) never went through our stages. */
function codesOf(exchange: Exchange, payload: unknown): CallerCode[] {
  if (exchange.codes.length > 0 || !Buffer.isBuffer(payload)) return exchange.codes;
  if (!payload.subarray(0, ERRORS_ONLY.length).equals(ERRORS_ONLY)) return exchange.codes;
  const { errors } = JSON.parse(payload.toString('utf8')) as {
    errors: { extensions?: { code?: unknown } }[];
  };
  return errors.map(({ extensions }) =>
    isCallerCode(extensions?.code) ? extensions.code : 'INTERNAL_SERVER_ERROR',
  );
}

async function recordAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { payload: given, options }: { payload: unknown; options: GraphqlRouteOptions },
): Promise<unknown> {
  const { exchange } = request;
  if (exchange === null) return given;
  // As bytes from here on: Node would copy a long text once more to put the head before it.
  const payload = typeof given === 'string' ? Buffer.from(given) : given;
  reply.header('cache-control', 'private, no-store');
  exchange.codes = codesOf(exchange, payload);
  try {
    await options.record(exchange);
    const contentType = reply.getHeader('content-type');
    if (reply.statusCode === 200 && Buffer.isBuffer(payload) && typeof contentType === 'string')
      options.repeated?.keep(exchange, payload, contentType);
    return payload;
  } catch (error) {
    // No record, no answer.
    const { code } = (error ?? {}) as { code?: unknown };
    request.log.error({ code }, 'an answer was held back: it could not be recorded');
    reply.code(500).header('content-type', answerMediaType(exchange.facts.accept));
    return `${JSON.stringify({ errors: [formatCallerError(INTERNAL)] })}\n`;
  }
}

export async function addGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): Promise<void> {
  await server.register((scope, _options, done) => {
    scope.decorateRequest('exchange', null);
    // The bytes as they are: stage 1 decides what they mean.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    scope.addHook('onRequest', (request, _reply, next) => {
      beginExchange(request, options);
      next();
    });
    // Not an async one: waiting for a reply that was sent is waiting for the end of its stream.
    scope.addHook('preHandler', (request, reply, next) => {
      if (answerRepeated(request, reply, options)) return;
      next();
    });
    scope.addHook('preHandler', (request, reply) => admitRequest(request, reply, options));
    scope.addHook('onSend', (request, reply, payload) => recordAnswer(request, reply, { payload, options }));
    scope.addHook('onResponse', (request, _reply, next) => {
      if (request.exchange !== null) options.release(request.exchange);
      next();
    });
    scope.setErrorHandler<FastifyError>((error, request, reply) => answerError(error, request, reply));
    const handler = fastifyApolloHandler(options.apollo, {
      context: (request) => Promise.resolve({ exchange: exchangeOf(request) }),
    });
    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      bodyLimit: options.maxBodyBytes,
      handler,
    });
    done();
  });
}
