/** Every combination of profile, entry, releases, cap of victims and optional tables that a plan may have. */
import type { PlanShape } from '@vigil/shared';

export function allShapes(): PlanShape[] {
  const shapes: PlanShape[] = [];
  for (const profile of ['STANDARD', 'STRICT'] as const)
    for (const entry of ['single', 'multiple'] as const)
      for (const plannedReleases of [1, 2] as const)
        for (const victimCap of [1, 3, 5, 10] as const)
          for (const optional of [[], ['LATE'], ['CLIPPED'], ['LATE', 'CLIPPED']] as const)
            // tables of victims are for case files with entry single and one planned release
            if (victimCap === 1 || (entry === 'single' && plannedReleases === 1))
              shapes.push({ profile, entry, plannedReleases, victimCap, optional });
  return shapes;
}
