/**
 * The exact figures of every set of tables that a plan may have, by `compositionName`.
 *
 * Made by shared/scripts/make-known-figures.mjs; do not edit. A test computes each of them again.
 */
export interface PlanFigures {
  readonly rho: string;
  readonly bestGuess: number;
  readonly epsilon: number;
}

export const KNOWN_FIGURES: ReadonlyMap<string, PlanFigures> = new Map([
  ['1x4 6x8', { rho: '1/2', bestGuess: 0.691234, epsilon: 4.881 }],
  ['1x16 7x8', { rho: '15/32', bestGuess: 0.685881, epsilon: 4.7102 }],
  ['2x16 7x8', { rho: '1/2', bestGuess: 0.691406, epsilon: 4.8863 }],
  ['1x72/3 1x8 6x144/3 6x16', { rho: '1/2', bestGuess: 0.691457, epsilon: 4.8867 }],
  ['1x32 7x144/3 7x16', { rho: '29/64', bestGuess: 0.682959, epsilon: 4.6208 }],
  ['2x32 7x144/3 7x16', { rho: '15/32', bestGuess: 0.68585, epsilon: 4.7106 }],
  ['1x200/5 1x8 6x16 6x400/5', { rho: '1/2', bestGuess: 0.691461, epsilon: 4.8866 }],
  ['1x32 7x16 7x400/5', { rho: '29/64', bestGuess: 0.682959, epsilon: 4.6208 }],
  ['2x32 7x16 7x400/5', { rho: '15/32', bestGuess: 0.685851, epsilon: 4.7106 }],
  ['1x8 1x800/10 6x16 6x1600/10', { rho: '1/2', bestGuess: 0.691462, epsilon: 4.8866 }],
  ['1x32 7x16 7x1600/10', { rho: '29/64', bestGuess: 0.682959, epsilon: 4.6208 }],
  ['2x32 7x16 7x1600/10', { rho: '15/32', bestGuess: 0.685851, epsilon: 4.7106 }],
  ['8x8', { rho: '1/2', bestGuess: 0.691234, epsilon: 4.881 }],
  ['1x16 8x10', { rho: '69/160', bestGuess: 0.678805, epsilon: 4.493 }],
  ['2x16 8x10', { rho: '37/80', bestGuess: 0.684699, epsilon: 4.6748 }],
  ['10x16 3x12 3x24', { rho: '1/2', bestGuess: 0.691457, epsilon: 4.8867 }],
  ['11x16 6x24', { rho: '15/32', bestGuess: 0.685854, epsilon: 4.7107 }],
  ['12x16 6x24', { rho: '1/2', bestGuess: 0.691457, epsilon: 4.8867 }],
  ['10x16 3x12 6x48', { rho: '1/2', bestGuess: 0.691457, epsilon: 4.8867 }],
  ['11x16 3x24 6x48', { rho: '15/32', bestGuess: 0.685854, epsilon: 4.7107 }],
  ['12x16 3x24 6x48', { rho: '1/2', bestGuess: 0.691457, epsilon: 4.8867 }],
  ['1x16 6x32', { rho: '1/8', bestGuess: 0.598675, epsilon: 2.2538 }],
  ['1x64 7x32', { rho: '15/128', bestGuess: 0.595638, epsilon: 2.1757 }],
  ['2x64 7x32', { rho: '1/8', bestGuess: 0.598699, epsilon: 2.2542 }],
  ['1x288/3 1x32 6x576/3 6x64', { rho: '1/8', bestGuess: 0.598706, epsilon: 2.2541 }],
  ['1x128 7x576/3 7x64', { rho: '29/256', bestGuess: 0.594057, epsilon: 2.1356 }],
  ['2x128 7x576/3 7x64', { rho: '15/128', bestGuess: 0.595634, epsilon: 2.1757 }],
  ['1x32 1x800/5 6x1600/5 6x64', { rho: '1/8', bestGuess: 0.598707, epsilon: 2.2541 }],
  ['1x128 7x1600/5 7x64', { rho: '29/256', bestGuess: 0.594057, epsilon: 2.1356 }],
  ['2x128 7x1600/5 7x64', { rho: '15/128', bestGuess: 0.595634, epsilon: 2.1757 }],
  ['1x32 1x3200/10 6x64 6x6400/10', { rho: '1/8', bestGuess: 0.598707, epsilon: 2.2541 }],
  ['1x128 7x64 7x6400/10', { rho: '29/256', bestGuess: 0.594057, epsilon: 2.1356 }],
  ['2x128 7x64 7x6400/10', { rho: '15/128', bestGuess: 0.595634, epsilon: 2.1757 }],
  ['8x32', { rho: '1/8', bestGuess: 0.598675, epsilon: 2.2538 }],
  ['1x64 8x40', { rho: '69/640', bestGuess: 0.5918, epsilon: 2.0784 }],
  ['2x64 8x40', { rho: '37/320', bestGuess: 0.595006, epsilon: 2.1597 }],
  ['10x64 3x48 3x96', { rho: '1/8', bestGuess: 0.598706, epsilon: 2.2541 }],
  ['11x64 6x96', { rho: '15/128', bestGuess: 0.595635, epsilon: 2.1757 }],
  ['12x64 6x96', { rho: '1/8', bestGuess: 0.598706, epsilon: 2.2541 }],
  ['10x64 3x48 6x192', { rho: '1/8', bestGuess: 0.598706, epsilon: 2.2541 }],
  ['11x64 3x96 6x192', { rho: '15/128', bestGuess: 0.595635, epsilon: 2.1757 }],
  ['12x64 3x96 6x192', { rho: '1/8', bestGuess: 0.598706, epsilon: 2.2541 }],
]);
