/**
 * What every figure is linked to has to be there before the first figure: how cases come in, and who pays for it.
 *
 * Takes settings, throws or not. Pure.
 */
import { HubError, unsaidStatement, type StatementField } from '@vigil/shared';
import type { PartnerSettings } from '../node/partner-settings.js';

const REMEDIES: Readonly<Record<StatementField, string>> = {
  'methodology.caseSelection': 'write which cases are in your list and which are not',
  'methodology.limitations': 'write what your figures do not show',
  'methodology.verificationSteps': 'write what is done before a case is in, a sentence for each step',
  fundingStreams:
    'name each donor, or one entry that says that there is none: ' +
    '{"donor": "own means, no grants", "amountBand": null, "period": null, "restrictions": null}',
};

/**
 * @throws HubError CONFIG_INVALID naming the field and what belongs there
 */
export function requireStatements(settings: Pick<PartnerSettings, 'methodology' | 'fundingStreams'>): void {
  const field = unsaidStatement(settings);
  if (field === null) return;
  throw new HubError(
    'CONFIG_INVALID',
    `partner settings, field ${field}: nothing is said there, and every figure is linked to it; ${REMEDIES[field]}`,
    'operator',
  );
}
