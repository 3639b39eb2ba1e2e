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
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  BA: ['Bosnia', 'Bosnia-Herzegovina'],
  BN: ['Brunei'],
  BS: ['Bahamas, The'],
  CD: [
    'Congo (Democratic Republic of the)',
    'Congo Kinshasa',
    'Congo, Dem. Rep.',
    'Democratic Republic of Congo',
    'DR Congo',
    'DRC',
  ],
  CF: ['CAR'],
  CG: ['Congo Brazzaville', 'Congo, Rep.', 'Republic of Congo'],
  CI: ['Ivory Coast'],
  CV: ['Cape Verde'],
  CZ: ['Czech Republic'],
  EG: ['Egypt, Arab Rep.'],
  FM: ['Micronesia', 'Micronesia, Fed. Sts.'],
  GB: ['Great Britain', 'UK'],
  GM: ['Gambia, The'],
  HK: ['Hong Kong SAR, China'],
  IR: ['Iran, Islamic Rep.'],
  KP: ['North Korea', "Korea, Dem. People's Rep."],
  KR: ['Korea, Rep.'],
  LA: ['Lao PDR'],
  MK: ['Macedonia'],
  MM: ['Burma', 'Myanmar (Burma)'],
  MO: ['Macao SAR, China', 'Macau'],
  PR: ['Puerto Rico (US)'],
  PS: ['Occupied Palestinian Territory', 'OPT', 'Palestine', 'West Bank and Gaza'],
  RU: ['Russia'],
  SO: ['Somalia, Fed. Rep.'],
  SR: ['Surinam'],
  SY: ['Syria'],
  SZ: ['Swaziland'],
  TL: ['East Timor'],
  TR: ['Turkey'],
  US: ['USA'],
  VA: ['Vatican'],
  VE: ['Venezuela, RB'],
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
 *   case, accents, punctuation and a leading "the" do not matter
 * @returns undefined when no country, or more than one, is called so
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
    .replace(/\bst\b/g, 'saint');
}
