/**
 * `/data/…`: exported tables at addresses that never change, and the page that lists them.
 *
 * Takes the exports, gives routes. What is served here is public and the same for everybody: nobody is asked who they
 * are, and proxies may keep it.
 */
import { HubError, isCallerCode, type CallerCode } from '@vigil/shared';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  byText,
  indexJson,
  indexPage,
  exportPath,
  isDataVersion,
  readBy,
  readFileName,
  type DataExports,
  type ExportFile,
} from '../exports/index.js';
import { stackFrames } from '../stack-frames.js';
import { formatCallerError } from './format-error.js';
import { isUnchanged, setStrongTag } from './entity-tag.js';
import { TokenBucket } from './token-bucket.js';

export interface DataRoutesOptions {
  readonly exports: Pick<DataExports, 'file' | 'overview'>;
  readonly now: () => Date;
}

const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_A_MINUTE = 'public, max-age=60';
/** Tables of earlier versions that nobody has exported before: each is a table to make and to keep. */
const MADE_ANEW = { burst: 30, secondsEach: 2 };
const METHODS: ['GET', 'HEAD'] = ['GET', 'HEAD'];
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

interface TableRequest {
  Params: { version: string; file: string };
  Querystring: Record<string, unknown>;
}

export function addDataRoutes(server: FastifyInstance, { exports, now }: DataRoutesOptions): void {
  const made = new TokenBucket({ ...MADE_ANEW, now });
  void server.register((scope, _options, done) => {
    scope.addHook('onRequest', (_request, reply, next) => {
      reply.header('x-content-type-options', 'nosniff');
      next();
    });
    scope.setErrorHandler<FastifyError>((error, request, reply) => answerError(error, request, reply));
    scope.route({
      method: METHODS,
      url: '/data/',
      handler: async (request, reply) => {
        if (request.url !== '/data/') return redirect(reply, './');
        const text = indexPage(await exports.overview());
        reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
        return sendListing(request, reply, { text, contentType: HTML });
      },
    });
    scope.route({ method: METHODS, url: '/data', handler: (_request, reply) => redirect(reply, 'data/') });
    scope.route({
      method: METHODS,
      url: '/data/index.json',
      handler: async (request, reply) => {
        if (request.url !== '/data/index.json') return redirect(reply, 'index.json');
        const text = indexJson(await exports.overview());
        return sendListing(request, reply, { text, contentType: JSON_TYPE });
      },
    });
    scope.route<TableRequest>({
      method: METHODS,
      url: '/data/:version/:file',
      handler: async (request, reply) => {
        const name = readName(request);
        if (name === null) return notFound(reply);
        const own = exportPath(name.dataVersion, name, name.by);
        if (request.url !== own) return redirect(reply, own.slice(own.lastIndexOf('/') + 1));
        const file = await exports.file(name, () => {
          const seconds = made.take();
          if (seconds === 0) return;
          reply.header('retry-after', String(seconds));
          throw new HubError(
            'RATE_LIMITED',
            'too many tables of earlier versions; try again later',
            'caller',
          );
        });
        if (file === null) return notFound(reply);
        reply.header('content-disposition', `inline; filename="${fileNameOf(name)}"`);
        return sendFile(request, reply, file);
      },
    });
    done();
  });
}

/** To the one spelling of an address; relative, for whoever publishes the hub knows under which path. */
function redirect(reply: FastifyReply, to: string): FastifyReply {
  return reply.header('cache-control', FOR_A_MINUTE).redirect(to, 308);
}

type TableName = Parameters<DataExports['file']>[0];

/** One address for one table: what is written in another way leads there, or names nothing. */
function readName({ params, query }: FastifyRequest<TableRequest>): TableName | null {
  const { by, ...others } = query;
  if (Object.keys(others).length > 0 || (by !== undefined && typeof by !== 'string')) return null;
  const dimensions = readBy(by);
  const file = readFileName(params.file);
  if (dimensions === null || file === null || !isDataVersion(params.version)) return null;
  return { ...file, dataVersion: params.version, by: dimensions };
}

function fileNameOf({ dataVersion, indicator, by, format }: TableName): string {
  return `${indicator}_${byText(by).replaceAll(',', '-')}_${dataVersion}.${format}`;
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, contentType, etag }: ExportFile,
): FastifyReply {
  reply.header('etag', etag).header('cache-control', FOR_EVER);
  if (isUnchanged(request, etag)) return reply.code(304).send();
  return reply.header('content-type', contentType).send(body);
}

function sendListing(
  request: FastifyRequest,
  reply: FastifyReply,
  { text, contentType }: { text: string; contentType: string },
): FastifyReply {
  const body = Buffer.from(text, 'utf8');
  const etag = setStrongTag(reply, body);
  reply.header('cache-control', FOR_A_MINUTE);
  if (isUnchanged(request, etag)) return reply.code(304).send();
  return reply.header('content-type', contentType).send(body);
}

/** For a minute only: a version that is not there yet may come to be. */
function notFound(reply: FastifyReply): FastifyReply {
  reply.header('cache-control', FOR_A_MINUTE);
  return refuse(reply, 404, 'NOT_AVAILABLE', 'no such table; /data/ lists what there is');
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (error instanceof HubError && error.audience === 'caller' && isCallerCode(error.code)) {
    return refuse(reply, error.code === 'RATE_LIMITED' ? 429 : 503, error.code, error.message);
  }
  request.log.error({ code: error.code, stack: stackFrames(error) }, 'an export failed');
  return refuse(reply, 503, 'INTERNAL_SERVER_ERROR', 'the table cannot be given now');
}

function refuse(reply: FastifyReply, status: number, code: CallerCode, message: string): FastifyReply {
  return reply.code(status).send({ errors: [formatCallerError({ code, message })] });
}
