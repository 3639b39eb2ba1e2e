/**
 * Limits that hold before a document is validated: aliases, directives, lists, root fields, depth, selections as they
 * are written, and the number of fields once fragments are put in place (a kilobyte of doubling fragments expands to
 * millions).
 *
 * Takes a parsed document, gives nothing, or refuses. Each fragment is measured once, so the work is linear in the
 * document whatever it expands to. Fragments that nothing uses are measured too: validation looks at them as well, and
 * compares the fields of each with one another.
 */
import {
  Kind,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { refuse } from '../exchange.js';
import { measureLiteralLists } from './measure-lists.js';

export interface DocumentLimits {
  depth: number;
  aliases: number;
  directives: number;
  rootFields: number;
  /** written, and once more after fragments are put in place */
  fields: number;
  /** items of one list */
  listItems: number;
}

interface Measure {
  fields: number;
  depth: number;
  /** fields and fragments inside each other */
  levels: number;
}

/** As deep as stage 3 follows them: fragments count like fields. */
const MAX_LEVELS = 100;
const NOTHING: Measure = { fields: 0, depth: 0, levels: 0 };

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
    this.#measured.set(name, NOTHING);
    const definition = this.#fragments.get(name);
    if (definition === undefined) return NOTHING;
    const measure = this.selections(definition.selectionSet);
    this.#measured.set(name, measure);
    return measure;
  }

  selections(set: SelectionSetNode): Measure {
    let { fields, depth, levels } = NOTHING;
    for (const selection of set.selections) {
      const part = this.#selection(selection);
      fields = Math.min(fields + part.fields, ENOUGH);
      depth = Math.max(depth, part.depth);
      levels = Math.max(levels, part.levels + 1);
    }
    return { fields, depth, levels };
  }

  #selection(selection: SelectionNode): Measure {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.selections(selection.selectionSet);
    const { fields, depth, levels } =
      selection.selectionSet === undefined ? NOTHING : this.selections(selection.selectionSet);
    return { fields: fields + 1, depth: depth + 1, levels };
  }
}

interface Counts {
  aliases: number;
  directives: number;
  /** fields and fragments as they are written, used or not */
  selections: number;
}

function count(document: DocumentNode): Counts {
  const counts: Counts = { aliases: 0, directives: 0, selections: 0 };
  visit(document, {
    Field: (field) => {
      counts.selections += 1;
      if (field.alias !== undefined) counts.aliases += 1;
    },
    FragmentSpread: () => {
      counts.selections += 1;
    },
    InlineFragment: () => {
      counts.selections += 1;
    },
    Directive: () => {
      counts.directives += 1;
    },
  });
  return counts;
}

function isMeasured(
  definition: DefinitionNode,
): definition is OperationDefinitionNode | FragmentDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION;
}

/** @throws Refusal LIMIT_EXCEEDED naming the limit */
export function measureDocument(document: DocumentNode, limits: DocumentLimits): void {
  const { aliases, directives, selections } = count(document);
  if (aliases > limits.aliases) throw over('aliases', limits.aliases);
  if (directives > limits.directives) throw over('directives', limits.directives);
  if (selections > limits.fields) throw over('selections', limits.fields);
  measureLiteralLists(document, limits.listItems);
  const measurer = new Measurer(document);
  for (const definition of document.definitions) {
    if (!isMeasured(definition)) continue;
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    if (isOperation && definition.selectionSet.selections.length > limits.rootFields)
      throw over('root fields', limits.rootFields);
    const { fields, depth, levels } = measurer.selections(definition.selectionSet);
    if (depth > limits.depth || levels > MAX_LEVELS) {
      throw refuse(400, 'LIMIT_EXCEEDED', `the document is nested deeper than ${limits.depth} fields`);
    }
    if (fields > limits.fields) throw over('fields once its fragments are put in place', limits.fields);
  }
}
