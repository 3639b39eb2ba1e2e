/** The calendar beside red flags. */
import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { votesNear } from '@vigil/gateway';
import { countryByCow } from '@vigil/shared';
import { plainCsv } from '../../support/plain-csv.js';
import { realDataFolder } from '../../support/real-data.js';

// Rows of REIGN's election list of March 2021 (MIT), looked up by hand.
test.each([
  ['RU', '2012-03', ['election of the executive 2012-03-04']],
  ['RU', '2012-05', ['election of the executive 2012-03-04']], // 58 days before the first of May
  ['RU', '2012-06', []], // 89 days
  ['RU', '2012-01', ['election of the executive 2012-03-04']], // 33 days after the last of January
  ['RU', '1993-06', ['referendum 1993-04']], // only the month is known
  ['IR', '2005-06', ['election of the executive 2005-06-17', 'election of the executive 2005-06-24']],
  ['XA', '2012-03', []], // no state has this code
  ['RU', '2020-12', []], // the first of March is the last day looked at
  ['RU', '2021-09', ['votes after 2021-03 are not in the calendar']],
])('votes within 60 days of the month in %s, %s', (country, month, votes) => {
  expect(votesNear(country, month)).toEqual(votes);
});

const FILE = '../reference/reign_election_list_2021_03.csv';
const folder = realDataFolder('elections', FILE);

if (folder !== undefined) {
  test('the whole published list is in the calendar: every vote since 1974 in a country of today', () => {
    const missing: string[] = [];
    let found = 0;
    for (const row of plainCsv(join(folder, FILE))) {
      if (!row['event']?.startsWith('Vote')) continue;
      const month = `${row['elec_year']}-${row['elec_month']?.padStart(2, '0')}`;
      const day = row['elec_day']?.trim() ?? '';
      const date = day === '' ? month : `${month}-${day.padStart(2, '0')}`;
      const country = countryByCow(row['ccode'] ?? '', day === '' ? `${month}-01` : date);
      if (country === undefined) continue;
      if (votesNear(country.alpha2, month).some((text) => text.endsWith(` ${date}`))) found += 1;
      else missing.push(`${country.alpha2} ${date}`);
    }
    expect(missing).toEqual([]);
    // counted apart from the calendar: rows of votes from 1974 on, without those of states that are several
    // countries today; two rows of one day and kind are one vote there
    expect(found).toBeGreaterThan(2_000);
  });
}
