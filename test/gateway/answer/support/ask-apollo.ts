/**
 * Apollo Server over the hub's face, without a hub: whatever is asked, the given answer leaves.
 *
 * Takes an answer, gives what one HTTP request is answered with.
 */
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import {
  AnswerTexts,
  CheckedDocuments,
  createApolloFace,
  createApolloServer,
  NO_FACTS,
  newExchange,
  type Exchange,
  type WrittenAnswer,
} from '@vigil/gateway';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { pino } from 'pino';

export interface AskedRequest {
  readonly method: 'GET' | 'POST';
  readonly query: string;
  readonly accept?: string;
  /** the text that stage 1 has judged, where it is another one */
  readonly judged?: string;
}

const PUBLIC = { schema: buildSchema('type Query { a: Int }'), hash: 'none' };

/** As after stage 1. */
function exchangeOf(method: string, query: string): Exchange {
  const exchange = newExchange('1', new Date(0), { ...NO_FACTS, method });
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the text holds no operation');
  exchange.operation = {
    query,
    operationName: undefined,
    variables: {},
    document,
    operation,
    public: PUBLIC,
  };
  return exchange;
}

export async function askApollo(
  answer: WrittenAnswer | Error,
  asked: AskedRequest,
): Promise<{ status: number; contentType: string | undefined; text: string }> {
  const texts = new AnswerTexts();
  const documents = new CheckedDocuments();
  const execute = (): Promise<WrittenAnswer> =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  const server = createApolloServer({
    gateway: createApolloFace({ execute }, texts),
    documents,
    texts,
    maxTokens: 100,
    log: pino({ level: 'silent' }),
  });
  await server.start();
  try {
    const { method, query, accept, judged = query } = asked;
    const exchange = exchangeOf(method, judged);
    documents.hold(exchange);
    const headers = new HeaderMap([['x-apollo-operation-name', 'any'] as const]);
    if (method === 'POST') headers.set('content-type', 'application/json');
    if (accept !== undefined) headers.set('accept', accept);
    const response: HTTPGraphQLResponse = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method,
        headers,
        search: method === 'GET' ? `?query=${encodeURIComponent(query)}` : '',
        body: method === 'POST' ? { query } : undefined,
      },
      context: () => Promise.resolve({ exchange }),
    });
    if (response.body.kind !== 'complete') throw new Error('the answer came in parts');
    const { status, headers: answered } = response;
    return {
      status: status ?? 200,
      contentType: answered.get('content-type'),
      text: response.body.string,
    };
  } finally {
    await server.stop();
  }
}
