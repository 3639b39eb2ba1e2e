/**
 * Three partners in this process: each answers the contract's questions from its own records, record by record as
 * Cedar says, and its extension's; each keeps whatever it was asked that it ought not to have been.
 *
 * They answer more than they were asked: in every object stands a canary that nobody wanted.
 */
import { buildCommonsSubgraph, buildExtensionSchema } from '@vigil/shared';
import {
  GraphQLError,
  Kind,
  TypeInfo,
  buildSchema,
  execute,
  isObjectType,
  parse,
  printSchema,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { inOrder, matches, type ListingArguments } from './listing.js';
import type { Rights } from './rights.js';
import { usedInputs, type UsedInput } from './used-inputs.js';
import { argumentText, isOwnObject, valueAt, type Held, type HeldEvent } from './world.js';

export const CANARY = 'CANARY';

/** Who asks now, and what there is. */
export interface Asking {
  readonly rights: Rights;
  readonly world: ReadonlyMap<string, readonly HeldEvent[]>;
}

/** As the hub asks a partner. */
interface PartnerQuestion {
  readonly partner: string;
  readonly path: string;
  readonly body: string;
}

interface Body {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface Context extends Asking {
  readonly owner: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly schema: GraphQLSchema;
}

export function denied(): GraphQLError {
  return new GraphQLError('not authorized', { extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } });
}

export function isHeld(value: unknown): value is Held {
  return typeof value === 'object' && value !== null && 'values' in value && 'event' in value;
}

/** What one caller reads of an object that a partner holds. */
export function readHeld(rights: Rights, held: Held, field: string): unknown {
  if (!rights.readableOf(`${held.type}.${field}`, held)) throw denied();
  return held.values[field];
}

/** Does the event exist for this caller, who asked with these inputs? */
export function exists(rights: Rights, { root }: HeldEvent, inputs: readonly UsedInput[]): boolean {
  return (
    rights.readableOf('Event.id', root) &&
    inputs.every(({ action, coordinate }) => rights.usableOf(action, coordinate, root))
  );
}

type Resolve = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

const answerContract: Resolve = (source, args, context, info) => {
  const { rights, owner, world, variables } = context;
  if (isHeld(source)) return readHeld(rights, source, info.fieldName);
  if (info.parentType.name !== 'Query') return (source as Record<string, unknown>)[info.fieldName] ?? null;
  const inputs = info.fieldNodes.flatMap((node) => usedInputs(info.parentType, node, variables));
  const rows = (world.get(owner) ?? []).filter((event) => exists(rights, event, inputs));
  if (info.fieldName === 'event') return rows.find(({ id }) => id === args['id'])?.root ?? null;
  const { where, orderBy, first } = args as ListingArguments;
  const found = inOrder(
    rows.filter((event) => matches(event, where)),
    orderBy,
  );
  return { nodes: found.slice(0, first ?? 20).map(({ root }) => root) };
};

const answerExtension: Resolve = (source, args, { rights, owner, world, schema }, info) => {
  const { fieldName: name, parentType, returnType } = info;
  if (isOwnObject(source)) return valueAt(schema, returnType, `${source.place}.${name}${argumentText(args)}`);
  if (parentType.name === 'Query')
    return valueAt(schema, returnType, `${owner}.${name}${argumentText(args)}`);
  const { id, __typename: _type, ...given } = source as Record<string, unknown>;
  if (name === 'id') return id;
  const event = (world.get(owner) ?? []).find((one) => one.id === id);
  if (event === undefined || !rights.readableOf(`Event.${name}`, event.root)) return null;
  const computed = name.endsWith('computed') ? argumentText(given) : '';
  return valueAt(schema, returnType, `${event.id}.${name}${argumentText(args)}${computed}`);
};

/** Everything that an operation asks of a schema: fields, with what they are asked with. */
function questionsIn({ schema, document, variables }: Context): (UsedInput | { readonly field: string })[] {
  const found: (UsedInput | { readonly field: string })[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node: FieldNode) => {
        const parent = types.getParentType();
        if (parent === null || parent === undefined || node.name.value.startsWith('__')) return;
        found.push({ field: `${parent.name}.${node.name.value}` });
        if (isObjectType(parent)) found.push(...usedInputs(parent, node, variables));
      },
    }),
  );
  return found;
}

const MACHINERY = new Set(['Query._entities', 'Query._entities(representations:)']);

function withCanaries(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCanaries);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, withCanaries(item)]);
  return { title: CANARY, ...Object.fromEntries(entries), [`${CANARY}_key`]: CANARY };
}

const COMMONS = buildSchema(printSchema(buildCommonsSubgraph()));

export class StubPartners {
  /** what a partner was asked and ought not to have been */
  readonly wrongly: string[] = [];
  /** requests so far */
  asked = 0;
  readonly #extensions: ReadonlyMap<string, GraphQLSchema>;

  /** @param sdls - partner -> SDL */
  constructor(
    readonly sdls: ReadonlyMap<string, string>,
    private readonly asking: () => Asking,
  ) {
    this.#extensions = new Map([...sdls].map(([partner, sdl]) => [partner, buildExtensionSchema(sdl)]));
  }

  async answer({ partner, path, body }: PartnerQuestion): Promise<unknown> {
    this.asked += 1;
    const { query, variables = {} } = JSON.parse(body) as Body;
    const schema = path === '/extension' ? this.#extensions.get(partner) : COMMONS;
    if (schema === undefined) throw new Error('asked for an extension that there is not');
    const document = parse(query);
    const context: Context = { ...this.asking(), owner: partner, document, variables, schema };
    this.#judge(context);
    const result: ExecutionResult = await execute({
      schema,
      document,
      variableValues: variables,
      contextValue: context,
      fieldResolver: path === '/extension' ? answerExtension : answerContract,
      typeResolver: (value) => (isOwnObject(value) ? value.type : undefined),
    });
    const { data, errors } = JSON.parse(JSON.stringify(result)) as { data?: unknown; errors?: unknown };
    return { data: withCanaries(data), ...(errors === undefined ? {} : { errors }) };
  }

  #judge(context: Context): void {
    const { rights, owner, variables } = context;
    for (const question of questionsIn(context)) {
      const [coordinate, isAllowed] =
        'field' in question
          ? [question.field, rights.readable(question.field, owner)]
          : [question.coordinate, rights.usable(question.action, question.coordinate, owner)];
      if (!MACHINERY.has(coordinate) && !isAllowed) this.wrongly.push(`${owner} was asked ${coordinate}`);
    }
    const ids = (variables['representations'] ?? []) as readonly { id?: string }[];
    for (const { id } of ids)
      if (id?.startsWith(`${owner}:`) !== true) this.wrongly.push(`${owner} was asked about another's event`);
    if (context.document.definitions.some(({ kind }) => kind !== Kind.OPERATION_DEFINITION))
      this.wrongly.push(`${owner} was sent a caller's fragment`);
  }
}
