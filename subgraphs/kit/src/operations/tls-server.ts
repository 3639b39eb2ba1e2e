/**
 * The node's own TLS: reads certificate and key, gives what Fastify makes its server with, and takes a renewed
 * certificate without a restart.
 */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { HubError } from '@vigil/shared';
import type { FastifyServerFactory } from 'fastify';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const LOOK_EVERY_MS = 30_000;

function readTls({ certFile, keyFile }: TlsFiles): { cert: string; key: string; minVersion: 'TLSv1.2' } {
  try {
    const files = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    createSecureContext(files); // says whether the two belong together
    return { ...files, minVersion: 'TLSv1.2' };
  } catch (cause) {
    throw new HubError(
      'CONFIG_INVALID',
      `${certFile} and ${keyFile} are not a certificate and its key, or cannot be read`,
      'operator',
      { cause },
    );
  }
}

/** `--tls-cert` and `--tls-key` come together or not at all. */
export function tlsFiles(certFile: string | undefined, keyFile: string | undefined): TlsFiles | undefined {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  throw new HubError('USAGE', '--tls-cert and --tls-key need each other', 'operator');
}

/**
 * Options for `fastify()`: none, or a server that speaks TLS.
 *
 * @param onRefused - a renewed certificate that does not fit its key: the old one stays
 * @throws HubError CONFIG_INVALID
 */
export function tlsServer(
  files: TlsFiles | undefined,
  onRefused: (error: unknown) => void,
): { serverFactory?: FastifyServerFactory } {
  if (files === undefined) return {};
  const first = readTls(files);
  return {
    serverFactory: (handler) => {
      const server = createServer(first, handler);
      const look = (): void => {
        try {
          server.setSecureContext(readTls(files));
        } catch (error) {
          onRefused(error);
        }
      };
      watchFile(files.certFile, { interval: LOOK_EVERY_MS, persistent: false }, look);
      server.once('close', () => {
        unwatchFile(files.certFile, look);
      });
      return server;
    },
  };
}
