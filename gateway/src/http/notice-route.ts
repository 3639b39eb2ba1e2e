/**
 * `POST /releases/notice`: a partner says that it has released or revoked something, and the hub asks it soon.
 *
 * Takes a signed token, answers 202 or a refusal of the 400s and nothing else; what comes of the question shows in the
 * releases. How often is bounded twice: signatures that fail, for each network that they come from, and questions that
 * verified notices cause, for each partner. Whoever sends false notices in a partner's name uses up its own tries, not
 * the partner's.
 */
import { HubError, isCallerCode, type CallerCode } from '@vigil/shared';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { ReleaseNotices } from '../releases/index.js';
import { LRUCache } from 'lru-cache';
import { formatCallerError } from './format-error.js';
import { networkOf } from './network-of.js';
import { TokenBucket } from './token-bucket.js';

export interface NoticeRouteOptions {
  readonly notices: Pick<ReleaseNotices, 'claimedBy' | 'accept'>;
  /** asks the partner; nobody waits for it */
  readonly pull: (partner: string) => Promise<void>;
  readonly now: () => Date;
}

/** A token of a few hundred bytes is enough. */
const MOST_BYTES = 4_096;
/** Signatures of a network that fail, and questions that a partner can cause. */
const TRIES = { burst: 20, secondsEach: 1 };
/** The ones heard of longest ago are forgotten: with so many, one more that tries anew is no matter. */
const MOST_NETWORKS = 10_000;
const QUESTIONS = { burst: 5, secondsEach: 10 };

const STATUS: Readonly<Partial<Record<CallerCode, number>>> = {
  UNAUTHENTICATED: 401,
  BAD_USER_INPUT: 409,
  RATE_LIMITED: 429,
};

class Buckets {
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MOST_NETWORKS });

  constructor(private readonly options: ConstructorParameters<typeof TokenBucket>[0]) {}

  of(whom: string): TokenBucket {
    const bucket = this.#buckets.get(whom) ?? new TokenBucket(this.options);
    this.#buckets.set(whom, bucket);
    return bucket;
  }
}

class Wait extends HubError {
  constructor(readonly seconds: number) {
    super('RATE_LIMITED', 'too many notices; try again later', 'caller');
  }
}

function takeFrom(bucket: TokenBucket): void {
  const seconds = bucket.take();
  if (seconds > 0) throw new Wait(seconds);
}

export function addNoticeRoute(server: FastifyInstance, { notices, pull, now }: NoticeRouteOptions): void {
  const tries = new Buckets({ ...TRIES, now });
  const questions = new Buckets({ ...QUESTIONS, now });
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/jwt', { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    scope.setErrorHandler<FastifyError>((error, _request, reply) => answerError(error, reply));
    scope.post('/releases/notice', { bodyLimit: MOST_BYTES }, async ({ body, ip }, reply) => {
      reply.header('cache-control', 'no-store');
      if (typeof body !== 'string')
        return refuse(reply, 415, 'BAD_USER_INPUT', 'a notice is application/jwt');
      const partner = notices.claimedBy(body);
      const own = tries.of(networkOf(ip));
      takeFrom(own);
      await notices.accept(body, partner);
      own.giveBack();
      takeFrom(questions.of(partner.id));
      void pull(partner.id);
      return reply.code(202).send({ status: 'accepted' });
    });
    done();
  });
}

function answerError(error: FastifyError, reply: FastifyReply): FastifyReply {
  if (error instanceof Wait) reply.header('retry-after', String(error.seconds));
  if (error instanceof HubError && error.audience === 'caller' && isCallerCode(error.code)) {
    return refuse(reply, STATUS[error.code] ?? 400, error.code, error.message);
  }
  if (error.statusCode === 413)
    return refuse(reply, 413, 'LIMIT_EXCEEDED', 'the body is larger than a notice');
  if (error.statusCode === 415) return refuse(reply, 415, 'BAD_USER_INPUT', 'a notice is application/jwt');
  return refuse(reply, 400, 'BAD_USER_INPUT', 'the request cannot be read');
}

function refuse(reply: FastifyReply, status: number, code: CallerCode, message: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ errors: [formatCallerError({ code, message })] });
}
