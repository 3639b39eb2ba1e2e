/** Stages 1 to 3 in a row, and stage 8: what happens to a request before and after it is executed. */
import type { PermissionMaps } from '@vigil/policies';
import { createReceive } from './1-receive/receive.js';
import { createIdentify } from './2-identify/identify.js';
import { createDecide } from './3-decide/decide.js';
import { planKey } from './4-plan/plan-key.js';
import type { AuditQueue } from './8-record/audit-queue.js';
import { describeExchange } from './8-record/describe-exchange.js';
import type { RequestLimits } from './config.js';
import type { Exchange, PublicSchema } from './exchange.js';
import type { HubFiles } from './storage/hub-files.js';

export interface PipelineOptions {
  files: HubFiles;
  limits: RequestLimits;
  publicSchema: () => PublicSchema;
  maps: PermissionMaps;
  policyVersion: string;
  audit: AuditQueue;
  now: () => Date;
}

export interface Pipeline {
  /** @throws Refusal */
  admit(exchange: Exchange): Promise<void>;
  record(exchange: Exchange): Promise<void>;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { files, limits, publicSchema, maps, policyVersion, audit, now } = options;
  const receive = createReceive({ limits, publicSchema });
  const identify = createIdentify({ issuers: files.coalition.issuers, now });
  const decide = createDecide({ maps, limits });
  /** A token that does not hold names nobody. */
  const callerOf = ({ facts }: Exchange): Promise<Exchange['caller']> =>
    identify(facts.authorization).catch(() => null);
  return {
    async admit(exchange) {
      const operation = receive(exchange.facts);
      exchange.operation = operation;
      exchange.caller = await identify(exchange.facts.authorization);
      const { map, tree, filtered } = decide(exchange);
      exchange.decision = {
        map,
        tree,
        filtered,
        planKey: planKey({
          query: filtered.query,
          permissionMapHash: map.hash,
          schemaHash: operation.public.hash,
        }),
      };
    },
    async record(exchange) {
      // Refused before anybody asked who it was: the record names the caller all the same, if there is one.
      if (exchange.operation === null) exchange.caller ??= await callerOf(exchange);
      await audit.record(describeExchange(exchange, { pseudonymSecret: files.keys.pairwise, policyVersion }));
    },
  };
}
