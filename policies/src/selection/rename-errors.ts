/**
 * Puts the paths of execution errors into the caller's names.
 *
 * Takes errors whose paths use the names of the printed text. A path is cut where it leaves what was asked for,
 * so that no name comes back which the caller did not write.
 */
import type { AnswerError, AnswerPath } from './answer-error.js';
import { keyOf, type SelectedField, type SelectionNames, type SelectionTree } from './selection-tree.js';

/** @returns the same errors in the same order; messages and extensions unchanged */
export function renameErrors(
  tree: SelectionTree,
  names: SelectionNames,
  errors: readonly AnswerError[],
): AnswerError[] {
  return errors.map(({ message, path, extensions }) =>
    path === undefined
      ? { message, extensions }
      : { message, path: renamePath(tree, names, path), extensions },
  );
}

function renamePath(tree: SelectionTree, names: SelectionNames, path: AnswerPath): AnswerPath {
  const renamed: (string | number)[] = [];
  let fields: readonly SelectedField[] = tree.fields;
  for (const key of path) {
    if (typeof key === 'number') {
      renamed.push(key);
      continue;
    }
    const matching = fields.filter((field) => !field.denied && keyOf(field, names) === key);
    const [first] = matching;
    if (!first) break;
    renamed.push(first.responseKey);
    // The same name may stand for several object types; which one it was, the path does not say.
    fields = matching.flatMap(({ children }) => children ?? []);
  }
  return renamed;
}
