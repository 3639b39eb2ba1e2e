/**
 * The four shared indicators: what counts, what one count is, and where the definition meets other standards.
 *
 * Rules common to all stand in `COMMON_RULES`; which act types enter is data, so that the partner's count and
 * its release read the same list.
 */
import type { CountingUnit, IndicatorCode } from '../enums/indicators.js';
import type { ActType } from './act-types.js';
import type { CrosswalkEntry } from './crosswalk.js';

export interface IndicatorEntry {
  /** changes whenever a figure could change because of the definition */
  readonly version: string;
  readonly name: string;
  readonly definition: string;
  readonly countingUnit: CountingUnit;
  readonly actTypes: readonly ActType[];
  readonly crosswalk: readonly CrosswalkEntry[];
}

const COMMON_RULES =
  'Counted are events the partner holds to be at least corroborated (for imported public event data, ' +
  "the publisher's inclusion), where every person recorded in it consented to statistics. An act belongs to " +
  'the month of its first date, or to its year where the month is not known.';

export const INDICATORS: Readonly<Record<IndicatorCode, IndicatorEntry>> = {
  KIDNAPPING: {
    version: '1',
    name: 'Persons abducted or kidnapped',
    definition:
      'Persons taken away and held against their will by anybody other than in the course of an arrest. ' +
      'A person counts once per case file, period and area; a group counts by its recorded number only. ' +
      COMMON_RULES,
    countingUnit: 'VICTIM',
    actTypes: ['ABDUCTION_KIDNAPPING'],
    crosswalk: [
      { standard: 'HURIDOCS MT4', code: '030104', label: 'Abduction; kidnapping' },
      { standard: 'ICCS', code: '020221', label: 'Kidnapping' },
    ],
  },
  UNLAWFUL_DETENTION: {
    version: '1',
    name: 'Unlawful deprivations of liberty',
    definition:
      'Arrests, detentions, house arrests and mass roundups that the partner has confirmed as a violation or ' +
      'placed in a category of the UN Working Group on Arbitrary Detention; counted is each time a person ' +
      'loses liberty. A person counts once per case file, period and area; a group counts by its recorded ' +
      'number only. ' +
      COMMON_RULES,
    countingUnit: 'VICTIM_SPELL',
    actTypes: ['ARREST', 'DETENTION', 'HOUSE_ARREST', 'MASS_ROUNDUP'],
    crosswalk: [
      { standard: 'HURIDOCS MT4', code: '030101', label: 'Arrest' },
      { standard: 'HURIDOCS MT4', code: '030102', label: 'Detention, imprisonment' },
      { standard: 'HURIDOCS MT4', code: '030105', label: 'House arrest' },
      { standard: 'HURIDOCS MT4', code: '030107', label: 'Mass roundup' },
      { standard: 'WGAD', code: 'I-V', label: 'Legal categories of arbitrary detention' },
      { standard: 'SDG', code: '16.10.1', label: null },
    ],
  },
  ASSEMBLY_RESTRICTION: {
    version: '1',
    name: 'Assemblies restricted',
    definition:
      'Assemblies that were limited, banned or dispersed. An assembly counts once, whatever was done to it and ' +
      'to however many people. ' +
      COMMON_RULES,
    countingUnit: 'EVENT',
    actTypes: ['ASSEMBLY_LIMITED', 'ASSEMBLY_BANNED', 'ASSEMBLY_DISPERSED'],
    crosswalk: [
      { standard: 'HURIDOCS MT4', code: '120105', label: 'Limitations on assemblies/gatherings' },
      { standard: 'HURIDOCS MT4', code: '120106', label: 'Banning of a meeting/mass action' },
      { standard: 'OHCHR indicators', code: 'assembly', label: 'Right to peaceful assembly' },
    ],
  },
  CENSORSHIP: {
    version: '1',
    name: 'Measures of censorship started',
    definition:
      'Measures that keep information from being said, published or reached: censorship, restrictions and bans ' +
      'of publications, speech and performances, information withheld or denied, shutdowns of the internet ' +
      'and blocking of sites or services. Each measure counts once, when it starts. ' +
      COMMON_RULES,
    countingUnit: 'MEASURE',
    actTypes: [
      'CENSORSHIP',
      'PUBLICATION_RESTRICTION',
      'BANNING_MATERIALS',
      'PROHIBITION_OF_SPEECH',
      'PROHIBITION_OF_PERFORMANCE',
      'INFORMATION_WITHHELD',
      'INFORMATION_DENIED',
      'INTERNET_SHUTDOWN',
      'WEBSITE_BLOCKING',
    ],
    crosswalk: [
      { standard: 'HURIDOCS MT4', code: '100101', label: 'Censorship' },
      { standard: 'HURIDOCS MT4', code: '100102', label: 'Publication restrictions' },
      { standard: 'HURIDOCS MT4', code: '100103', label: 'Banning existing materials' },
      { standard: 'HURIDOCS MT4', code: '100104', label: 'Prohibition on speech' },
      { standard: 'HURIDOCS MT4', code: '100105', label: 'Prohibition of performances' },
      { standard: 'HURIDOCS MT4', code: '090101', label: 'Withholding of information' },
      { standard: 'HURIDOCS MT4', code: '090102', label: 'Denial of the existence of information' },
      { standard: 'OHCHR indicators', code: 'expression', label: 'Freedom of opinion and expression' },
      { standard: 'SDG', code: '16.10.2', label: null },
    ],
  },
};
