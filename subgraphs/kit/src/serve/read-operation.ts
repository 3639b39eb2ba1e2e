/**
 * Step 2 of a request: from the body's bytes to one checked operation of the contract or of the extension.
 *
 * Takes bytes and the schema, gives the document, its variables and its selection. Narrow on purpose: one
 * operation, no directives, no introspection. What the hub sends never needs more, and every construct less is
 * one less that two readers of the same text can read differently.
 */
import {
  TYPENAME_KEY,
  expandOperation,
  extensionCoordinates,
  usedCoordinates,
  type SelectionTree,
} from '@vigil/policies';
import { HubError } from '@vigil/shared';
import {
  Kind,
  parse,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { z } from 'zod';

export interface ReadOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
  tree: SelectionTree;
  /** names of the root fields, sorted, each once */
  rootFields: readonly string[];
  /** what a delegation for this body names */
  coordinates: readonly string[];
}

export interface OperationRules {
  /** root fields that are not served here, whatever they select */
  refusedRoots: readonly string[];
  coordinatesOf: (tree: SelectionTree) => string[];
}

/** The contract: events come by their ids and lists, never as entities. */
const CONTRACT_RULES: OperationRules = {
  refusedRoots: ['__schema', '__type', '_entities'],
  coordinatesOf: usedCoordinates,
};

/** An extension: the hub joins its own fields to events, so `_entities` is how it asks. */
export const EXTENSION_RULES: OperationRules = {
  refusedRoots: ['__schema', '__type'],
  coordinatesOf: extensionCoordinates,
};

const requestSchema = z.strictObject({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const MAX_TOKENS = 4_000;
const MAX_FIELDS = 1_000;
const MAX_VALIDATION_ERRORS = 1;

/**
 * Reads a GraphQL request body.
 *
 * @throws HubError BAD_USER_INPUT, GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, LIMIT_EXCEEDED,
 *   NOT_AVAILABLE for introspection, and for `_entities` of the contract
 */
export function readOperation(
  body: Uint8Array,
  schema: GraphQLSchema,
  rules: OperationRules = CONTRACT_RULES,
): ReadOperation {
  const { query, variables, operationName } = readRequest(body);
  const document = parseDocument(query);
  const operation = onlyOperation(document);
  refuseDirectives(document);
  const rootFields = rootFieldNames(document, operation);
  if (rootFields.some((name) => rules.refusedRoots.includes(name))) {
    throw new HubError('NOT_AVAILABLE', 'this root field is not served', 'caller');
  }
  if (validate(schema, document, specifiedRules, { maxErrors: MAX_VALIDATION_ERRORS }).length > 0) {
    // graphql-js repeats values of the request and near names in its messages; neither is needed here.
    throw new HubError('GRAPHQL_VALIDATION_FAILED', 'the document does not fit the contract', 'caller');
  }
  const tree = expandOperation({
    schema,
    document: withoutHubAlias(document),
    operationName: operationName ?? undefined,
    variables: variables ?? {},
    maxFields: MAX_FIELDS,
  });
  const coordinates = rules.coordinatesOf(tree);
  return { schema, document, variables: variables ?? {}, tree, rootFields, coordinates };
}

function readRequest(body: Uint8Array): z.infer<typeof requestSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HubError('BAD_USER_INPUT', 'the body is not JSON', 'caller');
  }
  const parsed = requestSchema.safeParse(json);
  if (!parsed.success) throw new HubError('BAD_USER_INPUT', 'the body is not a GraphQL request', 'caller');
  return parsed.data;
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MAX_TOKENS, noLocation: true });
  } catch {
    throw new HubError('GRAPHQL_PARSE_FAILED', 'the document cannot be parsed', 'caller');
  }
}

function onlyOperation(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) {
    throw new HubError('BAD_USER_INPUT', 'the document must hold exactly one operation', 'caller');
  }
  return operation;
}

function refuseDirectives(document: DocumentNode): void {
  visit(document, {
    Directive() {
      throw new HubError('BAD_USER_INPUT', 'the document uses a directive', 'caller');
    },
  });
}

/**
 * The hub keeps an emptied selection alive with `__typename` under a name that callers may not use. For the
 * selection this is `__typename` and nothing else; the document that runs keeps the name.
 */
function withoutHubAlias(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field(node) {
      const isHubs = node.name.value === '__typename' && node.alias?.value === TYPENAME_KEY;
      return isHubs ? { ...node, alias: undefined } : undefined;
    },
  });
}

/** Root fields by name, through fragments; a fragment that does not exist is left to validation. */
function rootFieldNames(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  const entered = new Set<string>();
  const pending = [operation.selectionSet];
  for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(selection.selectionSet);
      else if (!entered.has(selection.name.value)) {
        entered.add(selection.name.value);
        const fragment = document.definitions.find(
          (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) pending.push(fragment.selectionSet);
      }
    }
  }
  return [...names].sort();
}
