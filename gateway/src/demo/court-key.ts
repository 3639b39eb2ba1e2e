/**
 * The court of the demonstration: its key pair, made as a court would make it, and pinned where it may receive.
 *
 * Takes the demonstration's folders; everything goes through the commands that a court and a partner use. The private half
 * stays in `court/`, where the printed command reads it; neither hub nor partner is given it.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestPartner } from './partner-manifest.js';
import { vigilPartner, type DemonstrationPaths } from './prepare-partner.js';

export interface CourtKey {
  /** file that the court alone reads */
  privateFile: string;
  /** file that it hands out */
  publicFile: string;
  /** RFC 7638 thumbprint, which it tells by another way */
  fingerprint: string;
}

/** Makes the key pair at the first start; reads it back afterwards. */
export async function makeCourtKey(paths: DemonstrationPaths): Promise<CourtKey> {
  const folder = join(paths.dataDir, 'court');
  const privateFile = join(folder, 'private-key.jwk');
  const publicFile = join(folder, 'public-key.jwk');
  if (!existsSync(privateFile) || !existsSync(publicFile)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const printed = await paths.supervisor.run({
      name: 'court',
      script: join(paths.root, 'subgraphs', 'kit', 'bin', 'vigil-partner.mjs'),
      arguments: ['recipient', 'new-key', '--out', privateFile],
    });
    writeFileSync(`${publicFile}.new`, printed);
    renameSync(`${publicFile}.new`, publicFile);
  }
  const { kid } = JSON.parse(readFileSync(publicFile, 'utf8')) as { kid: string };
  return { privateFile, publicFile, fingerprint: kid };
}

/** Pins the court's key at a partner; what was pinned before, from a key that is gone, makes room. */
export async function pinCourtKey(
  paths: DemonstrationPaths,
  partner: ManifestPartner,
  { publicFile, fingerprint }: CourtKey,
): Promise<void> {
  const pinned = await vigilPartner(paths, partner, ['recipient', 'list']);
  if (pinned.includes(fingerprint)) return;
  await vigilPartner(paths, partner, ['recipient', 'remove', 'court']);
  await vigilPartner(paths, partner, [
    ...['recipient', 'pin', 'court', publicFile],
    ...['--fingerprint', fingerprint],
  ]);
}
