/**
 * The `event` part of a draft: dates, country, area, verification, violation status.
 *
 * Takes the assigned columns, writes lines, and adds to the columns used. Where the file leaves two readings open, the
 * place stays open and says both.
 */
import { isAreaCode } from '@vigil/shared';
import { candidatesOf, type Assignment, type Candidate } from './assign-columns.js';
import { share } from './column-samples.js';
import { draftCodes, writeCodes } from './draft-codes.js';
import { yamlList, yamlText, type DraftText } from './draft-text.js';
import { fittingCountries, type FittingCountries } from './fitting-countries.js';
import { fittingDates } from './fitting-dates.js';
import { isCodeList, quotableValues } from './quotable-values.js';

export interface EventDraft {
  readonly text: DraftText;
  readonly assignment: Assignment;
  /** columns that the draft reads, or may read once a person has decided */
  readonly used: Set<string>;
  readonly foreignCountries: () => ReadonlyMap<string, string>;
  /** may an act be a detention? Only then the violation status decides about figures. */
  readonly detention: boolean;
}

const names = (candidates: readonly Candidate[]): string =>
  candidates.map(({ samples }) => yamlText(samples.column)).join(' or ');

function openFormats({ samples }: Candidate): string {
  const { formats, open, evidence } = fittingDates(samples);
  return open ?? `${yamlList(formats)} (${evidence})`;
}

function writeStartDate({ text, assignment, used }: EventDraft): void {
  const candidates = candidatesOf(assignment, 'start-date');
  text.put(2, 'startDate', '');
  const [first, second] = candidates;
  if (first === undefined) {
    text.decide(4, 'column', 'no column of the file looks like the date of the incident; name it here');
    text.decide(
      4,
      'formats',
      'for instance [DD/MM/YYYY]; with YYYY, MM or M, DD or D, and the separators of the list',
    );
    return;
  }
  for (const { samples } of candidates) used.add(samples.column);
  if (second !== undefined && second.strength === first.strength) {
    text.decide(
      4,
      'column',
      `${names(candidates)}: several columns could be the day on which it began; the others go to neverRead`,
    );
    const each = candidates
      .map((one) => `of ${yamlText(one.samples.column)}: ${openFormats(one)}`)
      .join('; ');
    text.decide(4, 'formats', `those of the column you choose; ${each}`);
    return;
  }
  text.put(4, 'column', yamlText(first.samples.column), first.because);
  const { formats, open, evidence } = fittingDates(first.samples);
  if (open === null) {
    text.say(4, evidence);
    text.put(4, 'formats', yamlList(formats));
  } else {
    text.decide(
      4,
      'formats',
      open + (formats.length === 0 ? '' : `; certain beside it: ${yamlList(formats)}`),
    );
  }
  text.put(4, 'onEmpty', 'reject', 'or UNKNOWN: import the event without a date');
}

function writeEndDate({ text, assignment, used }: EventDraft): void {
  const [first] = candidatesOf(assignment, 'end-date');
  if (first === undefined) return;
  const { formats, open, evidence } = fittingDates(first.samples);
  const daily = formats.filter((format) => format.includes('D'));
  if (open === null && daily.length === 0) return;
  used.add(first.samples.column);
  text.put(2, 'endDate', '');
  text.put(4, 'column', yamlText(first.samples.column), first.because);
  if (open === null) {
    text.say(4, evidence);
    text.put(4, 'formats', yamlList(daily));
  } else text.decide(4, 'formats', `${open}; or delete endDate and put the column into neverRead`);
}

const MOSTLY = 0.5;
const ORDER = ['ISO2', 'ISO3', 'names', 'numbers'];

function chooseCountry(draft: EventDraft): { candidate: Candidate; found: FittingCountries } | null {
  const judged = candidatesOf(draft.assignment, 'country')
    .map((candidate) => ({ candidate, found: fittingCountries(candidate.samples, draft.foreignCountries) }))
    .filter(
      ({ candidate, found }) =>
        found.understood > MOSTLY || found.scheme === 'numbers' || isCodeList(candidate.samples),
    )
    .sort(
      (a, b) =>
        Math.round((b.found.understood - a.found.understood) * 20) ||
        ORDER.indexOf(a.found.scheme) - ORDER.indexOf(b.found.scheme),
    );
  return judged[0] ?? null;
}

function writeCountry(draft: EventDraft): void {
  const { text, used } = draft;
  text.put(2, 'country', '');
  const chosen = chooseCountry(draft);
  if (chosen === null) {
    text.decide(
      4,
      'constant',
      'no column names countries; write the one country of this list as two capital letters of ISO 3166-1 (made-up data: XA or XB), or `column:` and `onUnmapped:` instead',
    );
    return;
  }
  const { candidate, found } = chosen;
  used.add(candidate.samples.column);
  text.put(4, 'column', yamlText(candidate.samples.column), `${found.scheme}, ${candidate.because}`);
  text.put(
    4,
    'onUnmapped',
    'reject',
    'the row; or report: leave the country empty, the row is in no figure then',
  );
  if (found.scheme === 'numbers') {
    const { iso, cow } = found.numbers;
    text.decide(
      4,
      'scheme',
      `iso (three-digit numbers of ISO 3166-1 fit ${iso} of ${candidate.samples.filled} cells) or cow (state numbers of the Correlates of War project fit ${cow}); the same number is two countries, so ask who keeps the list`,
    );
  }
  if (found.several !== null) {
    text.decide(
      4,
      'several',
      `${found.several.rows} sampled rows name several countries with ${JSON.stringify(found.several.mark)} between them; write it here and each becomes an event of its own, or delete this line and those rows are rejected`,
    );
  }
  writeCountryMap(draft, candidate, found);
}

function writeCountryMap(
  { text }: EventDraft,
  { samples }: Candidate,
  { map, unknown }: FittingCountries,
): void {
  const quotable = new Set(quotableValues(samples, 'place'));
  const shown = unknown.filter((value) => quotable.has(value));
  const hidden = unknown.length - shown.length;
  if (hidden > 0) {
    text.say(
      4,
      `not written here: ${hidden} values that are no country of ISO 3166-1; \`mapping check\` counts them`,
    );
  }
  if (map.size + shown.length === 0) return;
  if (shown.length > 0)
    text.say(
      4,
      'DECIDE in a line of this map: two capital letters of ISO 3166-1, or null when it is no country',
    );
  text.put(4, 'map', '', map.size > 0 ? "names from Unicode's CLDR" : 'values of the sample');
  for (const [value, code] of map) text.put(6, yamlText(value), yamlText(code));
  for (const value of shown) text.decideLine(6, value);
}

function writeArea({ text, assignment, used }: EventDraft): void {
  const candidates = candidatesOf(assignment, 'area').map((candidate) => ({
    candidate,
    coded: share(candidate.samples, isAreaCode),
    values: quotableValues(candidate.samples, 'place'),
  }));
  const best = candidates
    .filter(({ coded, candidate }) => coded > MOSTLY || isCodeList(candidate.samples))
    .sort((a, b) => b.coded - a.coded)[0];
  if (best === undefined) return;
  const { samples } = best.candidate;
  const codes = [...samples.values.keys()].filter(isAreaCode).sort();
  const open = best.values.filter((value) => !isAreaCode(value));
  if (codes.length + open.length === 0) return;
  used.add(samples.column);
  text.say(
    2,
    'for figures by area; to publish by country only, delete this block and put its column into neverRead',
  );
  text.put(2, 'area', '');
  text.put(4, 'column', yamlText(samples.column), best.candidate.because);
  text.put(4, 'onUnmapped', 'report', 'leave the area empty and count the value; or reject the row');
  if (open.length > 0)
    text.say(
      4,
      'DECIDE in a line of this map: a code of ISO 3166-2, for instance KE-30; delete the line of what is no area',
    );
  text.put(4, 'map', '', 'values of the sample; `mapping check` counts what it does not name');
  for (const code of codes) text.put(6, yamlText(code), yamlText(code));
  for (const value of open) text.decideLine(6, value);
}

function writeVerification({ text, assignment, used }: EventDraft): void {
  const [column] = candidatesOf(assignment, 'verification');
  if (
    column !== undefined &&
    (draftCodes(column, 'verification').certain > 0 || isCodeList(column.samples))
  ) {
    used.add(column.samples.column);
    writeCodes(text, 2, column, { key: 'verification', role: 'verification' });
    return;
  }
  text.put(2, 'verification', '');
  text.decide(
    4,
    'constant',
    'how far the keeper of the list checks a row before it is in: RECEIVED, CREDIBLE_SINGLE_SOURCE, CORROBORATED, VERIFIED, ADJUDICATED; figures count from CORROBORATED on',
  );
  text.decide(4, 'reason', 'why this holds for every row, in a sentence');
}

function writeViolationStatus({ text, detention }: EventDraft): void {
  if (!detention) return;
  text.put(2, 'violationStatus', '');
  text.decide(
    4,
    'constant',
    "'0101' a confirmed violation, '0102' not confirmed, '0103' no violation (HURIDOCS MT41); only '0101' makes a detention count as unlawful; delete violationStatus when the list does not say",
  );
  text.decide(4, 'reason', 'why this holds for every row, in a sentence');
}

export function writeEvent(draft: EventDraft): void {
  draft.text.put(0, 'event', '');
  writeStartDate(draft);
  writeEndDate(draft);
  writeCountry(draft);
  writeArea(draft);
  writeVerification(draft);
  writeViolationStatus(draft);
}
