/**
 * Turns a selection tree into the text of an operation again: without what is refused, without conditions,
 * without fragments other than those that tell object types apart, without a name.
 *
 * Takes a tree, gives text and the variables it still uses. Pure; the same tree gives the same text.
 */
import { HubError } from '@vigil/shared';
import {
  Kind,
  OperationTypeNode,
  isAbstractType,
  getNamedType,
  print,
  visit,
  type ArgumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  TYPENAME_KEY,
  keyOf,
  type SelectedField,
  type SelectionKind,
  type SelectionNames,
  type SelectionTree,
} from './selection-tree.js';

export interface PrintSelectionOptions {
  /** CANONICAL (default): names that hold no word of the caller's, type names left to shaping. RESPONSE: the caller's. */
  readonly names?: SelectionNames;
  /** FIELD (default): what is asked of data. INTROSPECTION: what is asked of the schema. */
  readonly part?: Exclude<SelectionKind, 'TYPENAME'>;
}

export interface PrintedSelection {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Options = Required<PrintSelectionOptions>;

/** Fields of one text. What several object types share is written for each of them, and no partner reads so much. */
const MAX_PRINTED_FIELDS = 20_000;

/**
 * Prints the part of a tree that is to be executed. A selection set left empty asks for the type name only, so
 * that it is still known which objects are there.
 *
 * @throws HubError LIMIT_EXCEEDED when the text would hold more than 20,000 fields
 */
export function printSelection(tree: SelectionTree, options: PrintSelectionOptions = {}): PrintedSelection {
  const chosen: Options = { names: options.names ?? 'CANONICAL', part: options.part ?? 'FIELD' };
  const rootFields = tree.fields.filter(({ kind }) => kind === chosen.part || kind === 'TYPENAME');
  if (countPrinted(rootFields) > MAX_PRINTED_FIELDS)
    throw new HubError('LIMIT_EXCEEDED', 'the operation is too large to be written', 'caller');
  const selectionSet = printSet(rootFields, false, chosen);
  const used = usedVariables(selectionSet);
  const variableDefinitions = tree.variableDefinitions.filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const variables = Object.create(null) as Record<string, unknown>;
  for (const name of used) {
    if (Object.hasOwn(tree.variables, name)) variables[name] = tree.variables[name];
  }
  return {
    query: print({
      kind: Kind.OPERATION_DEFINITION,
      operation: tree.kind === 'query' ? OperationTypeNode.QUERY : OperationTypeNode.MUTATION,
      variableDefinitions,
      selectionSet,
    }),
    variables,
  };
}

/** Lists that are shared are counted once, and added as often as they are written. */
function countPrinted(fields: readonly SelectedField[], known = new Map<unknown, number>()): number {
  const counted = known.get(fields);
  if (counted !== undefined) return counted;
  let count = 0;
  for (const { denied, children } of fields)
    count += denied ? 0 : 1 + (children === null ? 0 : countPrinted(children, known));
  known.set(fields, count);
  return count;
}

function printSet(fields: readonly SelectedField[], isAbstract: boolean, options: Options): SelectionSetNode {
  const kept = fields.filter(
    ({ kind, denied }) => !denied && (kind !== 'TYPENAME' || options.names === 'RESPONSE'),
  );
  const selections = isAbstract
    ? printByType(kept, options)
    : kept.map((field) => printField(field, options));
  if (isAbstract || selections.length === 0) selections.unshift(typenameField());
  return { kind: Kind.SELECTION_SET, selections };
}

function printByType(fields: readonly SelectedField[], options: Options): SelectionNode[] {
  const types = new Set(fields.flatMap(({ typeConditions }) => typeConditions ?? []));
  const onInterface = fields.filter(({ typeConditions }) => typeConditions === null);
  const byType = [...types].map((type): InlineFragmentNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: fields
        .filter(({ typeConditions }) => typeConditions?.includes(type))
        .map((field) => printField(field, options)),
    },
  }));
  return [...onInterface.map((field) => printField(field, options)), ...byType];
}

function printField(field: SelectedField, options: Options): FieldNode {
  const key = keyOf(field, options.names);
  return {
    kind: Kind.FIELD,
    ...(key === field.fieldName ? {} : { alias: { kind: Kind.NAME, value: key } }),
    name: { kind: Kind.NAME, value: field.fieldName },
    arguments: field.arguments satisfies readonly ArgumentNode[],
    ...(field.children
      ? { selectionSet: printSet(field.children, isAbstractType(getNamedType(field.returnType)), options) }
      : {}),
  };
}

function typenameField(): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: TYPENAME_KEY },
    name: { kind: Kind.NAME, value: '__typename' },
  };
}

function usedVariables(selectionSet: SelectionSetNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(selectionSet, {
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  return used;
}
