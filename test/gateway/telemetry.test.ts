/** Nothing of Apollo reports to anybody, and nobody is shown a plan. */
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestHub } from './support/test-hub.js';
import { makeEvent } from './support/test-rows.js';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'gateway', 'src');

function isLocal(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host.startsWith('/');
}

/** `connect` is called with a port and a host, with options, or with a list that begins with options. */
function hostOf([first, second]: unknown[]): string {
  if (typeof first === 'number' || typeof first === 'string')
    return typeof second === 'string' ? second : 'localhost';
  const options = (Array.isArray(first) ? (first as unknown[])[0] : first) as {
    host?: string;
    path?: string;
  };
  return options.host ?? options.path ?? 'localhost';
}

/** Hosts that sockets were to be opened to while `work` ran. Those beyond this machine are not reached. */
async function hostsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const hosts: string[] = [];
  const prototype = Socket.prototype as unknown as { connect: (...args: unknown[]) => unknown };
  const { connect } = prototype;
  prototype.connect = function (this: Socket, ...args: unknown[]): unknown {
    const host = hostOf(args);
    hosts.push(host);
    if (!isLocal(host)) {
      process.nextTick(() => this.destroy(new Error('no way out of this test')));
      return this;
    }
    return connect.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.connect = connect;
  }
  return [...new Set(hosts)];
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

/** Loads something of Apollo that can speak to somebody; planner and federation's internals open no connection. */
const LOADS =
  /^import (?!type )[^;]*from '@(?:apollo\/(?!query-planner'|federation-internals')|as-integrations\/)/m;

describe('telemetry', () => {
  test('is switched off before anything of Apollo is loaded: the first import of every file that loads it', () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const loading = files.filter((name) => LOADS.test(readFileSync(join(SOURCE, name), 'utf8')));
    expect(loading.length).toBeGreaterThan(2);
    for (const name of loading) {
      const [first] = /^import [^;]*;/m.exec(readFileSync(join(SOURCE, name), 'utf8')) ?? [];
      expect(`${name}: ${first ?? ''}`).toMatch(/^\S+: import '(\.\/|\.\.\/)telemetry-off\.js';$/);
    }
  });

  test('a hub that starts, answers and stops opens connections to this machine only', async () => {
    // Nobody but the hub's own code has set it: importing it was enough.
    expect(process.env['APOLLO_TELEMETRY_DISABLED']).toBe('1');
    const hosts = await hostsDuring(async () => {
      const hub = await startTestHub({ rows: { one: [makeEvent('one', 'a', '2012-01-01')] } });
      await hub.ask('{ events { nodes { id } } viewer { purpose } }', { principal: 'regional-body' });
      await pause();
      await hub.close();
    });
    expect(hosts.filter((host) => !isLocal(host))).toEqual([]);
  });

  test('the twin: without the setting, the same gateway looks for cloud metadata', async () => {
    const { ApolloGateway } = await import('@apollo/gateway');
    process.env['APOLLO_TELEMETRY_DISABLED'] = '0';
    const hosts = await hostsDuring(async () => {
      const gateway = new ApolloGateway({ supergraphSdl: 'type Query { a: Int }' });
      await pause();
      await gateway.stop();
    });
    process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
    expect(hosts.every(isLocal)).toBe(false);
  });
});

test('asked for a plan, the hub answers none', async () => {
  const hub = await startTestHub();
  try {
    const answer = await hub.send({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'apollo-query-plan-experimental': '1',
        'apollo-query-plan-experimental-format': 'internal',
        'apollo-federation-include-trace': 'ftv1',
      },
      body: JSON.stringify({ query: '{ partners { id } }' }),
    });
    expect(answer.text).toBe('{"data":{"partners":[]}}\n');
  } finally {
    await hub.close();
  }
});
