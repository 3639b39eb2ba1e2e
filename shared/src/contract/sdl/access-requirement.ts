/**
 * What `@authenticated`, `@requiresScopes` and `@policy` in an SDL demand of a caller, beside the class of a coordinate.
 *
 * Shapes only. `harvest-requirements.ts` reads them; the permission map applies them: they only ever deny.
 */

/** One of these groups must hold whole: `[["a", "b"], ["c"]]` is (a and b) or c. No group: never. */
export type Alternatives = readonly (readonly string[])[];

export interface AccessRequirement {
  readonly authenticated: boolean;
  /** one entry for each directive that applies, of the field, its parent and its named type: every one must hold */
  readonly scopes: readonly Alternatives[];
  readonly policies: readonly Alternatives[];
}
