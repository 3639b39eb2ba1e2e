/**
 * Countries and areas: ISO 3166-1 and 3166-2, and the user-assigned codes that Vigil uses.
 *
 * Takes codes and names as people write them, gives table entries or nothing: a name that could mean two
 * countries means none.
 */
import { ISO_3166_1 } from './iso-3166-1.js';
import { ISO_3166_2 } from './iso-3166-2.js';

export interface Country {
  readonly alpha2: string;
  readonly alpha3: string;
  /** null for a user-assigned code */
  readonly numeric: string | null;
  /** English short name */
  readonly name: string;
  readonly officialName: string | null;
  /** true: no such country; only the generator's case files are there */
  readonly synthetic: boolean;
}

/**
 * Codes that ISO leaves to users. XA and XB are where synthetic data lives, so that a made-up figure is never
 * taken for a real country's; XK is what many use for Kosovo.
 */
const USER_ASSIGNED: readonly Country[] = [
  { alpha2: 'XA', alpha3: 'XAA', name: 'Synthetic country A', synthetic: true },
  { alpha2: 'XB', alpha3: 'XBB', name: 'Synthetic country B', synthetic: true },
  { alpha2: 'XK', alpha3: 'XKX', name: 'Kosovo', synthetic: false },
].map((country) => ({ ...country, numeric: null, officialName: null }));

const SYNTHETIC_AREAS = ['XA-01', 'XA-02', 'XA-03', 'XA-04', 'XB-01', 'XB-02', 'XB-03'];

/** How countries are also called in English-language data sets. */
const VARIANTS: Readonly<Record<string, string>> = {};

const ISO_LINES = ISO_3166_1.trim().split('\n');

/** Every country, ISO's by alpha-2 code, then the user-assigned ones. */
export const COUNTRIES: readonly Country[] = Object.freeze([
  ...ISO_LINES.map((line) => {
    const [alpha2 = '', alpha3 = '', numeric = '', name = '', officialName = ''] = line.split('|');
    return { alpha2, alpha3, numeric, name, officialName: officialName || null, synthetic: false };
  }),
  ...USER_ASSIGNED,
]);

const byCode: ReadonlyMap<string, Country> = new Map(COUNTRIES.map((country) => [country.alpha2, country]));
