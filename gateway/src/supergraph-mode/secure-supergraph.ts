/**
 * A supergraph that demands something of its callers (`@authenticated`, `@requiresScopes`, `@policy`): who asks here is
 * never known, so whatever demands anything is denied.
 *
 * Takes SDL, gives it without these directives, which Apollo's planner does not take, and what is denied; refuses in
 * one line whatever is left that could mean one of them, or that nobody here has read.
 */
import {
  HubError,
  NAME_SCALARS,
  SECURITY_DIRECTIVES,
  harvestRequirements,
  isSpecified,
  looksLikeSecurity,
  withoutSecurity,
  type SecurityDirective,
} from '@vigil/shared';
import {
  Kind,
  parse,
  print,
  valueFromASTUntyped,
  visit,
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
} from 'graphql';
import { textArgumentOf } from '../4-plan/supergraph-directives.js';

export interface SecuredSupergraph {
  /** for planner and schema; the text itself when nothing demands anything */
  readonly supergraphSdl: string;
  /** coordinates that may be neither asked nor used */
  readonly denied: ReadonlySet<string>;
  /** the same, but for what an interface is denied only because a type behind it is */
  readonly deniedAsWritten: ReadonlySet<string>;
  /** names of types that are denied as a whole */
  readonly deniedTypes: ReadonlySet<string>;
}

const FEATURE = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/(v[\d.]+)$/;
const VERSION = 'v0.1';

interface LinkedFeature {
  readonly link: ConstDirectiveNode;
  readonly directive: SecurityDirective;
  /** without the `@` */
  readonly name: string;
  readonly scalar: string;
}

function unusable(message: string, cause?: unknown): HubError {
  return new HubError('COMPOSITION_FAILED', `supergraph: ${message}`, 'operator', { cause });
}

/** @throws HubError COMPOSITION_FAILED in one line */
export function secureSupergraph(supergraphSdl: string): SecuredSupergraph {
  const document = parse(supergraphSdl, { noLocation: true });
  const features = linkedFeatures(document);
  const names = new Map(features.map(({ name, directive }) => [name, directive]));
  if (names.size !== features.length) throw unusable('it links one security feature twice');
  checkDefinitions(document, features);
  refuseUnexplained(document, names);
  if (features.length === 0)
    return { supergraphSdl, denied: new Set(), deniedAsWritten: new Set(), deniedTypes: new Set() };
  const harvest = (upwards: boolean): ReturnType<typeof harvestRequirements> =>
    understand(() => harvestRequirements(document, names, { upwards }));
  const { requirements, types } = harvest(true);
  const links = new Set<DirectiveNode>(features.map(({ link }) => link));
  const scalars = new Set(features.map(({ scalar }) => scalar));
  const plain = visit(withoutSecurity(document, names, scalars), {
    Directive: (node) => (links.has(node) ? null : undefined),
  });
  return {
    supergraphSdl: print(plain),
    denied: new Set(requirements.keys()),
    deniedAsWritten: new Set(harvest(false).requirements.keys()),
    deniedTypes: types,
  };
}

function understand<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof HubError ? unusable(error.message, error) : error;
  }
}

function linkedFeatures(document: DocumentNode): LinkedFeature[] {
  return document.definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
        ? (node.directives ?? [])
        : [],
    )
    .flatMap((link) => {
      const url = textArgumentOf(link, 'url') ?? textArgumentOf(link, 'feature') ?? '';
      const [, name, version = ''] = FEATURE.exec(url) ?? [];
      const directive = SECURITY_DIRECTIVES.find((one) => one === name);
      if (directive === undefined) return [];
      if (version !== VERSION)
        throw unusable(`it is protected by ${directive} ${version}, and only ${VERSION} is known here`);
      return [{ link, directive, ...namesOf(link, directive) }];
    });
}

/** The element that bears the feature's own name is called as the feature is; others stand behind its prefix. */
function namesOf(
  link: ConstDirectiveNode,
  directive: SecurityDirective,
): Pick<LinkedFeature, 'name' | 'scalar'> {
  const prefix = textArgumentOf(link, 'as') ?? directive;
  const imports = new Map<unknown, unknown>();
  for (const { name, as } of importsOf(link)) {
    if (imports.has(name)) throw unusable(`it imports something of ${directive} twice`);
    imports.set(name, as ?? name);
  }
  const imported = imports.get(`@${directive}`);
  const scalar = NAME_SCALARS[directive] ?? '';
  const importedScalar = imports.get(scalar);
  return {
    name: typeof imported === 'string' ? imported.replace(/^@/, '') : prefix,
    scalar: typeof importedScalar === 'string' ? importedScalar : `${prefix}__${scalar}`,
  };
}

/** `"@policy"`, or `{ name: "@policy", as: "@guard" }` */
function importsOf(link: ConstDirectiveNode): { name?: unknown; as?: unknown }[] {
  const node = (link.arguments ?? []).find(({ name }) => name.value === 'import')?.value;
  const items = node === undefined ? [] : valueFromASTUntyped(node);
  return (Array.isArray(items) ? (items as readonly unknown[]) : [items]).map((item) =>
    typeof item === 'object' ? { ...item } : { name: item },
  );
}

/** A definition that differs may mean anything. */
function checkDefinitions(document: DocumentNode, features: readonly LinkedFeature[]): void {
  for (const { name, directive, scalar } of features) {
    const found = document.definitions.filter(
      (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === name,
    );
    const isTheirs = found.every(
      (node) => node.kind === Kind.DIRECTIVE_DEFINITION && isSpecified(node, directive, scalar),
    );
    if (found.length !== 1 || !isTheirs)
      throw unusable(`it does not define @${name} as ${directive} ${VERSION} does`);
  }
}

/** What looks like one of them and is none by any link protects nothing, and somebody believes that it does. */
function refuseUnexplained(document: DocumentNode, names: ReadonlyMap<string, SecurityDirective>): void {
  const look = (name: string): void => {
    if (looksLikeSecurity(name) && !names.has(name))
      throw unusable(`it has a directive @${name} that no link explains`);
  };
  visit(document, {
    DirectiveDefinition: ({ name }) => {
      look(name.value);
    },
    Directive: (node) => {
      look(node.name.value);
      // Composition's own wrapping of what a subgraph wrote.
      if (node.name.value === 'join__directive' && looksLikeSecurity(textArgumentOf(node, 'name') ?? ''))
        throw unusable('it wraps a security directive, which is not understood here');
    },
  });
}
