/**
 * What partners are asked of one root field: of each only what it lets this caller read, under names of the hub's own.
 *
 * Takes the planned field, gives for a permission map and a partner the fields that are left and a way to write them
 * with the arguments of one request. That is found once and kept, and shared by all partners that let the same be
 * read. The refused parts stay marked in `field`, where shaping finds them again.
 */
import {
  deniedInputs,
  filterSelection,
  forEachField,
  printSelection,
  readCoordinates,
  usedCoordinates,
  type PermissionMap,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import {
  GraphQLID,
  GraphQLNonNull,
  GraphQLString,
  Kind,
  parse,
  print,
  type ArgumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Variables } from '../../execution.js';
import { DATE_KEY, ID_KEY, ownField } from '../partner/own-field.js';
import type { WrittenQuestion } from '../partner/partner-question.js';
import { plannedTree } from '../partner/planned-tree.js';

const TYPENAME = '__typename';

/** By these events of several partners are merged, whatever the caller selected. */
export const MERGE_FIELDS: readonly SelectedField[] = [
  ownField(ID_KEY, { parentType: 'Event', fieldName: 'id' }, new GraphQLNonNull(GraphQLID)),
  ownField(DATE_KEY, { parentType: 'Event', fieldName: 'startDate' }, GraphQLString),
];

/** What was asked to merge by is no part of the answer. */
export function withoutMergeFields(fields: readonly SelectedField[] | null): readonly SelectedField[] {
  return (fields ?? []).filter(({ canonicalKey }) => canonicalKey !== ID_KEY && canonicalKey !== DATE_KEY);
}

const TYPE_ONLY = ownField(
  TYPENAME,
  { parentType: 'Event', fieldName: TYPENAME },
  new GraphQLNonNull(GraphQLString),
);

/** The part of a question that is the same for every request. */
interface Kept {
  /** the root field with what must not be asked marked; without arguments */
  readonly field: SelectedField;
  /** coordinates that are marked in it and were not before */
  readonly cut: readonly string[];
  readonly write: (variables: Variables, given: readonly ArgumentNode[]) => WrittenQuestion;
}

export interface PartnerSelection extends WrittenQuestion {
  /** the root field with what this partner must not be asked marked */
  readonly field: SelectedField;
  /** what others may be asked, and this partner must not be: for the record */
  readonly cut: readonly string[];
}

/** A selection of which nothing is left still says which objects are there. */
function keepAlive(field: SelectedField): SelectedField {
  if (field.children === null || field.denied) return field;
  const children = field.children.filter(({ kind, denied }) => kind === 'FIELD' && !denied).map(keepAlive);
  return { ...field, children: children.length > 0 ? children : [TYPE_ONLY] };
}

/** Coordinates of the fields that are marked; whatever stage 3 has refused is in no plan. */
function marked(fields: readonly SelectedField[]): string[] {
  const found = new Set<string>();
  forEachField(fields, ({ denied, coordinate }) => {
    if (denied) found.add(coordinate);
    return !denied;
  });
  return [...found];
}

/** Every coordinate that selecting this field asks about. */
function coordinatesBelow(field: SelectedField): string[] {
  return [...readCoordinates(field), ...(field.children ?? []).flatMap(coordinatesBelow)];
}

/** The text up to the arguments of the root field, and what follows them. */
function cutAtArguments(query: string): { head: string; field: string; tail: string } {
  const [operation] = parse(query).definitions as readonly OperationDefinitionNode[];
  const [root] = operation?.selectionSet.selections ?? [];
  if (operation === undefined || root?.kind !== Kind.FIELD || root.selectionSet === undefined)
    throw new Error('what was printed is not one root field');
  const { selectionSet, ...name } = root;
  const variables = (operation.variableDefinitions ?? []).map((node) => print(node));
  return {
    head: variables.length === 0 ? '{ ' : `query (${variables.join(', ')}) { `,
    field: print({ ...name, arguments: [] }),
    tail: ` ${print(selectionSet)} }`,
  };
}

function writerFor(tree: SelectionTree, field: SelectedField): Kept['write'] {
  const { query } = printSelection({ ...tree, fields: [keepAlive(field)] });
  const { head, field: name, tail } = cutAtArguments(query);
  const sentTree = plannedTree(tree.schema, { document: parse(query), entityLists: [] });
  return (variables, given) => {
    const sent = sentTree(variables);
    const args = given.length === 0 ? '' : `(${given.map((argument) => print(argument)).join(', ')})`;
    // Counted on the text that is sent, as the partner will count it.
    const fields = sent.fields.map((root) => ({ ...root, arguments: given }));
    return {
      body: JSON.stringify({ query: `${head}${name}${args}${tail}`, variables: sent.variables }),
      coordinates: usedCoordinates({ ...sent, fields }),
    };
  };
}

/** What partners are asked of one planned root field. */
export class PartnerSelections {
  readonly #coordinates: readonly string[];
  readonly #byMap = new WeakMap<PermissionMap, Map<string, Kept | null>>();

  /** @param asked - the root field with the fields to merge by; its arguments come with each request */
  constructor(
    private readonly tree: SelectionTree,
    private readonly asked: SelectedField,
  ) {
    // Without id and date there is nothing to merge by, so nothing to ask for.
    const needed = ['Event.id', 'Event.startDate'];
    this.#coordinates = [...new Set([...needed, ...coordinatesBelow(asked)])];
  }

  /**
   * @param now - the operation with this request's variables, and the arguments of its root field as they are sent
   *   to this partner
   * @returns null: this partner's data is not for this caller
   */
  for(
    { map, partner }: { map: PermissionMap; partner: string },
    { tree, given }: { tree: SelectionTree; given: readonly ArgumentNode[] },
  ): PartnerSelection | null {
    const kept = this.#kept(map, partner);
    if (kept === null) return null;
    const field = { ...kept.field, arguments: given };
    const denied = deniedInputs({ ...tree, fields: [field] }, (action, coordinate) =>
      map.allows(action, coordinate, partner),
    );
    return denied.length > 0 ? null : { field, cut: kept.cut, ...kept.write(tree.variables, given) };
  }

  #kept(map: PermissionMap, partner: string): Kept | null {
    const byAnswer = this.#byMap.get(map) ?? new Map<string, Kept | null>();
    this.#byMap.set(map, byAnswer);
    const allowed = new Set(this.#coordinates.filter((coordinate) => map.mayRead(coordinate, partner)));
    const answer = [...allowed].join();
    let kept = byAnswer.get(answer);
    if (kept === undefined) {
      kept = this.#find(allowed);
      byAnswer.set(answer, kept);
    }
    return kept;
  }

  #find(allowed: ReadonlySet<string>): Kept | null {
    const { asked, tree } = this;
    if (![asked.coordinate, 'Event.id', 'Event.startDate'].every((needed) => allowed.has(needed)))
      return null;
    const field = { ...asked, arguments: [] };
    const [left] = filterSelection({ ...tree, fields: [field] }, (coordinate) =>
      allowed.has(coordinate),
    ).fields;
    return left === undefined ? null : { field: left, cut: marked([left]), write: writerFor(tree, left) };
  }
}
