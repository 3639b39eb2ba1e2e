/** The largest group that one record may stand for: more is a slip of the pen, and would drown a table. */
export const MOST_PERSONS = 1_000_000;
