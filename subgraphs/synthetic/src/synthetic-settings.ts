/** Settings of the synthetic partners: what `vigil-partner init --settings` reads, checked. */
import { readFileSync } from 'node:fs';
import { parsePartnerSettings } from '@vigil/kit';
import type { PartnerSettings } from '@vigil/kit';
import type { SyntheticPartner } from './generate-synthetic-cases.js';

export function syntheticSettings(partner: SyntheticPartner): PartnerSettings {
  const file = new URL(`../${partner}.json`, import.meta.url);
  return parsePartnerSettings(JSON.parse(readFileSync(file, 'utf8')));
}
