/**
 * Step 5 of a request to the extension: its resolvers run over the events that exist for this caller.
 *
 * One read-only transaction with one snapshot carries everything, the check that made-up and real files are not mixed included.
 * What goes wrong in the partner's own code spoils the field that it belongs to, and is told to the log by its
 * place and kind alone.
 */
import { HubError, type DelegationClaims } from '@vigil/shared';
import { execute } from 'graphql';
import type { EntityManager } from 'typeorm';
import { ExtensionQueries } from '../extension/extension-queries.js';
import {
  ExtensionRequest,
  type ExtensionEvent,
  type ExtensionRequestParts,
} from '../extension/extension-request.js';
import type { representedEvents } from '../extension/representations.js';
import type { NodeContext } from '../node/node-context.js';
import { readRecords } from '../node/read-records.js';
import type { Row } from './event-shape.js';
import { namedStatement } from './event-statement.js';
import {
  maskResult,
  maskUnreadable,
  requireActivePartner,
  requireUnmixedFiles,
  type ExecutedOperation,
} from './execute-operation.js';
import type { ReadOperation } from './read-operation.js';
import { extensionConditions, isNever, type ConditionMap } from './record-conditions.js';
import type { rowRule } from './row-rules.js';
import type { ServedExtension } from './served-extensions.js';

/** The checks of this step, as values: a test puts a broken one in the place of each. */
export interface ExtensionSteps {
  readonly publicIds: typeof representedEvents;
  readonly ruleOf: typeof rowRule;
}

interface ExecuteExtensionParts {
  readonly context: Pick<NodeContext, 'records' | 'settings' | 'now' | 'coalition' | 'log'>;
  readonly steps: ExtensionSteps;
  /** told of an error whose message must not leave the process */
  readonly onUnexpected: (error: unknown) => void;
}

export interface ExtensionQuestion {
  readonly operation: ReadOperation;
  readonly claims: DelegationClaims;
  readonly extension: ServedExtension;
  /** this partner's own decision about the contract, and about what the extension adds */
  readonly maps: { readonly contract: ConditionMap; readonly own: ConditionMap };
}

/** The hub waits five seconds unless its settings say otherwise; what comes later finds nobody waiting. */
const DEADLINE_MS = 4_400;
const STATEMENT_TIMEOUT_MS = 2_000;

/**
 * Runs an operation that was decided.
 *
 * @throws HubError NOT_AVAILABLE when this node does not answer questions about records
 */
export async function executeExtension(
  question: ExtensionQuestion,
  parts: ExecuteExtensionParts,
): Promise<ExecutedOperation> {
  requireActivePartner(parts.context);
  const answer = (manager: EntityManager): Promise<ExecutedOperation> => answerFrom(manager, question, parts);
  return readRecords(parts.context, answer, { statementTimeoutMs: STATEMENT_TIMEOUT_MS }).catch(
    maskUnreadable,
  );
}

async function answerFrom(
  manager: EntityManager,
  { operation, claims, extension, maps }: ExtensionQuestion,
  { context, steps, onUnexpected }: ExecuteExtensionParts,
): Promise<ExecutedOperation> {
  await requireUnmixedFiles(manager, context.settings);
  const partner = context.settings.id;
  const now = context.now();
  const rule = { caller: claims, partner, now, conditions: extensionConditions(operation, maps, partner) };
  const queries = new ExtensionQueries(manager, rule, steps.ruleOf);
  const { organisation, roles, purpose } = claims;
  const started = performance.now();
  const request = new ExtensionRequest({
    call: (call, options) => extension.thread.call(call, options),
    query: (text, values) => queries.run(text, values),
    findEvents: (publicIds) =>
      queries.inTurn((turn) => findEvents(turn, publicIds, { rule, steps, extension, partner })),
    publicIds: (representations) =>
      steps.publicIds(representations, { partner, external: extension.external }),
    onFailure: logOnce(context),
    mayLeave: (coordinate) => !isNever(maps.own.readCondition(coordinate, partner)),
    inMonths: (coordinate) => maps.own.obligations(coordinate, partner).generalise.has('month'),
    caller: { organisation, roles, purpose },
    now,
    leftMs: () => DEADLINE_MS - (performance.now() - started),
  });
  const { schema, document, variables } = operation;
  const result = await execute({ schema, document, variableValues: variables, contextValue: request });
  return { answer: maskResult(result, onUnexpected), rows: request.rows };
}

/** What fails for one event fails for all of a page; one line says it. */
function logOnce({ log }: Pick<NodeContext, 'log'>): ExtensionRequestParts['onFailure'] {
  const said = new Set<string>();
  return (field, { message }) => {
    const key = `${field} ${message}`;
    if (!said.has(key)) log.warn({ field, why: message }, 'a field of the extension could not be answered');
    said.add(key);
  };
}

interface FindRules {
  readonly rule: Parameters<typeof rowRule>[0];
  readonly steps: ExtensionSteps;
  readonly extension: ServedExtension;
  readonly partner: string;
}

async function findEvents(
  manager: EntityManager,
  publicIds: readonly string[],
  { rule, steps, extension, partner }: FindRules,
): Promise<ReadonlyMap<string, ExtensionEvent>> {
  const selected = new Set(extension.external.map((name) => `Event.${name}`));
  const { text, values } = namedStatement(publicIds, { rule, ruleOf: steps.ruleOf }, selected);
  const rows = await manager.query<Row[]>(text, values);
  return new Map(
    rows.map((row) => {
      const publicId = row['public_id'] ?? '';
      const required = extension.external.map((name) => [name, row[columnOf(name)] ?? null] as const);
      const event: ExtensionEvent = {
        ...Object.fromEntries(required),
        __typename: 'Event',
        id: `${partner}:${publicId}`,
        eventId: row['local_id'] ?? '',
      };
      return [publicId, event];
    }),
  );
}

/** `startDate` -> `start_date`, as event-statement.ts calls its columns */
function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What is wrong with an installed extension is for the log alone. */
export function notServed(cause: Error): HubError {
  return new HubError('NOT_AVAILABLE', 'the extension of this partner cannot be served', 'caller', { cause });
}
