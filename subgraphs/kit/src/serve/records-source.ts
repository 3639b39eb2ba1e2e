/**
 * The records plane of this partner: what the contract's resolvers ask for `events` and `event`.
 *
 * Takes a query function bound to one read-only transaction and who asks; gives plain objects in the shape of
 * the contract. One statement for the events and one for each selected level below them. What the request does
 * not select is not read, and what could only leave sealed is read only when there is a key to seal it to.
 */
import {
  HubError,
  type Event,
  type EventArguments,
  type EventConnection,
  type EventsArguments,
  type RecordsSource,
} from '@vigil/shared';
import { sealPage } from '../sealing/seal-rows.js';
import { openSealing, type SealedSummary, type Sealing } from '../sealing/sealing.js';
import { listStatement, singleStatement, type Statement } from './event-statement.js';
import { KIND_OF, eventName, shapeEvents, type LevelRows, type Row } from './event-shape.js';
import { decodeKeyset, publicIdOf } from './keyset.js';
import { levelStatement, type LevelName } from './nested-statements.js';
import { isSealedField } from './record-fields.js';
import type { Pseudonymise } from './pseudonym.js';
import type { RowRuleContext } from './row-rules.js';

interface RecordsSourceParts {
  query: (statement: Statement) => Promise<Row[]>;
  rule: RowRuleContext;
  /** every coordinate that the request uses */
  selected: ReadonlySet<string>;
  pseudonymise: Pseudonymise;
  /** where the keys of recipients are pinned */
  dataDir: string;
}

/** The hub asks for its page and one more. */
const MAX_FIRST = 501;
const DEFAULT_FIRST = 20;
/** Rows below all events of one page and level; more would make one answer a burden for both sides. */
const MAX_LEVEL_ROWS = 20_000;

/** Level -> the coordinate whose selection makes it load. */
const LEVEL_COORDINATES: readonly (readonly [LevelName, string])[] = [
  ['acts', 'Event.acts'],
  ['victims', 'Act.victim'],
  ['perpetrators', 'Act.perpetrators'],
  ['witnesses', 'Event.witnesses'],
  ['evidence', 'Event.evidence'],
  ['interventions', 'Event.interventions'],
];

/** Answers `events` and `event` for one request of one caller. */
export class PartnerRecords implements RecordsSource {
  #tail: Promise<unknown> = Promise.resolve();
  #rows = 0;
  #opened: Promise<Sealing | undefined> | null = null;
  #sealing: Sealing | undefined;

  constructor(private readonly parts: RecordsSourceParts) {}

  /** Events given so far, for the record of the request. */
  get rows(): number {
    return this.#rows;
  }

  /** What was sealed so far and to which key, for the record of the request. */
  get sealed(): SealedSummary | undefined {
    return this.#sealing?.summary();
  }

  /**
   * One page.
   *
   * @throws HubError CURSOR_INVALID, BAD_USER_INPUT, LIMIT_EXCEEDED
   */
  events({ where, orderBy, first, after }: EventsArguments): Promise<EventConnection> {
    return this.#inTurn(async () => {
      const wanted = pageSize(first ?? DEFAULT_FIRST);
      const listing = {
        where: where ?? {},
        orderBy: orderBy ?? 'START_DATE_DESC',
        keyset: after == null ? null : decodeKeyset(after, this.parts.rule.partner),
        limit: wanted + 1,
      };
      const selected = await this.#selected();
      const found = await this.parts.query(listStatement(listing, this.parts.rule, selected));
      const nodes = await this.#shape(found.slice(0, wanted));
      return { nodes, pageInfo: { hasNextPage: found.length > wanted, endCursor: null } };
    });
  }

  /** One event; null when there is none or none for this caller. */
  event({ id }: EventArguments): Promise<Event | null> {
    return this.#inTurn(async () => {
      const publicId = publicIdOf(id, this.parts.rule.partner);
      const selected = await this.#selected();
      const found = await this.parts.query(singleStatement(publicId, this.parts.rule, selected));
      const [node] = await this.#shape(found);
      return node ?? null;
    });
  }

  async #shape(found: Row[]): Promise<Event[]> {
    this.#rows += found.length;
    const selected = await this.#selected();
    const { pseudonymise } = this.parts;
    const { partner } = this.parts.rule;
    const { events, levels } = await sealPage(
      { events: found, levels: await this.#readLevels(found, selected) },
      {
        event: (row) => eventName(row, partner),
        row: (level, row, event) => pseudonymise(KIND_OF[level], event, row.local_id ?? ''),
      },
      this.#sealing,
    );
    return shapeEvents(events, levels, partner, pseudonymise);
  }

  async #readLevels(found: readonly Row[], selected: ReadonlySet<string>): Promise<LevelRows> {
    const ids = found.map((row) => row.local_id ?? '');
    const levels: LevelRows = {};
    for (const [level, coordinate] of LEVEL_COORDINATES) {
      if (!selected.has(coordinate)) continue;
      const rows = await this.parts.query(
        levelStatement(level, ids, { rule: this.parts.rule, selected, limit: MAX_LEVEL_ROWS + 1 }),
      );
      if (rows.length > MAX_LEVEL_ROWS) {
        throw new HubError(
          'LIMIT_EXCEEDED',
          'the page holds too many records, ask for fewer events',
          'caller',
        );
      }
      levels[level] = rows;
    }
    return levels;
  }

  /** The coordinates to read: without a key to seal to, none that leaves sealed. */
  async #selected(): Promise<ReadonlySet<string>> {
    const { selected } = this.parts;
    if (![...selected].some(isSealedField)) return selected;
    this.#opened ??= this.#openSealing();
    this.#sealing = await this.#opened;
    if (this.#sealing !== undefined) return selected;
    return new Set([...selected].filter((coordinate) => !isSealedField(coordinate)));
  }

  async #openSealing(): Promise<Sealing | undefined> {
    const { dataDir, pseudonymise, rule } = this.parts;
    return openSealing(dataDir, rule.caller.organisation, {
      partner: rule.partner,
      now: rule.now,
      consentName: (record, consentId) => pseudonymise('consent', record, consentId),
    });
  }

  /** Two root fields of one request share one database connection, which answers one statement at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(work, work);
    this.#tail = turn;
    return turn;
  }
}

function pageSize(first: number): number {
  if (first < 1) throw new HubError('BAD_USER_INPUT', 'first is below 1', 'caller');
  if (first > MAX_FIRST) {
    throw new HubError('LIMIT_EXCEEDED', `first is above ${MAX_FIRST}`, 'caller');
  }
  return first;
}
