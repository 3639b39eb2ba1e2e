/**
 * `vigil-partner tls make --host <name>`: a key and a certificate for `serve --tls-cert … --tls-key …`, for a coalition
 * whose hub trusts the certificates that its partners handed it.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { readSettings } from '../node/data-directory.js';
import { keyPath } from '../node/keys.js';
import { isMissing, replaceDurably } from '../releases/durable-file.js';
import { selfSignedCertificate } from './self-signed-certificate.js';

interface MakeOptions {
  readonly host: readonly string[];
  readonly days: string;
  readonly renew?: true;
}

async function existing(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function readDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= 3_650) return days;
  throw new HubError('USAGE', '--days takes a whole number from 1 to 3650', 'operator');
}

async function make(cli: CliContext, { host, days, renew }: MakeOptions): Promise<void> {
  const dataDir = cli.dataDir();
  await readSettings(dataDir);
  const paths = { key: keyPath(dataDir, 'tls.key'), certificate: join(dataDir, 'tls.crt') };
  const kept = await existing(paths.certificate);
  if (kept === null || renew === true) {
    const made = selfSignedCertificate({ hosts: host, validDays: readDays(days), now: new Date() });
    await replaceDurably(paths.key, made.key);
    await replaceDurably(paths.certificate, made.certificate);
    cli.out(made.certificate.trimEnd());
  } else {
    cli.out(kept.trimEnd());
  }
  const { validTo } = new X509Certificate((await existing(paths.certificate)) ?? '');
  cli.err(
    `key ${paths.key}, certificate ${paths.certificate}, good until ${validTo}; the hub gets the certificate`,
  );
}

/** Adds the command to the program. */
export function registerTlsCommand(program: Command, cli: CliContext): void {
  program
    .command('tls')
    .description('a TLS certificate of this node itself, for hubs that trust exactly this one')
    .command('make')
    .description('make key and certificate where there are none, and print the certificate')
    .requiredOption('--host <name...>', 'names and addresses under which the hub reaches this node')
    .option('--days <number>', 'how long it is good', '825')
    .option('--renew', 'make new ones; give the hub the new certificate before the node uses it')
    .addHelpText(
      'after',
      '\nExample:\n  vigil-partner --data-dir ./node tls make --host node.example.org > node.crt',
    )
    .action((options: MakeOptions) => make(cli, options));
}
