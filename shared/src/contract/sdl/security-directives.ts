/**
 * The three security directives of federation, whatever an SDL calls them: which they are, how they are defined, what
 * an SDL is without them.
 *
 * An SDL names them by its link to federation (`extension-security.ts`), a supergraph by a link for each of them. A
 * name that only looks like one of them is none.
 *
 * @see https://specs.apollo.dev/authenticated/v0.1, /requiresScopes/v0.1, /policy/v0.1
 */
import { Kind, visit } from 'graphql';
import type { ConstDirectiveNode, DirectiveDefinitionNode, DocumentNode, TypeNode } from 'graphql';

export const SECURITY_DIRECTIVES = ['authenticated', 'requiresScopes', 'policy'] as const;
export type SecurityDirective = (typeof SECURITY_DIRECTIVES)[number];

/** a directive's name in one SDL, without its `@` -> which of the three it is */
export type SecurityNames = ReadonlyMap<string, SecurityDirective>;

/** the one argument, a list of lists of names; null: it takes none */
export const LIST_ARGUMENTS = {
  authenticated: null,
  requiresScopes: 'scopes',
  policy: 'policies',
} as const satisfies Record<SecurityDirective, string | null>;

/** what the names in that list are, as federation calls the scalar */
export const NAME_SCALARS = { authenticated: null, requiresScopes: 'Scope', policy: 'Policy' } as const;

const LOCATIONS = ['ENUM', 'FIELD_DEFINITION', 'INTERFACE', 'OBJECT', 'SCALAR'].join();
const LOOKS_LIKE = /^(?:\w*__)?(?:authenticated|requires_?scopes|policy)$/i;

/** Whoever reads it would take it for one of the three. */
export function looksLikeSecurity(name: string): boolean {
  return LOOKS_LIKE.test(name);
}

/**
 * Is a definition that an SDL brings the specification's? Descriptions are free, names are the link's business.
 *
 * @param scalar - what this SDL calls the scalar of the names
 */
export function isSpecified(
  { arguments: given = [], locations, repeatable }: DirectiveDefinitionNode,
  directive: SecurityDirective,
  scalar: string,
): boolean {
  if (repeatable) return false;
  const sorted = locations.map(({ value }) => value).sort();
  if (sorted.join() !== LOCATIONS) return false;
  const argument = LIST_ARGUMENTS[directive];
  const [only, second] = given;
  if (argument === null) return only === undefined;
  if (only?.name.value !== argument || second !== undefined) return false;
  const isPlain = only.defaultValue === undefined && (only.directives ?? []).length === 0;
  return isPlain && isListOfLists(only.type, scalar);
}

/** `[[Scope!]!]!` */
function isListOfLists(type: TypeNode, scalar: string): boolean {
  const inner = itemOf(itemOf(type));
  if (inner?.kind !== Kind.NON_NULL_TYPE) return false;
  return inner.type.kind === Kind.NAMED_TYPE && inner.type.name.value === scalar;
}

function itemOf(type: TypeNode | null): TypeNode | null {
  return type?.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE ? type.type.type : null;
}

export function securityUses(
  directives: readonly ConstDirectiveNode[] | undefined,
  names: SecurityNames,
): ConstDirectiveNode[] {
  return (directives ?? []).filter(({ name }) => names.has(name.value));
}

/** The same document without any use or definition of them, and without the scalars that only they need. */
export function withoutSecurity(
  document: DocumentNode,
  names: SecurityNames,
  scalars: ReadonlySet<string>,
): DocumentNode {
  return visit(document, {
    Directive: (node) => (names.has(node.name.value) ? null : undefined),
    DirectiveDefinition: (node) => (names.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (scalars.has(node.name.value) ? null : undefined),
  });
}
