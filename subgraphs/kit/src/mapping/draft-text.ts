/**
 * Writes a draft: YAML with comments, line by line.
 *
 * A place that a person must decide is a key without a value, under a comment that begins with DECIDE, or a line of a
 * map that leads to DECIDE: the mapping language refuses both where they stand. Text from a file is quoted so that it
 * can be nothing else than text, in YAML and on a terminal.
 */

const WIDTH = 110;

/** Letters and plain marks that YAML reads as text; everything else is quoted. */
const PLAIN = /^\p{L}[\p{L}\p{M}\p{N}_ ./()+-]*$/u;
/** text that YAML, in this version or an older one, reads as something else */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf|decide)$/i;
const INVISIBLE = /[\p{C}\u2028\u2029\ufeff]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A YAML scalar for a text. */
export function yamlText(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text) && !/\s$|\s{2}/u.test(text)) return text;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(INVISIBLE, escaped)}"`;
}

/** `[a, "b, c"]`: commas and brackets never stand unquoted. */
export const yamlList = (texts: readonly string[]): string => `[${texts.map(yamlText).join(', ')}]`;

/** What a file says must not begin a line or move the cursor. */
const commentText = (text: string): string => text.replace(INVISIBLE, '\ufffd');

export class DraftText {
  readonly #lines: string[] = [];
  #decisions = 0;

  get decisions(): number {
    return this.#decisions;
  }

  blank(): void {
    this.#lines.push('');
  }

  /** a comment on lines of its own */
  say(indent: number, text: string): void {
    const space = ' '.repeat(indent);
    let line = '';
    for (const word of commentText(text).split(' ')) {
      if (line !== '' && indent + line.length + word.length > WIDTH) {
        this.#lines.push(`${space}# ${line}`);
        line = '';
      }
      line = line === '' ? word : `${line} ${word}`;
    }
    this.#lines.push(`${space}# ${line}`);
  }

  /** `key: value`; the value is YAML already */
  put(indent: number, key: string, value: string, note?: string): void {
    const comment = note === undefined ? '' : `  # ${commentText(note)}`;
    this.#lines.push(`${' '.repeat(indent)}${key}:${value === '' ? '' : ` ${value}`}${comment}`);
  }

  item(indent: number, value: string, note?: string): void {
    this.#lines.push(
      `${' '.repeat(indent)}- ${value}${note === undefined ? '' : `  # ${commentText(note)}`}`,
    );
  }

  /** a place for a person: choices and why stand above it */
  decide(indent: number, key: string, choices: string): void {
    this.#decisions += 1;
    this.say(indent, `DECIDE: ${choices}`);
    this.#lines.push(`${' '.repeat(indent)}${key}:`);
  }

  /** one line of a map that a person completes; what may stand there is said above the map */
  decideLine(indent: number, value: string): void {
    this.#decisions += 1;
    this.#lines.push(`${' '.repeat(indent)}${yamlText(value)}: DECIDE`);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
