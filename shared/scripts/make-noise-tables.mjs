/**
 * Prints the thresholds of the keyed noise, in exact integer arithmetic: one file of two.
 *
 *   npm run build
 *   node shared/scripts/make-noise-tables.mjs plain > shared/src/releases/noise-tables.ts
 *   node shared/scripts/make-noise-tables.mjs wide > shared/src/releases/wide-noise-tables.ts
 *
 * plain: every variance of a plan whose counts are units, and three of the known answers (9/4, 25/4, 9).
 * wide: the variances of tables of victims, 9, 25 and 100 times as large.
 */
import { makeNoiseTable } from '@vigil/shared';

const FILES = {
  plain: {
    name: 'NOISE_TABLES',
    what: 'The noise tables of counts of units',
    variances: [
      '9/4',
      '4',
      '25/4',
      '8',
      '9',
      '10',
      '12',
      '16',
      '24',
      '32',
      '40',
      '48',
      '64',
      '96',
      '128',
      '192',
    ],
    perLine: 6,
  },
  wide: {
    name: 'WIDE_NOISE_TABLES',
    what: 'The noise tables of counts of victims, of which one file may add 3, 5 or 10 to a cell',
    variances: ['72', '144', '200', '288', '400', '576', '800', '1600', '3200', '6400'],
    perLine: 20,
  },
};

const file = FILES[process.argv[2]];
if (file === undefined) {
  console.error('say which file to print: plain or wide');
  process.exit(1);
}

const lines = file.variances.flatMap((variance) => {
  const { largest, thresholds } = makeNoiseTable(variance);
  const hex = thresholds.slice(0, largest).map((threshold) => threshold.toString(16));
  const rows = [];
  for (let at = 0; at < hex.length; at += file.perLine)
    rows.push(`    ${hex.slice(at, at + file.perLine).join(' ')}`);
  return [`  '${variance}': {`, `    largest: ${largest},`, '    lower: `', ...rows, '    `,', '  },'];
});

const typed =
  process.argv[2] === 'plain'
    ? `export interface LowerThresholds {
  /** noise lies in -largest … largest */
  readonly largest: number;
  readonly lower: string;
}
`
    : "import type { LowerThresholds } from './noise-tables.js';\n";

process.stdout.write(`/**
 * ${file.what}: for k = -largest … -1 the number floor(2^128 P(Z <= k)), in hexadecimal.
 *
 * Made by shared/scripts/make-noise-tables.mjs in exact integer arithmetic; do not edit. The upper half
 * follows from the symmetry of the noise. Data only; the scan is in \`keyed-noise.ts\`.
 */
${typed}
export const ${file.name}: Readonly<Record<string, LowerThresholds>> = {
${lines.join('\n')}
};
`);
