/**
 * The way of one request through stages 1 to 7, the same for a coalition's hub and for a supergraph of plain
 * subgraphs: who asks, and what they may, is what differs, and is passed in.
 *
 * Takes an exchange, admits or refuses it, and runs what was admitted. What follows from the operation alone is
 * taken from `prepared-operations.ts`; here is what each request needs anew.
 *
 * The order of refusals follows: what is malformed or too large first, whoever asks; then who asks; then what is
 * not valid for this caller; then what is denied.
 */
import { HubError, isCallerCode } from '@vigil/shared';
import type { DocumentNode } from 'graphql';
import type { Logger } from 'pino';
import type { Receive, RequestParameters } from './1-receive/receive.js';
import type { Decide } from './3-decide/decide.js';
import { maskError } from './7-answer/mask-error.js';
import type { Decision, Exchange, PublicSchema } from './exchange.js';
import type { WrittenAnswer } from './execution.js';
import type { PreparedOperations, ReadyOperation, Standing } from './prepared-operations.js';
import { stackFrames } from './stack-frames.js';

export interface RequestPathOptions {
  receive: Receive;
  decide: Decide;
  operations: PreparedOperations;
  /** stage 2, and what follows from who asks; throws Refusal */
  standing: (exchange: Exchange) => Standing | Promise<Standing>;
  /** told of each request that is valid for its caller, or is not, before anything is decided */
  onChecked?: (
    exchange: Exchange,
    parsed: ParsedRequest,
    checked: { view: PublicSchema; isValid: boolean },
  ) => void;
  log: Logger;
}

/** Well formed and within the limits; whether it means anything, nobody has said yet. */
export interface ParsedRequest extends RequestParameters {
  document: DocumentNode;
}

export interface RequestPath {
  /**
   * Stages 1 to 3.
   *
   * @param parameters - default: read from the exchange's facts
   * @throws Refusal
   */
  admit(exchange: Exchange, parameters?: RequestParameters): Promise<void>;
  /** Stages 4 to 7, of an exchange that was admitted; never rejects for what a plan or a subgraph does. */
  execute(exchange: Exchange): Promise<WrittenAnswer>;
}

/** Nothing could be had; why, a caller learns when it was written for callers. */
function notExecuted(error: unknown): WrittenAnswer {
  const isForCallers = error instanceof HubError && error.audience === 'caller';
  const { message, extensions } = maskError(
    isForCallers
      ? { message: error.message, extensions: { code: error.code } }
      : { message: 'execution failed' },
  );
  return { data: 'null', errors: [{ message, extensions: { ...extensions } }] };
}

export function createRequestPath(options: RequestPathOptions): RequestPath {
  const { receive, decide, operations, standing, onChecked, log } = options;
  const admitted = new WeakMap<Exchange, ReadyOperation>();

  /** Valid for this caller, and its variables too. */
  function check(exchange: Exchange, parsed: ParsedRequest, { view }: Standing) {
    let isValid = false;
    try {
      const checked = operations.check(parsed.document, parsed, view);
      const read = receive.coerce(view.schema, checked.operation, parsed.variables);
      isValid = true;
      return { checked, ...read };
    } finally {
      onChecked?.(exchange, parsed, { view, isValid });
    }
  }

  async function run(exchange: Exchange, ready: ReadyOperation, decision: Decision): Promise<WrittenAnswer> {
    try {
      return await operations.executable(ready).run(exchange, decision.variables);
    } catch (error) {
      // Where, not what: a planner's messages may repeat literals.
      log.error({ stack: stackFrames(error) }, 'an operation could not be executed');
      return notExecuted(error);
    }
  }

  return {
    async admit(exchange, parameters = receive.read(exchange.facts)) {
      const { query, operationName, variables } = parameters;
      const document = operations.document(query);
      const known = await standing(exchange);
      const { checked, coerced, effective } = check(exchange, { ...parameters, document }, known);
      const { operation } = checked;
      exchange.operation = { query, operationName, variables, document, operation, public: known.view };
      const ready = operations.decide(checked, known, coerced);
      exchange.decision = decide.judge(ready.decided, effective, exchange.denied);
      admitted.set(exchange, ready);
    },
    async execute(exchange) {
      const ready = admitted.get(exchange);
      if (ready === undefined || exchange.decision === null)
        throw new HubError('INTERNAL_SERVER_ERROR', 'an operation was run before it was decided', 'operator');
      const answer = await run(exchange, ready, exchange.decision);
      exchange.codes = answer.errors.map(({ extensions: { code } }) =>
        isCallerCode(code) ? code : 'INTERNAL_SERVER_ERROR',
      );
      return answer;
    },
  };
}
