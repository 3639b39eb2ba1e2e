/**
 * Stages 1 to 3 in a row, and stage 8: what happens to a request before and after it is executed.
 *
 * The order of refusals follows: what is malformed or too large first, whoever asks; then a token that does not
 * hold; then what is not valid for this caller; then what is denied.
 */
import type { PermissionMap } from '@vigil/policies';
import type { Coalition } from '@vigil/shared';
import { createReceive, type ParsedRequest } from './1-receive/receive.js';
import { triedCoordinates } from './1-receive/tried-coordinates.js';
import { createIdentify } from './2-identify/identify.js';
import { createDecide } from './3-decide/decide.js';
import { planKey } from './4-plan/plan-key.js';
import type { AuditQueue } from './8-record/audit-queue.js';
import { describeExchange } from './8-record/describe-exchange.js';
import type { RequestLimits } from './config.js';
import type { Caller, Exchange, Generation, PublicSchema, ReceivedOperation } from './exchange.js';
import type { HubFiles } from './storage/hub-files.js';

export interface PipelineOptions {
  files: { keys: Pick<HubFiles['keys'], 'pairwise'> };
  limits: RequestLimits;
  /** the supergraph in use; asked once a request, which keeps what it got to its end */
  generation: () => Generation;
  policyVersion: string;
  audit: AuditQueue;
  now: () => Date;
}

export interface Pipeline {
  /** @throws Refusal */
  admit(exchange: Exchange): Promise<void>;
  record(exchange: Exchange): Promise<void>;
}

type Identify = ReturnType<typeof createIdentify>;

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
  const { files, limits, generation, policyVersion, audit, now } = options;
  const receive = createReceive({ limits });
  const identify = identifyBy(now);
  const decide = createDecide({ limits });

  function begin(exchange: Exchange): Generation {
    exchange.generation ??= generation();
    return exchange.generation;
  }

  function callerOf(exchange: Exchange): Promise<Caller> {
    return identify(begin(exchange).coalition)(exchange.facts.authorization);
  }

  /** What this caller must not know of answers like nothing; the record tells what was tried. */
  function noteTried(exchange: Exchange, parsed: ParsedRequest, view: PublicSchema): void {
    const { schema: whole } = begin(exchange);
    const { document, variables } = parsed;
    exchange.denied.push(...triedCoordinates({ whole, view: view.schema, document, variables }));
  }

  function validate(exchange: Exchange, parsed: ParsedRequest, map: PermissionMap): ReceivedOperation {
    const view = begin(exchange).viewFor(map);
    try {
      const operation = receive.validate(parsed, view);
      if (ASKS_TYPE.test(parsed.query)) noteTried(exchange, parsed, view);
      return operation;
    } catch (error) {
      noteTried(exchange, parsed, view);
      throw error;
    }
  }

  return {
    async admit(exchange) {
      const { maps, hash } = begin(exchange);
      const parsed = receive.parse(exchange.facts);
      const caller = await callerOf(exchange);
      exchange.caller = caller;
      const map = maps.for(caller.class);
      exchange.operation = validate(exchange, parsed, map);
      const { tree, filtered } = decide(exchange, map);
      exchange.decision = {
        map,
        tree,
        filtered,
        planKey: planKey({ query: filtered.query, permissionMapHash: map.hash, schemaHash: hash }),
      };
    },
    async record(exchange) {
      // Refused before anybody asked who it was: the record names the caller all the same, if there is one.
      if (exchange.operation === null) exchange.caller ??= await callerOf(exchange).catch(() => null);
      await audit.record(describeExchange(exchange, { pseudonymSecret: files.keys.pairwise, policyVersion }));
    },
  };
}
