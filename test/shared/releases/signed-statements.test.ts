/** Signed plans, revocations and recoveries: each is its partner's, for its one purpose, and whole. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  signDetached,
  signPlan,
  signRecovery,
  signRelease,
  signRevocation,
  verifyPlan,
  verifyRecovery,
  verifyRevocation,
  type PlanDocument,
  type Recovery,
  type Revocation,
  type TrustedPartner,
} from '@vigil/shared';
import { exampleDocument, makeKey, type ExampleKey } from './example-documents.js';

const refused = expect.objectContaining({ code: 'RELEASE_INVALID', audience: 'operator' });
let key: ExampleKey;
let trusted: TrustedPartner;
beforeAll(async () => {
  key = await makeKey();
  trusted = { partner: 'one', keys: { keys: [key.open] } };
});

const revocation: Revocation = {
  format: 'vigil-revocation-1',
  partner: 'one',
  release: 'one.2012.1',
  revokedAt: '2014-01-01T00:00:00Z',
  reason: 'consent was asked in the wrong way',
  ledger: { sequence: 3, head: 'c'.repeat(64) },
};

function plan(): PlanDocument {
  const { partner, partition, definitionVersion, plan: own, schedule } = exampleDocument();
  return { format: 'vigil-plan-1', partner, partition, definitionVersion, plan: own, schedule };
}

function recovery(): Recovery {
  return {
    format: 'vigil-recovery-1',
    partner: 'one',
    partition: '2012',
    plan: plan().plan,
    release: 7,
    recoveredAt: '2014-01-01T00:00:00Z',
    reason: 'the disk with the ledger is gone',
  };
}

describe('a revocation', () => {
  test('verifies with its partner’s key', async () => {
    const signed = await signRevocation(revocation, key.secret);
    await expect(verifyRevocation(signed, trusted)).resolves.toEqual(revocation);
  });

  test('is refused when it was changed, is another partner’s, or names another partner’s release', async () => {
    const signed = await signRevocation(revocation, key.secret);
    const changed = { ...signed, revocation: { ...revocation, release: 'one.2012.2' } };
    const foreign = await signRevocation({ ...revocation, release: 'two.2012.1' }, key.secret);
    const nameless = await signRevocation({ ...revocation, release: 'one' }, key.secret);
    for (const value of [changed, foreign, nameless, { ...signed, extra: 1 }, null])
      await expect(verifyRevocation(value, trusted)).rejects.toEqual(refused);
    await expect(verifyRevocation(signed, { ...trusted, partner: 'two' })).rejects.toEqual(refused);
  });

  test('is refused where its reason could hold a record', async () => {
    const long = await signRevocation({ ...revocation, reason: 'x'.repeat(501) }, key.secret);
    await expect(verifyRevocation(long, trusted)).rejects.toEqual(refused);
  });
});

describe('a signed plan', () => {
  test('verifies with its partner’s key, and is judged as a release’s plan is', async () => {
    await expect(verifyPlan(await signPlan(plan(), key.secret), trusted)).resolves.toEqual(plan());
  });

  test.each<[string, (document: PlanDocument) => void]>([
    [
      'less noise than its profile',
      (document) => (document.plan.tables[0] = { ...first(document), sigma2: '4' }),
    ],
    ['a better figure than its tables give', (document) => (document.plan.bestGuess = 0.55)],
    ['no release', (document) => (document.schedule.dates = [])],
    [
      'a day inside its year',
      (document) => (document.schedule.dates = [{ stage: 'FINAL', part: '2012', on: '2012-06-01' }]),
    ],
    ['definitions of another indicator', (document) => (document.definitionVersion = 'CENSORSHIP:1')],
    ['another partner', (document) => (document.partner = 'two')],
  ] as [string, (document: PlanDocument) => void][])(
    'is refused, though truly signed, with %s',
    async (_what, change) => {
      const document = structuredClone(plan());
      change(document);
      await expect(verifyPlan(await signPlan(document, key.secret), trusted)).rejects.toEqual(refused);
    },
  );

  function first(document: PlanDocument): PlanDocument['plan']['tables'][number] {
    const table = document.plan.tables[0];
    if (table === undefined) throw new Error('no table');
    return table;
  }
});

describe('the recovery of a lost ledger', () => {
  test('verifies with its partner’s key', async () => {
    await expect(verifyRecovery(await signRecovery(recovery(), key.secret), trusted)).resolves.toEqual(
      recovery(),
    );
  });

  test('is refused when it was changed, or is another partner’s', async () => {
    const signed = await signRecovery(recovery(), key.secret);
    const changed = { ...signed, recovery: { ...recovery(), release: 6 } };
    await expect(verifyRecovery(changed, trusted)).rejects.toEqual(refused);
    await expect(verifyRecovery(signed, { ...trusted, partner: 'two' })).rejects.toEqual(refused);
  });
});

test('a signature made for one kind of statement is worth nothing for another', async () => {
  const types = ['vigil-release+jws', 'vigil-plan+jws', 'vigil-revocation+jws', 'vigil-recovery+jws'];
  const checks: [string, (signature: string) => Promise<unknown>, unknown][] = [
    ['vigil-plan+jws', (signature) => verifyPlan({ document: plan(), signature }, trusted), plan()],
    ['vigil-revocation+jws', (signature) => verifyRevocation({ revocation, signature }, trusted), revocation],
    [
      'vigil-recovery+jws',
      (signature) => verifyRecovery({ recovery: recovery(), signature }, trusted),
      recovery(),
    ],
  ];
  for (const [own, check, value] of checks) {
    for (const typ of types) {
      const verdict = check(await signDetached(value, key.secret, typ));
      if (typ === own) await expect(verdict).resolves.toEqual(value);
      else await expect(verdict).rejects.toEqual(refused);
    }
  }
});

test('a public key, or one of another kind, signs nothing', async () => {
  const wrong = expect.objectContaining({ code: 'CONFIG_INVALID' });
  for (const sign of [
    signRevocation(revocation, key.open),
    signPlan(plan(), key.open),
    signRecovery(recovery(), key.open),
    signRelease(exampleDocument(), { ...key.secret, crv: 'Ed448' }),
  ])
    await expect(sign).rejects.toEqual(wrong);
});
