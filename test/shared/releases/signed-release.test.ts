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
import { BROKEN_DOCUMENTS } from './broken-documents.js';
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

  test.each(BROKEN_DOCUMENTS)('is refused, though truly signed, with %s', async (_what, change) => {
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

  test('words that need joiners, and methods of several lines, are plain text', async () => {
    const signed = await signedWith((document) => {
      document.plan.reason = 'می\u200cخواهم';
      document.methodology.limitations = 'first\nsecond';
    });
    await expect(verifyRelease(signed, trusted)).resolves.toBeDefined();
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
