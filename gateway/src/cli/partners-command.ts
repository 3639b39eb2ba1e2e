/**
 * `vigil-hub partners list | show | admit | suspend | reload`: who takes part, and the operator's word on it.
 *
 * Works beside a running hub, which hears of a decision at once, and on a stopped one, which reads it when it
 * starts. Each decision is kept with its reason, and leaves an audit entry.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { loadPolicyEngine } from '@vigil/policies';
import { HubError, type CoalitionPartner } from '@vigil/shared';
import { Option, type Command } from 'commander';
import { pino } from 'pino';
import { coalitionFileHash } from '../partners/live-coalition.js';
import { lookOnce } from '../partners/look-once.js';
import { partnerOverview } from '../partners/partner-overview.js';
import { DatabaseAuditStore } from '../storage/audit-store.js';
import { readHubFiles, type HubFiles } from '../storage/hub-files.js';
import type { OperatorAction } from '../storage/operator-entry.js';
import { PartnerStateStore, type PartnerState } from '../storage/partner-state-store.js';
import { checkedReason } from './checked-reason.js';
import type { CliContext } from './cli-context.js';
import { describeHub, describeLook, describePartner, tableOf } from './describe-partner.js';
import { operatorName } from './operator-name.js';
import { withHubDatabase } from './with-hub-database.js';

interface Desk {
  files: HubFiles;
  store: PartnerStateStore;
  audit: (action: OperatorAction, partner: string | null) => Promise<void>;
  operator: string;
}

interface JsonOption {
  json?: boolean;
}

interface DecisionOptions extends JsonOption {
  reason?: string;
  by?: string;
}

const RELOAD_MILLISECONDS = 5_000;
const RELOAD_LOOK_MILLISECONDS = 100;

function atDesk<Result>(
  cli: CliContext,
  by: string | undefined,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  // Before the database: a command that was called wrongly starts nothing.
  const operator = operatorName(by);
  const files = readHubFiles(cli.dataDir());
  return withHubDatabase(cli, (dataSource) => {
    const log = new DatabaseAuditStore(dataSource);
    return work({
      files,
      store: new PartnerStateStore(dataSource),
      operator,
      audit: (action, partner) =>
        log.append([{ at: new Date().toISOString(), action, operator, partner, kid: null }]),
    });
  });
}

function partnerOf({ coalition }: HubFiles, id: string): CoalitionPartner {
  const partner = coalition.partners.find((known) => known.id === id);
  if (partner !== undefined) return partner;
  throw new HubError('NOT_FOUND', `partner ${id} is not in the coalition file`, 'operator');
}

function requireActive({ id, status }: CoalitionPartner): void {
  if (status === 'ACTIVE') return;
  throw new HubError(
    'USAGE',
    `partner ${id} is ${status} in the coalition file; change it there, then \`vigil-hub partners reload\``,
    'operator',
  );
}

async function list(cli: CliContext, { json = false }: JsonOption): Promise<void> {
  await atDesk(cli, undefined, async ({ files, store }) => {
    const partners = await partnerOverview(files.coalition, store);
    const hub = await store.hubState();
    if (json) cli.out(JSON.stringify({ hub, partners }, null, 2));
    else for (const line of [...describeHub(hub), ...tableOf(partners)]) cli.out(line);
  });
}

async function show(cli: CliContext, id: string, { json = false }: JsonOption): Promise<void> {
  await atDesk(cli, undefined, async ({ files, store }) => {
    partnerOf(files, id);
    const partner = (await partnerOverview(files.coalition, store)).find((known) => known.id === id);
    if (partner === undefined) throw new HubError('NOT_FOUND', `no partner ${id}`, 'operator');
    const history = await store.history(id);
    if (json) cli.out(JSON.stringify({ ...partner, history }, null, 2));
    else for (const line of describePartner(partner, history)) cli.out(line);
  });
}

async function suspend(
  cli: CliContext,
  id: string,
  { reason = '', by, json = false }: DecisionOptions,
): Promise<void> {
  const why = checkedReason(reason);
  await atDesk(cli, by, async ({ files, store, audit, operator }) => {
    requireActive(partnerOf(files, id));
    const newest = (await store.history(id))[0];
    const isNew = newest?.decision !== 'SUSPENDED';
    if (isNew) {
      await audit('PARTNER_SUSPENDED', id);
      await store.decide({ partner: id, decision: 'SUSPENDED', reason: why, decidedBy: operator });
    }
    if (json) cli.out(JSON.stringify({ partner: id, status: 'SUSPENDED', changed: isNew }));
    else
      cli.out(
        isNew
          ? `partner ${id} is suspended: nothing is asked of it any more; its releases stay`
          : `partner ${id} is suspended already`,
      );
  });
}

async function look(cli: CliContext, { files }: Desk, id: string): Promise<PartnerState> {
  const engine = await loadPolicyEngine();
  return lookOnce({
    partner: id,
    coalition: files.coalition,
    files,
    config: cli.config(),
    policyVersion: engine.version,
    now: () => new Date(),
    log: pino({ level: 'silent' }),
  });
}

async function admit(
  cli: CliContext,
  id: string,
  { reason = 'admitted', by, json = false }: DecisionOptions,
): Promise<void> {
  const why = checkedReason(reason);
  await atDesk(cli, by, async (desk) => {
    requireActive(partnerOf(desk.files, id));
    await desk.audit('PARTNER_ADMITTED', id);
    await desk.store.decide({ partner: id, decision: 'ADMITTED', reason: why, decidedBy: desk.operator });
    const found = await look(cli, desk, id);
    const { extensionSdl: _, ...rest } = found;
    if (json) cli.out(JSON.stringify({ status: 'ADMITTED', ...rest }));
    else for (const line of describeLook(found)) cli.out(line);
    if (found.contract === 'REFUSED')
      throw new HubError('SDL_REFUSED', `partner ${id} is admitted, but its schema is refused`, 'operator');
    if (!found.reachable)
      throw new HubError(
        'NOT_FOUND',
        `partner ${id} is admitted, but its node does not answer; it is asked again by itself`,
        'operator',
      );
  });
}

async function reload(cli: CliContext, { by, json = false }: DecisionOptions): Promise<void> {
  await atDesk(cli, by, async ({ store, audit }) => {
    const hash = coalitionFileHash(cli.dataDir());
    await audit('COALITION_RELOAD_ASKED', null);
    await store.announce('coalition');
    const until = Date.now() + RELOAD_MILLISECONDS;
    let inForce = false;
    while (!inForce && Date.now() < until) {
      const hub = await store.hubState();
      inForce = hub?.coalitionHash === hash && hub.coalitionProblem === null;
      if (!inForce) await wait(RELOAD_LOOK_MILLISECONDS);
    }
    if (json) cli.out(JSON.stringify({ coalitionHash: hash, inForce }));
    else
      cli.out(
        inForce
          ? 'the coalition file is in force'
          : 'the coalition file is sound; no running hub has taken it yet, a stopped one reads it when it starts',
      );
  });
}

const BY: [string, string] = ['--by <name>', 'who does this (default: the account)'];
const JSON_OPTION: [string, string] = ['--json', 'for a script'];

export function registerPartnersCommand(program: Command, cli: CliContext): void {
  const partners = program
    .command('partners')
    .description('who takes part, what was found at their nodes, and the decisions about them')
    .addHelpText(
      'after',
      '\nExample:\n  $ vigil-hub partners suspend north-archive --reason "keys lost, incident 12"',
    );
  partners
    .command('list')
    .description('every partner of the coalition file with its state')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub partners list --json')
    .action((options: JsonOption) => list(cli, options));
  partners
    .command('show')
    .description('one partner, with all decisions about it')
    .argument('<partner>', 'partner id')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub partners show north-archive')
    .action((id: string, options: JsonOption) => show(cli, id, options));
  partners
    .command('admit')
    .description('lift a suspension, and look at the schemas that the node serves now')
    .argument('<partner>', 'partner id')
    .option('--reason <text>', 'kept with the decision')
    .option(...BY)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  $ vigil-hub partners admit north-archive --reason "new keys checked"',
    )
    .action((id: string, options: DecisionOptions) => admit(cli, id, options));
  partners
    .command('suspend')
    .description('ask nothing of a partner from now on; requests under way finish, its releases stay')
    .argument('<partner>', 'partner id')
    .addOption(new Option('--reason <text>', 'kept with the decision').makeOptionMandatory())
    .option(...BY)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub partners suspend north-archive --reason "keys lost"')
    .action((id: string, options: DecisionOptions) => suspend(cli, id, options));
  partners
    .command('reload')
    .description('check the coalition file and let the running hub read it now')
    .option(...BY)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  $ vigil-hub partners reload')
    .action((options: DecisionOptions) => reload(cli, options));
}
