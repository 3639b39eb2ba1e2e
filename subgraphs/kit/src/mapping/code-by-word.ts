/**
 * The contract's code for what a cell says, where it can mean one code only.
 *
 * Takes a value, gives a code or nothing; and says of what words a value is made, so that a value of known words can
 * be quoted without quoting a person. Pure.
 */
import { ACT_TYPES, AgeBand, VerificationStatus } from '@vigil/shared';
import type { CodeRole } from './column-role.js';
import { ACT_CODES, GROUP_CODES, PERPETRATOR_CODES, SEX_CODES, VERIFICATION_CODES } from './code-words.js';
import { normaliseWords } from './normalise-words.js';

type Words = ReadonlyMap<string, string>;

function words(lists: Readonly<Record<string, string>>): Words {
  const found = new Map<string, string>();
  for (const [code, list] of Object.entries(lists)) {
    for (const phrase of [code, ...list.split('|')]) found.set(normaliseWords(phrase), code);
  }
  return found;
}

function actWords(): Words {
  const lists = Object.entries(ACT_TYPES).map(([code, { label }]) => {
    const extra = ACT_CODES[code as keyof typeof ACT_TYPES];
    return [code, [label.en, label.fr, label.es, ...(extra === undefined ? [] : [extra])].join('|')] as const;
  });
  return words(Object.fromEntries(lists));
}

const BY_ROLE: Readonly<Record<CodeRole, Words>> = {
  'act-type': actWords(),
  perpetrator: words(PERPETRATOR_CODES),
  group: words(GROUP_CODES),
  sex: words(SEX_CODES),
  'age-band': words({ UNKNOWN: SEX_CODES.UNKNOWN }),
  verification: words(VERIFICATION_CODES),
};

/** The codes a field may have, as the contract lists them. */
export function codesOf(role: CodeRole): readonly string[] {
  if (role === 'act-type') return Object.keys(ACT_TYPES);
  if (role === 'verification') return Object.keys(VerificationStatus);
  if (role === 'age-band') return Object.keys(AgeBand);
  return Object.keys({ perpetrator: PERPETRATOR_CODES, group: GROUP_CODES, sex: SEX_CODES }[role]);
}

/** `18-24`, `18 - 24`, `18 to 24`: the contract's bands only, never one that lies across two. */
function ageBand(value: string): string | undefined {
  const [, from, to] = /^(\d{1,2})\s*(?:-|–|to|à|a|до)\s*(\d{1,2})$/u.exec(value.trim()) ?? [];
  const code = from === undefined ? '' : `A${Number(from)}_${Number(to)}`;
  if (Object.hasOwn(AgeBand, code)) return code;
  return /^(?:65\s*\+|65 and (?:over|older)|65 et plus)$/u.test(value.trim()) ? 'A65_PLUS' : undefined;
}

/** @returns undefined when a person has to decide */
export function codeByWord(role: CodeRole, value: string): string | undefined {
  const found = BY_ROLE[role].get(normaliseWords(value));
  return found ?? (role === 'age-band' ? ageBand(value) : undefined);
}

/**
 * Single letters for sex mean different things together: `M` is a man beside `F`, and a woman (mujer) beside `H`.
 *
 * @param all - every value of the column
 */
export function sexByLetter(value: string, all: readonly string[]): string | undefined {
  const letters = new Set(all.map(normaliseWords));
  const letter = normaliseWords(value);
  if (letter === 'm' && letters.has('f') && !letters.has('h')) return 'MALE';
  if (letter === 'h' && (letters.has('f') || letters.has('m'))) return 'MALE';
  if (letter === 'm' && letters.has('h') && !letters.has('f')) return 'FEMALE';
  return letter === 'м' && letters.has('ж') ? 'MALE' : undefined;
}

const SMALL =
  'of the a de du des la le les l d da do dos das del los las el el y e et and or и в на من في و'.split(' ');

function vocabulary(): ReadonlySet<string> {
  const phrases = Object.values(BY_ROLE).flatMap((list) => [...list.keys()]);
  return new Set([...phrases.flatMap((phrase) => phrase.split(' ')), ...SMALL]);
}
const VOCABULARY = vocabulary();

/** Is every word of the value one that the code lists use? Then it names nobody. */
export function isKnownVocabulary(value: string): boolean {
  const parts = normaliseWords(value).split(' ');
  return parts[0] !== '' && parts.every((word) => VOCABULARY.has(word));
}
