/**
 * What an extension calls the security directives of federation: read from its link to federation.
 *
 * Takes a parsed SDL, gives names. An import of one of the three may be renamed, and without an import it goes by
 * federation's prefix, which the link may rename too. `extension-security.ts` acts upon it; what else a link may say is
 * judged in `extension-directives.ts`.
 */
import { Kind } from 'graphql';
import type {
  ConstArgumentNode,
  ConstDirectiveNode,
  ConstListValueNode,
  ConstValueNode,
  DocumentNode,
  ConstObjectValueNode,
} from 'graphql';
import { refuseExtension } from './refuse-extension.js';
import {
  NAME_SCALARS,
  SECURITY_DIRECTIVES,
  looksLikeSecurity,
  type SecurityDirective,
  type SecurityNames,
} from './security-directives.js';

/** The federation that brought each of them. */
const SINCE: Readonly<Record<SecurityDirective, number>> = { authenticated: 5, requiresScopes: 5, policy: 6 };
const FEDERATION = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.(\d+)$/;
export const DEFAULT_PREFIX = 'federation';
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
/** A name that means something else already. */
const TAKEN: ReadonlySet<string> = new Set([
  'classified',
  'cost',
  'deprecated',
  'external',
  'include',
  'key',
  'link',
  'listSize',
  'oneOf',
  'requires',
  'skip',
  'specifiedBy',
]);
export interface FederationLink {
  readonly node: ConstDirectiveNode | null;
  readonly names: SecurityNames;
  /** before what is not imported */
  readonly prefix: string;
  /** what federation calls the names in the lists of two of them, here */
  readonly scalars: ReadonlySet<string>;
}

/** Whatever is wrong with the link besides is refused where links are judged. */
export function readFederationLink(document: DocumentNode): FederationLink {
  const node = findLink(document);
  if (node === null) return { node, names: new Map(), prefix: DEFAULT_PREFIX, scalars: new Set() };
  const as = textOf(argumentOf(node, 'as')?.value);
  const prefix = NAME.test(as) ? as : DEFAULT_PREFIX;
  const names = new Map(importedNames(node));
  const imported = new Set(names.values());
  const used = namesIn(document);
  for (const directive of SECURITY_DIRECTIVES) {
    const name = `${prefix}__${directive}`;
    if (!imported.has(directive) && used.has(name)) names.set(name, directive);
  }
  requireVersion(node, names);
  const scalars = Object.values(NAME_SCALARS).flatMap((name) => (name === null ? [] : `${prefix}__${name}`));
  return { node, names, prefix, scalars: new Set(scalars) };
}

function findLink(document: DocumentNode): ConstDirectiveNode | null {
  const links = document.definitions
    .flatMap((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? (definition.directives ?? [])
        : [],
    )
    .filter(({ name }) => name.value === 'link');
  return links.find((link) => FEDERATION.test(textOf(argumentOf(link, 'url')?.value))) ?? null;
}

function importedNames(link: ConstDirectiveNode): SecurityNames {
  const names = new Map<string, SecurityDirective>();
  const imported = new Set<SecurityDirective>();
  for (const item of importsOf(link)?.values ?? []) {
    const read = readImport(item);
    if (read === null) continue;
    if (imported.has(read.directive)) refuseImport(item, `imports @${read.directive} twice`);
    imported.add(read.directive);
    if (names.has(read.name)) refuseImport(item, `gives the name @${read.name} twice`);
    names.set(read.name, read.directive);
  }
  return names;
}

function argumentOf(
  { arguments: given = [] }: ConstDirectiveNode,
  name: string,
): ConstArgumentNode | undefined {
  return given.find((argument) => argument.name.value === name);
}

function textOf(value: ConstValueNode | undefined): string {
  return value?.kind === Kind.STRING ? value.value : '';
}

function importsOf(link: ConstDirectiveNode): ConstListValueNode | null {
  const value = argumentOf(link, 'import')?.value;
  return value?.kind === Kind.LIST ? value : null;
}

interface SecurityImport {
  readonly directive: SecurityDirective;
  readonly name: string;
}

export function isSecurityImport(item: ConstValueNode): boolean {
  return readImport(item) !== null;
}

/** @returns null: an import of something else */
function readImport(item: ConstValueNode): SecurityImport | null {
  const given = item.kind === Kind.OBJECT ? fieldOf(item, 'name') : textOf(item);
  const directive = SECURITY_DIRECTIVES.find((one) => given === `@${one}`);
  if (directive === undefined) return null;
  return item.kind === Kind.OBJECT ? readRenamed(item, directive) : { directive, name: directive };
}

function readRenamed(item: ConstObjectValueNode, directive: SecurityDirective): SecurityImport {
  const keys = item.fields.map(({ name }) => name.value);
  const as = keys.includes('as') ? fieldOf(item, 'as') : `@${directive}`;
  const name = as.slice(1);
  const isKnown = new Set(keys).size === keys.length && keys.every((key) => key === 'name' || key === 'as');
  if (!isKnown || !as.startsWith('@') || !NAME.test(name))
    refuseImport(item, `imports @${directive} in no way that federation has`);
  // Under the name of another one it would be read as that one.
  const misleads =
    TAKEN.has(name) || /classified/i.test(name) || (looksLikeSecurity(name) && name !== directive);
  if (misleads) refuseImport(item, `gives @${directive} a name that stands for something else`);
  return { directive, name };
}

function fieldOf({ fields }: ConstObjectValueNode, name: string): string {
  const value = fields.find((field) => field.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

function refuseImport(node: ConstValueNode, what: string): never {
  refuseExtension({
    place: 'schema',
    node,
    what,
    remedy:
      'write "@authenticated", "@requiresScopes", "@policy", or { name: "@policy", as: "@anotherName" }',
  });
}

function namesIn(document: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (directives: readonly ConstDirectiveNode[] | undefined): void => {
    for (const { name } of directives ?? []) found.add(name.value);
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) found.add(definition.name.value);
    if (!('directives' in definition)) continue;
    look(definition.directives as readonly ConstDirectiveNode[] | undefined);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) look(field.directives);
  }
  return found;
}

function requireVersion(link: ConstDirectiveNode, names: SecurityNames): void {
  const minor = Number(FEDERATION.exec(textOf(argumentOf(link, 'url')?.value))?.[1] ?? 0);
  const early = [...names.values()].find((directive) => minor < SINCE[directive]);
  if (early === undefined) return;
  refuseExtension({
    place: 'schema',
    node: link,
    what: `has @${early} from a federation that does not bring it`,
    remedy: `link https://specs.apollo.dev/federation/v2.${SINCE[early]}`,
  });
}
