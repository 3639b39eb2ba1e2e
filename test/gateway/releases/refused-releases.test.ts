/** What the release store does not let in. Nothing refused leaves a row behind. */
import { describe, expect, test } from '@jest/globals';
import type { ReleaseStore } from '@vigil/gateway';
import { signRelease } from '@vigil/shared';
import type { ReleaseDocument, SignedRelease } from '@vigil/shared';
import { documentOf, kidnapping } from './release-fixture.js';
import { YEAR_2012, storeSuite } from './store-suite.js';

const suite = storeSuite();

/** A document of alpha, changed and signed again by alpha. */
async function signedWith(change: (document: ReleaseDocument) => ReleaseDocument): Promise<SignedRelease> {
  return signRelease(change(documentOf(YEAR_2012)), suite.fixture.keys.get('alpha') ?? {});
}

async function refused(signed: unknown, reason: RegExp, into: ReleaseStore = suite.store): Promise<void> {
  const before = await suite.storedRows();
  await expect(into.store(signed)).rejects.toMatchObject({
    code: 'RELEASE_INVALID',
    audience: 'operator',
    message: expect.stringMatching(reason) as unknown,
  });
  expect(await suite.storedRows()).toBe(before);
}

describe('what is refused', () => {
  test('a release with one figure changed after signing', async () => {
    const signed = structuredClone(await suite.fixture.sign(YEAR_2012));
    const cell = signed.document.tables[0]?.cells[0];
    if (cell === undefined) throw new Error('the fixture has no cell');
    cell.y += 1;
    await refused(signed, /signature does not verify/);
  });

  test('a release that another partner signed', async () => {
    const document = documentOf(YEAR_2012);
    await refused(
      await signRelease(document, suite.fixture.keys.get('beta') ?? {}),
      /names no key of this partner/,
    );
    // the broken twin's entrance: beta's key under the name of alpha's
    const disguised = { ...suite.fixture.keys.get('beta'), kid: 'alpha-release' };
    await refused(await signRelease(document, disguised), /signature does not verify/);
  });

  test("a partner's release when another partner delivers it", async () => {
    await expect(suite.store.store(await suite.fixture.sign(YEAR_2012), 'beta')).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
    });
    expect(await suite.store.store(await suite.fixture.sign(YEAR_2012), 'alpha')).toBe('STORED');
  });

  test('a second document for one partition and sequence, with evidence and without figures in the log', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await refused(
      await suite.fixture.sign({ ...YEAR_2012, figures: { 'L3 XA-01 2012': 424_242 } }),
      /another document was received/,
    );
    expect(suite.errors).toEqual([
      {
        fields: {
          partner: 'alpha',
          partition: '2012',
          sequence: 1,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
          refusedDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        },
        message: 'a partner signed a second document for one release',
      },
    ]);
    expect(JSON.stringify(suite.errors)).not.toContain('424242');
    expect(suite.store.currentReleases()[0]?.document.tables.find(({ id }) => id === 'L3')?.cells[0]?.y).toBe(
      40,
    );
  });

  test('a release whose ledger is behind the last receipt: a restored backup would spend again', async () => {
    await suite.store.store(await suite.fixture.sign({ ...YEAR_2012, sequence: 2 }));
    await refused(
      await suite.fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 1 }),
      /behind the last receipt/,
    );
    await refused(
      await signedWith((document) => ({
        ...document,
        id: 'alpha.2012.3',
        sequence: 3,
        ledger: { ...document.ledger, sequence: 3 },
      })),
      /behind the last receipt/,
    );
    expect(
      await suite.store.store(await suite.fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 3 })),
    ).toBe('STORED');
  });

  test('a release whose id, partner, partition and sequence do not agree', async () => {
    await refused(await signedWith((document) => ({ ...document, id: 'alpha.2012.9' })), /id/);
    await refused(
      await signedWith((document) => ({ ...document, partner: 'beta', id: 'beta.2012.1' })),
      /signature/,
    );
    await refused(
      await signedWith((document) => ({ ...document, partition: '2013', id: 'alpha.2013.1' })),
      /./,
    );
  });

  test('a release with a cell too many, one missing, or one twice', async () => {
    const withCells = (change: (cells: ReleaseDocument['tables'][number]['cells']) => typeof cells) =>
      signedWith((document) => ({
        ...document,
        tables: document.tables.map((table) => ({ ...table, cells: change(table.cells) })),
      }));
    await refused(await withCells((cells) => cells.slice(1)), /cells of its lattice/);
    await refused(await withCells((cells) => [...cells, ...cells.slice(0, 1)]), /cells of its lattice/);
    await refused(
      await withCells((cells) => [...cells, { at: ['XA-04', '2012'], y: 1 }]),
      /cells of its lattice/,
    );
  });

  test('cells whose place and time are glued together, or a whole table glued into one cell', async () => {
    await refused(
      await signedWith((document) => ({
        ...document,
        tables: document.tables.map((table) => ({
          ...table,
          cells: table.cells.map(({ at, y }) => ({ at: [at.join('|')], y })), // ["XA-01|2012"]
        })),
      })),
      /cells of its lattice/,
    );
    await refused(
      await signedWith((document) => ({
        ...document,
        tables: document.tables.map((table) => {
          const [place = '', ...others] = table.cells
            .map(({ at }) => at.join('|'))
            .join(' ')
            .split('|');
          return { ...table, cells: [{ at: [place, others.join('|')], y: 5 }] };
        }),
      })),
      /cells of its lattice/,
    );
  });

  test('a release with a table twice', async () => {
    await refused(
      await signedWith((document) => ({
        ...document,
        tables: [...document.tables, ...document.tables.slice(0, 1)],
      })),
      /one too many/,
    );
  });

  test('a release with less noise than its profile, or that claims more privacy than it gives', async () => {
    await refused(
      await signedWith((document) => ({
        ...document,
        plan: { ...document.plan, tables: document.plan.tables.map((table) => ({ ...table, sigma2: '1' })) },
        tables: document.tables.map((table) => ({ ...table, sigma2: '1' })),
      })),
      /variances/,
    );
    await refused(
      await signedWith((document) => ({ ...document, plan: { ...document.plan, bestGuess: 0.55 } })),
      /claims more privacy/,
    );
    await refused(
      await signedWith((document) => ({ ...document, plan: { ...document.plan, bestGuess: 0.7 } })),
      /exceeds the bound/,
    );
  });

  test('places that nobody knows, or that the coalition did not admit the partner for', async () => {
    const covering = (country: string, areas: string[]) =>
      suite.fixture.sign({
        ...YEAR_2012,
        partner: { id: 'alpha', coverage: [kidnapping(country, areas, '2012-01', '2012-12')] },
      });
    await refused(await covering('ZZ', []), /unknown country/);
    await refused(await covering('FR', []), /coalition file does not speak/);
    await refused(await covering('XA', ['XA-99']), /unknown area/);
    await refused(await covering('XA', ['XB-01']), /unknown area, or one of another country/);
  });

  test('coverage beyond what the coalition file declares: more months, or another indicator', async () => {
    const covering = (coverage: ReturnType<typeof kidnapping>) =>
      suite.fixture.sign({ ...YEAR_2012, partner: { id: 'alpha', coverage: [coverage] } });
    const beyond = /more than the coalition file declares/;
    await refused(await covering(kidnapping('XA', ['XA-01'], '2011-12', '2012-12')), beyond);
    await refused(await covering(kidnapping('XB', ['XB-01'], '2012-01', '2012-12')), beyond);
    const detention = kidnapping('XA', ['XA-01'], '2012-01', '2012-12');
    await refused(await covering({ ...detention, indicator: 'UNLAWFUL_DETENTION' }), beyond);
  });

  test('synthetic figures of a real partner, and real figures of a synthetic one', async () => {
    await refused(await signedWith((document) => ({ ...document, synthetic: false })), /real and synthetic/);
  });

  test('figures by definitions that are not known here, and figures beyond counting', async () => {
    for (const version of ['2', '0', '01', '1.5', 'new'])
      await refused(
        await signedWith((document) => ({ ...document, definitionVersion: `KIDNAPPING:${version}` })),
        /definitions/,
      );
    await refused(
      await suite.fixture.sign({ ...YEAR_2012, figures: { 'L3 XA-01 2012': 2 ** 31 } }),
      /beyond/,
    );
  });

  test('partners that are unknown, suspended or gone', async () => {
    const [alpha, beta] = suite.fixture.coalition.partners;
    if (alpha === undefined || beta === undefined) throw new Error('the fixture has no partners');
    const signed = await suite.fixture.sign(YEAR_2012);
    await refused(
      signed,
      /not in the coalition/,
      await suite.open({ ...suite.fixture.coalition, partners: [beta] }),
    );
    for (const status of ['SUSPENDED', 'WITHDRAWN'] as const) {
      await refused(
        signed,
        /suspended or has withdrawn/,
        await suite.open({ ...suite.fixture.coalition, partners: [{ ...alpha, status }] }),
      );
    }
  });

  test('a unit that an indicator does not count', async () => {
    const persons = await signedWith((document) => ({
      ...document,
      definitionVersion: 'CENSORSHIP:1',
      plan: { ...document.plan, unit: 'PERSON', indicators: ['CENSORSHIP'] },
    }));
    await expect(suite.store.store(persons)).rejects.toMatchObject({ code: 'PLAN_INVALID' });
    expect(await suite.storedRows()).toBe(0);
  });

  test.each([
    null,
    'text',
    {},
    { document: { partner: 'alpha' } },
    { document: { partner: 'alpha' }, signature: '' },
  ])('what is no release at all: %j', async (signed) => {
    await refused(signed, /./);
  });
});
