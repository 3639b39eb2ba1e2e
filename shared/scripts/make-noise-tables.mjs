/**
 * Prints shared/src/releases/noise-tables.ts: the thresholds of the keyed noise, in exact integer arithmetic.
 *
 *   npm run build && node shared/scripts/make-noise-tables.mjs > shared/src/releases/noise-tables.ts
 */
import { makeNoiseTable } from '@vigil/shared';

const VARIANCES = ['9/4', '4', '25/4', '8', '9', '16', '32'];

const lines = VARIANCES.flatMap((variance) => {
  const { largest, thresholds } = makeNoiseTable(variance);
  const hex = thresholds.slice(0, -1).map((threshold) => threshold.toString(16));
  const rows = [];
  for (let at = 0; at < hex.length; at += 3) rows.push(`    ${hex.slice(at, at + 3).join(' ')}`);
  return [`  '${variance}': {`, `    largest: ${largest},`, '    thresholds: `', ...rows, '    `,', '  },'];
});

process.stdout.write(`/**
 * The noise tables: for k = -largest … largest - 1 the number floor(2^128 P(Z <= k)), in hexadecimal.
 *
 * Made by shared/scripts/make-noise-tables.mjs in exact integer arithmetic; do not edit. The threshold of
 * \`largest\` itself is 2^128 and not written. Data only; the scan is in \`keyed-noise.ts\`.
 */

export const NOISE_TABLES: Readonly<Record<string, { readonly largest: number; readonly thresholds: string }>> = {
${lines.join('\n')}
};
`);
