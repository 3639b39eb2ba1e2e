/** Everything that speaks to partners, made once: who they are, how they are reached, whom they let in. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { PartnerClient } from '../5-fetch/partner-client.js';
import type { HubConfig } from '../config.js';
import type { HubFiles } from '../storage/hub-files.js';
import { withAdmission } from './admission.js';
import { createAskPartner, type AskPartner } from './ask-partner.js';
import { PartnerRegistry } from './partner-registry.js';

export interface Partners {
  registry: PartnerRegistry;
  ask: AskPartner;
  close(): Promise<void>;
}

export interface OpenPartnersOptions {
  files: HubFiles;
  config: Pick<HubConfig, 'partner'>;
  policyVersion: string;
  now: () => Date;
  log: Logger;
}

export function openPartners({ files, config, policyVersion, now, log }: OpenPartnersOptions): Partners {
  const registry = new PartnerRegistry(files.coalition);
  const client = new PartnerClient(config.partner);
  const ask = createAskPartner({
    hubId: files.id,
    signing: files.keys.signing,
    pseudonymSecret: files.keys.pairwise,
    policyVersion,
    registry,
    client,
    now,
    randomId: randomUUID,
    log,
  });
  return { registry, ask: withAdmission({ ask, log }), close: () => client.close() };
}
