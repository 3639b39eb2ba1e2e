/**
 * An extension of `synthetic-one` for these tests: one own field for each thing that can go right or wrong.
 *
 * Its resolvers read the kit's tables, so that a case can see which rows they were shown.
 */
import { writeInstalled } from '@vigil/kit';
import { CLASSIFIED_SDL } from '../extension/classified-sdl.js';
import type { ServingNode } from './serving-node.js';

export const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])
${CLASSIFIED_SDL}
scalar Date @classified(class: PUBLIC)
scalar DateTime @classified(class: PUBLIC)
scalar synthetic_one__Anything @classified(class: DEIDENTIFIED)

type Query {
  synthetic_one__kinds: [String!] @classified(class: PUBLIC)
  synthetic_one__eventCount: Int @classified(class: DEIDENTIFIED)
  synthetic_one__sealedColumns: String @classified(class: DEIDENTIFIED)
}

type Event @key(fields: "id") {
  id: ID! @classified(class: DEIDENTIFIED)
  country: String @classified(class: DEIDENTIFIED) @external
  startDate: Date @classified(class: DEIDENTIFIED) @external
  synthetic_one__seen: synthetic_one__Seen @classified(class: DEIDENTIFIED)
  synthetic_one__actCount(type: synthetic_one__Kind @classified(class: DEIDENTIFIED)): Int @classified(class: DEIDENTIFIED)
  synthetic_one__place: String @classified(class: DEIDENTIFIED) @requires(fields: "country startDate")
  synthetic_one__title: String @classified(class: CONFIDENTIAL)
  synthetic_one__witnessed: Boolean @classified(class: DEIDENTIFIED, subject: WITNESS)
  synthetic_one__day: Date @classified(class: DEIDENTIFIED)
  synthetic_one__moment: DateTime @classified(class: PUBLIC)
  synthetic_one__exactDay: Date @classified(class: CONFIDENTIAL)
  synthetic_one__throws: String @classified(class: DEIDENTIFIED)
  synthetic_one__badSql: String @classified(class: DEIDENTIFIED)
  synthetic_one__writes: String @classified(class: DEIDENTIFIED)
  synthetic_one__hangs: String @classified(class: DEIDENTIFIED)
  synthetic_one__spins: String @classified(class: DEIDENTIFIED)
  synthetic_one__crashes: String @classified(class: DEIDENTIFIED)
  synthetic_one__tooFew: String @classified(class: DEIDENTIFIED)
  synthetic_one__tooMuch: String @classified(class: DEIDENTIFIED)
  synthetic_one__wrongEnum: synthetic_one__Kind @classified(class: DEIDENTIFIED)
  synthetic_one__wrongObject: synthetic_one__Seen @classified(class: DEIDENTIFIED)
  synthetic_one__anything: synthetic_one__Anything @classified(class: DEIDENTIFIED)
}

type synthetic_one__Seen {
  calls: Int @classified(class: DEIDENTIFIED)
  together: Int @classified(class: DEIDENTIFIED)
  organisation: String @classified(class: DEIDENTIFIED)
  secret: String @classified(class: CONFIDENTIAL)
  shout(loud: Boolean! @classified(class: DEIDENTIFIED)): String @classified(class: DEIDENTIFIED)
}

enum synthetic_one__Kind {
  DETENTION @classified(class: DEIDENTIFIED)
  TORTURE @classified(class: DEIDENTIFIED)
}
`;

export const RESOLVERS = `
let calls = 0;
const value = (given) => (events) => events.map(() => given);
export const resolvers = {
  Query: {
    synthetic_one__kinds: () => ['one', 'two'],
    synthetic_one__eventCount: async (_none, _args, { query }) =>
      (await query('SELECT count(*)::int AS n FROM event'))[0].n,
    synthetic_one__sealedColumns: async (_none, _args, { query }) => {
      const names = [];
      const tables = ['case_file', 'event', 'victim', 'witness', 'perpetrator', 'evidence', 'consent', 'import_staging'];
      for (const table of tables) {
        const [row] = await query('SELECT to_jsonb(t) AS row FROM ' + table + ' t LIMIT 1');
        for (const name of Object.keys(row?.row ?? {})) names.push(table + '.' + name);
      }
      return names.join(' ');
    },
  },
  Event: {
    synthetic_one__seen: (events, _args, { caller }) => {
      calls += 1;
      return events.map(() => ({
        calls, together: events.length, organisation: caller.organisation,
        secret: 'CANARY-SECRET', extra: 'CANARY-EXTRA', shout: 'CANARY-PROPERTY',
      }));
    },
    synthetic_one__actCount: async (events, { type }, { query }) => {
      const rows = await query(
        'SELECT event_id, count(*)::int AS n FROM act WHERE event_id = ANY($1::uuid[]) AND ($2::text IS NULL OR type = $2) GROUP BY 1;',
        [events.map(({ eventId }) => eventId), type ?? null]);
      return events.map(({ eventId }) => rows.find((row) => row.event_id === eventId)?.n ?? 0);
    },
    synthetic_one__place: (events) => events.map(({ country, startDate }) => country + ' ' + startDate),
    synthetic_one__title: async (events, _args, { query }) => {
      const rows = await query('SELECT id, title FROM event WHERE id = ANY($1::uuid[])', [events.map(({ eventId }) => eventId)]);
      return events.map(({ eventId }) => rows.find((row) => row.id === eventId)?.title ?? null);
    },
    synthetic_one__witnessed: value(true),
    synthetic_one__day: value('2012-05-17'),
    synthetic_one__moment: value('2012-05-31T23:30:00-02:00'),
    synthetic_one__exactDay: value('2012-05-17'),
    synthetic_one__throws: () => { throw new TypeError('CANARY-MESSAGE'); },
    synthetic_one__badSql: async (events, _args, { query }) => { await query('SELECT nonsense'); return []; },
    synthetic_one__writes: async (events, _args, { query }) => {
      const tried = ["WITH gone AS (DELETE FROM act RETURNING id) SELECT id FROM gone", 'DELETE FROM act', 'COMMIT',
        "SELECT 1) AS answer; DELETE FROM act; SELECT (1", "SELECT set_config('transaction_read_only', 'off', true)"];
      const said = [];
      for (const sql of tried) said.push(await query(sql).then(() => 'done', () => 'refused'));
      return events.map(() => said.join(' '));
    },
    synthetic_one__hangs: () => new Promise(() => {}),
    synthetic_one__spins: () => { for (;;); },
    synthetic_one__crashes: () => { setTimeout(() => { throw new Error('CANARY-CRASH'); }, 1); return new Promise(() => {}); },
    synthetic_one__tooFew: (events) => events.slice(1).map(() => 'CANARY-SHIFTED'),
    synthetic_one__tooMuch: (events) => events.map(() => 'x'.repeat(3 * 1024 * 1024)),
    synthetic_one__wrongEnum: value('CANARY-ENUM'),
    synthetic_one__wrongObject: value('CANARY-OBJECT'),
    synthetic_one__anything: value({ deep: ['CANARY-DEEP'] }),
  },
  synthetic_one__Seen: {
    shout: ({ organisation }, { loud }) => (loud ? organisation.toUpperCase() : organisation),
  },
};
`;

/** Puts it in place as the command does, without the command's line in the local record. */
export function installTestExtension(node: ServingNode, resolvers = RESOLVERS): Promise<void> {
  return writeInstalled(node.dataDir, { sdl: SDL, resolvers }, new Date('2014-01-01T00:00:00Z'));
}
