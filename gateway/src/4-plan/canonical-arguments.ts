/**
 * Arguments and variables under names of the hub's own.
 *
 * Takes what a caller declared and wrote, gives arguments in one order, whose variables are called `v0`, `v1`, …:
 * no subgraph learns a caller's names, and none of them can pass for a variable that the planner adds.
 */
import type { SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import { Kind, print, visit, type ArgumentNode, type VariableDefinitionNode } from 'graphql';

export interface CanonicalArguments {
  readonly nodes: readonly ArgumentNode[];
  /** empty when there are none */
  readonly text: string;
}

/** The variables of one operation; those that its arguments use are noted as they are met. */
export class CanonicalVariables {
  readonly #names: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();
  readonly #known = new WeakMap<readonly ArgumentNode[], CanonicalArguments>();

  constructor(private readonly tree: Pick<SelectionTree, 'variableDefinitions'>) {
    this.#names = new Map(
      tree.variableDefinitions.map(({ variable }, index) => [variable.name.value, `v${index}`]),
    );
  }

  /** @throws HubError BAD_USER_INPUT for a variable that is not declared */
  arguments(written: readonly ArgumentNode[]): CanonicalArguments {
    const known = this.#known.get(written) ?? this.#rename(written);
    this.#known.set(written, known);
    return known;
  }

  #rename(written: readonly ArgumentNode[]): CanonicalArguments {
    const nodes = [...written]
      .sort((a, b) => (a.name.value < b.name.value ? -1 : 1))
      .map((argument) =>
        visit(argument, {
          Variable: (node) => ({ ...node, name: { kind: Kind.NAME, value: this.#nameOf(node.name.value) } }),
        }),
      );
    return { nodes, text: nodes.map((node) => print(node)).join() };
  }

  #nameOf(theirs: string): string {
    const name = this.#names.get(theirs);
    if (name === undefined)
      throw new HubError('BAD_USER_INPUT', 'a variable is used that is not declared', 'caller');
    this.#used.add(theirs);
    return name;
  }

  /** Our name -> the caller's, of those in use. */
  names(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#names].filter(([theirs]) => this.#used.has(theirs)).map(([theirs, ours]) => [ours, theirs]),
    );
  }

  definitions(): VariableDefinitionNode[] {
    return this.tree.variableDefinitions.flatMap(({ variable, type, defaultValue }, index) =>
      this.#used.has(variable.name.value)
        ? [
            {
              kind: Kind.VARIABLE_DEFINITION,
              variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: `v${index}` } },
              type,
              ...(defaultValue === undefined ? {} : { defaultValue }),
            },
          ]
        : [],
    );
  }
}
