/**
 * A skeleton of a partner's settings: everything that can be said for every partner, and null where this one decides.
 *
 * Takes indicators and countries, gives the document and a list of what is open. The declared coverage is never taken
 * from a file: it says where and when the partner watches, also where nothing happened, and cells made from data would
 * tell what is in it. Pure.
 */
import { countryByCode, indicatorCode } from '@vigil/shared';
import type { SharedIndicator } from '../indicators/contribution.js';

export interface SettingsOrder {
  readonly indicators: readonly SharedIndicator[];
  /** ISO 3166-1 alpha-2 */
  readonly countries: readonly string[];
}

export interface OpenSetting {
  readonly field: string;
  readonly choices: string;
}

export const SETTINGS_INDICATORS: readonly SharedIndicator[] = indicatorCode.options;

export const isCountry = (code: string): boolean => countryByCode(code) !== undefined;

/** What a person writes into each open field, by its path; `*` stands for a number. */
const CHOICES: Readonly<Record<string, string>> = {
  id: 'name of this partner in the coalition, for ever: small letters, digits, hyphens, for instance arrest-watch',
  name: 'name of the organisation, as the public may read it',
  synthetic: 'false for real data; true when every case file is made up',
  port: 'port that the node listens on, for instance 4101; each node on a machine has its own',
  'publication.profile':
    'STANDARD (a record can be guessed at 69.2 % at most) or STRICT (59.9 %, more noise)',
  'publication.unit':
    'CASE_FILE for anything confidential; PERSON or EVENT only for facts that are public already, row by row',
  'publication.reason':
    'why this unit, in a sentence that is published; for PERSON and EVENT where the facts are public',
  'publication.coverage.*.areas':
    'ISO 3166-2 codes of the areas that you watch, also those without a case; [] when you report the country as a whole',
  'publication.coverage.*.country': 'two capital letters of ISO 3166-1: a country that you watch',
  'publication.coverage.*.from': 'first month that you watched, YYYY-MM; not the first month with a case',
  'publication.coverage.*.to': 'last month that you watch, YYYY-MM; it may lie ahead',
  'methodology.caseSelection': 'which cases are in your list and which are not, in a sentence',
  'methodology.verificationSteps.0': 'what you do before a case is in; a sentence for each step',
  'methodology.limitations': 'what your figures do not show, in a sentence',
  'methodology.standardOfProof':
    'REASONABLE_SUSPICION, REASONABLE_GROUNDS, BALANCE_OF_PROBABILITIES or BEYOND_REASONABLE_DOUBT',
  'methodology.changedAt': 'day on which this methodology was last changed, YYYY-MM-DD',
  'fundingStreams.0.donor':
    'who pays for this work, or that nobody does; the other three may stay null where they are not public',
};

export function draftSettings({ indicators, countries }: SettingsOrder): unknown {
  const places = countries.length === 0 ? [null] : countries;
  return {
    format: 'vigil-partner-1',
    id: null,
    name: null,
    synthetic: null,
    port: null,
    publication: {
      profile: null,
      unit: null,
      reason: null,
      indicators,
      coverage: indicators.flatMap((indicator) =>
        places.map((country) => ({ indicator, country, areas: null, from: null, to: null })),
      ),
    },
    methodology: {
      version: '1',
      caseSelection: null,
      verificationSteps: [null],
      limitations: null,
      standardOfProof: null,
      changedAt: null,
    },
    fundingStreams: [{ donor: null, amountBand: null, period: null, restrictions: null }],
  };
}

/** Fields that are null, with what may stand there, in the order of the document. */
export function openSettings(value: unknown, path: readonly string[] = []): OpenSetting[] {
  // a funding stream may leave out what is not public, but not whose it is
  if (path[0] === 'fundingStreams' && path.length === 3 && path[2] !== 'donor') return [];
  if (value === null) {
    const pattern = path.map((part, index) =>
      /^\d+$/.test(part) && path[index - 1] === 'coverage' ? '*' : part,
    );
    return [{ field: path.join('.'), choices: CHOICES[pattern.join('.')] ?? '' }];
  }
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => openSettings(inner, [...path, key]));
}
