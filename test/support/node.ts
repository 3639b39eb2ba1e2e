/** A partner node on a database of its own, in a temporary data directory; nothing is left behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, nodeDataSource, nodeLogger, parsePartnerSettings } from '@vigil/kit';
import type { NodeContext, PartnerSettings } from '@vigil/kit';
import { parseCoalition } from '@vigil/shared';
import type { Coalition } from '@vigil/shared';
import { createTestDatabase } from './database.js';

/** SYNTHETIC; XA is an ISO 3166-1 code that no state has. */
export const TEST_SETTINGS: PartnerSettings = parsePartnerSettings({
  format: 'vigil-partner-1',
  id: 'test-partner',
  name: 'Test partner',
  synthetic: true,
  port: 0,
  publication: {
    profile: 'STANDARD',
    unit: 'CASE_FILE',
    reason: 'case files are confidential',
    indicators: ['KIDNAPPING', 'UNLAWFUL_DETENTION'],
    coverage: [
      { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01', 'XA-02'], from: '2012-01', to: '2013-12' },
      {
        indicator: 'UNLAWFUL_DETENTION',
        country: 'XA',
        areas: ['XA-01', 'XA-02'],
        from: '2012-01',
        to: '2013-12',
      },
    ],
  },
  methodology: {
    version: '1',
    caseSelection: 'made for a test',
    verificationSteps: ['none'],
    limitations: 'synthetic',
    standardOfProof: 'REASONABLE_GROUNDS',
    changedAt: '2012-01-01',
  },
  fundingStreams: [{ donor: 'nobody: made for a test', amountBand: null, period: null, restrictions: null }],
});

/** Public key of RFC 8037, appendix A.2; its private half is printed there, so it protects nothing. */
const PUBLIC_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'test',
};

/** A coalition of the hub and one partner, to be spread and changed by a test. */
export function testCoalition(settings: PartnerSettings = TEST_SETTINGS): Coalition {
  return parseCoalition({
    format: 'vigil-coalition-1',
    id: 'test',
    name: 'Test coalition',
    hub: { id: 'test-hub', delegationKeys: { keys: [PUBLIC_KEY] } },
    issuers: [],
    organisations: [{ id: 'regional-body', name: 'Regional body' }],
    partners: [
      {
        id: settings.id,
        name: settings.name,
        countries: [...new Set(settings.publication.coverage.map(({ country }) => country))],
        url: 'http://127.0.0.1:9',
        synthetic: settings.synthetic,
        releaseKeys: { keys: [PUBLIC_KEY] },
        coverage: settings.publication.coverage,
      },
    ],
    agreements: [],
  });
}

interface TestNodeOptions {
  readonly settings?: PartnerSettings;
  readonly coalition?: Coalition;
  readonly now?: () => Date;
}

/**
 * Opens a node as `openNode` does, on a fresh database of the test server; `close()` drops the database and
 * removes the data directory.
 */
export async function openTestNode(options: TestNodeOptions = {}): Promise<NodeContext> {
  const settings = options.settings ?? TEST_SETTINGS;
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-node-'));
  const database = await createTestDatabase();
  const dataSource = nodeDataSource(database.url, () => undefined);
  await dataSource.initialize();
  await migrate(dataSource);
  return {
    dataDir,
    settings,
    coalition: options.coalition ?? testCoalition(settings),
    dataSource,
    records: dataSource,
    now: options.now ?? ((): Date => new Date('2014-02-01T00:00:00.000Z')),
    log: nodeLogger('silent'),
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
