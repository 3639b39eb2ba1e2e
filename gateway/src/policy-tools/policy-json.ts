/** What the policy commands print for a script: the same findings, sets and maps as lists and objects. Pure. */
import { conditionInWords } from './condition-words.js';
import type { PolicyDiff } from './diff-policies.js';
import type { Explanation } from './explain-answer.js';
import { obligationNames } from './obligation-names.js';
import type { PolicyMatrix } from './policy-matrix.js';

export function explanationJson({ owners, ...explanation }: Explanation): unknown {
  const caller = explanation.subject.organisation;
  return {
    ...explanation,
    owners: owners.map(({ obligations, deciding, ...answer }) => ({
      ...answer,
      conditionInWords: conditionInWords(answer.condition, { caller }),
      obligations: obligations === null ? null : obligationNames(obligations),
      deciding: deciding.map(({ id }) => id),
    })),
  };
}

export function matrixJson({ rows, grants, caller, ...matrix }: PolicyMatrix): unknown {
  return {
    ...matrix,
    policies: matrix.policies.map(({ id, effect, reason, file }) => ({ id, effect, reason, file })),
    rows: rows.map(({ cells, coordinates, action, classification }) => ({
      coordinates,
      action,
      classification,
      roles: Object.fromEntries(cells),
    })),
    grants: Object.fromEntries(
      [...grants].map(([code, grant]) => [
        code,
        { ...grant, conditionInWords: conditionInWords(grant.condition, { caller }) },
      ]),
    ),
  };
}

/** Each entry of `asked` stands for every combination of one value of each of its lists. */
export function diffJson({ before, after, widens, compared, changes, caller }: PolicyDiff): unknown {
  return {
    before,
    after,
    widens,
    compared,
    changes: changes.map((change) => ({
      ...change,
      before: { ...change.before, inWords: conditionInWords(change.before.condition, { caller }) },
      after: { ...change.after, inWords: conditionInWords(change.after.condition, { caller }) },
    })),
  };
}
