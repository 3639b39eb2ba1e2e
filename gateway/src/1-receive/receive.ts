/**
 * Stage 1, receive: from bytes to an operation that is well formed, within the limits and valid against the
 * schema that its caller sees, with its variables checked.
 *
 * Two steps, because what is valid depends on who asks: `parse` needs nobody and refuses everything that is too
 * large or malformed; `validate` follows once stage 2 has said who it is. Whatever is wrong ends the request
 * here, before anybody is asked anything.
 */
import {
  GraphQLError,
  Kind,
  getOperationAST,
  getVariableValues,
  parse,
  print,
  specifiedRules,
  validate,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import {
  Refusal,
  refuse,
  type CallerError,
  type PublicSchema,
  type ReceivedOperation,
  type RequestFacts,
} from '../exchange.js';
import { measureDocument, type DocumentLimits } from './measure-document.js';
import { measureVariableLists } from './measure-lists.js';
import { readParameters, type RequestParameters } from './read-parameters.js';
import { scanDocument } from './scan-document.js';

export interface ReceiveOptions {
  limits: DocumentLimits & { tokens: number };
}

/** Well formed and within the limits; whether it means anything, nobody has said yet. */
export interface ParsedRequest extends RequestParameters {
  document: DocumentNode;
}

export interface Receive {
  /** @throws Refusal BAD_USER_INPUT, LIMIT_EXCEEDED, GRAPHQL_PARSE_FAILED */
  parse(facts: RequestFacts): ParsedRequest;
  /**
   * @param known - what this caller sees
   * @throws Refusal GRAPHQL_VALIDATION_FAILED, BAD_USER_INPUT
   */
  validate(parsed: ParsedRequest, known: PublicSchema): ReceivedOperation;
}

const MAX_REPORTED_ERRORS = 10;
const MAX_CACHED_DOCUMENTS = 500;
const MAX_CACHED_CHARACTERS = 4_000_000;

function located(code: CallerError['code'], error: GraphQLError): CallerError {
  return {
    code,
    message: error.message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
  };
}

function parseDocument(text: string, limits: ReceiveOptions['limits']): DocumentNode {
  try {
    scanDocument(text, limits);
    return parse(text, { maxLexicalTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new Refusal('document', [located('GRAPHQL_PARSE_FAILED', error)]);
    throw error;
  }
}

function checkDocument(document: DocumentNode, { schema }: PublicSchema): void {
  // No suggestions: a message must hold nothing that the caller did not type.
  const errors = validate(schema, document, specifiedRules, {
    maxErrors: MAX_REPORTED_ERRORS,
    hideSuggestions: true,
  });
  if (errors.length > 0) {
    throw new Refusal(
      'document',
      errors.map((error) =>
        located(isOfScalar(error) ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED', error),
      ),
    );
  }
}

/** A scalar of the contract marks its refusals; they are about a value, not about the document's form. */
function isOfScalar({ extensions }: GraphQLError): boolean {
  return extensions['code'] === 'BAD_USER_INPUT';
}

function chooseOperation(document: DocumentNode, parameters: RequestParameters): OperationDefinitionNode {
  const operation = getOperationAST(document, parameters.operationName);
  if (operation === null || operation === undefined) {
    throw refuse(
      'document',
      'BAD_USER_INPUT',
      parameters.operationName === undefined
        ? 'the document has several operations; name one in operationName'
        : 'the document has no operation of the name given in operationName',
    );
  }
  return operation;
}

/** The message names variable and type; graphql-js would repeat the value. */
function variableError(error: GraphQLError): CallerError {
  const definition = error.nodes?.find((node) => node.kind === Kind.VARIABLE_DEFINITION);
  const message =
    definition === undefined
      ? 'a variable does not fit its type'
      : `variable "$${definition.variable.name.value}" does not fit its type ${print(definition.type)}`;
  return located('BAD_USER_INPUT', new GraphQLError(message, { nodes: error.nodes ?? [] }));
}

function checkVariables(
  operation: OperationDefinitionNode,
  parameters: RequestParameters,
  known: PublicSchema,
): void {
  const { errors } = getVariableValues(
    known.schema,
    operation.variableDefinitions ?? [],
    parameters.variables,
    {
      maxErrors: MAX_REPORTED_ERRORS,
      hideSuggestions: true,
    },
  );
  if (errors !== undefined) throw new Refusal('document', errors.map(variableError));
}

type Documents = LRUCache<string, DocumentNode>;

function newCache(): Documents {
  return new LRUCache({
    max: MAX_CACHED_DOCUMENTS,
    maxSize: MAX_CACHED_CHARACTERS,
    sizeCalculation: (_document, key) => key.length,
  });
}

/** Makes the stage; the functions it gives are called once a request, in this order. */
export function createReceive({ limits }: ReceiveOptions): Receive {
  // Only documents that passed are kept; those of the second step under the schema that they passed against.
  const parsed = newCache();
  const valid = newCache();

  function parsedDocument(text: string): DocumentNode {
    const cached = parsed.get(text);
    if (cached !== undefined) return cached;
    const document = parseDocument(text, limits);
    measureDocument(document, limits);
    parsed.set(text, document);
    return document;
  }

  return {
    parse(facts) {
      const parameters = readParameters(facts);
      measureVariableLists(parameters.variables, limits.listItems);
      return { ...parameters, document: parsedDocument(parameters.query) };
    },
    validate(request, known) {
      const { query, operationName, variables, document } = request;
      const key = `${known.hash}\n${query}`;
      if (!valid.has(key)) {
        checkDocument(document, known);
        valid.set(key, document);
      }
      const operation = chooseOperation(document, request);
      checkVariables(operation, request, known);
      return { query, operationName, variables, document, operation, public: known };
    },
  };
}
