/**
 * SYNTHETIC case files in any number, written as files for COPY and loaded into the tables of a node.
 *
 * Every choice is a hash of seed and number, so the same files come out on every machine.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';

const GROUPS = [
  'JOURNALIST',
  'HUMAN_RIGHTS_DEFENDER',
  'TRADE_UNIONIST',
  'PROTESTER',
  'AID_WORKER',
  'MINORITY',
];
const AGES = ['A15_17', 'A18_24', 'A25_34', 'A35_44', 'A45_54', 'A55_64', 'UNKNOWN'];
const TYPES = ['STATE', 'PRO_STATE', 'NON_STATE', 'UNKNOWN'];
export const AREAS = Array.from({ length: 4 }, (_, index) => `XA-${String(index + 1).padStart(2, '0')}`);

const COLUMNS = {
  case_file: 'id, reference, confidential, synthetic, source, received_at',
  event:
    'id, case_file_id, public_id, start_date, date_precision, country, area, verification, violation_status',
  victim: 'id, case_file_id, sex, age_band, victim_group, persons',
  perpetrator: 'id, case_file_id, type',
  act: 'id, event_id, type, start_date, date_precision, victim_id',
  act_perpetrator: 'act_id, perpetrator_id',
  consent: 'person_kind, person_id, scope, state',
};

/** In the order of the numbers, as an import gives ids in the order of time. */
function uuid(number, bytes) {
  const [start, hex] = [number.toString(16).padStart(12, '0'), bytes.toString('hex')];
  return `${start.slice(0, 8)}-${start.slice(8)}-7${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

/** The rows of one file: a victim, a perpetrator, and one event, or two in a fifth of the files. */
function caseFile(seed, number, year) {
  const bytes = (what) => createHash('sha256').update(`${seed} ${number} ${what}`).digest();
  const ids = bytes('ids');
  const [file, victim] = [uuid(number, ids.subarray(0, 9)), uuid(number, ids.subarray(9, 18))];
  const dice = bytes('dice');
  const perpetrator = uuid(number, ids.subarray(18, 27));
  const own = dice[0] < 64;
  const rows = {
    case_file: [[file, `SYNTHETIC-${number}`, own, true, own ? null : 'bench', `${year}-12-31 00:00:00+00`]],
    victim: [
      [
        ...[victim, file, dice[1] < 128 ? 'FEMALE' : 'MALE', AGES[dice[2] % AGES.length]],
        ...[GROUPS[dice[3] % GROUPS.length], 1],
      ],
    ],
    perpetrator: [[perpetrator, file, TYPES[dice[4] % TYPES.length]]],
    consent: own ? [['VICTIM', victim, 'AGGREGATE_STATISTICS', 'GRANTED']] : [],
    ...{ event: [], act: [], act_perpetrator: [] },
  };
  for (let each = 0; each < (dice[5] < 51 ? 2 : 1); each += 1) {
    const more = bytes(`event ${each}`);
    const [event, act] = [uuid(number, more.subarray(0, 9)), uuid(number, more.subarray(9, 18))];
    const day = `${year}-${String(1 + (more[20] % 12)).padStart(2, '0')}-${String(1 + (more[21] % 28)).padStart(2, '0')}`;
    rows.event.push([
      ...[event, file, event.replaceAll('-', '').slice(10), day, 'DAY', 'XA'],
      ...[AREAS[more[22] % AREAS.length], 'CORROBORATED', '0101'],
    ]);
    const type = more[23] < 128 ? 'ABDUCTION_KIDNAPPING' : 'ARREST';
    rows.act.push([act, event, type, null, 'UNKNOWN', victim]);
    rows.act_perpetrator.push([act, perpetrator]);
  }
  return rows;
}

const line = (row) => `${row.map((value) => (value === null ? '\\N' : String(value))).join('\t')}\n`;

async function writeRows(folder, { files, seed, year }) {
  const streams = Object.fromEntries(
    Object.keys(COLUMNS).map((table) => [table, createWriteStream(join(folder, `${table}.tsv`))]),
  );
  for (let number = 0; number < files; number += 1) {
    for (const [table, rows] of Object.entries(caseFile(seed, number, year))) {
      for (const row of rows) {
        if (!streams[table].write(line(row))) await once(streams[table], 'drain');
      }
    }
  }
  for (const stream of Object.values(streams)) {
    stream.end();
    await once(stream, 'finish');
  }
}

/**
 * Loads so many files; the rows go through a folder that the server's account can read.
 *
 * @param dataSource - of a node, as a superuser
 */
export async function loadCaseFiles(dataSource, { folder, files, seed, year }) {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  await writeRows(folder, { files, seed, year });
  await dataSource.transaction(async (manager) => {
    // the rows belong together; looking each of them up would take longer than the bench
    await manager.query('SET LOCAL session_replication_role = replica');
    for (const [table, columns] of Object.entries(COLUMNS)) {
      await chmod(join(folder, `${table}.tsv`), 0o644);
      await manager.query(`COPY ${table} (${columns}) FROM '${join(folder, `${table}.tsv`)}'`);
    }
  });
  await rm(folder, { recursive: true });
  await dataSource.query('VACUUM ANALYZE');
}
