/**
 * Bounds on the text of an extension, before it is parsed: bytes, tokens, and how deep brackets stand in each other.
 *
 * The parser and everything after it are recursive; this is a loop. Far above what a partner needs.
 */
import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { HubError } from '../../errors/hub-error.js';

const MAX_BYTES = 200_000;
const MAX_TOKENS = 20_000;
const MAX_DEPTH = 10;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** @throws HubError SDL_REFUSED naming the limit and the line */
export function measureExtension(sdl: string): void {
  if (Buffer.byteLength(sdl, 'utf8') > MAX_BYTES)
    refuse(`is longer than ${MAX_BYTES} bytes; make it smaller`);
  try {
    scan(sdl);
  } catch (cause) {
    if (!(cause instanceof GraphQLError)) throw cause;
    const line = cause.locations?.[0]?.line ?? 1;
    throw new HubError('SDL_REFUSED', `SDL is not valid GraphQL in line ${line}`, 'operator', { cause });
  }
}

function scan(sdl: string): void {
  const lexer = new Lexer(new Source(sdl));
  let tokens = 0;
  let depth = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens += 1;
    if (tokens > MAX_TOKENS) refuse(`has more than ${MAX_TOKENS} tokens; make it smaller`);
    if (OPENING.has(token.kind)) depth += 1;
    if (CLOSING.has(token.kind)) depth -= 1;
    if (depth > MAX_DEPTH) {
      refuse(
        `is nested deeper than ${MAX_DEPTH} brackets in line ${token.line}; give the parts types of their own`,
      );
    }
  }
}

function refuse(what: string): never {
  throw new HubError('SDL_REFUSED', `the SDL ${what}`, 'operator');
}
