/** What a unit adds to a release: the shape that counting, freezing and digests share. Shapes only. */
import type { TableCounts, TableId } from '@vigil/shared';

export interface EnteredCell {
  readonly table: TableId;
  readonly counts: TableCounts;
  readonly cell: string;
  /** 1 for a file; for persons of a recorded group and in tables of victims as many as there are, up to the cap */
  readonly count: number;
}

/** One unit and the cells it enters. */
export interface CountedUnit {
  /** `file:<uuid>`, `event:<uuid>`, or for person units `victim:<uuid>` */
  readonly unit: string;
  readonly caseFileId: string;
  /** in each table of the release at most as many cells, with as many counts, as the plan says */
  readonly entered: readonly EnteredCell[];
  /** acts behind the rows that qualified in this partition; none of them may be counted in another one */
  readonly sources: readonly string[];
}
