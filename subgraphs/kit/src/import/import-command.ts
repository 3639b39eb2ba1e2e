/** `vigil-partner import <file> --mapping <file.yaml>`: reads a file into the partner's own database. */
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
}

export function registerImportCommand(program: Command, cli: CliContext): void {
  program
    .command('import')
    .description('read a CSV file into this partner by a mapping; a second run doubles nothing')
    .argument('<file>', 'CSV file, UTF-8')
    .requiredOption('--mapping <file>', 'YAML file that says what the columns mean (docs/mapping.md)')
    .option('--dry-run', 'do everything, publish nothing')
    .option('--json', 'print the report as one JSON document')
    .action((file: string, options: ImportOptions) => runImport(cli, file, options));
}

async function runImport(cli: CliContext, file: string, options: ImportOptions): Promise<void> {
  // before the database is started: a mapping with a mistake should cost no wait
  const mapping = await readMapping(options.mapping);
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
    });
    for (const line of options.json === true ? [reportAsJson(report)] : printReport(report)) cli.out(line);
    if (report.rejected.length === report.read) {
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
