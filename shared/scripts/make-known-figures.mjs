/**
 * Prints the exact figures of every set of tables that a plan may have.
 *
 *   npm run build && node shared/scripts/make-known-figures.mjs > shared/src/releases/known-figures.ts
 */
import { composedFigures, compositionName, noisyTablesOf, planTables } from '@vigil/shared';

const known = new Map();
for (const profile of ['STANDARD', 'STRICT'])
  for (const entry of ['single', 'multiple'])
    for (const plannedReleases of [1, 2])
      for (const victimCap of [1, 3, 5, 10])
        for (const optional of [[], ['LATE'], ['LATE', 'CLIPPED']]) {
          if (victimCap > 1 && (entry !== 'single' || plannedReleases !== 1)) continue;
          const shape = { profile, entry, plannedReleases, victimCap, optional };
          const tables = noisyTablesOf(planTables(shape));
          known.set(compositionName(tables), composedFigures(tables));
        }

const lines = [...known].map(
  ([name, { rho, bestGuess, epsilon }]) =>
    `  ['${name}', { rho: '${rho}', bestGuess: ${bestGuess}, epsilon: ${epsilon} }],`,
);

process.stdout.write(`/**
 * The exact figures of every set of tables that a plan may have, by \`compositionName\`.
 *
 * Made by shared/scripts/make-known-figures.mjs; do not edit. A test computes each of them again.
 */
export interface PlanFigures {
  readonly rho: string;
  readonly bestGuess: number;
  readonly epsilon: number;
}

export const KNOWN_FIGURES: ReadonlyMap<string, PlanFigures> = new Map([
${lines.join('\n')}
]);
`);
