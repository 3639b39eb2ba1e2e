/**
 * `vigil-partner recipient new-key | pin | list | remove`: keys of those whom this partner seals to.
 *
 * `new-key` is for the recipient, on its own machine. The others work on a node; pinning and removing leave a line in the
 * local record, with the thumbprint and never the key.
 */
import { readFile } from 'node:fs/promises';
import {
  HubError,
  RECIPIENT_CURVES,
  readRecipientKey,
  sealPlaintext,
  sealedPlaintext,
  type RecipientCurve,
  type RecipientKey,
} from '@vigil/shared';
import { Option, type Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import { readCoalition, readSettings } from '../node/data-directory.js';
import { recordLocally } from '../node/record-locally.js';
import { keepRecipientKey } from './recipient-key-file.js';
import { PINNABLE, listPins, readPin, writePin } from './recipient-pins.js';
import { unpinRecipient } from './unpin-recipient.js';

interface NewKeyOptions {
  readonly out: string;
  readonly curve: RecipientCurve;
}

interface PinOptions {
  readonly fingerprint?: string;
}

async function newKey(cli: CliContext, { out, curve }: NewKeyOptions): Promise<void> {
  const { key, made } = await keepRecipientKey(out, curve);
  cli.out(JSON.stringify({ ...key.jwk, kid: key.thumbprint, use: 'enc' }));
  cli.err(
    `${made ? 'made' : 'kept'} ${out}: it stays with you. Give the partner the line above, and the fingerprint ` +
      `${key.thumbprint} by another way (in person, by telephone)`,
  );
}

/** A JWK, or a set that holds one. */
async function readKeyFile(path: string): Promise<RecipientKey> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new HubError('CONFIG_INVALID', `${path} cannot be read as JSON; it must hold a JWK`, 'operator');
  }
  const keys = (value as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) return readRecipientKey(value);
  if (keys.length !== 1) {
    throw new HubError('CONFIG_INVALID', `${path} must hold exactly one key`, 'operator');
  }
  return readRecipientKey(keys[0]);
}

/** A key that cannot be sealed to is found out now, not when a court waits for an answer. */
async function requireUsable(key: RecipientKey, organisation: string): Promise<void> {
  const binding = {
    field: 'Victim.legalName',
    record: 'trial:trial',
    consent: null,
    exp: 1,
    iss: organisation,
  };
  await sealPlaintext(sealedPlaintext('trial'), key, binding).catch((cause: unknown) => {
    throw new HubError('CONFIG_INVALID', 'the key cannot be sealed to', 'operator', { cause });
  });
}

async function requireOrganisation(dataDir: string, organisation: string): Promise<void> {
  const { organisations, partners } = await readCoalition(dataDir);
  const known = [...organisations, ...partners].some(({ id }) => id === organisation);
  if (!known) {
    throw new HubError(
      'NOT_FOUND',
      `the coalition file names no organisation ${JSON.stringify(organisation)}`,
      'operator',
    );
  }
  if (!PINNABLE.test(organisation)) {
    throw new HubError('USAGE', 'a key is pinned for ids of a-z, 0-9 and hyphens alone', 'operator');
  }
}

function requireFingerprint(given: string | undefined, thumbprint: string): void {
  if (given === thumbprint) return;
  const message =
    given === undefined
      ? `the fingerprint of this key is ${thumbprint}; compare it with what the recipient itself told you, ` +
        `not with what came along with the key, and if they are the same give it with --fingerprint`
      : `--fingerprint does not match; that of this key is ${thumbprint}. Pin nothing before the recipient has confirmed it`;
  throw new HubError('USAGE', message, 'operator');
}

async function pin(
  cli: CliContext,
  { organisation, file, fingerprint }: { organisation: string; file: string } & PinOptions,
): Promise<void> {
  const dataDir = cli.dataDir();
  await readSettings(dataDir);
  await requireOrganisation(dataDir, organisation);
  const key = await readKeyFile(file);
  requireFingerprint(fingerprint, key.thumbprint);
  const pinned = await readPin(dataDir, organisation);
  if (pinned?.thumbprint === key.thumbprint) {
    cli.out(`${organisation}  ${key.thumbprint}  pinned already`);
    return;
  }
  if (pinned !== null) {
    throw new HubError(
      'USAGE',
      `another key is pinned: ${pinned.thumbprint}; first: vigil-partner recipient remove ${organisation}`,
      'operator',
    );
  }
  await requireUsable(key, organisation);
  await withNode(cli, async (node) => {
    // written down first: a pin without its line must not be
    await recordLocally(node, {
      actor: cli.actor(),
      action: 'recipient.pin',
      object: organisation,
      details: { thumbprint: key.thumbprint },
    });
    await writePin(dataDir, { ...key, organisation, pinnedAt: node.now().toISOString() });
  });
  cli.out(`${organisation}  ${key.thumbprint}  pinned`);
}

async function list(cli: CliContext, { json }: { json?: true }): Promise<void> {
  const dataDir = cli.dataDir();
  await readSettings(dataDir);
  for (const { organisation, thumbprint, pinnedAt, jwk } of await listPins(dataDir)) {
    const line = { organisation, thumbprint, curve: jwk.crv, pinnedAt };
    cli.out(json ? JSON.stringify(line) : `${organisation}  ${thumbprint}  ${jwk.crv}  ${pinnedAt}`);
  }
}

async function remove(cli: CliContext, organisation: string): Promise<void> {
  const dataDir = cli.dataDir();
  await readSettings(dataDir);
  const pinned = await readPin(dataDir, organisation).catch(() => undefined);
  const thumbprint =
    pinned === null ? null : await withNode(cli, (node) => unpinRecipient(node, cli.actor(), organisation));
  if (thumbprint === null) {
    cli.out(`${organisation}  no key is pinned`);
    return;
  }
  cli.out(`${organisation}  ${thumbprint}  removed; nothing is sealed to it from the next request on`);
}

const EXAMPLES = `
Examples:
  vigil-partner recipient new-key --out court.jwk > court.public.jwk
  vigil-partner --data-dir ./node recipient pin court court.public.jwk --fingerprint <what the court told you>
  vigil-partner --data-dir ./node recipient list`;

/** Adds the commands to the program. */
export function registerRecipientCommand(program: Command, cli: CliContext): void {
  const recipient = program
    .command('recipient')
    .description('keys of those to whom this partner seals identifying values')
    .addHelpText('after', EXAMPLES);
  recipient
    .command('new-key')
    .description('for the recipient: make a key pair, keep the private half in a file, print the public half')
    .requiredOption('--out <file>', 'where the private half is kept; only your account reads it')
    .addOption(new Option('--curve <name>', 'kind of key').choices(RECIPIENT_CURVES).default('P-256'))
    .action((options: NewKeyOptions) => newKey(cli, options));
  recipient
    .command('pin')
    .description('seal to this key from now on; without --fingerprint it only shows the fingerprint')
    .argument('<organisation>', 'id in the coalition file')
    .argument('<file>', 'public key of that organisation, a JWK')
    .option('--fingerprint <thumbprint>', 'RFC 7638 SHA-256 thumbprint, as the recipient itself told you')
    .action((organisation: string, file: string, options: PinOptions) =>
      pin(cli, { organisation, file, ...options }),
    );
  recipient
    .command('list')
    .description('pinned keys')
    .option('--json', 'one JSON object a line')
    .action((options: { json?: true }) => list(cli, options));
  recipient
    .command('remove')
    .description('seal to this organisation no more')
    .argument('<organisation>')
    .action((organisation: string) => remove(cli, organisation));
}
