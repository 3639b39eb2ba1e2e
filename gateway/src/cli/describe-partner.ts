/** Lines for a terminal about partners and the graph: what an operator reads, and a script does not. */
import type { PartnerOverview } from '../partners/partner-overview.js';
import type { HubState, PartnerDecision, PartnerState } from '../storage/partner-state-store.js';

const NEVER = '-';

function time(date: Date | null | undefined): string {
  return date?.toISOString() ?? NEVER;
}

export function describeHub(hub: HubState | null): string[] {
  if (hub === null) return ['no hub has served from this database yet'];
  const { generation, supergraphHash, since, coalitionProblem, compositionProblem } = hub;
  return [
    `graph: generation ${generation}, ${supergraphHash.slice(0, 12)}, since ${time(since)}`,
    ...(coalitionProblem === null ? [] : [`coalition file not in force: ${coalitionProblem}`]),
    ...(compositionProblem === null ? [] : [`graph not as it should be: ${compositionProblem}`]),
  ];
}

function node({ found }: PartnerOverview): string {
  if (found === null) return NEVER;
  return found.reachable ? 'ANSWERS' : 'AWAY';
}

function reasons({ id, found, decision, status }: PartnerOverview): string[] {
  return [
    ...(status === 'SUSPENDED' && decision?.decision === 'SUSPENDED'
      ? [`  ${id}: suspended by ${decision.decidedBy}, ${time(decision.decidedAt)}: ${decision.reason}`]
      : []),
    ...(found?.contractReason == null ? [] : [`  ${id}: contract refused: ${found.contractReason}`]),
    ...(found?.extensionReason == null
      ? []
      : [`  ${id}: extension ${found.extension}: ${found.extensionReason}`]),
  ];
}

/** Columns padded to the widest, and below them why something is not as it should be. */
export function tableOf(partners: readonly PartnerOverview[]): string[] {
  const rows = [
    ['PARTNER', 'STATUS', 'NODE', 'CONTRACT', 'EXTENSION', 'LOOKED AT'],
    ...partners.map((partner) => [
      partner.id,
      partner.status,
      node(partner),
      partner.found?.contract ?? NEVER,
      partner.found?.extension ?? NEVER,
      time(partner.found?.checkedAt),
    ]),
  ];
  const widths = rows[0]?.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return [
    ...rows.map((row) =>
      row
        .map((text, column) => text.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    ...partners.flatMap(reasons),
  ];
}

export function describePartner(partner: PartnerOverview, history: readonly PartnerDecision[]): string[] {
  const { id, name, url, status, found } = partner;
  return [
    `${id}: ${name}, ${url}`,
    `status: ${status}`,
    `node: ${node(partner)}, looked at ${time(found?.checkedAt)}`,
    `contract: ${found?.contract ?? NEVER}${found?.contractReason == null ? '' : `: ${found.contractReason}`}`,
    `extension: ${found?.extension ?? NEVER}${found?.extensionReason == null ? '' : `: ${found.extensionReason}`}`,
    `extension last seen sound: ${time(found?.extensionSeenAt)}`,
    history.length === 0 ? 'decisions: none' : 'decisions:',
    ...history.map(
      ({ decision, decidedAt, decidedBy, reason }) =>
        `  ${time(decidedAt)} ${decision} by ${decidedBy}: ${reason}`,
    ),
  ];
}

export function describeLook({ partner, reachable, ...found }: PartnerState): string[] {
  if (!reachable) return [`partner ${partner}: its node does not answer`];
  const reason = (text: string | null): string => (text === null ? '' : `: ${text}`);
  return [
    `partner ${partner}: contract ${found.contract}${reason(found.contractReason)}`,
    ...(found.contract === 'ACCEPTED'
      ? [`partner ${partner}: extension ${found.extension}${reason(found.extensionReason)}`]
      : []),
  ];
}
