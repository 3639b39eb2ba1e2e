/** Where a node of an SDL stands, read off the nodes around it: `Type.field(arg:)`. Independent of the code under test. */
import type { ASTNode } from 'graphql';

export type Ancestors = readonly (ASTNode | readonly ASTNode[])[];

/** @param around - the ancestors that graphql's `visit` gives, with the node itself where it has a name */
export function coordinateAt(around: Ancestors): string {
  const [type = '', member, argument] = around.flatMap((node) => ('name' in node ? [node.name.value] : []));
  if (member === undefined) return type;
  return argument === undefined ? `${type}.${member}` : `${type}.${member}(${argument}:)`;
}
