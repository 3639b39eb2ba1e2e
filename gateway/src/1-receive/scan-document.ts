/**
 * Limits that hold before a document is parsed: number of tokens and depth of brackets.
 *
 * The parser is recursive, so a deep document would end in a stack overflow; this scan is a loop. Takes the
 * text, gives nothing, or refuses.
 */
import { Lexer, Source, TokenKind } from 'graphql';
import { refuse } from '../exchange.js';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * @throws Refusal LIMIT_EXCEEDED naming the limit
 * @throws GraphQLError for characters that are no token
 */
export function scanDocument(text: string, limits: { tokens: number; depth: number }): void {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let depth = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens += 1;
    if (tokens > limits.tokens)
      throw refuse(400, 'LIMIT_EXCEEDED', `the document has more than ${limits.tokens} tokens`);
    if (OPENING.has(token.kind)) depth += 1;
    if (CLOSING.has(token.kind)) depth -= 1;
    if (depth > limits.depth * 2) {
      // A field can open an argument's brackets inside its selection's: twice the depth of fields is never honest.
      throw refuse(400, 'LIMIT_EXCEEDED', `the document is nested deeper than ${limits.depth} fields`);
    }
  }
}
