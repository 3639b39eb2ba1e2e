/**
 * Checks the views of a partner: the cheap part before every start of `serve`, all of it for `views check`.
 *
 * Takes an open node, gives findings. Writes nothing anywhere, and reads in one transaction.
 */
import { HubError } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { readRecords } from '../node/read-records.js';
import { contractViews } from './contract-views.js';
import { finding, type ViewFinding } from './finding.js';
import { checkRights, roleOf } from './rights-check.js';
import { checkShape } from './shape-check.js';
import { checkSpeed } from './speed-check.js';
import { checkSynthetic, checkValues } from './value-checks.js';

type ViewsNode = Pick<NodeContext, 'records' | 'settings' | 'dataSource'>;

/** @throws HubError USAGE at a partner whose case files are in the node's own tables */
export function viewSchemaOf({ settings }: Pick<NodeContext, 'settings'>): string {
  if (settings.records !== undefined) return settings.records.schema;
  throw new HubError(
    'USAGE',
    'this partner keeps its case files in its own tables; put "records": {"kind": "views", "schema": "vigil"} ' +
      'into its settings file and run: vigil-partner init --settings <file>',
    'operator',
  );
}

async function checkCheap(
  manager: EntityManager,
  { settings }: ViewsNode,
  schema: string,
): Promise<ViewFinding[]> {
  const views = contractViews();
  const names = views.map(({ name }) => name);
  const shape = await checkShape(manager, views, schema, await roleOf(manager));
  const rights = await checkRights(manager, names, schema);
  const marked = shape.some(({ severity }) => severity === 'ERROR')
    ? []
    : await checkSynthetic(manager, settings.synthetic);
  return [...shape, ...rights, ...marked];
}

/** Case files that were typed or imported before the node turned to views would be in no answer and no figure. */
async function checkOwnTables({ dataSource }: ViewsNode): Promise<ViewFinding[]> {
  const [own] = await dataSource.query<{ files: number }[]>('SELECT count(*)::int AS files FROM case_file');
  if ((own?.files ?? 0) === 0) return [];
  return [
    finding.error('CONNECTION', {
      where: 'the node',
      says: `holds ${own?.files ?? 0} case files in its own tables, which nobody would see any more`,
      remedy: 'give the partner on views a data directory of its own',
    }),
  ];
}

/**
 * What `serve` needs to know: views, columns, types, rights, marking.
 *
 * @throws HubError RECORDS_UNREADABLE
 */
export async function checkViewsBeforeServing(node: ViewsNode): Promise<ViewFinding[]> {
  const schema = viewSchemaOf(node);
  const found = await readRecords(node, (manager) => checkCheap(manager, node, schema));
  return [...(await checkOwnTables(node)), ...found];
}

/**
 * Everything: values and plans too, once the views are whole.
 *
 * @throws HubError RECORDS_UNREADABLE
 */
export async function checkViews(node: ViewsNode): Promise<ViewFinding[]> {
  const cheap = await checkViewsBeforeServing(node);
  if (cheap.some(({ check, severity }) => check === 'SHAPE' && severity === 'ERROR')) return cheap;
  const deep = await readRecords(node, async (manager) => [
    ...(await checkValues(manager, contractViews())),
    ...(await checkSpeed(manager)),
  ]);
  return [...cheap, ...deep];
}

/** @throws HubError RECORDS_UNREADABLE when a finding is an error */
export function requireNoErrors(findings: readonly ViewFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'ERROR');
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? '' : `, and ${errors.length - 1} more`;
  throw new HubError(
    'RECORDS_UNREADABLE',
    `the views are not as they must be: ${first.where}: ${first.says}${more}; vigil-partner views check lists ` +
      'everything with its remedy',
    'operator',
  );
}
