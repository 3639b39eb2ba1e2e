/** The answer to a request that ended before it was executed. */
import type { FastifyReply } from 'fastify';
import type { Exchange, Refusal } from '../exchange.js';
import { formatCallerError } from './format-error.js';
import { GRAPHQL_TYPE, answerMediaType } from './media-type.js';

function statusOf(refusal: Refusal, mediaType: string): number {
  if (refusal.status !== 'document') return refusal.status;
  // GraphQL over HTTP, section 6.4: the older media type says 200 for whatever is well formed.
  return mediaType === GRAPHQL_TYPE ? 400 : 200;
}

export function writeRefusal(reply: FastifyReply, exchange: Exchange, refusal: Refusal): FastifyReply {
  const mediaType = answerMediaType(exchange.facts.accept);
  exchange.codes = refusal.errors.map(({ code }) => code);
  return reply
    .code(statusOf(refusal, mediaType))
    .headers(refusal.headers)
    .header('content-type', mediaType)
    .send(`${JSON.stringify({ errors: refusal.errors.map(formatCallerError) })}\n`);
}
