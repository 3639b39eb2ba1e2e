/**
 * Where audit entries are kept: one chain however many hubs write, on disk before it counts, and no entry whose shape
 * was not checked.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DatabaseAuditStore, EntryTexts, openHubDatabase, type AuditStore } from '@vigil/gateway';
import { canonicalJson, verifyChain } from '@vigil/shared';
import fc from 'fast-check';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

type Entry = Parameters<AuditStore['append']>[0][number];

const log = pino({ level: 'silent' });
const SAID: Omit<Entry, 'at'> = {
  ...{ subject: null, organisation: null, roles: ['PUBLIC_ANALYST'], purpose: null },
  ...{ policyVersion: 'a'.repeat(64), operationHash: 'b'.repeat(64) },
  ...{ coordinates: ['Query.indicatorTable'], denied: [], partners: [], outcomes: ['OK'] },
};
const broken = expect.objectContaining({ code: 'AUDIT_BROKEN', audience: 'operator' });

function entry(second: number, said: Partial<Entry> = {}): Entry {
  return { at: new Date(Date.UTC(2026, 10, 23) + second * 1_000).toISOString(), ...SAID, ...said };
}

describe('the store', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let statements: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await openHubDatabase({ url: database.url, log });
    statements = [];
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const count = async (): Promise<number> => {
    const [row] = await dataSource.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM audit_entry',
    );
    return row?.count ?? NaN;
  };
  const headOf = () => verifyChain(new DatabaseAuditStore(dataSource).entries());

  /** A store that tells what it asks of the database. */
  function listening(): DatabaseAuditStore {
    const told = new Proxy(dataSource, {
      get(target, name) {
        if (name !== 'query' && name !== 'transaction') return Reflect.get(target, name) as unknown;
        return (...args: unknown[]): unknown => {
          statements.push(name);
          return (target[name] as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    return new DatabaseAuditStore(told);
  }

  /** Writes by turns, and twice at the same time, as two hubs with one database do. */
  async function writeFromBoth(): Promise<void> {
    const [one, two] = [new DatabaseAuditStore(dataSource), new DatabaseAuditStore(dataSource)];
    for (let turn = 0; turn < 6; turn += 1) {
      await one.append([entry(turn), entry(turn)]);
      await one.append([entry(turn)]);
      await two.append([entry(turn)]);
      await Promise.all([one.append([entry(turn), entry(turn)]), two.append([entry(turn)])]);
    }
  }

  test('whose hub is alone writes in one statement, and the chain is whole', async () => {
    const store = listening();
    for (let turn = 0; turn < 4; turn += 1) await store.append([entry(turn), entry(turn)]);
    expect(statements).toEqual(['transaction', 'query', 'query', 'query']);
    expect(await headOf()).toMatchObject({ sequence: 8 });
  });

  test('has one chain without a fork or a gap however many hubs write', async () => {
    await writeFromBoth();
    expect(await headOf()).toMatchObject({ sequence: 42 });
    expect(await count()).toBe(42);
  });

  test('broken twin: where a number may come twice, the same hubs fork the chain, and the check sees it', async () => {
    await dataSource.query(
      `ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_pkey,
        DROP CONSTRAINT audit_entry_hash_key, DROP CONSTRAINT audit_entry_previous_hash_key`,
    );
    await writeFromBoth();
    await expect(headOf()).rejects.toEqual(broken);
  });

  test('writes behind what another wrote, and looks first as long as there is another', async () => {
    const [store, other] = [listening(), new DatabaseAuditStore(dataSource)];
    await store.append([entry(0)]);
    await other.append([entry(1)]);
    // tries in one statement, in vain; sees that somebody else writes; tries again when nobody did
    for (let turn = 2; turn < 6; turn += 1) await store.append([entry(turn)]);
    expect(statements).toEqual(['transaction', 'query', 'transaction', 'transaction', 'query', 'query']);
    expect(await headOf()).toMatchObject({ sequence: 6 });
  });

  test('continues at the end that is there, not at the one it remembers', async () => {
    const store = new DatabaseAuditStore(dataSource);
    for (let turn = 0; turn < 4; turn += 1) await store.append([entry(turn)]);
    // a backup of two entries ago
    await dataSource.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await dataSource.query('DELETE FROM audit_entry WHERE sequence > 2');
    await store.append([entry(5)]);
    expect(await headOf()).toMatchObject({ sequence: 3 });
  });

  test('that could not write knows nothing of the end, and writes the next entries all the same', async () => {
    const store = new DatabaseAuditStore(dataSource);
    for (let turn = 0; turn < 2; turn += 1) await store.append([entry(turn)]);
    await dataSource.query('ALTER TABLE audit_entry RENAME TO elsewhere');
    await expect(store.append([entry(2)])).rejects.toThrow();
    await dataSource.query('ALTER TABLE elsewhere RENAME TO audit_entry');
    await store.append([entry(3)]);
    await store.append([entry(4)]);
    expect(await headOf()).toMatchObject({ sequence: 4 });
  });

  test('refuses an entry with a value in it, also one that says what another said, and writes none of its group', async () => {
    const store = new DatabaseAuditStore(dataSource);
    for (let turn = 0; turn < 2; turn += 1) await store.append([entry(turn)]);
    for (const wrong of [
      { at: 'yesterday' },
      { denied: ['Amina, 5 Harbour Street'] },
      { name: 'Amina' } as object,
    ])
      await expect(store.append([entry(2), { ...entry(2), ...wrong }])).rejects.toEqual(broken);
    expect(await count()).toBe(2);
    await store.append([entry(3)]);
    expect(await headOf()).toMatchObject({ sequence: 3 });
  });

  test('has entries on disk before they count as written, however the server is set', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c synchronous_commit=off');
    const careless = await openHubDatabase({ url: url.href, log });
    try {
      // deferred: the setting as it is when the transaction commits
      await careless.query(
        `CREATE TABLE durability (setting text);
         CREATE FUNCTION note_durability() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN INSERT INTO durability VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
         CREATE CONSTRAINT TRIGGER note_durability AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW EXECUTE FUNCTION note_durability()`,
      );
      const store = new DatabaseAuditStore(careless);
      await store.append([entry(0)]);
      await store.append([entry(1)]);
      expect(await careless.query('SELECT setting FROM durability')).toEqual([
        { setting: 'on' },
        { setting: 'on' },
      ]);
      // The twin: without a word of the store, this database would let the disk wait.
      expect(await careless.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
    } finally {
      await careless.destroy();
    }
  });
});

describe('the text of an entry', () => {
  const word = fc.stringMatching(/^[A-Za-z]{1,12}$/);
  const said = fc.record({
    ...{ subject: fc.constantFrom(null, 'kYq1m3Qw9ZpL0aXv'), organisation: fc.constantFrom(null, 'body') },
    ...{ coordinates: fc.array(word, { maxLength: 3 }), denied: fc.array(word, { maxLength: 2 }) },
    unsealed: fc.option(fc.array(word, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  });

  test('is its canonical JSON, the first time and every other', () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 4 }), (all) => {
        const texts = new EntryTexts();
        for (let number = 1; number <= 12; number += 1) {
          const { unsealed, ...rest } = all[number % all.length] ?? {};
          const one = entry(number, { ...rest, ...(unsealed === undefined ? {} : { unsealed }) });
          expect(texts.textOf(one, number)).toBe(canonicalJson({ ...one, sequence: number }));
        }
      }),
    );
  });

  test('of an operator’s act is its canonical JSON too', () => {
    const texts = new EntryTexts();
    const act = { action: 'KEY_MADE', operator: 'root', partner: null, kid: 'k1' } as const;
    for (let number = 1; number < 4; number += 1) {
      const { at } = entry(number);
      expect(texts.textOf({ at, ...act }, number)).toBe(canonicalJson({ at, ...act, sequence: number }));
    }
  });

  test.each<[string, object]>([
    ['no moment', { at: 'now' }],
    ['a moment that is no text', { at: 5 }],
    ['a value that JSON says like null', { subject: NaN }],
    ['a value that JSON leaves out', { subject: undefined }],
    ['a list that holds what JSON says like null', { partners: [NaN] }],
    ['an object that says it is a word', { organisation: { toJSON: () => null } }],
    ['one more member', { more: 'x' }],
  ])('with %s is refused, also when all else was checked before', (_title, wrong) => {
    const texts = new EntryTexts();
    texts.textOf(entry(1), 1);
    expect(() => texts.textOf({ ...entry(2), ...wrong }, 2)).toThrow(broken);
  });

  test.each([0, -1, 1.5, NaN])('with the number %p is refused', (number) => {
    const texts = new EntryTexts();
    texts.textOf(entry(1), 1);
    expect(() => texts.textOf(entry(1), number)).toThrow(broken);
  });
});
