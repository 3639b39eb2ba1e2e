/** `vigil-partner import <file> --mapping <file.yaml>`: reads a file into the partner's own database. */
import { realpath } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { importFile } from './import-file.js';
import { plainLines, terminalBar } from './import-progress.js';
import { printReport, reportAsJson } from './import-report.js';
import { readMapping } from './read-mapping.js';

interface ImportOptions {
  readonly mapping: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly rejected?: string;
}

export function registerImportCommand(program: Command, cli: CliContext): void {
  program
    .command('import')
    .description(
      'read a table into this partner by a mapping; a second run doubles nothing, and one that was stopped goes on',
    )
    .argument('<file>', 'CSV, TSV, .xlsx or JSON lines, as the mapping says')
    .requiredOption('--mapping <file>', 'YAML file that says what the columns mean (docs/mapping.md)')
    .option('--dry-run', 'do everything, publish nothing')
    .option('--json', 'print the report as one JSON document')
    .option('--rejected <file>', 'write every rejected row into this CSV file: line, column, rule')
    .addHelpText(
      'after',
      '\nExample:\n  vigil-partner --data-dir ./node import cases.csv --mapping mapping.yaml --rejected rejected.csv\n',
    )
    .action((file: string, options: ImportOptions) => runImport(cli, file, options));
}

async function runImport(cli: CliContext, file: string, options: ImportOptions): Promise<void> {
  // before the database is started: a mapping with a mistake should cost no wait
  const mapping = await readMapping(options.mapping);
  await refuseOverwriting(options.rejected, [file, options.mapping]);
  const context = await cli.openNode();
  try {
    const progress = process.stderr.isTTY
      ? terminalBar(process.stderr)
      : plainLines((line) => {
          cli.err(line);
        });
    const report = await importFile(context, {
      file,
      mapping,
      dryRun: options.dryRun === true,
      actor: cli.actor(),
      progress,
      rejectedFile: options.rejected,
      warn: (warning) => {
        cli.err(`import: ${warning}`);
      },
    });
    for (const line of options.json === true ? [reportAsJson(report)] : printReport(report)) cli.out(line);
    if (report.rejectedRows === report.read) {
      throw new HubError(
        'IMPORT_FILE_INVALID',
        'every row was rejected; does the mapping fit the file?',
        'operator',
      );
    }
  } finally {
    await context.close();
  }
}

/** A slip of the keyboard must not write a report over somebody's list. */
async function refuseOverwriting(target: string | undefined, kept: readonly string[]): Promise<void> {
  if (target === undefined) return;
  const real = await realpath(target).catch(() => null);
  if (real === null) return;
  for (const path of kept) {
    if ((await realpath(path).catch(() => null)) !== real) continue;
    throw new HubError('USAGE', '--rejected names a file that is read; give another name', 'operator');
  }
}
