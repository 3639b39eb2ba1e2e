/**
 * What an extension consists of, as the generator draws it and as the oracle judges it. Shapes only: nothing here
 * is read back from the SDL that is made of it.
 */
import type { Classification } from '@vigil/shared';

/** What security directives demand; null: there is no such directive. */
export interface Demand {
  readonly authenticated: boolean;
  readonly scopes: readonly (readonly string[])[] | null;
  readonly policies: readonly (readonly string[])[] | null;
}

export const NO_DEMAND: Demand = { authenticated: false, scopes: null, policies: null };

export interface InputModel {
  readonly name: string;
  /** as in SDL */
  readonly type: string;
  readonly classed: Classification;
  /** as in SDL; null: none */
  readonly fallback: string | null;
}

export interface FieldModel {
  readonly name: string;
  readonly type: string;
  readonly classed: Classification;
  readonly demand: Demand;
  readonly args: readonly InputModel[];
  /** names of fields of `Event` that it is computed from */
  readonly requires: readonly string[];
}

export interface FieldsModel {
  readonly kind: 'OBJECT' | 'INTERFACE';
  readonly name: string;
  readonly interfaces: readonly string[];
  readonly demand: Demand;
  readonly fields: readonly FieldModel[];
}

export type TypeModel =
  | FieldsModel
  | {
      readonly kind: 'UNION';
      readonly name: string;
      readonly classed: Classification;
      readonly members: readonly string[];
    }
  | {
      readonly kind: 'ENUM';
      readonly name: string;
      readonly demand: Demand;
      readonly words: readonly { readonly name: string; readonly classed: Classification }[];
      /** what a word of it is used for, everywhere */
      readonly use: 'OUTPUT' | 'FILTER' | 'ORDER';
    }
  | { readonly kind: 'INPUT'; readonly name: string; readonly fields: readonly InputModel[] }
  | {
      readonly kind: 'SCALAR';
      readonly name: string;
      readonly classed: Classification;
      readonly demand: Demand;
    };

export interface ExtensionModel {
  readonly partner: string;
  readonly types: readonly TypeModel[];
  readonly eventFields: readonly FieldModel[];
  readonly queryFields: readonly FieldModel[];
}

/** `[one__Kind!]!` -> `one__Kind` */
export function namedTypeOf(type: string): string {
  return type.replaceAll(/[[\]!]/g, '');
}

export function isRequired({ type, fallback }: InputModel): boolean {
  return type.endsWith('!') && fallback === null;
}
