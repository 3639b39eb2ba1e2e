/**
 * 0.691234 -> `69.13 %`: rounded up, because a share here is always the most that somebody can reach, and a bound that
 * is printed is never below the truth. Pure.
 */
export function percentUp(share: number): string {
  return `${(Math.ceil(share * 1e4 - 1e-9) / 100).toFixed(2)} %`;
}
