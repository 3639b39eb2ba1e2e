/** Reads SDL text; a text that is not GraphQL is refused by line, without quoting it. */
import { GraphQLError, isTypeSystemDefinitionNode, isTypeSystemExtensionNode, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { HubError } from '../../errors/hub-error.js';

/** Far above any SDL of the coalition, far below what hurts: the parser's work is bounded by it. */
const MAX_TOKENS = 100_000;

/** @throws HubError SDL_REFUSED when the text is not GraphQL */
export function parseSdl(sdl: string): DocumentNode {
  try {
    return withoutOperations(parse(sdl, { maxTokens: MAX_TOKENS }));
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    const line = cause instanceof GraphQLError ? cause.locations?.[0]?.line : undefined;
    const where = line === undefined ? '' : ` in line ${line}`;
    throw new HubError('SDL_REFUSED', `SDL is not valid GraphQL${where}`, 'operator', { cause });
  }
}

function withoutOperations(document: DocumentNode): DocumentNode {
  const stray = document.definitions.some(
    (definition) => !isTypeSystemDefinitionNode(definition) && !isTypeSystemExtensionNode(definition),
  );
  if (stray) throw new HubError('SDL_REFUSED', 'SDL holds an operation or a fragment', 'operator');
  return document;
}
