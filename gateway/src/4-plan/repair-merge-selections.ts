/**
 * Two selections of one object as one, each thing asked once.
 */
import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { responseNameOf } from './repair-fetches.js';

export function mergeSelections(one: SelectionSetNode, other: SelectionSetNode): SelectionSetNode {
  const selections = [...one.selections];
  for (const added of other.selections) {
    const index = selections.findIndex((there) => isSame(there, added));
    const there = selections[index];
    if (!there) selections.push(added);
    else selections[index] = mergeOne(there, added);
  }
  return { ...one, selections };
}

function mergeOne(there: SelectionNode, added: SelectionNode): SelectionNode {
  if (there.kind === Kind.FRAGMENT_SPREAD || added.kind === Kind.FRAGMENT_SPREAD) return there;
  if (!there.selectionSet || !added.selectionSet) return there;
  return { ...there, selectionSet: mergeSelections(there.selectionSet, added.selectionSet) };
}

/** Fields of one response name are the same field with the same arguments: both selections are of sound plans. */
function isSame(there: SelectionNode, added: SelectionNode): boolean {
  if (there.kind === Kind.FIELD && added.kind === Kind.FIELD) {
    return responseNameOf(there) === responseNameOf(added);
  }
  if (there.kind === Kind.INLINE_FRAGMENT && added.kind === Kind.INLINE_FRAGMENT) {
    return there.typeCondition?.name.value === added.typeCondition?.name.value;
  }
  return false;
}
