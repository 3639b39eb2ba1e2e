/** A partner's own veto: it forbids besides, changes nothing for anybody else, and a slip in it stops the start. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { compilePermissionMap, loadPolicyEngine, type PermissionMap } from '@vigil/policies';
import { contractClassification } from '@vigil/shared';

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

async function vetoFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vigil-veto-'));
  made.push(folder);
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  return folder;
}

const NO_COURT =
  '@id("not-while-the-trial-is-secret") @reason("the trial is secret") ' +
  'forbid (principal in Role::"COURT", action, resource is Coordinate) when { resource.class != "PUBLIC" };';

async function courtMap(veto?: string): Promise<PermissionMap> {
  return compilePermissionMap({
    engine: await loadPolicyEngine(undefined, veto === undefined ? {} : { veto }),
    subject: { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' },
    classification: contractClassification(),
    owners: ['one'],
    agreements: [
      {
        id: 'one-and-the-court',
        recipient: 'court',
        partner: 'one',
        purposes: ['LEGAL_PROCEEDINGS'],
        classes: ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'],
        validFrom: '2020-01-01',
        validTo: '2099-12-31',
      },
    ],
    now: new Date('2024-05-05T00:00:00Z'),
  });
}

describe('a veto', () => {
  test('denies what the coalition allows, and leaves the rest', async () => {
    const without = await courtMap();
    const map = await courtMap(await vetoFolder({ 'court.cedar': NO_COURT, 'why.md': 'Since the trial.' }));
    for (const coordinate of ['Event.country', 'Event.title', 'Victim.legalName']) {
      expect(without.mayRead(coordinate, 'one')).toBe(true);
      expect(map.mayRead(coordinate, 'one')).toBe(false);
    }
    expect(map.mayRead('Partner.name', 'one')).toBe(true);
  });

  test('is not part of the version that hub and partners compare, but of the hash of the map', async () => {
    const [without, empty] = [await courtMap(), await courtMap(await vetoFolder({}))];
    const map = await courtMap(await vetoFolder({ 'court.cedar': NO_COURT }));
    const other = await courtMap(await vetoFolder({ 'court.cedar': `// why\n${NO_COURT}` }));
    expect(new Set([without, empty, map, other].map(({ policyVersion }) => policyVersion)).size).toBe(1);
    expect(empty.hash).toBe(without.hash);
    expect(new Set([without, map, other].map(({ hash }) => hash)).size).toBe(3);
  });

  test('is named with its file', async () => {
    const engine = await loadPolicyEngine(undefined, {
      veto: await vetoFolder({ 'court.cedar': NO_COURT }),
    });
    expect(engine.policies.find(({ file }) => file === 'veto/court.cedar')?.reason).toBe(
      'the trial is secret',
    );
  });

  test('may be absent', async () => {
    const engine = await loadPolicyEngine(undefined, { veto: '/nowhere/at/all' });
    expect(engine.vetoVersion).toBeNull();
  });
});

describe('a veto stops the start', () => {
  test.each<[string, Record<string, string>]>([
    ['when it permits', { 'a.cedar': '@id("x") @reason("x") permit (principal, action, resource);' }],
    [
      'when one of its policies permits',
      {
        'a.cedar': `${NO_COURT}\n@id("x") @reason("x") permit (principal, action, resource is Coordinate);`,
      },
    ],
    ['when it is no Cedar', { 'a.cedar': 'forbid everything' }],
    ['when a policy has no reason', { 'a.cedar': '@id("x") forbid (principal, action, resource);' }],
    [
      'when it takes the id of a policy of the coalition',
      { 'a.cedar': NO_COURT.replace('not-while-the-trial-is-secret', 'public-is-for-everybody') },
    ],
    ['when a file would be passed over', { 'a.cedar': NO_COURT, 'b.cedar.txt': NO_COURT }],
    [
      'when it names what does not exist',
      {
        'a.cedar':
          '@id("x") @reason("x") forbid (principal, action, resource is Coordinate) when { resource.klass == "" };',
      },
    ],
  ])('%s', async (_title, files) => {
    await expect(loadPolicyEngine(undefined, { veto: await vetoFolder(files) })).rejects.toEqual(
      expect.objectContaining({ code: 'POLICY_INVALID', audience: 'operator' }),
    );
  });
});
