/**
 * The file of a recipient's private key: made once, readable by its owner alone, never written over.
 */
import { chmod, link, open, readFile, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import {
  HubError,
  makeRecipientKey,
  readPrivateRecipientKey,
  type RecipientCurve,
  type RecipientKey,
} from '@vigil/shared';
import { isMissing } from '../releases/durable-file.js';

/** Anybody but the owner. */
const OTHERS = 0o077;

/**
 * @returns the key, and whether somebody else than its owner may read the file
 * @throws HubError NOT_FOUND, CONFIG_INVALID; never with what the file holds
 */
export async function readRecipientKeyFile(path: string): Promise<{ key: RecipientKey; open: boolean }> {
  let text: string;
  let mode: number;
  try {
    text = await readFile(path, 'utf8');
    ({ mode } = await stat(path));
  } catch {
    throw new HubError('NOT_FOUND', `${path} cannot be read`, 'operator');
  }
  let jwk: unknown;
  try {
    jwk = JSON.parse(text);
  } catch {
    // without the cause: its message would quote the file
    throw new HubError('CONFIG_INVALID', `${path} is not JSON; it must hold a private JWK`, 'operator');
  }
  return {
    key: await readPrivateRecipientKey(jwk),
    open: process.platform !== 'win32' && (mode & OTHERS) !== 0,
  };
}

async function writeOnce(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(temporary, 0o600);
    // link, unlike rename, refuses to replace a key that somebody made meanwhile
    await link(temporary, path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HubError('USAGE', `${path} cannot be written (${code})`, 'operator', { cause });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Makes the key where there is no file yet; gives the public half of what is kept there. */
export async function keepRecipientKey(
  path: string,
  curve: RecipientCurve,
): Promise<{ key: RecipientKey; made: boolean }> {
  const kept = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw new HubError('USAGE', `${path} cannot be read`, 'operator', { cause: error });
  });
  if (kept !== null) return { key: (await readRecipientKeyFile(path)).key, made: false };
  const { privateJwk, publicKey } = await makeRecipientKey(curve);
  const whole = { ...privateJwk, kid: publicKey.thumbprint, use: 'enc' };
  await writeOnce(path, `${JSON.stringify(whole)}\n`);
  return { key: publicKey, made: true };
}
