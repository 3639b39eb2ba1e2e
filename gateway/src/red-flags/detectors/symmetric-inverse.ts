/**
 * The inverse of a small symmetric positive definite matrix by Cholesky's factorisation, for the normal equations of a
 * regression. Pure; a matrix that is not positive definite (a column that says nothing of its own) has no inverse.
 */
const LEAST_PIVOT = 1e-11;

/** the inverse, or undefined where the matrix is singular */
export function symmetricInverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const root: number[][] = [];
  for (let i = 0; i < size; i += 1) {
    const row: number[] = [];
    for (let j = 0; j < i; j += 1) {
      row.push(((matrix[i]?.[j] ?? 0) - dot(row, root[j] ?? [], j)) / (root[j]?.[j] ?? 1));
    }
    const diagonal = matrix[i]?.[i] ?? 0;
    const pivot = diagonal - dot(row, row, i);
    if (!(pivot > LEAST_PIVOT * Math.abs(diagonal))) return undefined;
    root.push([...row, Math.sqrt(pivot)]);
  }
  return fromInverseRoot(inverseOfRoot(root));
}

function dot(one: readonly number[], other: readonly number[], length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k += 1) sum += (one[k] ?? 0) * (other[k] ?? 0);
  return sum;
}

/** the inverse of a lower triangular matrix */
function inverseOfRoot(root: readonly (readonly number[])[]): number[][] {
  const inverse: number[][] = root.map(() => []);
  for (let column = 0; column < root.length; column += 1) {
    for (let i = column; i < root.length; i += 1) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k += 1) sum -= (root[i]?.[k] ?? 0) * (inverse[k]?.[column] ?? 0);
      const row = inverse[i];
      if (row !== undefined) row[column] = sum / (root[i]?.[i] ?? 1);
    }
  }
  return inverse;
}

function fromInverseRoot(inverse: readonly (readonly number[])[]): number[][] {
  return inverse.map((_, i) =>
    inverse.map((_unused, j) => {
      let sum = 0;
      for (let k = Math.max(i, j); k < inverse.length; k += 1) {
        sum += (inverse[k]?.[i] ?? 0) * (inverse[k]?.[j] ?? 0);
      }
      return sum;
    }),
  );
}
