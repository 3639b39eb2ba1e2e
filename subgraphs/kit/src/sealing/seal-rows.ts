/**
 * Puts ciphertext in the place of every sealed column, before anything is shaped from the rows.
 *
 * Takes the rows of one page as the database gave them; gives them again with a compact JWE, or null, in each such
 * column. What comes out of here holds no plaintext of one. Which columns those are is said in `serve/record-fields.ts`.
 */
import { EVENT_FIELDS, LEVEL_FIELDS, type LevelName, type RecordField } from '../serve/record-fields.js';
import type { SealedCandidate, Sealing } from './sealing.js';

export type SealableRow = Readonly<Record<string, string | null>>;

/** One page: its events, and the rows of the levels below them that were read. */
export interface SealablePage {
  readonly events: readonly SealableRow[];
  readonly levels: Partial<Record<LevelName, readonly SealableRow[]>>;
}

/** How a page is named towards the recipient. */
export interface SealableNames {
  readonly event: (event: SealableRow) => string;
  readonly row: (level: LevelName, row: SealableRow, event: string) => string;
}

interface Slot extends SealedCandidate {
  readonly of: SealableRow;
  readonly column: string;
}

type Cells = Record<string, string | null>;

/** The event that a row belongs to, and the row's own id below it, both as the recipient sees them. */
type PlaceOf = (row: SealableRow) => Pick<Slot, 'record' | 'row'>;

function slotsOf(fields: readonly RecordField[], rows: readonly SealableRow[], placeOf: PlaceOf): Slot[] {
  const sealed = fields.filter((field) => field.sealed === true);
  return rows.flatMap((of) =>
    sealed.flatMap(({ coordinate, column }): Slot[] => {
      const text = of[column];
      return text == null ? [] : [{ of, column, field: coordinate, ...placeOf(of), text }];
    }),
  );
}

/**
 * @param names - ids as the recipient sees them: of an event, and of a row below it
 * @param sealing - undefined: there is no key to seal to, and every such column is null
 * @throws HubError LIMIT_EXCEEDED
 */
export async function sealPage(
  { events, levels }: SealablePage,
  names: SealableNames,
  sealing: Sealing | undefined,
): Promise<SealablePage> {
  const eventIds = new Map(events.map((row) => [row['local_id'] ?? '', names.event(row)]));
  const levelNames = Object.keys(levels) as LevelName[];
  const slots = [
    ...slotsOf(EVENT_FIELDS, events, (row) => ({ record: names.event(row), row: null })),
    ...levelNames.flatMap((level) =>
      slotsOf(LEVEL_FIELDS[level], levels[level] ?? [], (row) => {
        const record = eventIds.get(row['event_id'] ?? '') ?? '';
        return { record, row: names.row(level, row, record) };
      }),
    ),
  ];
  const sealed = (await sealing?.seal(slots)) ?? [];
  const changed = new Map<SealableRow, Cells>();
  slots.forEach(({ of, column }, at) => {
    const cells = changed.get(of) ?? {};
    changed.set(of, cells);
    cells[column] = sealed[at] ?? null;
  });
  const replaced = (rows: readonly SealableRow[]): SealableRow[] =>
    rows.map((row) => (changed.has(row) ? { ...row, ...changed.get(row) } : row));
  return {
    events: replaced(events),
    levels: Object.fromEntries(levelNames.map((level) => [level, replaced(levels[level] ?? [])])),
  };
}
