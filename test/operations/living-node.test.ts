/** What changes under a serving node: its coalition file, its certificate; and secrets that come from files. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import {
  nodeLogger,
  readConfig,
  selfSignedCertificate,
  tlsServer,
  watchCoalition,
  withLiveCoalition,
  type NodeContext,
} from '@vigil/kit';
import { TEST_SETTINGS, testCoalition } from '../support/node.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-living-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the coalition file of a serving node', () => {
  const coalition = testCoalition();
  const logged: string[] = [];
  const context = (): NodeContext =>
    ({
      dataDir: folder,
      settings: TEST_SETTINGS,
      coalition,
      log: {
        ...nodeLogger('silent'),
        info: () => undefined,
        error: ({ reason }: { reason: string }) => logged.push(reason),
      },
    }) as unknown as NodeContext;
  const write = (value: unknown): Promise<void> =>
    writeFile(join(folder, 'coalition.json'), typeof value === 'string' ? value : JSON.stringify(value));

  test('holds from the next look on, for everybody who asks the context', async () => {
    await write(coalition);
    const watch = watchCoalition(context(), 3_600_000);
    const live = withLiveCoalition(context(), watch);
    expect(live.coalition).toBe(coalition);
    await write({ ...coalition, name: 'Another name' });
    await watch.look();
    expect(live.coalition.name).toBe('Another name');
    watch.stop();
  });

  test.each([
    ['half a file', '{"format":', /^it is not JSON$/],
    [
      'one of another hub',
      { ...coalition, hub: { ...coalition.hub, id: 'other' } },
      /another coalition or another hub/,
    ],
    ['one of another coalition', { ...coalition, id: 'other' }, /another coalition or another hub/],
    ['one without this partner', { ...coalition, partners: [] }, /does not name this partner/],
    ['one with a mistake', { ...coalition, agreements: [{}] }, /field agreements/],
  ])('%s changes nothing and is told once', async (_, value, reason) => {
    logged.length = 0;
    const watch = watchCoalition(context(), 3_600_000);
    await write(value);
    await watch.look();
    await watch.look();
    watch.stop();
    expect(watch.current()).toBe(coalition);
    expect(logged).toEqual([expect.stringMatching(reason)]);
  });
});

describe('a certificate that a node signs itself', () => {
  const made = selfSignedCertificate({
    hosts: ['node.example.org', 'localhost', '127.0.0.1'],
    validDays: 30,
    now: new Date(),
  });

  test('names its hosts, and is no authority', () => {
    const certificate = new X509Certificate(made.certificate);
    expect(certificate.subjectAltName).toBe('DNS:node.example.org, DNS:localhost, IP Address:127.0.0.1');
    expect({ ca: certificate.ca, signed: certificate.verify(certificate.publicKey) }).toEqual({
      ca: false,
      signed: true,
    });
    expect(certificate.checkHost('other.example.org')).toBeUndefined();
  });

  test.each([
    ['a caller who trusts it is answered', (): string | undefined => made.certificate, 'answered'],
    ['nobody else believes it', (): string | undefined => undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'trust in another node is no trust in this one',
      (): string | undefined =>
        selfSignedCertificate({ hosts: ['localhost'], validDays: 1, now: new Date() }).certificate,
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
  ])('%s', async (_, ca, outcome) => {
    const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
    await writeFile(files.certFile, made.certificate);
    await writeFile(files.keyFile, made.key);
    const server = fastify({ ...tlsServer(files, () => undefined) });
    server.get('/', () => 'answered');
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as { port: number };
    const trusted = ca();
    const got = await new Promise<string>((resolve) => {
      const call = request(
        { host: 'localhost', port, agent: false, ...(trusted === undefined ? {} : { ca: trusted }) },
        (answer) => {
          answer.setEncoding('utf8').on('data', resolve);
        },
      );
      call.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? 'failed');
      });
      call.end();
    });
    await server.close();
    expect(got).toBe(outcome);
  });

  test('a key of another certificate is refused', async () => {
    const files = { certFile: join(folder, 'a.crt'), keyFile: join(folder, 'b.key') };
    await writeFile(files.certFile, made.certificate);
    await writeFile(
      files.keyFile,
      selfSignedCertificate({ hosts: ['x'], validDays: 1, now: new Date() }).key,
    );
    expect(() => tlsServer(files, () => undefined)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});

describe('a secret from a file', () => {
  test('stands for the setting itself; both, none, or an empty one stop the start', async () => {
    const file = join(folder, 'url');
    await writeFile(file, 'postgresql://a@b/c\n');
    expect(readConfig({ DATABASE_URL_FILE: file })).toMatchObject({ databaseUrl: 'postgresql://a@b/c' });
    const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' });
    expect(() => readConfig({ DATABASE_URL_FILE: file, DATABASE_URL: 'x' })).toThrow(invalid);
    expect(() => readConfig({ DATABASE_URL_FILE: join(folder, 'nowhere') })).toThrow(invalid);
    await writeFile(file, '\n');
    expect(() => readConfig({ DATABASE_URL_FILE: file })).toThrow(invalid);
  });
});
