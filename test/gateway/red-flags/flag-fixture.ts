/** Releases with months of a test's choice, and a detector whose word a test knows beforehand. */
import type { Detection, Detector } from '@vigil/gateway';
import type { ReleaseDocument } from '@vigil/shared';
import { documentOf, kidnapping } from '../releases/release-fixture.js';
import type { FixturePartner, ReleaseTexts } from '../releases/release-fixture.js';

/** alpha and beta watch the whole of XA, alpha one area of it by name. */
export const ALPHA: FixturePartner = {
  id: 'alpha',
  coverage: [kidnapping('XA', ['XA-01'], '2010-01', '2013-12')],
};
export const BETA: FixturePartner = {
  id: 'beta',
  coverage: [kidnapping('XA', [], '2010-01', '2013-12')],
};

function monthOf(year: string, index: number): string {
  return `${year}-${String(index + 1).padStart(2, '0')}`;
}

/** The same figure in every month of a year, but for some. */
export function year(
  partner: FixturePartner,
  partition: string,
  usual: number,
  texts: Partial<ReleaseTexts> & { unusual?: Readonly<Record<string, number>> } = {},
): ReleaseDocument {
  const { unusual = {}, ...rest } = texts;
  const figures: Record<string, number> = {};
  for (let index = 0; index < 12; index += 1) {
    const month = monthOf(partition, index);
    for (const [table, place] of [
      ['L1', 'XA'],
      ['L2', 'XA-01'],
    ])
      figures[`${table} ${place} ${month}`] = unusual[month] ?? usual;
  }
  return documentOf({ partner, partition, sequence: Number(partition) - 2009, figures, ...rest });
}

/** Expects a fixed count and gives alarm above a fixed limit, once seven months are known. */
export function fixedDetector(
  name: 'EARS_C1' | 'EARS_C2' | 'BAYES' | 'CUSUM',
  { expected = 10, upper = 20 }: { expected?: number | null; upper?: number | null } = {},
): Detector & { readonly asked: { readonly counts: readonly (number | null)[]; readonly first: number }[] } {
  const asked: { counts: readonly (number | null)[]; first: number }[] = [];
  return {
    name,
    alpha: 0.01,
    asked,
    detect: ({ counts }, first) => {
      asked.push({ counts, first });
      return counts.flatMap((count, at): Detection[] =>
        at < first
          ? []
          : [
              {
                at,
                expected,
                upper,
                statistic: null,
                alarm: count !== null && count > (upper ?? 20),
                baseline: 'OK',
              },
            ],
      );
    },
  };
}
