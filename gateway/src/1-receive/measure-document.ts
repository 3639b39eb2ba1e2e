/**
 * Limits that hold before a document is validated: aliases, directives, lists, root fields and their cost, depth,
 * and the number of fields once fragments are put in place (a kilobyte of doubling fragments expands to millions).
 *
 * Takes a parsed document, gives nothing, or refuses. Each fragment is measured once, so the work is linear in
 * the document whatever it expands to.
 */
import { Kind, visit, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { refuse } from '../exchange.js';
import { costOf } from './measure-cost.js';
import { measureLiteralLists } from './measure-lists.js';

export interface DocumentLimits {
  depth: number;
  aliases: number;
  directives: number;
  rootFields: number;
  fields: number;
  /** sum of the root fields' weights */
  cost: number;
  /** items of one list */
  listItems: number;
}

interface Measure {
  fields: number;
  depth: number;
}

/** Counts stop growing here, so that nothing overflows to Infinity. */
const ENOUGH = 1_000_000_000;

function over(what: string, limit: number): Error {
  return refuse(400, 'LIMIT_EXCEEDED', `the document has more than ${limit} ${what}`);
}

class Measurer {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure>();

  constructor(document: DocumentNode) {
    this.#fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    );
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself counts as nothing here; validation refuses it with a better message.
    this.#measured.set(name, { fields: 0, depth: 0 });
    const definition = this.#fragments.get(name);
    if (definition === undefined) return { fields: 0, depth: 0 };
    const measure = this.selections(definition.selectionSet);
    this.#measured.set(name, measure);
    return measure;
  }

  selections(set: SelectionSetNode): Measure {
    let fields = 0;
    let depth = 0;
    for (const selection of set.selections) {
      let part: Measure = { fields: 1, depth: 1 };
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        part = this.#fragment(selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        part = this.selections(selection.selectionSet);
      } else if (selection.selectionSet !== undefined) {
        const inner = this.selections(selection.selectionSet);
        part = { fields: inner.fields + 1, depth: inner.depth + 1 };
      }
      fields = Math.min(fields + part.fields, ENOUGH);
      depth = Math.max(depth, part.depth);
    }
    return { fields, depth };
  }
}

function countAliasesAndDirectives(document: DocumentNode): { aliases: number; directives: number } {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: (field) => {
      if (field.alias !== undefined) aliases += 1;
    },
    Directive: () => {
      directives += 1;
    },
  });
  return { aliases, directives };
}

/** @throws Refusal LIMIT_EXCEEDED naming the limit */
export function measureDocument(document: DocumentNode, limits: DocumentLimits): void {
  const { aliases, directives } = countAliasesAndDirectives(document);
  if (aliases > limits.aliases) throw over('aliases', limits.aliases);
  if (directives > limits.directives) throw over('directives', limits.directives);
  measureLiteralLists(document, limits.listItems);
  const measurer = new Measurer(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.selectionSet.selections.length > limits.rootFields)
      throw over('root fields', limits.rootFields);
    if (costOf(definition, document) > limits.cost)
      throw refuse(400, 'LIMIT_EXCEEDED', `the operation costs more than ${limits.cost}`);
    const { fields, depth } = measurer.selections(definition.selectionSet);
    if (depth > limits.depth) {
      throw refuse(400, 'LIMIT_EXCEEDED', `the document is nested deeper than ${limits.depth} fields`);
    }
    if (fields > limits.fields) throw over('fields once its fragments are put in place', limits.fields);
  }
}
