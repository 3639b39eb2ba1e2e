/**
 * State numbers of the Correlates of War project (COW), as far as they name one country of ISO 3166-1.
 *
 * Source note: numbers and names are facts of the project's State System Membership list (correlatesofwar.org),
 * written down by hand for states that existed in 1974 or later, the year of the first ISO 3166. A state counts as
 * a country when it still bears its ISO code, or when its whole territory lies in one country today (both German
 * states, both Yemens). A state whose territory is several countries today is none of them: Czechoslovakia, the
 * Soviet Union, Yugoslavia, Serbia and Montenegro. Other projects reuse the numbers with changes (Polity's 342, 347,
 * 348, 364, 525, 529, for instance): a mapping over such a file names these itself.
 */
import { countryByCode, type Country } from './countries.js';

/** A line a number: number, alpha-2 code or nothing, names; where the number changed its meaning, from which day it holds. */
const LINES = `
2|US|United States of America
20|CA|Canada
31|BS|Bahamas
40|CU|Cuba
41|HT|Haiti
42|DO|Dominican Republic
51|JM|Jamaica
52|TT|Trinidad and Tobago
53|BB|Barbados
54|DM|Dominica
55|GD|Grenada
56|LC|St. Lucia
57|VC|St. Vincent and the Grenadines
58|AG|Antigua & Barbuda
60|KN|St. Kitts and Nevis
70|MX|Mexico
80|BZ|Belize
90|GT|Guatemala
91|HN|Honduras
92|SV|El Salvador
93|NI|Nicaragua
94|CR|Costa Rica
95|PA|Panama
100|CO|Colombia
101|VE|Venezuela
110|GY|Guyana
115|SR|Suriname
130|EC|Ecuador
135|PE|Peru
140|BR|Brazil
145|BO|Bolivia
150|PY|Paraguay
155|CL|Chile
160|AR|Argentina
165|UY|Uruguay
200|GB|United Kingdom
205|IE|Ireland
210|NL|Netherlands
211|BE|Belgium
212|LU|Luxembourg
220|FR|France
221|MC|Monaco
223|LI|Liechtenstein
225|CH|Switzerland
230|ES|Spain
232|AD|Andorra
235|PT|Portugal
255|DE|Germany|1990-10-03
260|DE|German Federal Republic
265|DE|German Democratic Republic
290|PL|Poland
305|AT|Austria
310|HU|Hungary
315||Czechoslovakia
316|CZ|Czech Republic
317|SK|Slovakia
325|IT|Italy
331|SM|San Marino
338|MT|Malta
339|AL|Albania
341|ME|Montenegro
343|MK|Macedonia
344|HR|Croatia
345|RS|Yugoslavia, Serbia and Montenegro, Serbia|2006-06-05
346|BA|Bosnia and Herzegovina
347|XK|Kosovo
349|SI|Slovenia
350|GR|Greece
352|CY|Cyprus
355|BG|Bulgaria
359|MD|Moldova
360|RO|Romania
365|RU|Soviet Union, Russia|1991-12-26
366|EE|Estonia
367|LV|Latvia
368|LT|Lithuania
369|UA|Ukraine
370|BY|Belarus
371|AM|Armenia
372|GE|Georgia
373|AZ|Azerbaijan
375|FI|Finland
380|SE|Sweden
385|NO|Norway
390|DK|Denmark
395|IS|Iceland
402|CV|Cape Verde
403|ST|Sao Tome and Principe
404|GW|Guinea-Bissau
411|GQ|Equatorial Guinea
420|GM|Gambia
432|ML|Mali
433|SN|Senegal
434|BJ|Benin
435|MR|Mauritania
436|NE|Niger
437|CI|Ivory Coast
438|GN|Guinea
439|BF|Burkina Faso
450|LR|Liberia
451|SL|Sierra Leone
452|GH|Ghana
461|TG|Togo
471|CM|Cameroon
475|NG|Nigeria
481|GA|Gabon
482|CF|Central African Republic
483|TD|Chad
484|CG|Congo
490|CD|Democratic Republic of the Congo
500|UG|Uganda
501|KE|Kenya
510|TZ|Tanzania
516|BI|Burundi
517|RW|Rwanda
520|SO|Somalia
522|DJ|Djibouti
530|ET|Ethiopia
531|ER|Eritrea
540|AO|Angola
541|MZ|Mozambique
551|ZM|Zambia
552|ZW|Zimbabwe
553|MW|Malawi
560|ZA|South Africa
565|NA|Namibia
570|LS|Lesotho
571|BW|Botswana
572|SZ|Swaziland
580|MG|Madagascar
581|KM|Comoros
590|MU|Mauritius
591|SC|Seychelles
600|MA|Morocco
615|DZ|Algeria
616|TN|Tunisia
620|LY|Libya
625|SD|Sudan
626|SS|South Sudan
630|IR|Iran
640|TR|Turkey
645|IQ|Iraq
651|EG|Egypt
652|SY|Syria
660|LB|Lebanon
663|JO|Jordan
666|IL|Israel
670|SA|Saudi Arabia
678|YE|Yemen Arab Republic
679|YE|Yemen
680|YE|Yemen People's Republic
690|KW|Kuwait
692|BH|Bahrain
694|QA|Qatar
696|AE|United Arab Emirates
698|OM|Oman
700|AF|Afghanistan
701|TM|Turkmenistan
702|TJ|Tajikistan
703|KG|Kyrgyzstan
704|UZ|Uzbekistan
705|KZ|Kazakhstan
710|CN|China
712|MN|Mongolia
713|TW|Taiwan
731|KP|North Korea
732|KR|South Korea
740|JP|Japan
750|IN|India
760|BT|Bhutan
770|PK|Pakistan
771|BD|Bangladesh
775|MM|Myanmar
780|LK|Sri Lanka
781|MV|Maldives
790|NP|Nepal
800|TH|Thailand
811|KH|Cambodia
812|LA|Laos
816|VN|Vietnam
817|VN|Republic of Vietnam
820|MY|Malaysia
830|SG|Singapore
835|BN|Brunei
840|PH|Philippines
850|ID|Indonesia
860|TL|East Timor
900|AU|Australia
910|PG|Papua New Guinea
920|NZ|New Zealand
935|VU|Vanuatu
940|SB|Solomon Islands
946|KI|Kiribati
947|TV|Tuvalu
950|FJ|Fiji
955|TO|Tonga
970|NR|Nauru
983|MH|Marshall Islands
986|PW|Palau
987|FM|Federated States of Micronesia
990|WS|Samoa
`;

interface CowState {
  /** null: several countries today */
  readonly alpha2: string | null;
  /** YYYY-MM-DD; null: always */
  readonly from: string | null;
}

const STATES: ReadonlyMap<number, CowState> = new Map(
  LINES.trim()
    .split('\n')
    .map((line) => {
      const [number, alpha2 = '', , from] = line.split('|');
      return [Number(number), { alpha2: alpha2 || null, from: from ?? null }];
    }),
);

/** Before this day there was no ISO 3166, and borders are not those of its countries. */
const FIRST_DAY = '1974-01-01';

/**
 * The country that a state number means on a day.
 *
 * @param number - as written in a file: `365`, `365.0`, `002`
 * @param date - YYYY-MM-DD, of a coarser date its first day; null when the day is not known: then only a number that
 *   never changed its meaning is a country
 * @returns undefined for numbers that are no state's, for states that are several countries today, and for days
 *   before 1974
 */
export function countryByCow(number: string, date: string | null): Country | undefined {
  const digits = /^0*(\d{1,3})(?:\.0+)?$/.exec(number.trim())?.[1];
  const state = digits === undefined ? undefined : STATES.get(Number(digits));
  if (state === undefined || state.alpha2 === null) return undefined;
  if (date !== null && date < FIRST_DAY) return undefined;
  if (state.from !== null && (date === null || date < state.from)) return undefined;
  return countryByCode(state.alpha2);
}
