/**
 * Starts the server of an open node and stops it again.
 *
 * Takes the node and where to listen; gives the URL. The node's database stays the caller's to close.
 */
import { HubError } from '@vigil/shared';
import type { FastifyInstance } from 'fastify';
import type { NodeContext } from '../node/node-context.js';
import type { TlsFiles } from '../operations/tls-server.js';
import { watchCoalition, withLiveCoalition } from '../operations/watch-coalition.js';
import { recoverLedger } from '../releases/recover-ledger.js';
import { readyRecords } from '../views/before-serving.js';
import { createNodeServer } from './node-server.js';
import { nodeParts, type NodeParts } from './node-parts.js';

export interface ListenOptions {
  /** 0: any free one */
  port: number;
  /** loopback by default: a node that is reached from outside stands behind a proxy with TLS */
  host?: string;
  /** the node's own certificate and key, in files; without them it speaks plain HTTP */
  tls?: TlsFiles | undefined;
}

export interface RunningNode {
  url: string;
  /** what a crash had left behind and what was done about it, one sentence each */
  notes: readonly string[];
  /** Stops accepting, lets running requests finish, then resolves. */
  close(): Promise<void>;
}

/** Requests that are still running after this long at the end are cut off. */
const CLOSE_DEADLINE_MS = 8_000;

/**
 * Puts a broken ledger right, or refuses to start with it, and then answers the hub.
 *
 * @throws HubError PORT_TAKEN, POLICY_INVALID, LEDGER_BROKEN, LEDGER_BEHIND, RECORDS_UNREADABLE
 */
export async function startNode(context: NodeContext, options: ListenOptions): Promise<RunningNode> {
  await readyRecords(context);
  const notes = await recoverLedger(context);
  const watch = watchCoalition(context);
  try {
    const parts = await nodeParts(withLiveCoalition(context, watch));
    const running = await startServer(parts, options);
    const close = async (): Promise<void> => {
      watch.stop();
      await running.close();
    };
    return { ...running, notes, close };
  } catch (error) {
    watch.stop();
    throw error;
  }
}

/** The same from given parts, without a look at the ledger. */
export async function startServer(
  parts: NodeParts,
  { port, host = '127.0.0.1', tls }: ListenOptions,
): Promise<RunningNode> {
  const server = createNodeServer(parts, tls);
  try {
    const listening = await server.listen({ port, host });
    const url = tls === undefined ? listening : listening.replace(/^http:/, 'https:');
    const close = async (): Promise<void> => {
      try {
        await closeServer(server);
      } finally {
        await parts.extensions.close();
      }
    };
    return { url, notes: [], close };
  } catch (cause) {
    await server.close();
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new HubError('PORT_TAKEN', `port ${port} of ${host} is taken by another program`, 'operator', {
        cause,
      });
    }
    throw cause;
  }
}

async function closeServer(server: FastifyInstance): Promise<void> {
  const deadline = setTimeout(() => {
    server.server.closeAllConnections();
  }, CLOSE_DEADLINE_MS);
  try {
    await server.close();
  } finally {
    clearTimeout(deadline);
  }
}
