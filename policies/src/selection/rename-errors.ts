/**
 * Puts the paths of execution errors into the caller's names.
 *
 * Takes errors whose paths use the names of the printed text, and the data that came with them. A path is cut
 * where it leaves what was asked for, or names a place in a list that the data does not have: neither a name nor
 * a number comes back that the caller could not have got otherwise.
 */
import type { AnswerError, AnswerPath } from './answer-error.js';
import { keyOf, type SelectedField, type SelectionNames, type SelectionTree } from './selection-tree.js';

/** @returns the same errors in the same order; messages and extensions unchanged */
export function renameErrors(
  tree: SelectionTree,
  { names, data }: { names: SelectionNames; data: unknown },
  errors: readonly AnswerError[],
): AnswerError[] {
  return errors.map(({ message, path, extensions }) =>
    path === undefined
      ? { message, extensions }
      : { message, path: renamePath(tree, { names, data }, path), extensions },
  );
}

function renamePath(
  tree: SelectionTree,
  { names, data }: { names: SelectionNames; data: unknown },
  path: AnswerPath,
): AnswerPath {
  const renamed: (string | number)[] = [];
  let fields: readonly SelectedField[] = tree.fields;
  let value = data;
  for (const key of path) {
    if (typeof key === 'number') {
      if (!Array.isArray(value) || !Object.hasOwn(value, key)) break;
      value = value[key] as unknown;
      renamed.push(key);
      continue;
    }
    const matching = fields.filter((field) => !field.denied && keyOf(field, names) === key);
    const [first] = matching;
    if (!first) break;
    renamed.push(first.responseKey);
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : null;
    // The same name may stand for several object types; which one it was, the path does not say.
    fields = [...new Set(matching.map(({ children }) => children ?? []))].flat();
  }
  return renamed;
}
