/**
 * An explanation for a terminal: answer, condition and obligations in words, the policies behind them, and for a
 * denial what is missing.
 *
 * Takes an explanation, gives lines. Pure.
 */
import { HUB_OWNER, type PolicyVerdict } from '@vigil/policies';
import { callerInWords } from './asking-caller.js';
import { conditionLines } from './condition-words.js';
import type { Explanation, OwnerAnswer } from './explain-answer.js';
import { obligationNames, obligationsInWords } from './obligation-names.js';

/** Permits that are shown when none of them matched: the ones with the least missing. */
const NEAREST = 3;

export interface DescribeOptions {
  /** every policy, not only those that decided or nearly did */
  readonly all?: boolean;
}

export function describeExplanation(explanation: Explanation, options: DescribeOptions = {}): string[] {
  const { coordinate, classification, action, subject, policyVersion, owners } = explanation;
  const { class: dataClass, subject: about, flags } = classification;
  const marks = [dataClass, ...(about === 'NONE' ? [] : [`about ${about}`]), ...flags].join(', ');
  return [
    `${action} ${coordinate} (${marks})`,
    `asked by ${callerInWords(subject)}; policies ${policyVersion.slice(0, 12)}`,
    ...owners.flatMap((answer) => ['', ...describeOwner(answer, explanation, options)]),
  ];
}

function describeOwner(
  answer: OwnerAnswer,
  { subject }: Explanation,
  { all = false }: DescribeOptions,
): string[] {
  const when = conditionLines(answer.condition, { caller: subject.organisation });
  return [
    `${ownerInWords(answer, subject.organisation)}: ${ANSWERS[answer.answer]}`,
    ...(answer.answer === 'conditional' ? when.map((part) => `  - ${part}`) : []),
    ...answer.because.map((reason) => `  why: ${reason}`),
    ...obligationLines(answer),
    ...answer.deciding.flatMap((policy) => describePolicy(policy, labelOf(policy))),
    ...(answer.answer === 'denied' && !all ? nearestPermits(answer) : []),
    ...(all
      ? answer.policies.filter(isSilent).flatMap((policy) => describePolicy(policy, 'not concerned'))
      : []),
  ];
}

const ANSWERS = {
  allowed: 'ALLOWED',
  denied: 'DENIED',
  conditional: 'ALLOWED for a record of which all this is known and so:',
} as const;

function ownerInWords({ owner, agreements }: OwnerAnswer, organisation: string | null): string {
  if (owner === HUB_OWNER) return 'what the hub publishes';
  const own = owner === organisation ? ' (their own organisation)' : '';
  const agreed = agreements.map(({ class: dataClass, purpose }) => `${dataClass} for ${purpose}`).join(', ');
  return `data of ${owner}${own}${agreed === '' ? '' : `, agreement in force: ${agreed}`}`;
}

function obligationLines({ obligations }: OwnerAnswer): string[] {
  const names = obligations === null ? [] : obligationNames(obligations);
  return names.length === 0 ? [] : [`  before it leaves: ${obligationsInWords(names)}`];
}

const isSilent = ({ verdict }: PolicyVerdict): boolean => verdict === 'does not apply';

function labelOf({ effect, verdict }: PolicyVerdict): string {
  if (verdict === 'fails') return 'cannot be applied';
  if (effect === 'permit') return verdict === 'applies' ? 'permitted by' : 'may be permitted by';
  return verdict === 'applies' ? 'forbidden by' : 'may be forbidden by';
}

function describePolicy({ id, reason, file, clauses }: PolicyVerdict, label: string): string[] {
  const notMet = clauses.filter(({ verdict }) => verdict !== 'met');
  return [
    `  ${label} ${id} (${file})`,
    `    ${reason}`,
    ...notMet.map(({ kind, text, verdict }) => `    ${CLAUSE_WORDS[verdict]}: ${clauseText(kind, text)}`),
  ];
}

const CLAUSE_WORDS = {
  met: 'met',
  'not met': 'not met',
  depends: 'depends on',
  fails: 'cannot be applied',
} as const;

function clauseText(kind: string, text: string): string {
  return kind === 'unless' ? `unless ${text}` : text;
}

function nearestPermits({ policies }: OwnerAnswer): string[] {
  const missing = ({ clauses }: PolicyVerdict): number =>
    clauses.filter(({ verdict }) => verdict === 'not met' || verdict === 'fails').length;
  return policies
    .filter((policy) => policy.effect === 'permit' && isSilent(policy))
    .sort((a, b) => missing(a) - missing(b))
    .slice(0, NEAREST)
    .flatMap((policy) => describePolicy(policy, 'would permit it, but is not met:'));
}
