/** One thing that `views check` found, in one line with its remedy. */
export interface ViewFinding {
  /** an ERROR keeps the node from serving; ADVICE does not */
  readonly severity: 'ERROR' | 'ADVICE';
  readonly check: 'CONNECTION' | 'SHAPE' | 'VALUES' | 'RIGHTS' | 'SPEED';
  /** view, column or right */
  readonly where: string;
  /** counts and codes; never a value of a record */
  readonly says: string;
  /** what to do; SQL for the partner's database administrator where SQL does it */
  readonly remedy: string;
}

type Parts = Omit<ViewFinding, 'severity' | 'check'>;

export const finding = {
  error: (check: ViewFinding['check'], parts: Parts): ViewFinding => ({ severity: 'ERROR', check, ...parts }),
  advice: (check: ViewFinding['check'], parts: Parts): ViewFinding => ({
    severity: 'ADVICE',
    check,
    ...parts,
  }),
};

export function printFinding({ severity, where, says, remedy }: ViewFinding): string {
  return `${severity === 'ERROR' ? 'error ' : 'advice'}  ${where}: ${says}. ${remedy}`;
}
