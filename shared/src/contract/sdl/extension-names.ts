/**
 * Rules about names in an extension: everything that a partner adds bears its prefix, so that no two partners, and
 * no partner and the contract, ever mean the same name.
 *
 * Takes a name with its place; gives nothing, or refuses.
 */
import type { ASTNode } from 'graphql';
import type { ContractFacts } from './contract-facts.js';
import { refuseExtension } from './refuse-extension.js';

export interface Naming {
  readonly namespace: string;
  readonly contract: ContractFacts;
}

/** What GraphQL brings itself. */
export const BUILT_IN_SCALARS: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
const FOREIGN_PREFIX = /^([A-Za-z][A-Za-z0-9_]*?)__/;
/** Response names that the hub keeps for itself begin so. */
const HUB_PREFIX = 'vigil__';

/** Is this a name of the partner's own? */
export function isOwnName(name: string, { namespace }: Naming): boolean {
  return name.startsWith(namespace) && /^[A-Za-z0-9]/.test(name.slice(namespace.length));
}

/** The name of a type, or of a field of `Event` or `Query`. */
export function checkOwnName(
  naming: Naming,
  { name, place, node }: { name: string; place: string; node: ASTNode },
): void {
  if (isOwnName(name, naming)) return;
  const { namespace, contract } = naming;
  const refuse = (what: string, remedy: string): never => refuseExtension({ place, node, what, remedy });
  if (name.startsWith('_'))
    refuse("has a name that is GraphQL's or federation's", `begin it with ${namespace}`);
  if (place === name && (contract.types.has(name) || BUILT_IN_SCALARS.has(name))) {
    refuse(
      'is already defined by the contract, for everybody',
      `leave it out, or add a type of your own: ${namespace}${name}`,
    );
  }
  const prefix = FOREIGN_PREFIX.exec(name)?.[1];
  if (prefix !== undefined)
    refuse(`begins with ${prefix}__, which is not yours`, `begin it with ${namespace}`);
  refuse('has a name without your prefix', `call it ${namespace}${name}`);
}

/** Any field, argument, input field or enum value. */
export function checkMemberName({ name, place, node }: { name: string; place: string; node: ASTNode }): void {
  if (name.startsWith('__') || name.startsWith(HUB_PREFIX)) {
    refuseExtension({
      place,
      node,
      what: "has a name that is GraphQL's or the hub's",
      remedy: 'give it another name',
    });
  }
  // What every JavaScript object has by itself must never look like a value that somebody sent.
  if (name in Object.prototype) {
    refuseExtension({
      place,
      node,
      what: 'has a name that every object bears already',
      remedy: 'give it another name',
    });
  }
}
