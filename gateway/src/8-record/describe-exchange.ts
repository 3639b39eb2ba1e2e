/**
 * What is recorded of a request: who, what for, which coordinates, which partners, how it ended.
 *
 * Takes an exchange, gives an audit entry without its number. Nothing that the caller typed and nothing that a
 * partner answered is in it; the caller is a pseudonym.
 */
import { createHash, createHmac } from 'node:crypto';
import type { AuditEntry } from '@vigil/shared';
import { Kind, print, visit, type DocumentNode } from 'graphql';
import type { Caller, Decision, Exchange, Generation } from '../exchange.js';

export type UnnumberedEntry = Omit<AuditEntry, 'sequence'>;

export interface DescribeOptions {
  /** keyed, so that the log alone does not tell who a caller is */
  pseudonymSecret: Uint8Array;
  policyVersion: string;
}

const VALUE = { kind: Kind.NULL } as const;

/** Literals, variables' defaults, aliases and names go: what is left says what kind of question it was. */
function withoutLiterals(document: DocumentNode): string {
  const stripped = visit(document, {
    Argument: (node) => ({ ...node, value: VALUE }),
    VariableDefinition: (node) => ({ kind: node.kind, variable: node.variable, type: node.type }),
    Field: (node) => ({ ...node, alias: undefined }),
    OperationDefinition: (node) => ({ ...node, name: undefined }),
  });
  return print(stripped);
}

function hashOperation(document: DocumentNode): string {
  return createHash('sha256').update(withoutLiterals(document)).digest('base64url');
}

function pseudonym(caller: Caller | null, secret: Uint8Array): string | null {
  if (caller?.id === undefined || caller.id === null) return null;
  return createHmac('sha256', secret)
    .update(JSON.stringify(['vigil-audit-1', caller.issuer, caller.id]))
    .digest('base64url');
}

function sorted<T extends string>(values: readonly T[]): T[] {
  return values.length < 2 ? [...values] : [...new Set(values)].sort();
}

/** What somebody wanted to open with a key of their own: seen at a glance in the log. */
function unsealed(
  generation: Generation | null,
  coordinates: readonly string[],
): Pick<AuditEntry, 'unsealed'> {
  const found = coordinates.filter(
    (coordinate) => generation?.classification.get(coordinate)?.class === 'IDENTIFYING',
  );
  return found.length === 0 ? {} : { unsealed: found };
}

/** What a decision used, of the generation that says which of it is sealed. */
interface Used {
  readonly generation: Generation | null;
  readonly said: Pick<AuditEntry, 'coordinates' | 'unsealed'>;
}

/** Makes the description of exchanges; a document that comes again is hashed once. */
export function createDescribe(options: DescribeOptions): (exchange: Exchange) => UnnumberedEntry {
  const hashes = new WeakMap<DocumentNode, string>();
  const used = new WeakMap<Decision, Used>();

  function usedBy({ decision, generation }: Exchange): Used {
    const known = decision === null ? undefined : used.get(decision);
    if (known?.generation === generation) return known;
    const coordinates = decision === null ? [] : sorted(decision.coordinates());
    const made = { generation, said: { coordinates, ...unsealed(generation, coordinates) } };
    if (decision !== null) used.set(decision, made);
    return made;
  }

  function operationHash(document: DocumentNode): string {
    const hash = hashes.get(document) ?? hashOperation(document);
    hashes.set(document, hash);
    return hash;
  }

  return (exchange) => {
    const { caller, operation } = exchange;
    return {
      at: exchange.receivedAt.toISOString(),
      subject: pseudonym(caller, options.pseudonymSecret),
      organisation: caller?.class.organisation ?? null,
      roles: [...(caller?.class.roles ?? [])],
      purpose: caller?.class.purpose ?? null,
      policyVersion: caller === null ? null : options.policyVersion,
      operationHash: operation === null ? null : operationHash(operation.document),
      ...usedBy(exchange).said,
      denied: sorted(exchange.denied),
      partners: sorted(exchange.outcomes.map(({ partner }) => partner)),
      outcomes: exchange.codes.length === 0 ? ['OK'] : sorted(exchange.codes),
    };
  };
}
