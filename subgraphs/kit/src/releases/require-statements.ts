/**
 * What every figure is linked to has to be there before the first figure: how cases come in, and who pays for it.
 *
 * Takes settings, throws or not. Pure.
 */
import { HubError } from '@vigil/shared';
import type { PartnerSettings } from '../node/partner-settings.js';

/** Empty, or a word that says that somebody will write it later. */
const PLACEHOLDER =
  /^[\s.…?_-]*$|^\W*(todo|tbd|tba|fixme|xxx+|placeholder|lorem ipsum|to be (written|decided|defined))\b/i;

const isOpen = (text: string): boolean => PLACEHOLDER.test(text);

function refuse(field: string, remedy: string): never {
  throw new HubError(
    'CONFIG_INVALID',
    `partner settings, field ${field}: nothing is said there, and every figure is linked to it; ${remedy}`,
    'operator',
  );
}

/**
 * @throws HubError CONFIG_INVALID naming the field and what belongs there
 */
export function requireStatements({
  methodology,
  fundingStreams,
}: Pick<PartnerSettings, 'methodology' | 'fundingStreams'>): void {
  if (isOpen(methodology.caseSelection))
    refuse('methodology.caseSelection', 'write which cases are in your list and which are not');
  if (isOpen(methodology.limitations))
    refuse('methodology.limitations', 'write what your figures do not show');
  const { verificationSteps } = methodology;
  if (verificationSteps.length === 0 || verificationSteps.some(isOpen))
    refuse(
      'methodology.verificationSteps',
      'write what is done before a case is in, a sentence for each step',
    );
  if (fundingStreams.length === 0 || fundingStreams.some(({ donor }) => isOpen(donor)))
    refuse(
      'fundingStreams',
      'name each donor, or one entry that says that there is none: ' +
        '{"donor": "own means, no grants", "amountBand": null, "period": null, "restrictions": null}',
    );
}
