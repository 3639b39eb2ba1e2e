/** `vigil-partner release verify`: signature, cells and figures, with the public key and nothing else. */
import { readFile } from 'node:fs/promises';
import {
  HubError,
  signedPlan,
  signedRelease,
  signedRevocation,
  verifyPlan,
  verifyRelease,
  verifyRevocation,
  type TrustedPartner,
} from '@vigil/shared';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import { printPlan, printReleaseLine, printSchedule } from './print-release.js';

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) });

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new HubError('USAGE', `file ${file} cannot be read as JSON`, 'operator', { cause });
  }
}

/** Whose it says it is; the signature decides whether that is true. */
function partnerOf(value: unknown, file: string): string {
  const release = signedRelease.safeParse(value);
  if (release.success) return release.data.document.partner;
  const plan = signedPlan.safeParse(value);
  if (plan.success) return plan.data.document.partner;
  const revocation = signedRevocation.safeParse(value);
  if (revocation.success) return revocation.data.revocation.partner;
  throw new HubError('RELEASE_INVALID', `file ${file} is not a signed release`, 'operator');
}

async function trustedKeys(
  cli: CliContext,
  keysFile: string | undefined,
  partner: string,
): Promise<TrustedPartner> {
  if (keysFile !== undefined) {
    const parsed = keySet.safeParse(await readJson(keysFile));
    if (!parsed.success)
      throw new HubError('USAGE', `file ${keysFile} is not a JSON Web Key Set`, 'operator');
    return { partner, keys: parsed.data };
  }
  return withNode(cli, (node) => {
    const listed = node.coalition.partners.find(({ id }) => id === partner);
    if (listed === undefined) {
      throw new HubError('RELEASE_INVALID', 'the release names a partner outside the coalition', 'operator');
    }
    return Promise.resolve({ partner, keys: listed.releaseKeys });
  });
}

/** Judges whichever of the three it is, and says what was verified. */
async function judge(value: unknown, trusted: TrustedPartner): Promise<string[]> {
  if (signedRevocation.safeParse(value).success) {
    const { release, revokedAt, reason } = await verifyRevocation(value, trusted);
    return [`verified: revocation of ${release}, ${revokedAt}`, `reason        ${reason}`];
  }
  if (signedPlan.safeParse(value).success) {
    const document = await verifyPlan(value, trusted);
    const { partner, partition, schedule } = document;
    return [
      `verified: plan of ${partner} for ${partition}, signed ${schedule.signedAt}`,
      ...printPlan(document.plan),
      ...printSchedule(document),
    ];
  }
  const document = await verifyRelease(value, trusted);
  return [`verified: ${printReleaseLine(document)}`, ...printPlan(document.plan)];
}

async function verify(cli: CliContext, file: string, keysFile: string | undefined): Promise<void> {
  const value = await readJson(file);
  const trusted = await trustedKeys(cli, keysFile, partnerOf(value, file));
  for (const line of await judge(value, trusted)) cli.out(line);
}

export function registerVerifyCommand(release: Command, cli: CliContext): void {
  release
    .command('verify')
    .description('check signature, cells and figures of a signed release; or a signed plan, or a revocation')
    .argument('<file>', 'JSON with document and signature')
    .option(
      '--keys <file>',
      "JSON Web Key Set of the signer: then no data directory is needed; without it the coalition file's keys are used",
    )
    .action((file: string, options: { keys?: string }) => verify(cli, file, options.keys));
}
