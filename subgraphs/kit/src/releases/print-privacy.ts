/** The privacy-loss sheet in the words and columns of a terminal. Pure. */
import { percentUp, type PrivacySheet } from '@vigil/shared';
import { alignedRows } from '../cli/aligned-rows.js';

type Exposure = PrivacySheet['existence'];

const UNITS: Readonly<Record<PrivacySheet['unit'], string>> = {
  CASE_FILE: 'case file',
  PERSON: 'person',
  EVENT: 'event',
};

const HEAD = ['what is asked', 'right at most', 'found at 1 % false alarms', 'epsilon'];

/** Rounded up, as shares are: what is printed as the most that can be reached is never below it. */
function epsilonUp(epsilon: number): string {
  return (Math.ceil(epsilon * 100 - 1e-9) / 100).toFixed(2);
}

function row(asked: string, { bestGuess, truePositiveRate, epsilon }: Exposure): string[] {
  return [asked, percentUp(bestGuess), percentUp(truePositiveRate), epsilonUp(epsilon.exact)];
}

/** What anybody can reach who knows everything else, for ever, from all releases of the plan together. */
export function printPrivacy(sheet: PrivacySheet): string[] {
  const unit = UNITS[sheet.unit];
  const more = sheet.years.filter(({ years }) => years > 1);
  const years = more.filter((each) => sheet.yearsPerUnit === null || each.years <= sheet.yearsPerUnit);
  const rows = [
    HEAD,
    row(`is there a record of this ${unit}?`, sheet.existence),
    row(`what is in the record of a ${unit} known to exist?`, sheet.attribute),
    ...years.map((each) => row(`the same ${unit} in ${each.years} years`, each)),
    ...sheet.partners.map((each) => row(`the same ${unit} at ${each.partners} partners`, each)),
  ];
  return [
    ...alignedRows(rows),
    `guesses start from one half; epsilon at delta ${sheet.delta}; the profile allows ${percentUp(sheet.bound)} for the first line`,
  ];
}
