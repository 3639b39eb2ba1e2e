/**
 * A TLS key and a certificate that the node signs itself, for callers that trust exactly this certificate.
 *
 * It is no certificate authority (CA:FALSE) and holds for the named hosts alone, so whoever trusts it trusts this node
 * and nobody else; there is no third key that could speak for every partner. ECDSA on P-256 with SHA-256; DER as
 * in RFC 5280, written here because Node reads certificates but makes none.
 */
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { HubError } from '@vigil/shared';

export interface CertificateOptions {
  /** names and addresses under which the node is reached */
  readonly hosts: readonly string[];
  readonly validDays: number;
  readonly now: Date;
}

export interface SelfSigned {
  /** PKCS #8, PEM */
  readonly key: string;
  readonly certificate: string;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;
const TRUE = Buffer.of(0x01, 0x01, 0xff);
const DAY_MS = 86_400_000;

/** Object identifiers, encoded (RFC 5280, 5480, 5758). */
const OID = {
  ecdsaSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  subjectAltName: '551d11',
} as const;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag), bytes, content]);
}

const objectId = (hex: string): Buffer => der(OBJECT_ID, Buffer.from(hex, 'hex'));
const ALGORITHM = der(SEQUENCE, objectId(OID.ecdsaSha256));

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280, section 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? der(UTC_TIME, Buffer.from(`${digits.slice(2)}Z`))
    : der(GENERALIZED_TIME, Buffer.from(`${digits}Z`));
}

function generalName(host: string): Buffer {
  if (isIP(host) === 4) return der(0x87, Uint8Array.from(host.split('.').map(Number)));
  if (isIP(host) === 6 || !/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(host)) {
    throw new HubError('USAGE', 'a host is a name or an IPv4 address', 'operator');
  }
  return der(0x82, Buffer.from(host, 'latin1'));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der(SEQUENCE, objectId(id), ...(critical ? [TRUE] : []), der(OCTET_STRING, value));
}

function toBeSigned({ hosts, validDays, now }: CertificateOptions, publicKey: Buffer): Buffer {
  // no two certificates of the same name and number; the first bit stays 0: the number is positive
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const common = Buffer.from((hosts[0] ?? '').slice(0, 64), 'utf8');
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, objectId(OID.commonName), der(UTF8_STRING, common))));
  const extensions = der(
    SEQUENCE,
    extension(OID.basicConstraints, der(SEQUENCE), true),
    extension(OID.keyUsage, der(BIT_STRING, Buffer.of(0x07, 0x80)), true),
    extension(OID.extendedKeyUsage, der(SEQUENCE, objectId(OID.serverAuth))),
    extension(OID.subjectAltName, der(SEQUENCE, ...hosts.map(generalName))),
  );
  return der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, serial),
    ALGORITHM,
    name,
    // a little earlier, for a hub whose clock is a little late
    der(SEQUENCE, time(new Date(now.getTime() - DAY_MS)), time(new Date(now.getTime() + validDays * DAY_MS))),
    name,
    publicKey,
    der(0xa3, extensions),
  );
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** @throws HubError USAGE when a host is none */
export function selfSignedCertificate(options: CertificateOptions): SelfSigned {
  if (options.hosts.length === 0) throw new HubError('USAGE', 'at least one --host is needed', 'operator');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = toBeSigned(options, publicKey.export({ type: 'spki', format: 'der' }));
  const signature = createSign('SHA256').update(body).sign(privateKey);
  const certificate = der(SEQUENCE, body, ALGORITHM, der(BIT_STRING, Buffer.of(0), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificate: pem(certificate),
  };
}
