/**
 * What a role is given at one place, in as few sentences as say all of it.
 *
 * Takes the answers in every situation that was tried, gives grants: the least agreement that is needed for each
 * answer, purposes that are answered alike together. Pure.
 */
import type { Residual } from '@vigil/policies';
import { purpose as purposes } from '@vigil/shared';
import type { Answer } from './changes.js';

export interface TriedAnswer {
  /** the caller belongs to no organisation, to the owner, or to another one */
  readonly relation: 'nobody' | 'own' | 'another';
  /** `CONFIDENTIAL`, or `CONFIDENTIAL for RESEARCH` where it is another purpose than the caller's */
  readonly agreements: readonly string[];
  readonly purposes: readonly string[];
  readonly answer: Answer;
}

export interface Grant {
  readonly who: 'everybody' | 'own' | 'another' | 'nobody';
  /** what has to be agreed with the owner; none: nothing */
  readonly agreements: readonly string[];
  /** none: every purpose */
  readonly purposes: readonly string[];
  readonly condition: Residual;
  readonly obligations: readonly string[];
}

/** @returns without denials; most open first */
export function grantsOf(answers: readonly TriedAnswer[]): Grant[] {
  const allowed = answers.filter(
    ({ answer: { condition } }) => condition.kind !== 'constant' || condition.value,
  );
  const single = allowed.flatMap((tried) =>
    tried.purposes.map((purpose) => ({
      ...tried,
      purposes: [purpose],
      agreements: [...new Set(tried.agreements)].sort(),
    })),
  );
  const needed = single.filter((tried) => !single.some((other) => needsLess(other, tried)));
  const merged = new Map<string, Grant>();
  for (const tried of asEverybody(needed)) {
    const { who, agreements, answer } = tried;
    const key = JSON.stringify([who, agreements, answer]);
    const known = merged.get(key)?.purposes ?? [];
    merged.set(key, { who, agreements, purposes: [...new Set([...known, ...tried.purposes])], ...answer });
  }
  return [...merged.values()].map((grant) => ({
    ...grant,
    purposes:
      grant.purposes.length === purposes.options.length
        ? []
        : purposes.options.filter((purpose) => grant.purposes.includes(purpose)),
  }));
}

function needsLess(other: TriedAnswer, tried: TriedAnswer): boolean {
  return (
    other.relation === tried.relation &&
    other.purposes[0] === tried.purposes[0] &&
    other.agreements.length < tried.agreements.length &&
    other.agreements.every((agreement) => tried.agreements.includes(agreement)) &&
    JSON.stringify(other.answer) === JSON.stringify(tried.answer)
  );
}

type Told = Omit<TriedAnswer, 'relation'> & Pick<Grant, 'who'>;

/** Who belongs nowhere, to the owner and elsewhere, answered alike without an agreement: everybody. */
function asEverybody(answers: readonly TriedAnswer[]): Told[] {
  const keyOf = ({ purposes: given, agreements, answer }: TriedAnswer): string =>
    JSON.stringify([given, agreements, answer]);
  const relations = new Map<string, Set<string>>();
  for (const tried of answers) {
    const known = relations.get(keyOf(tried)) ?? new Set();
    relations.set(keyOf(tried), known.add(tried.relation));
  }
  return answers.flatMap(({ relation, ...tried }): Told[] => {
    if (relations.get(keyOf({ relation, ...tried }))?.size !== 3) return [{ ...tried, who: relation }];
    return relation === 'nobody' ? [{ ...tried, who: 'everybody' }] : [];
  });
}

const WHO = {
  everybody: 'everybody',
  own: "the owner's own people",
  another: 'people of another organisation',
  nobody: 'people of no organisation',
} as const;

/** "people of another organisation that has an agreement with the owner for DEIDENTIFIED data" */
export function whoInWords({ who, agreements }: Grant): string {
  if (agreements.length === 0) return WHO[who];
  return `${WHO[who]} that has an agreement with the owner for ${agreements.join(' and ')} data`;
}

export function purposesInWords({ purposes: given }: Grant): string {
  return given.length === 0 ? 'every purpose' : given.join(', ');
}
