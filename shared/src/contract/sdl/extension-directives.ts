/**
 * Rules about directives in an extension: an allow-list for each kind of place, each at most once, each with the
 * arguments written here and no others.
 *
 * What is not listed is refused: `@override`, `@interfaceObject`, `@inaccessible`, `@provides`, `@shareable`, `@tag`,
 * `@composeDirective` and whatever federation invents next. `@classified` itself is read by `read-classification.ts`,
 * what `@cost` and `@listSize` say in `../costs`;
 * `@authenticated`, `@requiresScopes` and `@policy`, under whatever name they are imported, are read and taken out by
 * `extension-security.ts` before: what looks like one of them here was never imported.
 */
import { Kind } from 'graphql';
import type { ConstDirectiveNode, ConstValueNode, SchemaDefinitionNode, SchemaExtensionNode } from 'graphql';
import { checkCostDirective } from '../costs/check-cost-directive.js';
import { lineOf, refuseExtension } from './refuse-extension.js';
import { HubError } from '../../errors/hub-error.js';

/** Where a directive stands, and which may stand there. */
const ALLOWED = {
  SCHEMA: ['link'],
  EVENT: ['key'],
  TYPE: [],
  COSTED_TYPE: ['cost'],
  CONTRACT_FIELD: ['classified', 'external'],
  EVENT_FIELD: ['classified', 'cost', 'deprecated', 'listSize', 'requires'],
  FIELD: ['classified', 'cost', 'deprecated', 'listSize'],
  INPUT: ['classified', 'cost', 'deprecated'],
  VALUE: ['classified', 'deprecated'],
  SCALAR: ['classified', 'cost', 'specifiedBy'],
  UNION: ['classified'],
} as const satisfies Record<string, readonly string[]>;

export type DirectivePlace = keyof typeof ALLOWED;

/** directive -> names of its arguments, all of them strings; `key` and `link` are read below */
const STRING_ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['deprecated', ['reason']],
  ['external', []],
  ['key', ['fields']],
  ['requires', ['fields']],
  ['specifiedBy', ['url']],
]);
const FEDERATION_URL = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.[0-9]$/;
/** Tools for the graph make a link of it. */
const WEB_ADDRESS = /^https:\/\//;
const IMPORTS: ReadonlySet<string> = new Set(['@key', '@external', '@requires']);
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])';

/** @param place - the coordinate or the type that the directives stand on */
export function checkDirectives(
  directives: readonly ConstDirectiveNode[] | undefined,
  { kind, place }: { kind: DirectivePlace; place: string },
): void {
  const allowed: readonly string[] = ALLOWED[kind];
  const seen = new Set<string>();
  for (const node of directives ?? []) {
    const name = node.name.value;
    if (!allowed.includes(name)) refuseDirective(node, { place, allowed });
    if (seen.has(name)) refuseExtension({ place, node, what: `has @${name} twice`, remedy: 'leave one out' });
    seen.add(name);
    checkArguments(node, place);
  }
}

function refuseDirective(
  node: ConstDirectiveNode,
  { place, allowed }: { place: string; allowed: readonly string[] },
): never {
  const name = node.name.value;
  if (/classified/i.test(name) && name !== 'classified') {
    refuseExtension({
      place,
      node,
      what: `uses @${name}, which only looks like @classified`,
      remedy: 'write @classified',
    });
  }
  const remedy =
    allowed.length === 0
      ? 'no directive may stand here: leave it out'
      : `only ${allowed.map((word) => `@${word}`).join(', ')} may stand here: leave it out`;
  refuseExtension({ place, node, what: `uses @${name}, which no extension may use there`, remedy });
}

function checkArguments(node: ConstDirectiveNode, place: string): void {
  checkCostDirective(node, place);
  const known = STRING_ARGUMENTS.get(node.name.value);
  if (known === undefined) return;
  const given = node.arguments ?? [];
  const fits =
    given.every(({ name, value }) => known.includes(name.value) && value.kind === Kind.STRING) &&
    new Set(given.map(({ name }) => name.value)).size === given.length;
  if (!fits) {
    const remedy =
      known.length === 0 ? 'write it without arguments' : `write it with ${known.join(', ')} as a text`;
    refuseExtension({
      place,
      node,
      what: `uses @${node.name.value} with other arguments than its own`,
      remedy,
    });
  }
  const url = given.find(({ name }) => name.value === 'url')?.value;
  if (url?.kind === Kind.STRING && !WEB_ADDRESS.test(url.value)) {
    refuseExtension({
      place,
      node,
      what: `uses @${node.name.value} with no address of the web`,
      remedy: 'write an address that begins with https://',
    });
  }
}

/** The text of a directive's argument `fields`; empty when it has none. */
export function fieldsOf({ arguments: given = [] }: ConstDirectiveNode): string {
  const value = given.find(({ name }) => name.value === 'fields')?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

/** Federation is linked once, under its own name, and nothing else is. */
export function checkLink(schemas: readonly (SchemaDefinitionNode | SchemaExtensionNode)[]): void {
  const [schema, second] = schemas;
  if (schema === undefined) {
    throw new HubError('SDL_REFUSED', `the SDL does not link federation; begin it with ${LINK}`, 'operator');
  }
  const refuse = (what: string): never =>
    refuseExtension({ place: 'schema', node: second ?? schema, what, remedy: `write ${LINK}` });
  if (second !== undefined) refuse('is described twice');
  checkDirectives(schema.directives, { kind: 'SCHEMA', place: 'schema' });
  const [link] = schema.directives ?? [];
  if (link === undefined) return refuse('does not link federation');
  const given = new Map((link.arguments ?? []).map(({ name, value }) => [name.value, value]));
  if (
    given.size !== (link.arguments ?? []).length ||
    [...given.keys()].some((name) => name !== 'url' && name !== 'import')
  ) {
    refuse('links with other arguments than url and import');
  }
  const url = given.get('url');
  if (url?.kind !== Kind.STRING || !FEDERATION_URL.test(url.value))
    refuse('links something other than federation v2.0 to v2.9');
  checkImports(given.get('import'), refuse);
}

function checkImports(value: ConstValueNode | undefined, refuse: (what: string) => never): void {
  if (value === undefined) return;
  if (value.kind !== Kind.LIST) refuse('imports something that is no list');
  const seen = new Set<string>();
  for (const item of value.values) {
    // `{ name: "@classified", as: "@x" }` would let a name mean something else here than everywhere.
    if (item.kind !== Kind.STRING) refuse(`renames an import${lineOf(item)}`);
    if (!IMPORTS.has(item.value)) refuse(`imports ${item.value}`);
    if (seen.has(item.value)) refuse(`imports ${item.value} twice`);
    seen.add(item.value);
  }
}
