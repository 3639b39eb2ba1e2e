/**
 * What one partner is sent for a set of fields: printed and read again once, then filled for each request.
 *
 * Takes the fields that are left, gives texts of bodies and the coordinates that they use, counted on the text that
 * is sent, as the partner will count it.
 */
import { printSelection, type SelectedField, type SelectionTree } from '@vigil/policies';
import { parse } from 'graphql';
import type { Variables } from '../../execution.js';
import { plannedTree } from './planned-tree.js';

export interface WrittenQuestion {
  /** JSON */
  body: string;
  coordinates: readonly string[];
}

export interface PartnerQuestionOptions {
  /** the operation; of its fields only those given are asked */
  tree: SelectionTree;
  fields: readonly SelectedField[];
  /** which variable takes representations, if one does */
  list: string | null;
  coordinatesOf: (tree: SelectionTree) => readonly string[];
}

/** @returns what is sent with these variables and these JSON texts of representations */
export function partnerQuestion({
  tree,
  fields,
  list,
  coordinatesOf,
}: PartnerQuestionOptions): (variables: Variables, representations: readonly string[]) => WrittenQuestion {
  const { query } = printSelection({ ...tree, fields });
  const entityLists = list === null ? [] : [{ responseKey: '', variable: list }];
  const sentTree = plannedTree(tree.schema, { document: parse(query), entityLists });
  const start = `{"query":${JSON.stringify(query)},"variables":`;
  return (variables, representations) => {
    const sent = sentTree(variables);
    const values = JSON.stringify(sent.variables);
    const body = list === null ? `${start}${values}}` : `${start}${withList(values, list, representations)}}`;
    return { body, coordinates: coordinatesOf(sent) };
  };
}

/** @param values - JSON text of an object */
function withList(values: string, list: string, representations: readonly string[]): string {
  const others = values === '{}' ? '{' : `${values.slice(0, -1)},`;
  return `${others}${JSON.stringify(list)}:[${representations.join(',')}]}`;
}
