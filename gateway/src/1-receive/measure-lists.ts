/**
 * A bound on every list that a caller gives, in the document and in the variables alike.
 *
 * Takes both as they came, gives nothing, or refuses. No schema: what is too long is too long wherever it stands.
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

/** @throws Refusal LIMIT_EXCEEDED */
export function measureVariableLists(variables: Readonly<Record<string, unknown>>, limit: number): void {
  // A loop, not a recursion: JSON can be nested deeper than the stack.
  const waiting: unknown[] = [variables];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) check(value.length, limit);
    for (const inner of Object.values(value)) waiting.push(inner);
  }
}
