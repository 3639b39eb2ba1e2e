/**
 * Sees to it that no subgraph is asked for what is denied, not even as an input of something else: a key by which an
 * object is found in another subgraph, what a field is computed from (`@requires`), what a context brings.
 *
 * Takes an operation of which what is denied by itself is marked already, and the planner; gives it with those fields
 * marked as well that could only be had by way of something denied. What the planner would ask is looked at as it is
 * asked, so that it does not matter by which directive it got there.
 */
import type { Supergraph } from '@apollo/federation-internals';
import type { SelectedField, SelectionTree } from '@vigil/policies';
import {
  TypeInfo,
  isObjectType,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import type { PlannedOperation, PlanStep } from '../execution.js';

type Plan = (tree: SelectionTree) => PlannedOperation;
type Settle = (tree: SelectionTree, plan: Plan) => SelectionTree;

/**
 * Looking for the fields takes a plan for each that is tried, about a millisecond for each fetch in it; what is not found
 * by then is denied as a whole. Not by the clock: a busy machine must not deny more.
 */
const MAX_FETCHES = 400;
/** How federation reaches entities; the types of what is below are written there. */
const MACHINERY: ReadonlySet<string> = new Set(['__typename', '_entities']);

export interface DeniedInputs {
  /** coordinates */
  readonly denied: ReadonlySet<string>;
  /** the same, but for what an interface is denied only because a type behind it is */
  readonly deniedAsWritten: ReadonlySet<string>;
}

export function createSettle(supergraph: Supergraph, inputs: DeniedInputs): Settle {
  const schemas = new Map<string, GraphQLSchema>();
  const schemaOf = (name: string): GraphQLSchema | undefined => {
    const known = schemas.get(name) ?? supergraph.subgraphs().get(name)?.schema.toGraphQLJSSchema();
    if (known !== undefined) schemas.set(name, known);
    return known;
  };
  const isDenied = (type: GraphQLCompositeType, field: string): boolean => {
    // An interface object stands for objects whose type this subgraph does not know. Which they may be is decided.
    const isInterfaceObject =
      isObjectType(type) && supergraph.schema.type(type.name)?.kind === 'InterfaceType';
    return (isInterfaceObject ? inputs.deniedAsWritten : inputs.denied).has(`${type.name}.${field}`);
  };
  const asksDenied = ({ subgraph, operation }: PlanStep): boolean => {
    const schema = schemaOf(subgraph);
    return schema === undefined || asks(operation.document, schema, isDenied);
  };
  return (tree, plan) => new Settling({ tree, plan, asksDenied }).run();
}

/** What cannot be told is taken for denied. */
function asks(
  document: DocumentNode,
  schema: GraphQLSchema,
  isDenied: (type: GraphQLCompositeType, field: string) => boolean,
): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        if (MACHINERY.has(name.value)) return;
        const type = types.getParentType();
        found ||= !type || !types.getFieldDef() || isDenied(type, name.value);
      },
    }),
  );
  return found;
}

interface SettlingOptions {
  readonly tree: SelectionTree;
  readonly plan: Plan;
  readonly asksDenied: (step: PlanStep) => boolean;
}

class Settling {
  #fetchesLeft = MAX_FETCHES;

  constructor(private readonly options: SettlingOptions) {}

  run(): SelectionTree {
    const { tree } = this.options;
    if (this.#isSound(tree.fields)) return tree;
    const fields = tree.fields.map((field) => this.#settle(field, (one) => [one]));
    // Each is sound by itself; together they may be planned otherwise.
    return { ...tree, fields: this.#isSound(fields) ? fields : fields.map(deny) };
  }

  #isSound(fields: readonly SelectedField[]): boolean {
    if (this.#fetchesLeft <= 0) return false;
    const { tree, plan, asksDenied } = this.options;
    const { steps } = plan({ ...tree, fields });
    this.#fetchesLeft -= steps.reduce((sum, { fetches }) => sum + fetches.length, 1);
    return !steps.some(asksDenied);
  }

  /** @param within - puts a field where it stands, with nothing beside it */
  #settle(field: SelectedField, within: (field: SelectedField) => readonly SelectedField[]): SelectedField {
    if (field.kind !== 'FIELD' || field.denied || this.#isSound(within(field))) return field;
    if (field.children === null) return deny(field);
    const bare = { ...field, children: field.children.filter(({ kind }) => kind !== 'FIELD') };
    // It is the field itself that cannot be had, whatever is below it.
    if (!this.#isSound(within(bare))) return deny(field);
    const children = field.children.map((child) =>
      this.#settle(child, (one) => within({ ...field, children: [one] })),
    );
    const settled = { ...field, children };
    return this.#isSound(within(settled)) ? settled : deny(field);
  }
}

/** Nothing is left below, so that a walk that forgets to look at the mark finds nothing either. */
function deny(field: SelectedField): SelectedField {
  return field.kind === 'FIELD' ? { ...field, denied: true, children: field.children && [] } : field;
}
