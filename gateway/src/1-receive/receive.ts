/**
 * Stage 1, receive: from bytes to an operation that is well formed, within the limits and valid against the
 * public contract, with its variables checked.
 *
 * Takes the request's facts, gives a `ReceivedOperation`; whatever is wrong ends the request here, before
 * anybody is asked anything.
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
  /** asked for every request: the supergraph may be exchanged at any time */
  publicSchema: () => PublicSchema;
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

/** Makes the stage; the function it gives is called once a request. */
export function createReceive(options: ReceiveOptions): (facts: RequestFacts) => ReceivedOperation {
  const { limits } = options;
  // Only documents that passed everything are kept, under the schema that they passed against.
  const passed = new LRUCache<string, DocumentNode>({
    max: MAX_CACHED_DOCUMENTS,
    maxSize: MAX_CACHED_CHARACTERS,
    sizeCalculation: (_document, key) => key.length,
  });

  function checkedDocument(text: string, known: PublicSchema): DocumentNode {
    const key = `${known.hash}\n${text}`;
    const cached = passed.get(key);
    if (cached !== undefined) return cached;
    const document = parseDocument(text, limits);
    measureDocument(document, limits);
    checkDocument(document, known);
    passed.set(key, document);
    return document;
  }

  return (facts) => {
    const parameters = readParameters(facts);
    measureVariableLists(parameters.variables, limits.listItems);
    const known = options.publicSchema();
    const document = checkedDocument(parameters.query, known);
    const operation = chooseOperation(document, parameters);
    checkVariables(operation, parameters, known);
    return { ...parameters, document, operation, public: known };
  };
}
