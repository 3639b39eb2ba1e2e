/**
 * The best accuracy that any guess between two worlds can have, once more and from none of our code: doubles, and
 * the discrete Gaussian from its definition.
 *
 * Takes by how much each noisy cell differs between the worlds, gives 1/2 + TV/2. The likelihood ratio depends on the
 * outputs only through S = sum of d_i z_i / sigma_i^2, which lies on a lattice of integers when scaled.
 * @see Canonne, Kamath, Steinke 2020, definition 1; Sommer, Meiser, Mohammadi 2019
 */

/** One noisy cell: its variance, and how far the worlds are apart in it. */
export interface NoisyCell {
  readonly sigma2: number;
  readonly difference: number;
}

/** P(z) for z = -reach … reach. Beyond twelve standard deviations nothing is left in a double. */
function discreteGaussian(sigma2: number): number[] {
  const reach = Math.ceil(12 * Math.sqrt(sigma2));
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * sigma2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function commonMultiple(a: number, b: number): number {
  let [left, right] = [a, b];
  while (right !== 0) [left, right] = [right, left % right];
  return (a / left) * b;
}

/** @param cells - with whole variances; cells in which the worlds are the same say nothing */
export function exactOptimum(cells: readonly NoisyCell[]): number {
  const told = cells.filter(({ difference }) => difference !== 0);
  const scale = told.reduce((multiple, { sigma2 }) => commonMultiple(multiple, sigma2), 1);
  let mass = [1];
  let shift = 0;
  for (const { sigma2, difference } of told) {
    const step = Math.abs(difference) * (scale / sigma2);
    const noise = discreteGaussian(sigma2);
    const next = new Array<number>(mass.length + step * (noise.length - 1)).fill(0);
    for (const [at, left] of mass.entries()) {
      for (const [k, right] of noise.entries()) {
        const to = at + step * k;
        next[to] = (next[to] ?? 0) + left * right;
      }
    }
    mass = next;
    shift += step * Math.abs(difference);
  }
  // one world is `mass`, the other the same moved by `shift`; a guess is right with the larger of the two
  let right = 0;
  for (let at = 0; at < mass.length + shift; at += 1) right += Math.max(mass[at] ?? 0, mass[at - shift] ?? 0);
  return right / 2;
}
