/**
 * The places of a mapping that a person has not decided yet.
 *
 * Takes the text of a mapping, gives line, field and what there is to decide. A place is undecided when nothing
 * stands there or DECIDE does; what the comment above it says is only for the reader. A written `null` is an answer,
 * and the language says where it may be one. Pure.
 */
import { isAlias, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';

export interface UndecidedPlace {
  /** of the mapping file, from 1 */
  readonly line: number;
  /** `event.startDate.formats` */
  readonly field: string;
  /** choices and why, from the comment; '' when somebody took the comment away */
  readonly choices: string;
}

const MARK = /#\s*DECIDE\b[^:]*:?\s*/;

/** The comment that ends just above `line` and begins with DECIDE; comments of other lines in between do not count. */
function commentAbove(lines: readonly string[], line: number): string | null {
  const found: string[] = [];
  for (let above = line - 2; above >= 0; above -= 1) {
    const text = (lines[above] ?? '').trim();
    if (!text.startsWith('#')) return null;
    found.unshift(text.replace(MARK, '').replace(/^#\s?/, ''));
    if (MARK.test(text)) return found.join(' ').trim();
  }
  return null;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** What may be written there: said above the place itself, or above the map whose line it is. */
function choicesAbove(lines: readonly string[], line: number): string {
  const own = commentAbove(lines, line);
  if (own !== null) return own;
  const indent = indentOf(lines[line - 1] ?? '');
  for (let above = line - 1; above > 0; above -= 1) {
    const text = lines[above - 1] ?? '';
    if (text.trim() !== '' && indentOf(text) < indent) return commentAbove(lines, above) ?? '';
  }
  return '';
}

function keyOf(node: unknown): string {
  const value = isScalar(node) ? node.value : node;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
}

function isUndecided(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  if (!isScalar(node)) return false;
  return node.value === 'DECIDE' || (node.value === null && (node.source ?? '') === '');
}

/** @param text - YAML; a text that is none has no places: reading the mapping says what is wrong with it */
export function undecidedPlaces(text: string): readonly UndecidedPlace[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  if (document.errors.length > 0) return [];
  const lines = text.split('\n');
  const found: UndecidedPlace[] = [];
  const add = (offset: number, path: readonly string[]): void => {
    const { line } = counter.linePos(offset);
    found.push({ line, field: path.join('.'), choices: choicesAbove(lines, line) });
  };
  visit(document, (_key, node, ancestors) => {
    if (isAlias(node)) return visit.SKIP;
    if (isPair(node) && isUndecided(node.value)) {
      const offset = isScalar(node.key) ? (node.key.range?.[0] ?? 0) : 0;
      add(offset, [...pathTo(ancestors), keyOf(node.key)]);
      return visit.SKIP;
    }
    if (isSeq(node)) {
      node.items.forEach((item, index) => {
        if (isUndecided(item))
          add(isScalar(item) ? (item.range?.[0] ?? 0) : 0, [...pathTo(ancestors), String(index)]);
      });
    }
    return undefined;
  });
  return found;
}

/** Names of the keys that lead to a node. */
function pathTo(ancestors: readonly unknown[]): string[] {
  return ancestors.flatMap((node, index) => {
    if (isPair(node)) return [keyOf(node.key)];
    if (!isSeq(node)) return [];
    const position = node.items.indexOf(ancestors[index + 1]);
    return position === -1 ? [] : [String(position)];
  });
}
