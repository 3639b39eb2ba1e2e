/**
 * Fault: after a `@requires` the planner asks the same subgraph again for the entity, and takes the first `@key`
 * of the type there as what identifies it, `resolvable: false` or not. By such a key the subgraph finds nothing,
 * and null is answered although the data is there.
 *
 * Repair, before planning: a type loses its keys of `resolvable: false` in every subgraph where it has a resolvable
 * one. Nothing else reads them: a key that is not resolvable leads nowhere.
 */
import { visit, type ASTNode, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { argumentOf } from './supergraph-directives.js';

/** @returns the document itself when there is nothing to mend */
export function withoutUnusableKeys(supergraph: DocumentNode): DocumentNode {
  const mend = <N extends ASTNode & { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
    node: N,
  ): N | undefined => {
    const directives = node.directives ?? [];
    const kept = keptOf(directives);
    return kept.length === directives.length ? undefined : { ...node, directives: kept };
  };
  return visit(supergraph, {
    ObjectTypeDefinition: mend,
    ObjectTypeExtension: mend,
    InterfaceTypeDefinition: mend,
    InterfaceTypeExtension: mend,
  });
}

function keptOf(directives: readonly ConstDirectiveNode[]): ConstDirectiveNode[] {
  const resolving = new Set(
    directives.filter((one) => isKey(one) && isResolvable(one)).map((one) => argumentOf(one, 'graph')),
  );
  return directives.filter(
    (one) => !isKey(one) || isResolvable(one) || !resolving.has(argumentOf(one, 'graph')),
  );
}

function isKey(directive: ConstDirectiveNode): boolean {
  return directive.name.value === 'join__type' && argumentOf(directive, 'key') !== null;
}

function isResolvable(directive: ConstDirectiveNode): boolean {
  return argumentOf(directive, 'resolvable') !== false;
}
