/**
 * A field whose value comes from a code list, drafted from the values of its column.
 *
 * Takes samples, gives map lines: a code where the value can mean one only, an open line where a person decides, and
 * how many values are not shown. Pure.
 */
import type { Candidate } from './assign-columns.js';
import { codeByWord, codesOf, sexByLetter } from './code-by-word.js';
import type { CodeRole } from './column-role.js';
import type { DraftText } from './draft-text.js';
import { yamlText } from './draft-text.js';
import { quotableValues } from './quotable-values.js';

interface MapLine {
  readonly value: string;
  /** null: a person decides */
  readonly code: string | null;
}

export interface DraftedCodes {
  readonly lines: readonly MapLine[];
  /** values that are not written down, and in how many rows they stand */
  readonly hidden: { readonly values: number; readonly rows: number };
  /** 0 to 1: rows whose code is certain */
  readonly certain: number;
}

function codeOf(role: CodeRole, value: string, all: readonly string[]): string | undefined {
  return codeByWord(role, value) ?? (role === 'sex' ? sexByLetter(value, all) : undefined);
}

export function draftCodes({ samples }: Candidate, role: CodeRole): DraftedCodes {
  const all = [...samples.values.keys()];
  const quotable = quotableValues(samples, role);
  const known = new Set(codesOf(role));
  const rowsOf = (values: readonly string[]): number =>
    values.reduce((sum, value) => sum + (samples.values.get(value) ?? 0), 0);
  const hidden = all.filter((value) => !quotable.includes(value));
  const lines = quotable.map((value) => ({ value, code: codeOf(role, value, all) ?? null }));
  const certain = rowsOf(lines.filter(({ code }) => code !== null).map(({ value }) => value));
  return {
    lines: lines.filter(({ value, code }) => code === null || !known.has(value)),
    hidden: { values: hidden.length, rows: rowsOf(hidden) },
    certain: samples.filled === 0 ? 0 : certain / samples.filled,
  };
}

/** How a field's `onUnmapped` is drafted: to refuse is the one choice that loses nothing silently. */
function refuse(role: CodeRole): string {
  const hasUnknown = codesOf(role).includes('UNKNOWN');
  return `reject the row${hasUnknown ? '; or UNKNOWN: record that it is not known' : ''}`;
}

interface CodeBlock {
  readonly key: string;
  readonly role: CodeRole;
  /** an anchor to write before the block, so that further acts can repeat it */
  readonly anchor?: string | undefined;
}

const OPEN_LINES: Readonly<Record<CodeRole, string>> = {
  'act-type':
    'DECIDE in a line of this map: an act of the list above; delete the lines of rows that are none (they are rejected then)',
  perpetrator: 'DECIDE in a line of this map: STATE, PRO_STATE, NON_STATE or UNKNOWN',
  group:
    'DECIDE in a line of this map: JOURNALIST, HUMAN_RIGHTS_DEFENDER, TRADE_UNIONIST, PROTESTER, AID_WORKER, MINORITY, STUDENT, OTHER or UNKNOWN',
  sex: 'DECIDE in a line of this map: FEMALE, MALE, OTHER, NOT_APPLICABLE or UNKNOWN',
  'age-band':
    'DECIDE in a line of this map: A0_4, A5_9, A10_14, A15_17, A18_24, A25_34, A35_44, A45_54, A55_64, A65_PLUS or UNKNOWN',
  verification:
    'DECIDE in a line of this map: RECEIVED, CREDIBLE_SINGLE_SOURCE, CORROBORATED, VERIFIED, ADJUDICATED, INCONCLUSIVE or DISPROVEN; figures count from CORROBORATED on',
};

/** Writes `key:` with column, map and onUnmapped. */
export function writeCodes(text: DraftText, indent: number, candidate: Candidate, block: CodeBlock): void {
  const { key, role, anchor } = block;
  const { lines, hidden } = draftCodes(candidate, role);
  text.put(indent, key, anchor === undefined ? '' : `&${anchor}`);
  text.put(indent + 2, 'column', yamlText(candidate.samples.column), candidate.because);
  text.put(indent + 2, 'onUnmapped', 'reject', refuse(role));
  if (hidden.values > 0) {
    text.say(
      indent + 2,
      `not written here, since they may name persons or stand in one row only: ${hidden.values} values in ${hidden.rows} sampled rows; look at the list and add lines for those you want, \`mapping check\` counts the rest`,
    );
  }
  if (lines.length === 0) return;
  if (lines.some(({ code }) => code === null)) text.say(indent + 2, OPEN_LINES[role]);
  text.put(indent + 2, 'map', '', 'values of the sample');
  for (const { value, code } of lines) {
    if (code === null) text.decideLine(indent + 4, value);
    else text.put(indent + 4, yamlText(value), code);
  }
}
