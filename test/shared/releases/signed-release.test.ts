/** Signed releases: what is changed, forged or dressed up is refused. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  canonicalJson,
  signRelease,
  verifyRelease,
  type ReleaseDocument,
  type SignedRelease,
  type TrustedPartner,
} from '@vigil/shared';
import { CompactSign, importJWK } from 'jose';
import { exampleDocument, makeKey, type ExampleKey } from './example-documents.js';

const refused = expect.objectContaining({ code: 'RELEASE_INVALID', audience: 'operator' });

let signer: ExampleKey;
let other: ExampleKey;
let signed: SignedRelease;
let trusted: TrustedPartner;

beforeAll(async () => {
  signer = await makeKey();
  other = await makeKey();
  signed = await signRelease(exampleDocument(), signer.secret);
  trusted = { partner: 'one', keys: { keys: [signer.open] } };
});

/** A document that is really signed by the partner, and breaks a rule. */
const signedWith = async (change: (document: ReleaseDocument) => void): Promise<SignedRelease> => {
  const document = structuredClone(exampleDocument());
  change(document);
  return signRelease(document, signer.secret);
};

describe('a signed release', () => {
  test('verifies with its partner’s key, whatever the order of its members', async () => {
    await expect(verifyRelease(signed, trusted)).resolves.toEqual(exampleDocument());
    const reordered = {
      signature: signed.signature,
      document: Object.fromEntries(Object.entries(signed.document).reverse()),
    };
    await expect(verifyRelease(reordered, trusted)).resolves.toEqual(exampleDocument());
    expect(signed.signature).toMatch(/^[\w-]+\.\.[\w-]+$/); // RFC 7515, appendix F: the payload is left out
  });

  test('the signature is a JWS over the canonical bytes that any JOSE library verifies', async () => {
    const [header, , value] = signed.signature.split('.');
    const again = await new CompactSign(new TextEncoder().encode(canonicalJson(signed.document)))
      .setProtectedHeader({ alg: 'EdDSA', kid: 'release-1', typ: 'vigil-release+jws' })
      .sign(await importJWK(signer.secret, 'EdDSA'));
    expect(again.split('.')).toEqual([header, expect.any(String), value]); // Ed25519 is deterministic (RFC 8032)
  });

  test('is refused when one released integer is changed', async () => {
    const changed = structuredClone(signed);
    const cell = changed.document.tables[0]?.cells[0];
    if (cell !== undefined) cell.y += 1;
    await expect(verifyRelease(changed, trusted)).rejects.toEqual(refused);
  });

  test('is refused with another key, with no key, and with two keys of one name', async () => {
    for (const keys of [
      [other.open],
      [],
      [signer.open, other.open],
      [{ ...signer.open, kid: 'release-2' }],
    ]) {
      await expect(verifyRelease(signed, { partner: 'one', keys: { keys } })).rejects.toEqual(refused);
    }
  });

  test('is refused as another partner’s', async () => {
    await expect(verifyRelease(signed, { ...trusted, partner: 'two' })).rejects.toEqual(refused);
  });

  test('is refused when the signature is damaged, unsigned, or made for something else', async () => {
    const [header = '', , value = ''] = signed.signature.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'release-1' })).toString('base64url');
    const payload = new TextEncoder().encode(canonicalJson(signed.document));
    const delegation = await new CompactSign(payload)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'release-1', typ: 'vigil-delegation+jwt' })
      .sign(await importJWK(signer.secret, 'EdDSA'));
    const [foreignHeader = '', , foreignValue = ''] = delegation.split('.');
    const flipped = `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
    for (const signature of [
      '',
      `${header}..`,
      `${header}..${flipped}`,
      `${none}..`,
      `${none}..${value}`,
      `${foreignHeader}..${foreignValue}`,
    ]) {
      await expect(verifyRelease({ ...signed, signature }, trusted)).rejects.toEqual(refused);
    }
  });

  test.each<[string, (document: ReleaseDocument) => void]>([
    [
      'a best guess below the truth',
      (document) => {
        document.plan.bestGuess = 0.5;
      },
    ],
    [
      'an epsilon below the truth',
      (document) => {
        document.plan.epsilon = 0.1;
      },
    ],
    [
      'a rho below the truth',
      (document) => {
        document.plan.rho = '2/5';
      },
    ],
    [
      'a best guess above the bound',
      (document) => {
        document.plan.bestGuess = 0.7;
      },
    ],
    [
      'less noise than its profile',
      (document) => {
        document.plan.tables = document.plan.tables.map((table) => ({ ...table, sigma2: '4' }));
      },
    ],
    [
      'a table with another variance than planned',
      (document) => {
        document.tables = document.tables.map((table) => ({ ...table, sigma2: '4' }));
      },
    ],
    [
      'a cell too few',
      (document) => {
        document.tables[0]?.cells.pop();
      },
    ],
    [
      'a cell outside the coverage',
      (document) => {
        document.tables[0]?.cells.push({ at: ['XA', '2012-04'], y: 0 });
      },
    ],
    [
      'a cell whose place and month are one text',
      (document) => {
        for (const table of document.tables) table.cells.forEach((cell) => (cell.at = [cell.at.join('|')]));
      },
    ],
    [
      'all cells glued into one',
      (document) => {
        for (const table of document.tables) {
          const [place = '', ...rest] = table.cells
            .map(({ at }) => at.join('|'))
            .join(' ')
            .split('|');
          table.cells = [{ at: [place, rest.join('|')], y: 1 }];
        }
      },
    ],
    [
      'a table too few',
      (document) => {
        document.tables.pop();
      },
    ],
    [
      'another counting unit',
      (document) => {
        document.tables = document.tables.map((table) => ({ ...table, countingUnit: 'VICTIM' }));
      },
    ],
    [
      'an id of another release',
      (document) => {
        document.id = 'one.2012.2';
      },
    ],
    [
      'a date before its year had ended',
      (document) => {
        document.madeAt = '2012-12-31T23:59:59Z';
      },
    ],
    [
      'a day before its schedule',
      (document) => {
        document.schedule.dates = document.schedule.dates.map((date) => ({ ...date, on: '2014-01-01' }));
      },
    ],
    [
      'a schedule whose day lies in its own period',
      (document) => {
        document.schedule.dates = document.schedule.dates.map((date) => ({ ...date, on: '2012-12-31' }));
      },
    ],
    [
      'a schedule with a release that is not planned',
      (document) => {
        document.schedule.dates.unshift({ stage: 'PROVISIONAL', part: '2012', on: '2013-01-01' });
      },
    ],
    [
      'a plan signed after it',
      (document) => {
        document.schedule.signedAt = '2014-01-01T00:00:00Z';
      },
    ],
    [
      'a stage that is not planned',
      (document) => {
        document.stage = 'PROVISIONAL';
      },
    ],
    [
      'a part that is not planned',
      (document) => {
        document.part = '2012-01';
      },
    ],
    [
      'more entries than its kind of plan allows',
      (document) => {
        document.plan.pairs = 3;
      },
    ],
    [
      'an entry of several pairs, with the noise of one',
      (document) => {
        document.plan.entry = 'multiple';
      },
    ],
    [
      'a table of victims that nobody pays',
      (document) => {
        document.plan.victimCap = 3;
      },
    ],
    [
      'definitions of other indicators',
      (document) => {
        document.definitionVersion = 'CENSORSHIP:1';
      },
    ],
    [
      'definitions without a version',
      (document) => {
        document.definitionVersion = 'KIDNAPPING:';
      },
    ],
    [
      'a member nobody knows',
      (document) => {
        Object.assign(document, { extra: true });
      },
    ],
  ])('is refused, though truly signed, with %s', async (_what, change) => {
    await expect(verifyRelease(await signedWith(change), trusted)).rejects.toEqual(refused);
  });

  test.each<[string, (document: ReleaseDocument) => void]>([
    [
      'events that enter several months',
      (document) => {
        document.plan.unit = 'EVENT';
        document.plan.entry = 'multiple';
      },
    ],
    [
      'persons, with an indicator that counts measures',
      (document) => {
        document.plan.unit = 'PERSON';
        document.plan.indicators = ['CENSORSHIP'];
      },
    ],
  ])('is refused, though truly signed, with units that are %s', async (_what, change) => {
    await expect(verifyRelease(await signedWith(change), trusted)).rejects.toMatchObject({
      code: 'PLAN_INVALID',
    });
  });

  test('a plan may admit more than its tables tell: an earlier charged reservation', async () => {
    const honest = await signedWith((document) => {
      Object.assign(document.plan, { rho: '51/100', bestGuess: 0.692, epsilon: 4.95 });
    });
    await expect(verifyRelease(honest, trusted)).resolves.toMatchObject({ plan: { rho: '51/100' } });
  });

  test('anything that is no release is refused', async () => {
    for (const value of [null, 3, 'x', [], {}, { document: {}, signature: '' }]) {
      await expect(verifyRelease(value, trusted)).rejects.toEqual(refused);
    }
  });

  test('a key of another kind signs nothing', async () => {
    await expect(signRelease(exampleDocument(), signer.open)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
