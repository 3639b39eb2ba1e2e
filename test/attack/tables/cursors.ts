/** Cursors: of one caller, one listing, unchanged and young; and they tell nothing. */
import type { Answer } from '../../gateway/support/test-hub.js';
import type { AttackCase, AttackTable, Expected, Twin, Who } from '../support/attack-case.js';
import type { AttackWorld } from '../support/attack-world.js';

const LISTING = `query ($after: String, $where: EventFilter, $orderBy: EventOrder) {
  events(first: 1, after: $after, where: $where, orderBy: $orderBy) { nodes { id } pageInfo { endCursor } } }`;
const BODY: Who = 'regional-body';

type Variables = Readonly<Record<string, unknown>>;

/** The cursor after the first event of a listing. */
async function cursorOf(world: AttackWorld, who: Who, variables: Variables): Promise<string> {
  const answer = await world.send({ query: LISTING, variables }, who);
  const { pageInfo } = answer.data?.['events'] as { pageInfo: { endCursor: string } };
  return pageInfo.endCursor;
}

interface Stolen {
  readonly title: string;
  /** whose cursor, of which listing */
  readonly of?: Who;
  readonly listing?: Variables;
  /** by whom it is used, for which listing */
  readonly by?: Who;
  readonly used?: Variables;
  readonly change?: (cursor: string) => string;
}

function flipped(cursor: string, at: number): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

const INVALID: Expected = { data: { events: null }, errors: ['events CURSOR_INVALID'] };

const OWN: Twin = {
  attack: async (world: AttackWorld): Promise<Answer> => {
    const after = await cursorOf(world, BODY, {});
    return world.send({ query: LISTING, variables: { after } }, BODY);
  },
  shows: 'one:b',
};

function stolen({ title, of = BODY, listing = {}, by = BODY, used = {}, change }: Stolen): AttackCase {
  return {
    title,
    who: by,
    attack: async (world): Promise<Answer> => {
      const cursor = await cursorOf(world, of, listing);
      const after = change === undefined ? cursor : change(cursor);
      await world.mark();
      return world.send({ query: LISTING, variables: { ...used, after } }, by);
    },
    expect: INVALID,
    twin: OWN,
  };
}

const body = (more: Readonly<Record<string, unknown>>): Who => ({
  ...{ organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' },
  ...more,
});

export const cursors: AttackTable = {
  subject: 'a cursor is good for the caller and the listing that it was made for',
  cases: [
    stolen({ title: 'of an officer of the owner', of: 'case-officer@one' }),
    stolen({ title: 'of a court that sees more', of: 'court' }),
    stolen({ title: 'of a colleague in the same organisation and role', of: body({ sub: 'colleague' }) }),
    stolen({
      title: 'of the same person for another purpose',
      of: { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS', sub: 'same' },
      by: body({ sub: 'same' }),
    }),
    stolen({
      title: 'of the same person with one role more',
      of: body({ sub: 'same', roles: ['REGIONAL_BODY', 'COORDINATOR'] }),
      by: body({ sub: 'same' }),
    }),
    stolen({ title: 'used with a filter', used: { where: { countries: ['XA'] } } }),
    stolen({ title: 'of a filter, used without it', listing: { where: { countries: ['XA'] } } }),
    stolen({
      title: 'of one filter, used with another',
      listing: { where: { countries: ['XA'] } },
      used: { where: { countries: ['XB'] } },
    }),
    stolen({ title: 'used in another order', used: { orderBy: 'START_DATE_ASC' } }),
    stolen({ title: 'of another order', listing: { orderBy: 'START_DATE_ASC' } }),
    stolen({ title: 'changed in its nonce', change: (cursor) => flipped(cursor, 0) }),
    stolen({ title: 'changed in the middle', change: (cursor) => flipped(cursor, 100) }),
    stolen({ title: 'changed in its tag', change: (cursor) => flipped(cursor, -1) }),
    stolen({ title: 'cut short', change: (cursor) => cursor.slice(0, -4) }),
    stolen({ title: 'made longer', change: (cursor) => `${cursor}AAAA` }),
    stolen({ title: 'padded', change: (cursor) => `${cursor}=` }),
    stolen({ title: 'in the alphabet of plain base64', change: (cursor) => `+/${cursor.slice(2)}` }),
    stolen({ title: 'empty', change: () => '' }),
    stolen({
      title: 'that is a place in plain text, as partners are told it',
      change: () =>
        Buffer.from(JSON.stringify({ date: '2012-03-01', sameDate: 'ALL', id: null })).toString('base64url'),
    }),
    stolen({
      title: 'that is a place in plain text, as the hub keeps it',
      change: () =>
        Buffer.from(
          JSON.stringify({ d: '2012-03-01', i: 'one:a', x: 4_000_000_000, e: '' }).padEnd(668),
        ).toString('base64url'),
    }),
  ],
};
