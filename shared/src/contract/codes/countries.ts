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

/** How countries are also called in English-language data sets: the UN's, the World Bank's and ISO's own longer forms. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  AE: ['UAE', 'United Arab Emirate'],
  BA: ['Bosnia', 'Bosnia-Herzegovina', 'Bosnia and Herz.'],
  BN: ['Brunei'],
  CD: [
    'Congo (Democratic Republic of the)',
    'Congo Kinshasa',
    'Congo, Dem. Rep.',
    'D.R. Congo',
    'Dem. Rep. Congo',
    'Dem. Rep. of the Congo',
    'Democratic Republic of Congo',
    'Democratic Republic of the Congo',
    'DR Congo',
    'DRC',
  ],
  CF: ['CAR', 'Central African Rep.'],
  CG: ['Congo Brazzaville', 'Congo Republic', 'Congo, Rep.', 'Republic of Congo'],
  CI: ['Ivory Coast'],
  CN: ['PRC'],
  CV: ['Cape Verde'],
  CZ: ['Czech Republic'],
  DO: ['Dominican Rep.'],
  EG: ['Egypt, Arab Rep.'],
  EH: ['W. Sahara'],
  FK: ['Falkland Islands'],
  FM: ['Micronesia', 'Micronesia, Fed. Sts.'],
  FO: ['Faeroe Islands'],
  GB: ['Great Britain', 'UK'],
  GM: ['Gambia (Republic of the)'],
  GQ: ['Eq. Guinea'],
  HK: ['China, Hong Kong Special Administrative Region', 'Hong Kong SAR', 'Hong Kong SAR, China'],
  IE: ['Republic of Ireland'],
  IR: ['Iran, Islamic Rep.'],
  KP: [
    "Dem. People's Republic of Korea",
    "Korea (the Democratic People's Republic of)",
    'Korea, Dem. Rep.',
    "Korea, Dem. People's Rep.",
    'North Korea',
  ],
  KR: ['Korea (the Republic of)', 'Korea, Rep.', 'Rep. of Korea', 'Republic of Korea', 'South Korea'],
  LA: ['Lao PDR'],
  LY: ['Libyan Arab Jamahiriya', 'State of Libya'],
  MD: ['Moldova (the Republic of)'],
  MF: ['Saint-Martin'],
  MK: [
    'FYROM',
    'Macedonia',
    'Macedonia, FYR',
    'Macedonia, the former Yugoslav Republic of',
    'The former Yugoslav Republic of Macedonia',
  ],
  MM: ['Burma', 'Myanmar (Burma)'],
  MO: ['China, Macao Special Administrative Region', 'Macao SAR', 'Macao SAR, China', 'Macau'],
  NL: ['Netherlands (Kingdom of the)'],
  NR: ['Naoero'],
  PR: ['Puerto Rico (US)'],
  PS: [
    'Occupied Palestinian Territories',
    'Occupied Palestinian Territory',
    'OPT',
    'Palestine',
    'Palestinian Territories',
    'Palestinian Territory, Occupied',
    'West Bank and Gaza',
  ],
  RU: ['Russia'],
  SB: ['Solomon Is.'],
  SH: ['Saint Helena'],
  SJ: ['Svalbard and Jan Mayen Islands'],
  SO: ['Somalia, Fed. Rep.'],
  SR: ['Surinam'],
  SS: ['S. Sudan'],
  SX: ['Sint Maarten'],
  SY: ['Syria'],
  SZ: ['Swaziland'],
  TL: ['East Timor'],
  TR: ['Turkey'],
  TW: ['Chinese Taipei', 'Taiwan, China'],
  US: ['U.S.', 'U.S.A.'],
  VA: ['Holy See', 'Vatican', 'Vatican City'],
  VE: ['Venezuela, RB'],
  VI: ['U.S. Virgin Islands', 'United States Virgin Islands', 'US Virgin Islands'],
  WF: ['Wallis and Futuna Islands'],
  YE: ['Yemen, Rep.'],
};

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
const byName: ReadonlyMap<string, Country> = indexNames();
const areaCodes: ReadonlySet<string> = new Set([
  ...ISO_3166_2.trim()
    .split('\n')
    .flatMap((line) => {
      const [country = '', ...areas] = line.split(' ');
      return areas.map((area) => `${country}-${area}`);
    }),
  ...SYNTHETIC_AREAS,
]);

/** Is this an alpha-2 code of the table, exactly as written? */
export function isCountryCode(code: string): boolean {
  return byCode.has(code);
}

/** Is this an ISO 3166-2 code, exactly as written, or an area of synthetic data? */
export function isAreaCode(code: string): boolean {
  return areaCodes.has(code);
}

/** Is this a country or an area in which only synthetic case files lie? */
export function isSyntheticPlace(code: string): boolean {
  return byCode.get(code.slice(0, 2))?.synthetic === true && (isCountryCode(code) || isAreaCode(code));
}

/** @param alpha2 - ISO 3166-1 alpha-2 code */
export function countryByCode(alpha2: string): Country | undefined {
  return byCode.get(alpha2);
}

/**
 * Finds a country by any way of naming it.
 *
 * @param name - alpha-2, alpha-3 or three-digit numeric code, short, official, common or usual English name;
 *   case, accents, punctuation and a "the" before or after do not matter
 * @returns undefined when no country, or more than one, is called so; a state that is gone (USSR) or that ISO does
 *   not list (Somaliland) is none: a mapping decides about it
 */
export function countryByAnyName(name: string): Country | undefined {
  return byName.get(normalise(name));
}

function indexNames(): ReadonlyMap<string, Country> {
  const found = new Map<string, Country | null>();
  const put = (name: string, country: Country): void => {
    const key = normalise(name);
    const other = found.get(key);
    found.set(key, other === undefined || other === country ? country : null);
  };
  const commonNames = new Map(ISO_LINES.map((line) => [line.slice(0, 2), line.split('|')[5]]));
  for (const country of COUNTRIES) {
    const { alpha2, alpha3, numeric, name, officialName } = country;
    const names = [alpha2, alpha3, numeric, name, officialName, commonNames.get(alpha2)];
    for (const each of [...names, ...(VARIANTS[alpha2] ?? [])]) if (each) put(each, country);
  }
  return new Map([...found].flatMap(([key, country]) => (country === null ? [] : [[key, country]])));
}

function normalise(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/ the$/, '') // "Gambia, The", "Philippines (the)"
    .replace(/\bst\b/g, 'saint');
}
