/** A silent partner: one coverage flag a stretch, exactly where tables say SILENT, and no false news from its absence. */
import { describe, expect, test } from '@jest/globals';
import { judgeSeries, raiseFlags, silencesOf } from '@vigil/gateway';
import type { RaisedFlag } from '@vigil/gateway';
import type { Coalition, ReleaseDocument } from '@vigil/shared';
import { storedReleases, unsignedCoalition } from '../releases/release-fixture.js';
import { sourceOver } from '../statistics/source-fixture.js';
import { ALPHA, BETA, fixedDetector, year } from './flag-fixture.js';

const coalition = unsignedCoalition(ALPHA, BETA);

async function raised(
  documents: readonly ReleaseDocument[],
  of: Coalition = coalition,
): Promise<RaisedFlag[]> {
  const releases = storedReleases(...documents);
  return raiseFlags({
    releases,
    silences: silencesOf(of, releases),
    judge: (series) => Promise.resolve(judgeSeries(series, [fixedDetector('EARS_C1')])),
  });
}

const both = (partition: string): ReleaseDocument[] => [year(ALPHA, partition, 10), year(BETA, partition, 8)];

describe('silence', () => {
  test('is flagged once for a stretch, on its first month, with the name of who is silent', async () => {
    // beta: 2010 and nothing of 2011 and 2012; alpha goes on
    const flags = await raised([...both('2010'), year(ALPHA, '2011', 10), year(ALPHA, '2012', 10)]);
    expect(flags).toHaveLength(1);
    expect(flags[0]).toMatchObject({
      ...{ country: 'XA', area: null, period: '2011-01', detectors: [], severity: 'WATCH' },
      ...{ ratioBand: 'not compared', baseline: 'SILENT_PARTNER' },
      context: ['no report from partner beta'],
      // alpha's release of 2011: the first that shows it
      raisedAt: new Date('2012-02-01T00:00:00Z'),
    });
  });

  test('is flagged exactly where the table of that month says SILENT', async () => {
    const releases = storedReleases(...both('2010'), year(ALPHA, '2011', 10));
    const table = await sourceOver(coalition, releases).indicatorTable({
      indicator: 'KIDNAPPING',
      by: ['COUNTRY', 'MONTH'],
    });
    const told = table.coverage.filter(({ status }) => status === 'SILENT');
    expect(told.map(({ partner, from, to }) => [partner.id, from, to])).toEqual([
      ['beta', '2011-01', '2011-12'],
    ]);
    expect(silencesOf(coalition, releases)).toEqual([
      // months by number: 12 x year + month - 1
      expect.objectContaining({ partner: 'beta', from: 12 * 2011, to: 12 * 2011 + 11 }),
    ]);
  });

  test('that is not due yet is none: nothing of 2012 is here, from anybody', async () => {
    expect(await raised([...both('2010'), ...both('2011')])).toEqual([]);
  });

  test('of a partner that takes no part any more is none', async () => {
    const suspended: Coalition = {
      ...coalition,
      partners: coalition.partners.map((partner) =>
        partner.id === 'beta' ? { ...partner, status: 'SUSPENDED' } : partner,
      ),
    };
    const documents = [...both('2010'), year(ALPHA, '2011', 10)];
    expect(await raised(documents, coalition)).toHaveLength(1);
    expect(await raised(documents, suspended)).toEqual([]);
  });

  test('neither hides a month that stands out nor makes one stand out', async () => {
    // alpha alone in 2011, at 10 as before: the fall of the sum from 18 to 10 is nobody's news; in 2012 both again
    const documents = [...both('2010'), year(ALPHA, '2011', 10), ...both('2012')];
    const quiet = await raised(documents);
    expect(quiet.filter(({ detectors }) => detectors.length > 0)).toEqual([]);
    const loud = await raised([
      ...both('2010'),
      year(ALPHA, '2011', 10, { unusual: { '2011-06': 45 } }),
      ...both('2012'),
    ]);
    expect(loud.filter(({ period, area }) => period === '2011-06' && area === null)).toEqual([
      expect.objectContaining({
        ...{ detectors: ['EARS_C1'], baseline: 'SILENT_PARTNER', ratioBand: '3 to 5' },
        context: ['no report from partner beta'],
      }),
    ]);
    // beta watches no area by name: nothing is missing from the sum of XA-01
    expect(loud.filter(({ area }) => area === 'XA-01')).toEqual([
      expect.objectContaining({ baseline: 'OK', context: [] }),
    ]);
  });
});
