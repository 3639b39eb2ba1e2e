import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseRows, NodeContext } from '@vigil/kit';
import { isSyntheticPlace } from '@vigil/shared';
import {
  DEFAULT_SEED,
  ELECTION_MONTH,
  generateSyntheticCases,
  loadSyntheticCases,
  seedSynthetic,
  syntheticSettings,
} from '@vigil/synthetic';
import type { SyntheticPartner } from '@vigil/synthetic';
import { openTestNode } from '../support/node.js';

const PARTNERS: SyntheticPartner[] = ['synthetic-one', 'synthetic-two'];
const generated = new Map(
  PARTNERS.map((partner) => [partner, generateSyntheticCases({ partner, seed: DEFAULT_SEED })]),
);

function rowsOf(partner: SyntheticPartner): CaseRows {
  const rows = generated.get(partner);
  if (rows === undefined) throw new Error('every partner was generated');
  return rows;
}

describe.each(PARTNERS)('the case files of %s', (partner) => {
  const rows = rowsOf(partner);

  test('are the same for the same seed, byte for byte, and others for another seed', () => {
    const again = generateSyntheticCases({ partner, seed: DEFAULT_SEED });
    expect(JSON.stringify(again)).toBe(JSON.stringify(rows));
    const other = generateSyntheticCases({ partner, seed: 'another' });
    const ids = new Set(rows.caseFiles.map(({ id }) => id));
    expect(other.caseFiles.some(({ id }) => ids.has(id))).toBe(false);
  });

  test('are marked synthetic, every one, and lie in countries that no state has', () => {
    expect(rows.caseFiles).toHaveLength(600);
    expect(rows.caseFiles.every(({ synthetic }) => synthetic)).toBe(true);
    expect(
      rows.events.every(
        ({ country, area }) => isSyntheticPlace(country ?? '') && isSyntheticPlace(area ?? ''),
      ),
    ).toBe(true);
  });

  test('hold the canary in every value that identifies somebody or that only the owner may read', () => {
    const values = [
      ...rows.caseFiles.map(({ reference }) => reference),
      ...rows.events.flatMap(({ title, exactLocation, description }) => [title, exactLocation, description]),
      ...rows.acts.map(({ method }) => method),
      ...rows.victims.flatMap(({ legalName, contact }) => [legalName, contact]),
      ...rows.perpetrators.flatMap(({ unit, legalName }) => [unit, legalName]),
      ...rows.witnesses.flatMap(({ legalName, contact, testimony }) => [legalName, contact, testimony]),
      ...rows.evidence.map(({ content }) => content),
    ].filter((value) => value !== null);
    expect(values.length).toBeGreaterThan(5_000);
    expect(values.filter((value) => !value.includes('CANARY-'))).toEqual([]);
  });

  test('fall in 2012 and 2013, coarse dates and undated ones among them', () => {
    const dated = [...rows.events, ...rows.acts].flatMap(({ startDate }) =>
      startDate === null ? [] : [startDate],
    );
    expect(dated.every((date) => date >= '2012-01-01' && date <= '2013-12-31')).toBe(true);
    const precisions = new Set(rows.events.map(({ datePrecision }) => datePrecision));
    expect([...precisions].sort()).toEqual(['DAY', 'MONTH', 'UNKNOWN', 'YEAR']);
  });

  test('show what releases and rules must cope with', () => {
    const eventsOfFile = new Map<string, Set<string | null>>();
    for (const { caseFileId, area } of rows.events)
      eventsOfFile.set(caseFileId, new Set([...(eventsOfFile.get(caseFileId) ?? []), area]));
    const spells = rows.acts
      .filter(({ type }) => ['ARREST', 'DETENTION', 'HOUSE_ARREST', 'MASS_ROUNDUP'].includes(type))
      .map(({ victimId }) => victimId);
    const sharing = rows.consents.filter(({ scope }) => scope === 'DEIDENTIFIED_SHARING');
    expect({
      confidential: rows.caseFiles.some(({ confidential }) => confidential),
      embargoes: rows.caseFiles.filter(({ embargoUntil }) => embargoUntil !== null).length > 10,
      coSigned: rows.caseFiles.filter(({ coSignatories }) => coSignatories.length > 0).length > 30,
      namedToTheCourt: rows.consents.some(
        ({ scope, state, recipient }) =>
          scope === 'NAMED_BODY' && state === 'GRANTED' && recipient === 'court',
      ),
      twoAreas: [...eventsOfFile.values()].some((areas) => areas.size > 1),
      repeatedSpells: new Set(spells).size < spells.length,
      groups: rows.victims.some(({ persons }) => persons !== null && persons > 1),
      groupsOfUnknownSize: rows.victims.some(({ persons }) => persons === null),
      verifications: new Set(rows.events.map(({ verification }) => verification)).size,
      consentStates: [...new Set(rows.consents.map(({ state }) => state))].sort(),
      mostShare: sharing.filter(({ state }) => state === 'GRANTED').length / sharing.length > 0.8,
      someForOneBodyOnly: sharing.some(({ recipient }) => recipient === 'regional-body'),
      witnesses: rows.witnesses.length > 300,
      evidence: rows.evidence.length > 200,
      interventions: rows.interventions.length > 100,
    }).toEqual({
      confidential: true,
      embargoes: true,
      coSigned: true,
      namedToTheCourt: true,
      twoAreas: true,
      repeatedSpells: true,
      groups: true,
      groupsOfUnknownSize: true,
      verifications: 8,
      consentStates: ['EXPIRED', 'GRANTED', 'NOT_ASKED', 'REFUSED', 'WITHDRAWN'],
      mostShare: true,
      someForOneBodyOnly: true,
      witnesses: true,
      evidence: true,
      interventions: true,
    });
  });

  test('have their detentions jump in the month of the election in XA', () => {
    const perMonth = new Map<string, number>();
    for (const { country, startDate, datePrecision, description } of rows.events) {
      if (
        country !== 'XA' ||
        startDate === null ||
        datePrecision === 'YEAR' ||
        description?.includes('detention') !== true
      )
        continue;
      perMonth.set(startDate.slice(0, 7), (perMonth.get(startDate.slice(0, 7)) ?? 0) + 1);
    }
    const election = perMonth.get(ELECTION_MONTH) ?? 0;
    const others = [...perMonth].filter(([month]) => month !== ELECTION_MONTH).map(([, count]) => count);
    expect(election).toBeGreaterThan(2 * Math.max(...others));
  });

  test('are within what the settings of the partner declare, which say that they are synthetic', () => {
    const settings = syntheticSettings(partner);
    const covered = new Set(settings.publication.coverage.flatMap(({ areas }) => areas));
    expect(rows.events.every(({ area }) => covered.has(area ?? ''))).toBe(true);
    expect(settings).toMatchObject({
      id: partner,
      synthetic: true,
      name: expect.stringContaining('SYNTHETIC'),
    });
    expect(settings.methodology.limitations).toContain('SYNTHETIC');
    expect(settings.fundingStreams.every(({ donor }) => donor.includes('SYNTHETIC'))).toBe(true);
  });
});

test('the two partners document some of the same happenings in XA, so that a sum counts them twice', () => {
  const where = (partner: SyntheticPartner) =>
    new Set(
      rowsOf(partner)
        .events.filter(({ datePrecision, country }) => datePrecision === 'DAY' && country === 'XA')
        .map(({ area, startDate }) => `${area ?? ''} ${startDate ?? ''}`),
    );
  const one = where('synthetic-one');
  const both = [...where('synthetic-two')].filter((place) => one.has(place));
  expect(both.length).toBeGreaterThan(50);
});

describe('loading', () => {
  let node: NodeContext;
  beforeAll(async () => {
    node = await openTestNode({ settings: syntheticSettings('synthetic-two') });
  });
  afterAll(() => node.close());

  test('happens once, also when two loaders come at once, and brings back nothing that was erased since', async () => {
    const loaded = await Promise.all([seedSynthetic(node), seedSynthetic(node)]);
    expect(loaded.sort()).toEqual([0, 600]);
    await node.dataSource.query(`DELETE FROM case_file WHERE reference = 'CANARY-TWO-0001'`);
    expect(await seedSynthetic(node)).toBe(0);
    const counts = await node.dataSource.query<unknown[]>(
      `SELECT (SELECT count(*)::int FROM case_file) AS files, (SELECT count(*)::int FROM local_record) AS lines,
         (SELECT bool_and(synthetic) FROM case_file) AS synthetic`,
    );
    expect(counts).toEqual([{ files: 599, lines: 1, synthetic: true }]);
  });

  test('refuses a node that is not synthetic, and rows that are not marked', async () => {
    const rows = rowsOf('synthetic-two');
    const real = { ...node, settings: { ...node.settings, synthetic: false } };
    await expect(loadSyntheticCases(real, rows, 'x')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const unmarked = { ...rows, caseFiles: rows.caseFiles.map((file) => ({ ...file, synthetic: false })) };
    await expect(loadSyntheticCases(node, unmarked, 'x')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const stranger = { ...node, settings: { ...node.settings, id: 'detention-monitor' } };
    await expect(seedSynthetic(stranger)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
