/**
 * Sealed values read and written without jose and without our code: RFC 7518, section 4.6 (key agreement, Concat KDF),
 * RFC 3394 (key wrap) and RFC 7516 (compact form), over node:crypto's curves, SHA-256 and AES alone.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
} from 'node:crypto';

export interface OpenedByHand {
  header: Record<string, unknown>;
  plaintext: Buffer;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function measured(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** RFC 7518, section 4.6.2; one round of SHA-256 gives up to 256 bits. */
export function concatKdf(
  secret: Uint8Array,
  { algorithm, bits, apu = '', apv = '' }: { algorithm: string; bits: number; apu?: string; apv?: string },
): Buffer {
  const info = [
    measured(Buffer.from(algorithm)),
    measured(Buffer.from(apu)),
    measured(Buffer.from(apv)),
    uint32(bits),
  ];
  return createHash('sha256')
    .update(Buffer.concat([uint32(1), secret, ...info]))
    .digest()
    .subarray(0, bits / 8);
}

function block(key: Uint8Array, input: Uint8Array, encrypt: boolean): Buffer {
  const cipher = encrypt
    ? createCipheriv('aes-256-ecb', key, null)
    : createDecipheriv('aes-256-ecb', key, null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(input), cipher.final()]);
}

const INITIAL = Buffer.from('A6A6A6A6A6A6A6A6', 'hex'); // RFC 3394, section 2.2.3.1

function mixed(a: Uint8Array, step: number): Buffer {
  const bytes = Buffer.from(a);
  bytes.writeUInt32BE((bytes.readUInt32BE(4) ^ step) >>> 0, 4);
  return bytes;
}

/** RFC 3394, section 2.2.1, the index-based form. */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Buffer {
  const count = key.length / 8;
  const registers: Buffer[] = Array.from({ length: count }, (_, at) =>
    Buffer.from(key.subarray(at * 8, at * 8 + 8)),
  );
  let a: Uint8Array = INITIAL;
  for (let round = 0; round < 6; round += 1) {
    for (let at = 0; at < count; at += 1) {
      const b = block(kek, Buffer.concat([a, registers[at] ?? Buffer.alloc(0)]), true);
      a = mixed(b.subarray(0, 8), count * round + at + 1);
      registers[at] = b.subarray(8);
    }
  }
  return Buffer.concat([a, ...registers]);
}

/** RFC 3394, section 2.2.2. */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array): Buffer {
  const count = wrapped.length / 8 - 1;
  const registers: Buffer[] = Array.from({ length: count }, (_, at) =>
    Buffer.from(wrapped.subarray(at * 8 + 8, at * 8 + 16)),
  );
  let a: Uint8Array = wrapped.subarray(0, 8);
  for (let round = 5; round >= 0; round -= 1) {
    for (let at = count - 1; at >= 0; at -= 1) {
      const b = block(
        kek,
        Buffer.concat([mixed(a, count * round + at + 1), registers[at] ?? Buffer.alloc(0)]),
        false,
      );
      a = b.subarray(0, 8);
      registers[at] = b.subarray(8);
    }
  }
  if (!INITIAL.equals(a)) throw new Error('the wrapped key is not intact');
  return Buffer.concat(registers);
}

/** What two keys agree on, before any derivation. */
export function agree(privateJwk: object, publicJwk: object): Buffer {
  return diffieHellman({
    privateKey: createPrivateKey({ key: privateJwk as JsonWebKey, format: 'jwk' }),
    publicKey: createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' }),
  });
}

const KEY_WRAP = { algorithm: 'ECDH-ES+A256KW', bits: 256 };

/** Opens a compact JWE of ECDH-ES+A256KW and A256GCM. */
export function openByHand(jwe: string, privateJwk: object): OpenedByHand {
  const [head = '', wrapped = '', iv = '', ciphertext = '', tag = ''] = jwe.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as Record<string, unknown>;
  const kek = concatKdf(agree(privateJwk, header['epk'] as object), KEY_WRAP);
  const decipher = createDecipheriv(
    'aes-256-gcm',
    unwrapKey(kek, Buffer.from(wrapped, 'base64url')),
    Buffer.from(iv, 'base64url'),
  );
  decipher.setAAD(Buffer.from(head, 'ascii'));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  const plaintext = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]);
  return { header, plaintext };
}

/** Seals any bytes under any header to a public key; `epk` is added when the header lacks one. */
export function sealByHand(header: object, plaintext: Uint8Array, publicJwk: { crv: string }): string {
  const pair =
    publicJwk.crv === 'X25519'
      ? generateKeyPairSync('x25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const epk = pair.publicKey.export({ format: 'jwk' });
  const head = Buffer.from(JSON.stringify({ epk, ...header })).toString('base64url');
  return sealUnderHead(head, plaintext, agree(pair.privateKey.export({ format: 'jwk' }), publicJwk));
}

/** @param head - base64url of a header, however it is spelled */
function sealUnderHead(head: string, plaintext: Uint8Array, secret: Uint8Array): string {
  const cek = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', cek, iv);
  cipher.setAAD(Buffer.from(head, 'ascii'));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const wrapped = wrapKey(concatKdf(secret, KEY_WRAP), cek);
  return [
    head,
    ...[wrapped, iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url')),
  ].join('.');
}
