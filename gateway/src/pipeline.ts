/**
 * The path of a request through a coalition's hub: who asks is identified, what they may follows from the policies,
 * and every request is recorded.
 */
import type { Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { Receive } from './1-receive/receive.js';
import { triedCoordinates } from './1-receive/tried-coordinates.js';
import { createIdentify, type Identify } from './2-identify/identify.js';
import type { Decide } from './3-decide/decide.js';
import type { AuditQueue } from './8-record/audit-queue.js';
import { createDescribe } from './8-record/describe-exchange.js';
import type { Caller, Exchange, Generation, PublicSchema } from './exchange.js';
import type { PreparedOperations, PreparingGraph, Standing } from './prepared-operations.js';
import { createRequestPath, type ParsedRequest, type RequestPath } from './request-path.js';
import type { HubFiles } from './storage/hub-files.js';

export interface PipelineOptions {
  files: { keys: Pick<HubFiles['keys'], 'pairwise'> };
  receive: Receive;
  decide: Decide;
  operations: PreparedOperations;
  generations: {
    /** the supergraph in use; asked once a request, which keeps what it got to its end */
    current: () => Generation;
    /** of the generation that a request began with */
    graphOf: (exchange: Exchange) => PreparingGraph;
  };
  policyVersion: string;
  audit: AuditQueue;
  now: () => Date;
  log: Logger;
}

export interface Pipeline extends Pick<RequestPath, 'execute'> {
  /** @throws Refusal */
  admit(exchange: Exchange): Promise<void>;
  record(exchange: Exchange): Promise<void>;
}

/** One stage 2 for each coalition: another file may trust other issuers. */
function identifyBy(now: () => Date): (coalition: Coalition) => Identify {
  const made = new WeakMap<Coalition, Identify>();
  return (coalition) => {
    const identify = made.get(coalition) ?? createIdentify({ issuers: coalition.issuers, now });
    made.set(coalition, identify);
    return identify;
  };
}

/** Asks for a type by its name: answered null without being refused. */
const ASKS_TYPE = /__type\b/;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { files, receive, decide, operations, generations, policyVersion, audit, now, log } = options;
  const identify = identifyBy(now);
  const describe = createDescribe({ pseudonymSecret: files.keys.pairwise, policyVersion });

  function begin(exchange: Exchange): Generation {
    exchange.generation ??= generations.current();
    return exchange.generation;
  }

  function callerOf(exchange: Exchange): Promise<Caller> {
    const { coalition, scopes } = begin(exchange);
    return identify(coalition)(exchange.facts.authorization, scopes);
  }

  async function standing(exchange: Exchange): Promise<Standing> {
    const generation = begin(exchange);
    const caller = await callerOf(exchange);
    exchange.caller = caller;
    const map = generation.maps.for(caller.class);
    return {
      subject: caller.class,
      map,
      view: generation.viewFor(map),
      graph: generations.graphOf(exchange),
    };
  }

  /** What this caller must not know of answers like nothing; the record tells what was tried. */
  function noteTried(exchange: Exchange, parsed: ParsedRequest, view: PublicSchema): void {
    const { schema: whole } = begin(exchange);
    const { document, operationName, variables } = parsed;
    exchange.denied.push(
      ...triedCoordinates({ whole, view: view.schema, document, operationName, variables }),
    );
  }

  const path = createRequestPath({
    receive,
    decide,
    operations,
    standing,
    onChecked: (exchange, parsed, { view, isValid }) => {
      if (!isValid || ASKS_TYPE.test(parsed.query)) noteTried(exchange, parsed, view);
    },
    log,
  });

  return {
    admit: (exchange) => path.admit(exchange),
    execute: (exchange) => path.execute(exchange),
    async record(exchange) {
      // Refused before anybody asked who it was: the record names the caller all the same, if there is one.
      if (exchange.operation === null) exchange.caller ??= await callerOf(exchange).catch(() => null);
      await audit.record(describe(exchange));
    },
  };
}
