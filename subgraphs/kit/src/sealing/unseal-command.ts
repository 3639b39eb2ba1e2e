/**
 * `vigil-partner unseal --key <file>`: opens sealed values, on the machine of whoever holds the private key.
 *
 * Takes one value as an argument, or on standard input any text that holds some: a whole answer of the hub, or one a line.
 * Prints each with what it is bound to. Needs no node, keeps nothing.
 */
import {
  HubError,
  openSealed,
  readSealedHeader,
  sealedRecord,
  type OpenedValue,
  type RecipientKey,
} from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { readRecipientKeyFile } from './recipient-key-file.js';

interface UnsealOptions {
  readonly key: string;
  readonly field?: string;
  readonly record?: string;
  readonly expired?: true;
  readonly json?: true;
}

/** What no compact JWE is written in. */
const BETWEEN = /[^A-Za-z0-9_.-]+/;
const MAX_INPUT_CHARACTERS = 64 * 1024 * 1024;
/** What could move the cursor, hide text or turn its direction on a terminal: controls, formats, line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function sealedIn(text: string): string[] {
  if (text.length > MAX_INPUT_CHARACTERS) {
    throw new HubError('USAGE', 'the input is too long; give it in parts', 'operator');
  }
  return text.split(BETWEEN).filter((word) => readSealedHeader(word) !== null);
}

/** As JSON, which stays JSON: an escape for each of the halves in which a string holds such a character. */
function printable(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      const half = character.charCodeAt(at).toString(16);
      return `\\u${half.padStart(4, '0')}`;
    }).join(''),
  );
}

function requirePlace({ header }: OpenedValue, { field, record }: UnsealOptions): void {
  const isThere = record === undefined || record === header.record || record === sealedRecord(header).event;
  const other = !isThere || (field !== undefined && header.field !== field);
  if (!other) return;
  throw new HubError('SEALED_INVALID', `it was sealed for ${header.field} of ${header.record}`, 'operator');
}

function print(cli: CliContext, { header, value, expired }: OpenedValue, json: boolean): void {
  const { field, record, consent, exp, iss, kid } = header;
  const expires = new Date(exp * 1000).toISOString();
  if (json) {
    cli.out(printable({ field, record, partner: iss, consent, expires, expired, kid, value }));
    return;
  }
  cli.out(`field    ${field}`);
  cli.out(`record   ${record}`);
  cli.out(`partner  ${iss}`);
  cli.out(`consent  ${consent ?? 'none: about nobody in particular'}`);
  cli.out(`expires  ${expires}${expired ? ', which is past: do not use it' : ''}`);
  cli.out(`value    ${printable(value)}`);
  cli.out('');
}

/** Opens all that can be opened; the first failure is thrown in the end. */
async function openAll(
  cli: CliContext,
  { sealed, key, options }: { sealed: readonly string[]; key: RecipientKey; options: UnsealOptions },
): Promise<void> {
  const failures: unknown[] = [];
  for (const one of sealed) {
    try {
      const opened = await openSealed(one, key, { now: new Date(), evenExpired: options.expired === true });
      requirePlace(opened, options);
      print(cli, opened, options.json === true);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 1) {
    cli.err(`vigil-partner: ${failures.length} of ${sealed.length} values were not opened; the first:`);
  }
  if (failures.length > 0) throw failures[0];
}

async function unseal(cli: CliContext, given: string | undefined, options: UnsealOptions): Promise<void> {
  const { key, open } = await readRecipientKeyFile(options.key);
  if (open) cli.err(`vigil-partner: others can read ${options.key}; close it with: chmod 600`);
  const sealed = sealedIn(given ?? (await cli.readInput()));
  if (sealed.length === 0) {
    throw new HubError('SEALED_INVALID', 'there is no sealed value in what was given', 'operator');
  }
  await openAll(cli, { sealed, key, options });
}

const HELP = `
What is printed beside a value was sealed together with it: a value that was moved to another field or record, or kept
beyond its time, shows it. What stands behind the slash of a record is the id of the person or thing that the value is
about: compare it with the id that stood beside the value. Who sealed it is not proven by that, only by the way it came.

Examples:
  vigil-partner unseal --key court.jwk eyJhbGciOi…
  vigil-partner unseal --key court.jwk --json < answer.json`;

/** Adds the command to the program. */
export function registerUnsealCommand(program: Command, cli: CliContext): void {
  program
    .command('unseal')
    .description('for the recipient: open sealed values with your private key; needs no node')
    .argument('[sealed]', 'one sealed value; without it all that stand in the text on standard input')
    .requiredOption('--key <file>', 'your private key, as `recipient new-key` keeps it')
    .option('--field <coordinate>', 'refuse what was sealed for another field, for example Victim.legalName')
    .option(
      '--record <id>',
      'refuse what was sealed for another event, or <event>/<id>: another person in it',
    )
    .option('--expired', 'open what is past its time as well')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', HELP)
    .action((sealed: string | undefined, options: UnsealOptions) => unseal(cli, sealed, options));
}
