/**
 * The second header line of humanitarian exports: a tag such as `#date+start` for each column.
 *
 * @see https://hxlstandard.org/standard/1-1final/syntax/
 */
const TAG = /^#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*$/i;

/** Every cell is a tag or empty, and one is a tag. */
export function isHxlTags(cells: readonly string[]): boolean {
  const tags = tagsOf(cells).filter((cell) => cell !== '');
  return tags.length > 0 && tags.every((cell) => cell.length <= 200 && TAG.test(cell));
}

/** One for each column, '' where there is none. */
export function tagsOf(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.trim());
}
