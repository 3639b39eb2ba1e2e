/**
 * Apollo Server, with everything off that talks to anybody but the caller.
 *
 * Takes what executes and the documents that stage 1 checked, gives a server for the HTTP layer.
 */
import '../telemetry-off.js';
import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { AnswerTexts } from '../7-answer/answer-texts.js';
import { maskError } from '../7-answer/mask-error.js';
import type { CheckedDocuments } from './checked-documents.js';
import type { HubContext } from './graphql-route.js';

export interface ApolloOptions {
  /** what executes */
  gateway: ApolloServerOptionsWithGateway<object>['gateway'];
  documents: CheckedDocuments;
  /** answers on their way that are text already; the same that the executor holds them in */
  texts: AnswerTexts;
  maxTokens: number;
  log: Logger;
}

/** Codes of Apollo Server's own refusals (CSRF, media types, methods); its sentences are fit for callers. */
const OWN_CODES: ReadonlySet<unknown> = new Set(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE']);

function formatError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { code } = formatted.extensions ?? {};
  const known = OWN_CODES.has(code) ? { ...formatted, extensions: { code: 'BAD_USER_INPUT' } } : formatted;
  const { locations } = formatted;
  return { ...maskError(known), ...(locations === undefined ? {} : { locations }) };
}

export function createApolloServer(options: ApolloOptions): ApolloServer<HubContext> {
  const { gateway, documents, texts, maxTokens, log } = options;
  return new ApolloServer<HubContext>({
    gateway,
    documentStore: documents,
    nodeEnv: 'production',
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    // The hub stops everything in its own order.
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: maxTokens },
    formatError,
    stringifyResult: (result) => texts.stringify(result),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => {
        log.warn('Apollo Server has a warning');
      },
      error: () => {
        log.error('Apollo Server failed to process a request');
      },
    },
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}
