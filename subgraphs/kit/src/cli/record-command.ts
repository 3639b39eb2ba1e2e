/**
 * `vigil-partner record show | verify`: what was done on this node and what was asked of it, and whether that
 * record is still as it was written.
 */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { verifyLocalRecord } from '../node/verify-local-record.js';
import { LocalRecord } from '../records/local-record.js';
import type { CliContext } from './cli-context.js';
import { withNode } from './with-node.js';

interface ShowOptions {
  readonly last: string;
  readonly json?: true;
}

async function lastLines(dataSource: DataSource, count: number): Promise<LocalRecord[]> {
  const rows = await dataSource.getRepository(LocalRecord).find({ order: { sequence: 'DESC' }, take: count });
  return rows.reverse();
}

function readCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new HubError('USAGE', '--last takes a whole number of lines, at least 1', 'operator');
}

async function show(node: NodeContext, cli: CliContext, { last, json }: ShowOptions): Promise<void> {
  for (const { sequence, at, actor, action, object, details } of await lastLines(
    node.dataSource,
    readCount(last),
  )) {
    const line = { sequence: Number(sequence), at: at.toISOString(), actor, action, object, details };
    cli.out(
      json
        ? JSON.stringify(line)
        : `${line.sequence}  ${line.at}  ${actor}  ${action}  ${object}  ${JSON.stringify(details)}`,
    );
  }
}

async function verify(node: NodeContext, cli: CliContext): Promise<void> {
  const { lines, head, cut } = await verifyLocalRecord(node.dataSource);
  const begins =
    cut === undefined
      ? ''
      : `; begins at line ${cut.through + 1}, what was before was pruned on ${cut.at.toISOString()}`;
  cli.out(`${lines} lines, unchanged; head ${head}${begins}`);
}

/** Adds the commands to the program. */
export function registerRecordCommand(program: Command, cli: CliContext): void {
  const record = program.command('record').description('the local record of what was done on this node');
  record
    .command('show')
    .description('the last lines: local commands, and every request of the hub with what it selected')
    .option('--last <lines>', 'how many', '50')
    .option('--json', 'one JSON object a line')
    .action((options: ShowOptions) => withNode(cli, (node) => show(node, cli, options)));
  record
    .command('verify')
    .description('check its chain from the first line to the last')
    .action(() => withNode(cli, (node) => verify(node, cli)));
}
