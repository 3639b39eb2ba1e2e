/**
 * What the policy commands share: which policies, which schema, which coalition, which day.
 *
 * Takes the words of a command line, gives them read and checked.
 */
import { join, resolve } from 'node:path';
import { HubError, PARTNER_ID, type Coalition } from '@vigil/shared';
import type { Command } from 'commander';
import { readCoalitionFile, readSchemaBook, readText, type SchemaBook } from '../policy-tools/policy-book.js';
import type { CliContext } from './cli-context.js';

export interface SharedOptions {
  policies?: string;
  coalition?: string;
  extension: readonly string[];
  date?: string;
  json?: boolean;
}

/** An option that may be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export function withSharedOptions(command: Command): Command {
  return command
    .option('--policies <folder>', 'another folder of policies (VIGIL_HUB_POLICIES; default: those in force)')
    .option('--coalition <file>', 'coalition file; default: that of the data directory, where one is given')
    .option('--extension <partner=file>', "a partner's extension SDL; may be repeated", collect, [])
    .option('--date <day>', 'as of this day, for example 2026-11-22; default: today, UTC')
    .option('--json', 'for a script');
}

export function refuseUsage(message: string): never {
  throw new HubError('USAGE', message, 'operator');
}

/** undefined: the ones that came with the hub */
export function policyFolder(
  { policies }: Pick<SharedOptions, 'policies'>,
  cli: CliContext,
): string | undefined {
  const given = policies ?? cli.config().policies;
  return given === undefined ? undefined : resolve(given);
}

export async function readExtensions({ extension }: Pick<SharedOptions, 'extension'>): Promise<SchemaBook> {
  const given = await Promise.all(
    extension.map(async (text) => {
      const at = text.indexOf('=');
      const [partner, file] = [text.slice(0, at), text.slice(at + 1)];
      if (at < 0 || !PARTNER_ID.test(partner) || file === '')
        refuseUsage('an extension is given as <partner>=<file>, for example synthetic-one=extension.graphql');
      return { partner, sdl: await readText(resolve(file), `the extension of ${partner}`) };
    }),
  );
  return readSchemaBook(given);
}

/** null: no file was given, and no data directory */
export async function readCoalition(
  { coalition }: Pick<SharedOptions, 'coalition'>,
  cli: CliContext,
): Promise<Coalition | null> {
  if (coalition !== undefined) return readCoalitionFile(resolve(coalition));
  const dataDir = cli.givenDataDir() ?? cli.config().dataDir;
  return dataDir === undefined ? null : readCoalitionFile(join(resolve(dataDir), 'coalition.json'));
}

export function readDay({ date }: Pick<SharedOptions, 'date'>, now: Date): Date {
  if (date === undefined) return now;
  const day = new Date(`${date}T12:00:00Z`);
  // `2026-02-30` would be a day in March.
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(date) ||
    Number.isNaN(day.getTime()) ||
    day.toISOString().slice(0, 10) !== date
  )
    refuseUsage('the day is written as 2026-11-22');
  return day;
}
