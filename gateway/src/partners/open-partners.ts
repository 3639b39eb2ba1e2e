/** Everything that speaks to partners, made once: who they are, how they are reached, whom the hub lets in. */
import { randomUUID } from 'node:crypto';
import { checkExtensionSdl } from '@vigil/shared';
import type { Logger } from 'pino';
import { JsonClients } from '../5-fetch/http/json-clients.js';
import type { HubConfig } from '../config.js';
import type { HubFiles } from '../storage/hub-files.js';
import type { PartnerStateStore } from '../storage/partner-state-store.js';
import { withAdmission } from './admission.js';
import { createAskPartner, type AskPartner } from './ask-partner.js';
import type { LiveCoalition } from './live-coalition.js';
import { PartnerRegistry } from './partner-registry.js';
import { PartnerWatch } from './partner-watch.js';

export interface Partners {
  registry: PartnerRegistry;
  watch: PartnerWatch;
  /** only of partners that the watch has admitted */
  ask: AskPartner;
  /** lets go of addresses where no partner is any more */
  tidy(): void;
  close(): Promise<void>;
}

export interface OpenPartnersOptions {
  files: HubFiles;
  live: Pick<LiveCoalition, 'current' | 'signingKey'>;
  store: Pick<PartnerStateStore, 'states' | 'saveState'>;
  config: Pick<HubConfig, 'partner' | 'watch'>;
  policyVersion: string;
  /** the extensions that belong into the graph are others now */
  onChange: () => void;
  now: () => Date;
  log: Logger;
}

export function openPartners(options: OpenPartnersOptions): Partners {
  const { files, live, store, config, policyVersion, onChange, now, log } = options;
  const coalition = () => live.current();
  const registry = new PartnerRegistry(coalition);
  const client = new JsonClients(config.partner);
  const asking = createAskPartner({
    hubId: files.id,
    signing: () => live.signingKey(),
    pseudonymSecret: files.keys.pairwise,
    policyVersion,
    registry,
    client,
    now,
    randomId: randomUUID,
    log,
  });
  const watch = new PartnerWatch({
    coalition,
    asking,
    store,
    checkExtension: checkExtensionSdl,
    settings: config.watch,
    onChange,
    now,
    log,
  });
  return {
    registry,
    watch,
    ask: withAdmission(asking.ask, watch),
    tidy: () => {
      client.keepOnly(new Set(registry.all().map(({ url }) => new URL(url).origin)));
    },
    close: () => client.close(),
  };
}
