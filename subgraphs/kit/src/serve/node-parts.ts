/**
 * What the server is made of: each step of a request as a function, bound to one open node.
 *
 * `nodeParts` gives the real ones. They are handed to the server as a value, so that a test can put a broken
 * one in the place of a check and see that its cases notice.
 */
import { createPermissionMaps, type PermissionMap, type PermissionMapsInput } from '@vigil/policies';
import {
  buildCommonsSubgraph,
  contractClassification,
  type DelegationClaims,
  type SignedRelease,
  type SignedRevocation,
} from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import { representedEvents } from '../extension/representations.js';
import type { NodeContext } from '../node/node-context.js';
import { perCoalition } from '../operations/watch-coalition.js';
import { listSignedReleases } from '../releases/list-signed-releases.js';
import { notedReceipt, type LedgerSeen } from '../releases/receipt.js';
import { listRevocations } from '../releases/revoke-release.js';
import { requireSameCoordinates } from './check-coordinates.js';
import { deniedUses, type Denial } from './decide-again.js';
import { describeError } from './describe-error.js';
import {
  executeOperation,
  executeWithoutRecords,
  type DecidedCaller,
  type ExecutedOperation,
} from './execute-operation.js';
import { executeExtension, type ExtensionQuestion, type ExtensionSteps } from './execute-extension.js';
import { readIdKey } from './id-key.js';
import { loadPartnerPolicies } from './partner-policies.js';
import type { ReadOperation } from './read-operation.js';
import { recordRequest } from './record-request.js';
import { RELEASES_PER_PAGE, releasePage } from './release-page.js';
import type { Outcome } from './request-outcome.js';
import { rowRule } from './row-rules.js';
import { ServedExtensions } from './served-extensions.js';
import { subjectOf } from './subject-of.js';
import { verifyRequest, type ArrivedRequest } from './verify-request.js';

export interface NodeParts {
  readonly log: NodeContext['log'];
  readonly partner: string;
  readonly schema: GraphQLSchema;
  /** the version of this partner's policies */
  readonly policyVersion: string;
  readonly verify: (request: ArrivedRequest) => Promise<DelegationClaims>;
  readonly requireSameCoordinates: (delegated: readonly string[], used: readonly string[]) => void;
  /** what the coalition's policies say, by this partner's own copy of them */
  readonly permissions: (claims: DelegationClaims) => PermissionMap;
  /** the same with this partner's veto */
  readonly vetoed: (claims: DelegationClaims) => PermissionMap;
  readonly denied: (operation: ReadOperation, map: PermissionMap, partner: string) => Denial[];
  readonly execute: (operation: ReadOperation, caller: DecidedCaller) => Promise<ExecutedOperation>;
  readonly executeService: (operation: ReadOperation) => Promise<ExecutedOperation>;
  readonly extensions: Pick<ServedExtensions, 'use' | 'close'>;
  /** `broken`: checks that a test has put in the place of the real ones */
  readonly executeExtension: (
    question: ExtensionQuestion,
    broken?: Partial<ExtensionSteps>,
  ) => Promise<ExecutedOperation>;
  /**
   * Oldest first, as many as one answer holds; none: the asker has them all, or has seen more than this node knows.
   * `ledger`: the last entry of this node's ledger that the asker has seen
   */
  readonly releases: (after: number, ledger?: LedgerSeen) => Promise<SignedRelease[]>;
  /** every one, oldest first: they are few, and the hub keeps each once */
  readonly revocations: () => Promise<SignedRevocation[]>;
  readonly record: (claims: DelegationClaims, outcome: Outcome) => Promise<void>;
}

const EXTENSION_STEPS: ExtensionSteps = { publicIds: representedEvents, ruleOf: rowRule };

/**
 * The real steps of a node.
 *
 * @throws HubError POLICY_INVALID, DATA_DIRECTORY_MISSING when the node lacks what it must decide with
 */
export async function nodeParts(context: NodeContext): Promise<NodeParts> {
  const engines = await loadPartnerPolicies(context);
  const idKey = await readIdKey(context.dataDir);
  const mapsOf = (engine: PermissionMapsInput['engine']) =>
    // made anew when the coalition file changes: agreements hold from the next request on
    perCoalition(context, ({ agreements }) =>
      createPermissionMaps({
        engine,
        classification: contractClassification(),
        owners: [context.settings.id],
        agreements,
        now: context.now,
      }),
    );
  const permissions = mapsOf(engines.coalition);
  const vetoed = mapsOf(engines.vetoed);
  const onUnexpected = (error: unknown): void => {
    context.log.error(describeError(error), 'a field could not be answered');
  };
  return {
    log: context.log,
    partner: context.settings.id,
    schema: buildCommonsSubgraph(),
    policyVersion: engines.coalition.version,
    verify: (request) => verifyRequest(request, context),
    requireSameCoordinates,
    permissions: (claims) => permissions().for(subjectOf(claims)),
    vetoed: (claims) => vetoed().for(subjectOf(claims)),
    denied: deniedUses,
    execute: (operation, caller) => executeOperation(operation, caller, { context, idKey, onUnexpected }),
    executeService: (operation) => executeWithoutRecords(operation, onUnexpected),
    extensions: new ServedExtensions(context, engines.vetoed),
    executeExtension: (question, broken) =>
      executeExtension(question, { context, steps: { ...EXTENSION_STEPS, ...broken }, onUnexpected }),
    releases: async (after, ledger) =>
      (await notedReceipt(context, after, ledger))
        ? []
        : releasePage(await listSignedReleases(context, after, RELEASES_PER_PAGE)),
    revocations: () => listRevocations(context),
    record: (claims, outcome) => recordRequest(context, claims, outcome),
  };
}
