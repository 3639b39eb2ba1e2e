/**
 * What an operation is expected to cost, as far as schemas say it: weights of places, sizes of lists.
 *
 * Takes SDL texts that were judged before, gives lookups by coordinate. Reading is tolerant: what has no usable weight
 * keeps the default one.
 *
 * @see GraphQL Cost Directives (IBM, draft of 2021)
 */
import { Kind, parse, type ConstDirectiveNode, type ConstValueNode, type DefinitionNode } from 'graphql';

/** How long a list gets. */
export interface ListSize {
  readonly assumedSize: number | null;
  /** arguments of the field that say so; the largest counts */
  readonly slicingArguments: readonly string[];
  /** fields of the answer that are so long, instead of the field itself */
  readonly sizedFields: readonly string[];
}

export interface CostModel {
  /** `Type`, `Type.field`, `Type.field(argument:)`, `Input.field` -> weight */
  readonly weights: ReadonlyMap<string, number>;
  /** `Type.field` -> size */
  readonly lists: ReadonlyMap<string, ListSize>;
}

interface Node {
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

class Reading {
  readonly weights = new Map<string, number>();
  readonly lists = new Map<string, ListSize>();

  constructor(private readonly counts: (coordinate: string) => boolean) {}

  definition(definition: DefinitionNode): void {
    const type = nameOf(definition);
    if (type === null) return;
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION) this.#place(type, definition as Node);
    if (!('fields' in definition)) return;
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      this.#place(coordinate, field);
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of field.arguments ?? [])
        this.#place(`${coordinate}(${argument.name.value}:)`, argument);
    }
  }

  #place(coordinate: string, { directives = [] }: Node): void {
    if (!this.counts(coordinate)) return;
    for (const directive of directives) {
      const given = argumentsOf(directive);
      if (directive.name.value === 'cost') {
        const weight = numberOf(given.get('weight'));
        if (weight !== null) this.weights.set(coordinate, weight);
      }
      if (directive.name.value === 'listSize') {
        this.lists.set(coordinate, {
          assumedSize: numberOf(given.get('assumedSize')),
          slicingArguments: wordsOf(given.get('slicingArguments')),
          sizedFields: wordsOf(given.get('sizedFields')),
        });
      }
    }
  }
}

/** A schema has no name, and an operation does not belong here. */
function nameOf(definition: DefinitionNode): string | null {
  return 'name' in definition ? definition.name.value : null;
}

function argumentsOf({ arguments: given = [] }: ConstDirectiveNode): ReadonlyMap<string, ConstValueNode> {
  return new Map(given.map(({ name, value }) => [name.value, value]));
}

function numberOf(value: ConstValueNode | undefined): number | null {
  if (value?.kind !== Kind.STRING && value?.kind !== Kind.INT && value?.kind !== Kind.FLOAT) return null;
  const number = value.value.trim() === '' ? Number.NaN : Number(value.value);
  return Number.isFinite(number) ? number : null;
}

function wordsOf(value: ConstValueNode | undefined): string[] {
  const items = value?.kind === Kind.LIST ? value.values : value === undefined ? [] : [value];
  return items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}

/** @param counts - is asked about every coordinate: whose directives are read; by default all */
export function readCosts(sdl: string, counts: (coordinate: string) => boolean = () => true): CostModel {
  const reading = new Reading(counts);
  for (const definition of parse(sdl, { noLocation: true }).definitions) reading.definition(definition);
  return reading;
}

/** Several models as one; what an earlier one says of a place stands. */
export function joinCosts(models: readonly CostModel[]): CostModel {
  const reversed = [...models].reverse();
  return {
    weights: new Map(reversed.flatMap(({ weights }) => [...weights])),
    lists: new Map(reversed.flatMap(({ lists }) => [...lists])),
  };
}
