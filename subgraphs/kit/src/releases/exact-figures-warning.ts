/** What noise cannot hide: exact figures that the partner publishes elsewhere. Pure. */
import type { PartnerSettings } from '../node/partner-settings.js';

/** @returns the warning, or nothing to say */
export function exactFiguresWarning({ publication }: Pick<PartnerSettings, 'publication'>): string | null {
  if (publication.alsoPublishesExact !== true) return null;
  return (
    'warning: the settings say that exact figures about these facts are published elsewhere; whoever has both can take ' +
    'the noise off, and the bound of the plan does not hold for what stands in them'
  );
}
