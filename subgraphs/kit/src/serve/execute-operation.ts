/**
 * Step 5 of a request: the operation runs over the records that exist for this caller.
 *
 * One read-only transaction with one snapshot carries everything, the check that made-up and real files are not
 * mixed included, so that nothing changes between a check and a read. Gives data and masked errors.
 */
import { HubError, isCallerCode, type CallerCode, type DelegationClaims } from '@vigil/shared';
import { execute, type ExecutionResult, type GraphQLError } from 'graphql';
import type { KeyObject } from 'node:crypto';
import { isNativeError } from 'node:util/types';
import type { EntityManager } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { readRecords } from '../node/read-records.js';
import type { SealedSummary } from '../sealing/sealing.js';
import type { Row } from './event-shape.js';
import { createPseudonymise } from './pseudonym.js';
import type { ReadOperation } from './read-operation.js';
import { recordConditions, type ConditionMap } from './record-conditions.js';
import { PartnerRecords } from './records-source.js';

interface ExecuteParts {
  context: Pick<NodeContext, 'dataDir' | 'records' | 'settings' | 'now' | 'coalition'>;
  idKey: KeyObject;
  /** told of an error whose message must not leave the process */
  onUnexpected: (error: unknown) => void;
}

export interface MaskedError {
  message: string;
  path?: readonly (string | number)[];
  extensions: { code: CallerCode };
}

export interface ExecutedOperation {
  answer: { data?: unknown; errors?: MaskedError[] };
  /** events given */
  rows: number;
  /** which key values were sealed to, and how many of which field; absent: none */
  sealed?: SealedSummary;
}

/** Who asks, and what this partner's own policies say to it. */
export interface DecidedCaller {
  readonly claims: DelegationClaims;
  readonly map: ConditionMap;
}

/** Well inside the life of a delegation: an answer that comes later finds nobody waiting. */
const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * Runs an operation that was decided.
 *
 * @throws HubError NOT_AVAILABLE when this node does not answer questions about records
 */
export async function executeOperation(
  operation: ReadOperation,
  caller: DecidedCaller,
  parts: ExecuteParts,
): Promise<ExecutedOperation> {
  requireActivePartner(parts.context);
  const answer = (manager: EntityManager): Promise<ExecutedOperation> =>
    answerFrom(manager, operation, { ...caller, ...parts });
  return readRecords(parts.context, answer, { statementTimeoutMs: STATEMENT_TIMEOUT_MS }).catch(
    maskUnreadable,
  );
}

async function answerFrom(
  manager: EntityManager,
  operation: ReadOperation,
  { claims, map, context, idKey, onUnexpected }: ExecuteParts & DecidedCaller,
): Promise<ExecutedOperation> {
  const { dataDir, settings } = context;
  await requireUnmixedFiles(manager, settings);
  const failures: unknown[] = [];
  const records = new PartnerRecords({
    query: ({ text, values }) =>
      manager.query<Row[]>(text, values).catch((error: unknown) => {
        failures.push(error);
        throw error;
      }),
    rule: {
      ...{ caller: claims, partner: settings.id, now: context.now() },
      conditions: recordConditions(operation, map, settings.id),
    },
    selected: new Set(claims.coordinates),
    dataDir,
    pseudonymise: createPseudonymise(idKey, claims.organisation),
  });
  const result = await run(operation, { records });
  if (failures.some(isTimeout)) {
    throw new HubError('LIMIT_EXCEEDED', 'the question takes too long, ask for fewer events', 'caller');
  }
  // views that cannot be read are not the fault of one field: the request ends, and says so once
  if (settings.records !== undefined && failures.length > 0) throw failures[0];
  const { rows, sealed } = records;
  return { answer: maskResult(result, onUnexpected), rows, ...(sealed === undefined ? {} : { sealed }) };
}

/** PostgreSQL's query_canceled */
function isTimeout(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === '57014';
}

/** What is wrong with the views is for the log alone. */
export function maskUnreadable(error: unknown): never {
  if (!(error instanceof HubError) || error.audience === 'caller') throw error;
  throw new HubError('NOT_AVAILABLE', 'the records of this partner cannot be read now', 'caller', {
    cause: new Error(error.message),
  });
}

/** Runs what needs no records: the SDL that this node serves. */
export async function executeWithoutRecords(
  operation: ReadOperation,
  onUnexpected: (error: unknown) => void,
): Promise<ExecutedOperation> {
  return { answer: maskResult(await run(operation, {}), onUnexpected), rows: 0 };
}

async function run(
  { schema, document, variables }: ReadOperation,
  contextValue: unknown,
): Promise<ExecutionResult> {
  return execute({ schema, document, variableValues: variables, contextValue });
}

/** @throws HubError NOT_AVAILABLE at a partner that the coalition does not count among its active ones */
export function requireActivePartner({
  settings,
  coalition,
}: Pick<NodeContext, 'settings' | 'coalition'>): void {
  const self = coalition.partners.find(({ id }) => id === settings.id);
  if (self?.status !== 'ACTIVE') throw recordsNotServed();
}

/** Made-up and real files side by side: nobody can say what an answer is about. */
export async function requireUnmixedFiles(
  manager: EntityManager,
  { synthetic }: Pick<NodeContext['settings'], 'synthetic'>,
): Promise<void> {
  const found = await manager.query<unknown[]>(
    'SELECT 1 FROM case_file WHERE synthetic IS DISTINCT FROM $1::boolean LIMIT 1',
    [synthetic],
  );
  if (found.length > 0) throw recordsNotServed();
}

function recordsNotServed(): HubError {
  return new HubError('NOT_AVAILABLE', 'this partner does not answer questions about records', 'caller');
}

export function maskResult(
  result: ExecutionResult,
  onUnexpected: (error: unknown) => void,
): ExecutedOperation['answer'] {
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors === undefined
      ? {}
      : { errors: result.errors.map((error) => mask(error, onUnexpected)) }),
  };
}

function mask(error: GraphQLError, onUnexpected: (error: unknown) => void): MaskedError {
  const path = error.path === undefined ? {} : { path: error.path };
  const cause = error.originalError;
  if (cause instanceof HubError && cause.audience === 'caller' && isCallerCode(cause.code)) {
    return { message: cause.message, ...path, extensions: { code: cause.code } };
  }
  onUnexpected(cause ?? error);
  return { message: 'internal error', ...path, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}
