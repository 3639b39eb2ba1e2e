/**
 * The parameters of a GraphQL request, read from HTTP (GraphQL over HTTP, sections 5.3 and 5.4, and the appendix on
 * persisted documents).
 *
 * Takes the request's facts, gives text and variables that nobody has looked into yet. A document that is named is
 * from here on what its text says: whoever sends the same text gets the same decision.
 */
import { Refusal, refuse, type RequestFacts } from '../exchange.js';

export interface RequestParameters {
  query: string;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
}

/** Documents that may be named instead of sent. */
export interface KeptDocuments {
  /** identifier -> text */
  readonly texts: ReadonlyMap<string, string>;
  /** nothing else is answered */
  readonly only: boolean;
}

const NONE: KeptDocuments = { texts: new Map(), only: false };

function invalid(message: string): Error {
  return refuse(400, 'BAD_USER_INPUT', message);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(`${what} is not JSON`);
  }
}

/** null and a missing parameter mean the same (GraphQL over HTTP, section 5.1). */
function optional<T>(
  given: Readonly<Record<string, unknown>>,
  name: string,
  { fits, kind }: { fits: (value: unknown) => value is T; kind: string },
): T | undefined {
  const value = given[name] ?? undefined;
  if (value === undefined || fits(value)) return value;
  throw invalid(`parameter ${name} must be ${kind}`);
}

const TEXT = { fits: (value: unknown): value is string => typeof value === 'string', kind: 'a string' };
const OBJECT = { fits: isObject, kind: 'an object' };

/** One message for every identifier: a wrong one does not tell what is kept. */
function named(id: string, { texts }: KeptDocuments): string {
  const text = texts.get(id);
  if (text === undefined) throw refuse('document', 'BAD_USER_INPUT', 'no such document is kept here');
  return text;
}

function readQuery(given: Readonly<Record<string, unknown>>, kept: KeptDocuments): string {
  const documentId = optional(given, 'documentId', TEXT);
  if (documentId !== undefined) {
    if ((given['query'] ?? undefined) !== undefined)
      throw invalid('send either query or documentId, not both');
    return named(documentId, kept);
  }
  const { query } = given;
  if (kept.only) throw invalid('only kept documents are answered here: send documentId instead of query');
  if (typeof query !== 'string' || query === '')
    throw invalid('parameter query must be a string that is not empty');
  return query;
}

function checkParameters(given: Readonly<Record<string, unknown>>, kept: KeptDocuments): RequestParameters {
  const query = readQuery(given, kept);
  const operationName = optional(given, 'operationName', TEXT);
  const variables = optional(given, 'variables', OBJECT) ?? {};
  const extensions = optional(given, 'extensions', OBJECT) ?? {};
  if ('persistedQuery' in extensions) throw invalid('persisted queries are not supported');
  return { query, operationName, variables };
}

/** `application/json`, in UTF-8 or without a charset (which means UTF-8, RFC 8259 section 8.1). */
function isJson(contentType: string | undefined): boolean {
  const [essence, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  return (
    essence === 'application/json' &&
    parameters.every(
      (parameter) => !parameter.startsWith('charset=') || /^charset="?utf-?8"?$/.test(parameter),
    )
  );
}

function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || contentEncoding.trim().toLowerCase() === 'identity';
}

function fromBody(facts: RequestFacts, kept: KeptDocuments): RequestParameters {
  if (!isJson(facts.contentType)) {
    throw refuse(415, 'BAD_USER_INPUT', 'the content type of a POST must be application/json');
  }
  // A compressed body would pass the limit on bytes and unpack to anything.
  if (!isPlain(facts.contentEncoding)) {
    throw refuse(415, 'BAD_USER_INPUT', 'the body must be sent without a content encoding');
  }
  if (facts.body === undefined || facts.body.length === 0) throw invalid('the request has no body');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(facts.body);
  } catch {
    throw invalid('the body is not UTF-8');
  }
  const body = parseJson(text, 'the body');
  if (Array.isArray(body)) throw invalid('batching is not supported: send one operation a request');
  if (!isObject(body)) throw invalid('the body must be a JSON object');
  return checkParameters(body, kept);
}

function fromSearch(facts: RequestFacts, kept: KeptDocuments): RequestParameters {
  const search = new URLSearchParams(facts.search);
  const given: Record<string, unknown> = {};
  for (const name of ['query', 'documentId', 'operationName', 'variables', 'extensions']) {
    const values = search.getAll(name);
    if (values.length > 1) throw invalid(`parameter ${name} may be given once`);
    const value = values[0];
    if (value === undefined) continue;
    given[name] =
      name === 'variables' || name === 'extensions' ? parseJson(value, `parameter ${name}`) : value;
  }
  // In a URL an empty name is no name (GraphQL over HTTP, section 5.3).
  if (given['operationName'] === '') delete given['operationName'];
  return checkParameters(given, kept);
}

/**
 * @throws Refusal BAD_USER_INPUT for anything that is not one GraphQL request
 */
export function readParameters(facts: RequestFacts, kept: KeptDocuments = NONE): RequestParameters {
  if (facts.method === 'POST') return fromBody(facts, kept);
  if (facts.method === 'GET') return fromSearch(facts, kept);
  throw new Refusal(405, [{ code: 'BAD_USER_INPUT', message: 'only GET and POST are answered here' }], {
    allow: 'GET, POST',
  });
}
