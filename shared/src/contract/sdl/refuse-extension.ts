/** How an extension is refused: where, what, and what to write instead, in one line for the person who wrote it. */
import type { ASTNode } from 'graphql';
import { HubError } from '../../errors/hub-error.js';

/** @param node - what stands in the wrong place; its line is named */
export function lineOf(node: ASTNode): string {
  const line = node.loc?.startToken.line;
  return line === undefined ? '' : ` (line ${line})`;
}

export interface Refused {
  /** a coordinate, a type or a directive */
  readonly place: string;
  readonly node: ASTNode;
  readonly what: string;
  readonly remedy: string;
}

/** @throws HubError SDL_REFUSED, always */
export function refuseExtension({ place, node, what, remedy }: Refused): never {
  throw new HubError('SDL_REFUSED', `${place}${lineOf(node)} ${what}; ${remedy}`, 'operator');
}
