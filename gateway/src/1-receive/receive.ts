/**
 * Stage 1, receive: from bytes to an operation that is well formed, within the limits and valid against the
 * schema that its caller sees, with its variables checked.
 *
 * Takes a request's facts step by step, because what is valid depends on who asks: `read` and `parse` need
 * nobody and refuse everything that is too large or malformed; `weigh`, `check` and `coerce` follow once stage 2 has
 * said who it is. Nothing is kept here: what follows from a document alone is kept by `prepared-operations.ts`.
 */
import { conditionVariables, readVariables, type ReadVariables } from '@vigil/policies';
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
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { Refusal, refuse, type CallerError, type PublicSchema, type RequestFacts } from '../exchange.js';
import { costOf } from './measure-cost.js';
import { measureDocument, type DocumentLimits } from './measure-document.js';
import { measureVariables } from './measure-lists.js';
import { readParameters, type KeptDocuments, type RequestParameters } from './read-parameters.js';
import { scanDocument } from './scan-document.js';

export type { KeptDocuments, RequestParameters } from './read-parameters.js';

export interface ReceiveOptions {
  limits: DocumentLimits & { tokens: number; cost: number };
  /** documents that may be named instead of sent; none by default */
  documents?: KeptDocuments;
}

/** The operation that is meant, of a document that is valid. */
export interface CheckedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** variables that decide what is selected at all */
  readonly conditions: readonly string[];
}

export interface Receive {
  /** @throws Refusal BAD_USER_INPUT, LIMIT_EXCEEDED */
  read(facts: RequestFacts): RequestParameters;
  /** @throws Refusal LIMIT_EXCEEDED, GRAPHQL_PARSE_FAILED */
  parse(text: string): DocumentNode;
  /**
   * What the operation that is meant costs at most, before anything is validated.
   *
   * @param asked - variables as they came
   * @param known - what this caller sees
   * @returns whether it costs the same whatever the variables are
   * @throws Refusal LIMIT_EXCEEDED
   */
  weigh(
    document: DocumentNode,
    asked: Pick<RequestParameters, 'operationName' | 'variables'>,
    known: PublicSchema,
  ): boolean;
  /**
   * @param known - what this caller sees
   * @throws Refusal GRAPHQL_VALIDATION_FAILED, BAD_USER_INPUT
   */
  check(document: DocumentNode, operationName: string | undefined, known: PublicSchema): CheckedOperation;
  /** @throws Refusal BAD_USER_INPUT */
  coerce(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    sent: RequestParameters['variables'],
  ): ReadVariables;
}

const MAX_REPORTED_ERRORS = 10;

/** The library writes one suggestion even where it was told to write none. */
const SUGGESTION = /\s*Did you mean [\s\S]*$/;

function located(code: CallerError['code'], error: GraphQLError): CallerError {
  return {
    code,
    message: error.message.replace(SUGGESTION, ''),
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

function chooseOperation(document: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) {
    throw refuse(
      'document',
      'BAD_USER_INPUT',
      operationName === undefined
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

/** What is wrong with variables that could not be read, each by its name. */
function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  sent: RequestParameters['variables'],
): readonly CallerError[] {
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], sent, {
    maxErrors: MAX_REPORTED_ERRORS,
    hideSuggestions: true,
  });
  return (errors ?? [new GraphQLError('')]).map(variableError);
}

/** Makes the stage; the functions it gives are called in this order, and each gives the same for the same. */
export function createReceive({ limits, documents }: ReceiveOptions): Receive {
  return {
    read(facts) {
      const parameters = readParameters(facts, documents);
      measureVariables(parameters.variables, limits.listItems);
      return parameters;
    },
    parse(text) {
      const document = parseDocument(text, limits);
      measureDocument(document, limits);
      return document;
    },
    weigh(document, { operationName, variables }, known) {
      const operation = getOperationAST(document, operationName);
      // Which one is meant nobody knows: none is run, and `check` refuses it.
      if (operation === null || operation === undefined) return true;
      const { field, type, isFixed } = costOf({ document, operation, variables }, known);
      if (field + type > limits.cost)
        throw refuse(400, 'LIMIT_EXCEEDED', `the operation costs more than ${limits.cost}`);
      return isFixed;
    },
    check(document, operationName, known) {
      checkDocument(document, known);
      const operation = chooseOperation(document, operationName);
      return { document, operation, conditions: conditionVariables(document, operation) };
    },
    coerce(schema, operation, sent) {
      try {
        return readVariables(schema, operation, sent);
      } catch {
        throw new Refusal('document', variableErrors(schema, operation, sent));
      }
    },
  };
}
