/**
 * What synthetic-one documents beyond the contract: how long a detention lasted, and where. All made up.
 *
 * The extension in `extension/` answers from it. The table is the partner's own, beside the kit's: it goes with
 * its act, so that an erased case file leaves nothing here.
 */
import type { CaseRows, NodeContext } from '@vigil/kit';
import { SeededRandom } from './random.js';

export interface DetentionSpell {
  readonly actId: string;
  /** YYYY-MM-DD; null where the act has no date */
  readonly heldFrom: string | null;
  readonly days: number | null;
  readonly facilityType: string;
  /** holds `CANARY-`, like everything that only officers may read */
  readonly facilityName: string;
}

const DETAINING: ReadonlySet<string> = new Set(['ARREST', 'DETENTION', 'HOUSE_ARREST', 'MASS_ROUNDUP']);
const FACILITIES: readonly (readonly [string, number])[] = [
  ['POLICE_STATION', 55],
  ['PRISON', 25],
  ['MILITARY_BASE', 12],
  ['PRIVATE_BUILDING', 8],
];
/** shortest and longest of a band of days, and how often; null: nobody knows yet */
const LENGTHS: readonly (readonly [readonly [number, number] | null, number])[] = [
  [[0, 2], 45],
  [[3, 30], 30],
  [[31, 400], 15],
  [null, 10],
];

/** One spell for each detaining act. Same rows and same seed: the same spells. */
export function makeDetentionSpells({ acts }: CaseRows, seed: string): DetentionSpell[] {
  const random = new SeededRandom(`${seed}/detention-spells`);
  return acts
    .filter(({ type }) => DETAINING.has(type))
    .map(({ id, startDate, datePrecision }, index) => {
      const length = random.pick(LENGTHS);
      return {
        actId: id,
        heldFrom: datePrecision === 'DAY' || datePrecision === 'MONTH' ? startDate : null,
        days: length === null ? null : random.between(length[0], length[1]),
        facilityType: random.pick(FACILITIES),
        facilityName: `CANARY-FACILITY-${String(index + 1).padStart(4, '0')}`,
      };
    });
}

const CREATE = `CREATE TABLE ext_detention_spell (
  act_id uuid PRIMARY KEY REFERENCES act (id) ON DELETE CASCADE,
  held_from date,
  days integer,
  facility_type text NOT NULL,
  facility_name text NOT NULL)`;

/** Spells of acts that are not there any more are left out: what was erased must not come back. */
const INSERT = `INSERT INTO ext_detention_spell (act_id, held_from, days, facility_type, facility_name)
  SELECT made.act_id, made.held_from, made.days, made.facility_type, made.facility_name
    FROM unnest($1::uuid[], $2::date[], $3::int[], $4::text[], $5::text[])
      AS made (act_id, held_from, days, facility_type, facility_name)
    JOIN act ON act.id = made.act_id`;

/** Makes the table and fills it; does nothing when it is there. */
export async function storeDetentionSpells(
  { dataSource }: NodeContext,
  spells: readonly DetentionSpell[],
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const [{ found } = { found: true }] = await manager.query<{ found: boolean }[]>(
      `SELECT to_regclass('ext_detention_spell') IS NOT NULL AS found`,
    );
    if (found) return;
    await manager.query(CREATE);
    await manager.query(INSERT, [
      spells.map(({ actId }) => actId),
      spells.map(({ heldFrom }) => heldFrom),
      spells.map(({ days }) => days),
      spells.map(({ facilityType }) => facilityType),
      spells.map(({ facilityName }) => facilityName),
    ]);
  });
}
