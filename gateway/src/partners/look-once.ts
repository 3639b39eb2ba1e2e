/**
 * One look at one partner's schemas by a command, in its own process: the hub may be running or not.
 *
 * Takes the coalition in force, gives what was found. Nothing is kept; the running hub looks by itself.
 */
import type { Coalition } from '@vigil/shared';
import { HubError } from '@vigil/shared';
import type { Logger } from 'pino';
import type { HubConfig } from '../config.js';
import { signingKeyAt } from '../storage/delegation-keys.js';
import type { HubFiles } from '../storage/hub-files.js';
import type { PartnerState } from '../storage/partner-state-store.js';
import { openPartners } from './open-partners.js';

export interface LookOnceOptions {
  partner: string;
  /** as it is in force */
  coalition: Coalition;
  files: HubFiles;
  config: Pick<HubConfig, 'partner' | 'watch'>;
  policyVersion: string;
  now: () => Date;
  log: Logger;
}

/** @throws HubError NOT_FOUND when the partner takes no part */
export async function lookOnce(options: LookOnceOptions): Promise<PartnerState> {
  const { partner, files, config, policyVersion, now, log } = options;
  const alone = {
    ...options.coalition,
    partners: options.coalition.partners.filter(({ id }) => id === partner),
  };
  const found: PartnerState[] = [];
  const partners = openPartners({
    files,
    live: { current: () => alone, signingKey: () => signingKeyAt(files.keys.signing, now()) },
    store: {
      states: () => Promise.resolve([]),
      saveState: (state) => {
        found.push(state);
        return Promise.resolve();
      },
    },
    config,
    policyVersion,
    onChange: () => undefined,
    now,
    log,
  });
  try {
    await partners.watch.follow();
  } finally {
    await partners.close();
    await partners.watch.stop();
  }
  const [state] = found;
  if (state === undefined) throw new HubError('NOT_FOUND', `partner ${partner} takes no part`, 'operator');
  return state;
}
