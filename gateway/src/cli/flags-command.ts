/**
 * `vigil-hub flags list | acknowledge | close`: the red flags that the releases raise, and who has looked at them.
 *
 * Works beside a running hub, which hears of a step at once, and on a stopped one. A flag is raised by releases and by
 * nothing else; what an operator does is recorded beside it, for ever, and leaves an audit entry.
 */
import {
  HubError,
  INDICATORS,
  RedFlagStatus,
  Role,
  Severity,
  type Coalition,
  type RedFlagFilter,
} from '@vigil/shared';
import { Option, type Command } from 'commander';
import { LiveCoalition } from '../partners/live-coalition.js';
import { openRedFlags, publicFlag, type LivingFlag } from '../red-flags/index.js';
import { flagCondition } from '../red-flags/flag-question.js';
import { ReleaseStore } from '../releases/index.js';
import { DatabaseAuditStore } from '../storage/audit-store.js';
import { readHubFiles } from '../storage/hub-files.js';
import { PartnerStateStore } from '../storage/partner-state-store.js';
import { RedFlagStore, type OperatorStep } from '../storage/red-flag-store.js';
import { checkedReason } from './checked-reason.js';
import type { CliContext } from './cli-context.js';
import { describeFlags } from './describe-flags.js';
import { operatorName } from './operator-name.js';
import { requireCodes } from './require-codes.js';
import { withHubDatabase } from './with-hub-database.js';

interface Desk {
  flags: readonly LivingFlag[];
  record: RedFlagStore;
  audit: DatabaseAuditStore;
}

interface ListOptions {
  indicator?: string[];
  country?: string[];
  area?: string[];
  severity?: string[];
  status?: string[];
  from?: string;
  to?: string;
  json?: boolean;
}

interface StepOptions {
  role?: string;
  reason?: string;
  by?: string;
  json?: boolean;
}

function atDesk<Result>(cli: CliContext, work: (desk: Desk) => Promise<Result>): Promise<Result> {
  const dataDir = cli.dataDir();
  const files = readHubFiles(dataDir);
  return withHubDatabase(cli, async (dataSource, log) => {
    const store = new PartnerStateStore(dataSource);
    const live = new LiveCoalition({ dataDir, files, store, now: () => new Date(), log });
    await live.lookAtDecisions();
    const coalition = (): Coalition => live.current();
    const releases = await ReleaseStore.open({ dataSource, coalition, log });
    const opened = openRedFlags({ dataSource, releases, coalition, log });
    const { plane } = opened;
    try {
      // What is shown is on record as raised, whether a hub was there to see it or not.
      await plane.record();
      const record = new RedFlagStore(dataSource);
      const flags = await plane.flags();
      return await work({ flags, record, audit: new DatabaseAuditStore(dataSource) });
    } finally {
      await opened.close();
    }
  });
}

/** The same rules as of the public question; what is wrong is said as usage. */
function chosen(options: ListOptions): (flag: LivingFlag) => boolean {
  const { indicator, country, area, severity, status, from, to } = options;
  requireCodes('indicator', indicator, INDICATORS);
  requireCodes('severity', severity, Severity);
  requireCodes('status', status, RedFlagStatus);
  const where = { indicators: indicator, countries: country, areas: area, severity, status, from, to };
  try {
    return flagCondition(where as RedFlagFilter);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new HubError('USAGE', error.message, 'operator', { cause: error });
  }
}

async function list(cli: CliContext, options: ListOptions): Promise<void> {
  const holds = chosen({ status: ['RAISED', 'ACKNOWLEDGED'], ...options });
  await atDesk(cli, (desk) => {
    const flags = desk.flags.filter(holds);
    if (options.json === true) cli.out(JSON.stringify(flags.map(publicFlag), null, 2));
    else for (const line of describeFlags(flags)) cli.out(line);
    return Promise.resolve();
  });
}

function flagNamed(flags: readonly LivingFlag[], id: string): LivingFlag {
  const flag = flags.find((known) => known.id === id);
  if (flag !== undefined) return flag;
  throw new HubError('NOT_FOUND', 'the releases raise no such flag; see `vigil-hub flags list`', 'operator');
}

/** A step, unless it would change nothing. */
async function take(
  { record, audit }: Desk,
  flag: LivingFlag,
  step: Omit<OperatorStep, 'flag' | 'severity'> & { operator: string },
): Promise<boolean> {
  const { role, operator } = step;
  if (flag.status === step.step && (role === null || flag.acknowledgedBy === role)) return false;
  const action = step.step === 'CLOSED' ? 'FLAG_CLOSED' : 'FLAG_ACKNOWLEDGED';
  await audit.append([{ at: new Date().toISOString(), action, operator, flag: flag.id, role }]);
  await record.take({ ...step, flag: flag.id, severity: flag.severity });
  return true;
}

function roleNamed(text: string): Role {
  const name = text.toUpperCase().replaceAll('-', '_');
  const role = Object.values(Role).find((known) => known === name);
  if (role !== undefined && role !== 'PUBLIC_ANALYST') return role;
  throw new HubError('USAGE', `--role is one of ${rolesToName().join(', ')}`, 'operator');
}

function rolesToName(): string[] {
  return Object.values(Role).filter((role) => role !== 'PUBLIC_ANALYST');
}

async function acknowledge(cli: CliContext, id: string, options: StepOptions): Promise<void> {
  const role = roleNamed(options.role ?? '');
  const operator = operatorName(options.by);
  await atDesk(cli, async (desk) => {
    const flag = flagNamed(desk.flags, id);
    if (flag.status === 'CLOSED')
      throw new HubError('USAGE', `flag ${id} is closed; it is raised again when it gets worse`, 'operator');
    const changed = await take(desk, flag, { step: 'ACKNOWLEDGED', role, reason: null, operator });
    if (options.json === true) cli.out(JSON.stringify({ flag: id, status: 'ACKNOWLEDGED', role, changed }));
    else cli.out(`flag ${id} is acknowledged by ${role}${changed ? '' : ' already'}`);
  });
}

async function close(cli: CliContext, id: string, options: StepOptions): Promise<void> {
  const reason = checkedReason(options.reason ?? '');
  const operator = operatorName(options.by);
  await atDesk(cli, async (desk) => {
    const flag = flagNamed(desk.flags, id);
    const changed = await take(desk, flag, { step: 'CLOSED', role: null, reason, operator });
    if (options.json === true) cli.out(JSON.stringify({ flag: id, status: 'CLOSED', changed }));
    else cli.out(`flag ${id} is closed${changed ? '' : ' already'}`);
  });
}

const BY: [string, string] = ['--by <name>', 'who does this (default: the account)'];
const JSON_OPTION: [string, string] = ['--json', 'for a script'];

export function registerFlagsCommand(program: Command, cli: CliContext): void {
  const flags = program
    .command('flags')
    .description('red flags: months that stand out in what partners released, and who has looked at them')
    .addHelpText('after', '\nExample:\n  $ vigil-hub flags list --country RU --from 2012');
  flags
    .command('list')
    .description('the flags that are not closed, the newest month first')
    .option('--indicator <codes...>', 'only these indicators')
    .option('--country <codes...>', 'only these countries, their areas included')
    .option('--area <codes...>', 'only these areas')
    .option('--severity <levels...>', 'WATCH, ELEVATED, HIGH')
    .option('--status <states...>', 'RAISED, ACKNOWLEDGED, CLOSED')
    .option('--from <period>', 'a month or a year')
    .option('--to <period>', 'a month or a year')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub flags list --severity HIGH ELEVATED --json')
    .action((options: ListOptions) => list(cli, options));
  flags
    .command('acknowledge')
    .description('say in which role somebody has taken a flag up; the hub shows it')
    .argument('<flag>', 'its id')
    .addOption(new Option('--role <role>', rolesToName().join(', ')).makeOptionMandatory())
    .option(...BY)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub flags acknowledge 0123456789abcdef --role COORDINATOR')
    .action((id: string, options: StepOptions) => acknowledge(cli, id, options));
  flags
    .command('close')
    .description('close a flag; it is raised again only when it gets more severe')
    .argument('<flag>', 'its id')
    .addOption(new Option('--reason <text>', 'kept with the flag, for operators').makeOptionMandatory())
    .option(...BY)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub flags close 0123456789abcdef --reason "seen, reported"')
    .action((id: string, options: StepOptions) => close(cli, id, options));
}
