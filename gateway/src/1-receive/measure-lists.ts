/**
 * Bounds on what a caller gives as values: on every list, in the document and in the variables alike, and on how deep
 * variables are nested (brackets bound it in the document).
 *
 * Takes both as they came, gives nothing, or refuses. No schema: what is too long or too deep is so wherever it stands.
 */
import { visit, type DocumentNode } from 'graphql';
import { refuse } from '../exchange.js';

function check(length: number, limit: number): void {
  if (length > limit)
    throw refuse(400, 'LIMIT_EXCEEDED', `the request has a list of more than ${limit} items`);
}

/** @throws Refusal LIMIT_EXCEEDED */
export function measureLiteralLists(document: DocumentNode, limit: number): void {
  visit(document, {
    ListValue: ({ values }) => {
      check(values.length, limit);
    },
  });
}

/** Values inside each other; the contract's own inputs need three. */
const MAX_DEPTH = 50;

/** @throws Refusal LIMIT_EXCEEDED */
export function measureVariables(variables: Readonly<Record<string, unknown>>, limit: number): void {
  // A loop, a level at a time, not a recursion: JSON can be nested deeper than the stack.
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH)
      throw refuse(400, 'LIMIT_EXCEEDED', `the variables are nested deeper than ${MAX_DEPTH} values`);
    const below: unknown[] = [];
    for (const value of level) {
      if (Array.isArray(value)) check(value.length, limit);
      for (const inner of Object.values(value as object))
        if (typeof inner === 'object' && inner !== null) below.push(inner);
    }
    level = below;
  }
}
