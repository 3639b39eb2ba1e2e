/**
 * The variables that an operation's shape depends on: those of `@skip` and `@include`.
 *
 * Takes a parsed document and one of its operations, gives names. Two requests with the same text and the same
 * values of these expand to the same selections, whatever their other variables are.
 */
import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';

/** @returns sorted by code unit, each once; fragments that the operation does not use are left out */
export function conditionVariables(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  const found = new Set<string>();
  const waiting: (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation];
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    visit(node.selectionSet, {
      Directive: (directive) => {
        noteVariables(directive, found);
      },
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment === undefined) return;
        // Taken out as it is used, so that a cycle ends; whoever expands the operation refuses it.
        fragments.delete(name.value);
        waiting.push(fragment);
      },
    });
  }
  return [...found].sort();
}

function noteVariables(directive: DirectiveNode, found: Set<string>): void {
  if (directive.name.value !== 'skip' && directive.name.value !== 'include') return;
  for (const { value } of directive.arguments ?? []) {
    if (value.kind === Kind.VARIABLE) found.add(value.name.value);
  }
}
