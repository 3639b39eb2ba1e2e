/**
 * Words of a heading or a cell in one form, so that `Date_de_l'Incident`, `DATE DE L INCIDENT` and
 * `dateDeLIncident` are the same words.
 *
 * Takes text in any script, gives lower-case words without accents. Pure.
 */

/** Arabic letters that people write for one another at the end of a word. */
const ARABIC: readonly (readonly [RegExp, string])[] = [
  [/\u0640/g, ''],
  [/\u0629/g, '\u0647'],
  [/\u0649/g, '\u064a'],
];

/** @returns words joined by single spaces; '' when there is no letter and no digit */
export function normaliseWords(text: string): string {
  const spaced = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const plain = spaced
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return ARABIC.reduce((words, [pattern, letter]) => words.replace(pattern, letter), plain)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Does `phrase` stand in `words`, as whole words? Both normalised. */
export function holdsPhrase(words: string, phrase: string): boolean {
  return ` ${words} `.includes(` ${phrase} `);
}
