/** `vigil-partner mapping suggest | check`: from a list that nobody has mapped to a mapping that holds. */
import { stat } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { plainLines, terminalBar } from '../import/import-progress.js';
import { checkMapping } from './check-mapping.js';
import { printCheck, printUndecided } from './print-check.js';
import { suggestMapping } from './suggest-mapping.js';
import { writeDraft } from './write-draft.js';

interface SuggestOptions {
  readonly out?: string;
  readonly force?: boolean;
}

async function suggest(cli: CliContext, file: string, options: SuggestOptions): Promise<void> {
  const { yaml, decisions, rows, notes } = await suggestMapping(file);
  if (options.out === undefined) cli.out(yaml.trimEnd());
  else await writeDraft(options.out, yaml, options.force === true);
  for (const note of notes) cli.err(note);
  cli.err(
    `${rows} rows were looked at; ${decisions} places are marked DECIDE${options.out === undefined ? '' : ` in ${options.out}`}. ` +
      'When they are decided: vigil-partner mapping check <mapping.yaml> <file>',
  );
}

async function check(
  cli: CliContext,
  files: { readonly mapping: string; readonly file: string },
  json: boolean,
): Promise<void> {
  const progress = process.stderr.isTTY
    ? terminalBar(process.stderr)
    : plainLines((line) => {
        cli.err(line);
      });
  let read = 0;
  progress.start(await sizeOf(files.file));
  const result = await checkMapping(files.mapping, files.file, ({ bytesRead }) => {
    read += 1;
    if (read % 1000 === 0) progress.rows(read, bytesRead);
  }).finally(() => {
    progress.stop();
  });
  if (json) cli.out(JSON.stringify({ undecided: result.undecided, ...(result.rows ?? {}) }));
  if (result.rows === null) {
    if (!json) for (const line of printUndecided(files.mapping, result.undecided)) cli.out(line);
    throw new HubError(
      'MAPPING_INVALID',
      `${result.undecided.length} places of the mapping are not decided; the file was not looked at`,
      'operator',
    );
  }
  if (!json) for (const line of printCheck(result.rows)) cli.out(line);
  if (result.rows.rejectedRows < result.rows.read) return;
  throw new HubError(
    'IMPORT_FILE_INVALID',
    'every row would be rejected; does the mapping fit the file?',
    'operator',
  );
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0; // opening it will say what is wrong
  }
}

export function registerMappingCommand(program: Command, cli: CliContext): void {
  const mapping = program
    .command('mapping')
    .description('draft a mapping for a list, and try it out; needs no data directory and no database');
  mapping
    .command('suggest')
    .description('draft a mapping from headings, HXL tags and samples; what a person must decide is marked')
    .argument('<file>', 'CSV, TSV, XLSX or JSON lines; format, encoding and separator are detected')
    .option('--out <file>', 'write the draft there instead of printing it')
    .option('--force', 'write over a file that is there')
    .addHelpText('after', '\nExample: vigil-partner mapping suggest arrests.csv --out arrests.yaml')
    .action((file: string, options: SuggestOptions) => suggest(cli, file, options));
  mapping
    .command('check')
    .description(
      'what an import by this mapping would do, row by row, without importing; fails while undecided',
    )
    .argument('<mapping>', 'YAML file (docs/mapping.md)')
    .argument('<file>', 'the list')
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', '\nExample: vigil-partner mapping check arrests.yaml arrests.csv')
    .action((mappingFile: string, file: string, options: { readonly json?: boolean }) =>
      check(cli, { mapping: mappingFile, file }, options.json === true),
    );
}
