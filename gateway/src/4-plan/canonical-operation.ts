/**
 * The operation as the planner sees it, and the shape that its answer is written by.
 *
 * Takes a filtered selection tree, gives a document without a name of the caller's: fields under their data keys,
 * variables under the hub's own names, no directives, no fragments but those that tell types apart, nothing of
 * what was refused.
 */
import type { SelectionTree } from '@vigil/policies';
import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLAbstractType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AnswerShape } from '../execution.js';
import { shapeOperation } from './answer-shape.js';
import type { AskedField, AskedPart, AskedSet } from './asked-fields.js';
import { CanonicalVariables } from './canonical-arguments.js';
import { regroupFields } from './regroup-fields.js';

export interface CanonicalOptions {
  /** as `createDataKeys` gives it */
  readonly nameFields: (root: AskedSet) => ReadonlyMap<AskedField, string>;
  /** object types behind an interface or a union in the whole supergraph, and in what callers may be shown of it */
  readonly typesBehind: (type: GraphQLAbstractType) => { readonly all: number; readonly accessible: number };
  /** of the document */
  readonly maxFields: number;
  /** throws when it is too much to be planned */
  readonly requirePlannable: (root: AskedSet) => void;
}

export interface CanonicalOperation {
  /** null: nothing is asked of any subgraph */
  readonly document: DocumentNode | null;
  readonly shape: AnswerShape;
  /** name in the document -> the caller's */
  readonly variableNames: ReadonlyMap<string, string>;
}

/** @throws HubError LIMIT_EXCEEDED */
export function canonicalOperation(tree: SelectionTree, options: CanonicalOptions): CanonicalOperation {
  const { nameFields, typesBehind, maxFields } = options;
  const seen = (type: GraphQLAbstractType): number => tree.schema.getPossibleTypes(type).length;
  const variables = new CanonicalVariables(tree);
  const { root, askedFor } = regroupFields({
    tree,
    variables,
    maxFields,
    isWhole: (type) => typesBehind(type).accessible === seen(type),
  });
  options.requirePlannable(root);
  const dataKeys = nameFields(root);
  const { shape, typed } = shapeOperation({
    tree,
    root,
    askedFor,
    dataKeys,
    isWhole: (type) => typesBehind(type).all === seen(type),
  });
  const selectionSet = new Printing(dataKeys, typed).print(root);
  const isEmpty = root.parts.every(({ fields }) => fields.length === 0);
  return {
    document: isEmpty
      ? null
      : {
          kind: Kind.DOCUMENT,
          definitions: [
            {
              kind: Kind.OPERATION_DEFINITION,
              operation: tree.kind === 'query' ? OperationTypeNode.QUERY : OperationTypeNode.MUTATION,
              variableDefinitions: variables.definitions(),
              selectionSet,
            },
          ],
        },
    shape,
    variableNames: variables.names(),
  };
}

class Printing {
  constructor(
    private readonly dataKeys: ReadonlyMap<AskedField, string>,
    private readonly typed: ReadonlySet<AskedSet>,
  ) {}

  print(set: AskedSet): SelectionSetNode {
    const selections = set.parts.flatMap((part) => this.#part(part, set));
    // A selection that refusals have emptied still asks which objects are there.
    if (this.typed.has(set) || selections.length === 0) selections.unshift(field('__typename'));
    return { kind: Kind.SELECTION_SET, selections };
  }

  #part({ on, fields }: AskedPart, set: AskedSet): SelectionNode[] {
    const selections = fields.map((asked) => this.#field(asked));
    if (on === set.type) return selections;
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: on.name } },
        selectionSet: { kind: Kind.SELECTION_SET, selections },
      },
    ];
  }

  #field(asked: AskedField): FieldNode {
    const { fieldName, arguments: args, children } = asked;
    const key = this.dataKeys.get(asked) ?? fieldName;
    return {
      ...field(fieldName),
      ...(key === fieldName ? {} : { alias: { kind: Kind.NAME, value: key } }),
      ...(args.length === 0 ? {} : { arguments: args }),
      ...(children === null ? {} : { selectionSet: this.print(children) }),
    };
  }
}

function field(name: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
}
