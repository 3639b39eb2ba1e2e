/**
 * What follows from an operation's text and from who may ask what, kept: a request whose like was there before
 * is neither parsed nor validated, expanded, planned or compiled again.
 *
 * Three caches, each bounded by bytes: documents by their text; checked operations by document, operation name and
 * the schema that a caller sees; ready operations by checked operation, permission map, graph and the values of
 * `@skip` and `@include`. Only what passed is kept. No value of a caller is: variables are coerced, and denied
 * inputs in them judged, for each request. All of it is synchronous, so nothing is ever made twice at once.
 */
import { forEachField, type PermissionMap, type SelectionTree, type SubjectClass } from '@vigil/policies';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { CheckedOperation, Receive } from './1-receive/receive.js';
import type { Decide, DecidedOperation } from './3-decide/decide.js';
import type { PublicSchema } from './exchange.js';
import type { ExecutableOperation } from './generations/compile-operation.js';

/** What plans and compiles: one generation's graph. */
export interface PreparingGraph {
  prepare(tree: SelectionTree): ExecutableOperation;
}

/** For whom, and on what. */
export interface Standing {
  subject: SubjectClass;
  map: PermissionMap;
  /** what this caller sees */
  view: PublicSchema;
  graph: PreparingGraph;
}

export interface OperationName {
  query: string;
  operationName: string | undefined;
}

/** What is asked, and with which variables, as they came; none: as if none were sent. */
interface AskedOperation extends OperationName {
  variables?: Readonly<Record<string, unknown>>;
}

interface KeptOperation extends CheckedOperation, OperationName {
  /** given once: stands for document, name and view in the keys of ready operations */
  readonly id: number;
  /** it costs the same whatever the variables are */
  readonly isFixed: boolean;
}

/** One operation as it is asked again and again; what it is asked with is not in it. */
export interface ReadyOperation {
  readonly key: string;
  readonly checked: KeptOperation;
  readonly standing: Standing;
  readonly conditions: Conditions;
  readonly decided: DecidedOperation;
  /** made when it is run for the first time: what is refused before is never planned */
  executable: ExecutableOperation | null;
}

/** Values of the variables in `@skip` and `@include`: Booleans, and nothing else about a request. */
export type Conditions = Readonly<Record<string, unknown>>;

export interface PreparedOperationsOptions {
  receive: Pick<Receive, 'parse' | 'weigh' | 'check'>;
  decide: Pick<Decide, 'decide'>;
  /** of all that is kept, about */
  maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 64 * 1_024 * 1_024;
/** Of the whole: documents and checked operations share their texts, ready ones hold plans and closures. */
const SHARE_OF_DOCUMENTS = 0.25;
const SHARE_OF_CHECKED = 0.05;

/**
 * Measured by the growth of the heap (Node 20, graphql 16.15) over 360 operations: a document takes 70 to 113 bytes a
 * character of its text, tokens and places included, a short one most; a field of a tree 200 to 440.
 */
const BYTES_A_CHARACTER = 115;
const BYTES_A_TREE_FIELD = 450;
const BYTES_AN_ENTRY = 1_000;

function countFields({ fields }: SelectionTree): number {
  let count = 0;
  forEachField(fields, () => {
    count += 1;
    return true;
  });
  return count;
}

function bytesOf({ decided, executable, key }: ReadyOperation): number {
  const fields = countFields(decided.tree) + decided.inputs.fields.length;
  return BYTES_AN_ENTRY + 2 * key.length + fields * BYTES_A_TREE_FIELD + (executable?.bytes ?? 0);
}

/** In a key, what a value is must be told from what it looks like. */
function keyOfConditions(names: readonly string[], values: Conditions): string {
  return names.map((name) => JSON.stringify(values[name]) as string | undefined).join();
}

export class PreparedOperations {
  readonly #documents: LRUCache<string, DocumentNode>;
  readonly #checked: LRUCache<string, KeptOperation>;
  readonly #ready: LRUCache<string, ReadyOperation>;
  readonly #graphs = new WeakMap<PreparingGraph, number>();
  #lastId = 0;

  constructor(private readonly options: PreparedOperationsOptions) {
    const { maxBytes = DEFAULT_MAX_BYTES } = options;
    this.#documents = new LRUCache({
      maxSize: Math.ceil(maxBytes * SHARE_OF_DOCUMENTS),
      sizeCalculation: (_document, text) => BYTES_AN_ENTRY + text.length * BYTES_A_CHARACTER,
    });
    this.#checked = new LRUCache({
      maxSize: Math.ceil(maxBytes * SHARE_OF_CHECKED),
      sizeCalculation: (_checked, key) => BYTES_AN_ENTRY + 2 * key.length,
    });
    this.#ready = new LRUCache({
      maxSize: Math.ceil(maxBytes * (1 - SHARE_OF_DOCUMENTS - SHARE_OF_CHECKED)),
      sizeCalculation: bytesOf,
    });
  }

  /** @throws Refusal LIMIT_EXCEEDED, GRAPHQL_PARSE_FAILED */
  document(text: string): DocumentNode {
    const kept = this.#documents.get(text);
    if (kept !== undefined) return kept;
    const document = this.options.receive.parse(text);
    this.#documents.set(text, document);
    return document;
  }

  /** @throws Refusal LIMIT_EXCEEDED, GRAPHQL_VALIDATION_FAILED, BAD_USER_INPUT */
  check(document: DocumentNode, asked: AskedOperation, view: PublicSchema): KeptOperation {
    const { query, operationName, variables = {} } = asked;
    const { receive } = this.options;
    // As JSON the name has no line feed: no name can pass for the beginning of a text.
    const key = `${view.hash} ${JSON.stringify(operationName ?? null)}\n${query}`;
    const kept = this.#checked.get(key);
    if (kept?.isFixed === true) return kept;
    // Before it is validated, and for each request where a variable may make it dearer.
    const isFixed = receive.weigh(document, { operationName, variables }, view);
    if (kept !== undefined) return kept;
    this.#lastId += 1;
    const made = {
      ...receive.check(document, operationName, view),
      query,
      operationName,
      id: this.#lastId,
      isFixed,
    };
    this.#checked.set(key, made);
    return made;
  }

  /** @throws Refusal BAD_USER_INPUT, LIMIT_EXCEEDED */
  decide(checked: KeptOperation, standing: Standing, conditions: Conditions): ReadyOperation {
    const { map, view, graph } = standing;
    const values = keyOfConditions(checked.conditions, conditions);
    const key = `${checked.id} ${this.#numberOf(graph)} ${map.hash} ${values}`;
    const kept = this.#ready.get(key);
    if (kept !== undefined) return kept;
    const { document, operation } = checked;
    const only = Object.create(null) as Record<string, unknown>;
    for (const name of checked.conditions) only[name] = conditions[name];
    const decided = this.options.decide.decide(
      { schema: view.schema, document, operation, conditions: only },
      map,
    );
    const made = { key, checked, standing, conditions: only, decided, executable: null };
    this.#ready.set(key, made);
    return made;
  }

  /** @throws whatever keeps this one operation from being planned */
  executable(ready: ReadyOperation): ExecutableOperation {
    if (ready.executable === null) {
      ready.executable = ready.standing.graph.prepare(ready.decided.tree);
      // Weighed again, a plan is most of it: an entry that is set to what it is keeps its old weight.
      if (this.#ready.peek(ready.key) === ready && this.#ready.delete(ready.key))
        this.#ready.set(ready.key, ready);
    }
    return ready.executable;
  }

  /** Operations that ran, those asked last first. */
  *lately(): Generator<ReadyOperation> {
    for (const ready of this.#ready.values()) if (ready.executable !== null) yield ready;
  }

  /** A graph is not used any more: what was prepared for it goes. */
  forget(graph: PreparingGraph): void {
    for (const ready of [...this.#ready.values()])
      if (ready.standing.graph === graph) this.#ready.delete(ready.key);
  }

  #numberOf(graph: PreparingGraph): number {
    const known = this.#graphs.get(graph);
    if (known !== undefined) return known;
    this.#lastId += 1;
    this.#graphs.set(graph, this.#lastId);
    return this.#lastId;
  }
}
