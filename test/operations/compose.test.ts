/** docker-compose.yml and the Dockerfiles: by the Compose Specification's schema, and by rules of our own. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/demonstration.js';
import { isOneShot, readCompose, type ComposeFile, type Service } from './compose-file.js';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const schema = JSON.parse(read('test/vectors/compose/compose-spec.json')) as Record<string, unknown>;

/** What the schema of the specification finds wrong. */
function schemaErrors(file: unknown): string[] {
  // formats are hints there, and its `id` keywords are of an older draft
  const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
  const {
    $schema: _draft,
    id: _id,
    ...rest
  } = JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    ),
  ) as Record<string, unknown>;
  const validate = ajv.compile(rest);
  validate(file);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const SECRET_NAME = /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL|RECORDS_URL/;

/** More rights than a service needs. */
function rightsOf(service: Service): [boolean, string][] {
  return [
    [service.privileged === true, 'is privileged'],
    [service.network_mode !== undefined && service.network_mode !== 'none', 'leaves its networks'],
    [service.pid !== undefined || service.ipc !== undefined, 'shares a namespace with others'],
    [service.devices !== undefined || service.cap_add !== undefined, 'has more than it needs'],
    [service.read_only !== true, 'may write to its root file system'],
    [service.cap_drop?.join() !== 'ALL', 'keeps capabilities'],
    [service.security_opt?.includes('no-new-privileges:true') !== true, 'may gain privileges'],
    [!/^[1-9]\d*:[1-9]\d*$/.test(service.user ?? ''), 'runs as root'],
  ];
}

/** What one service breaks of our rules. */
function serviceFaults(name: string, service: Service): string[] {
  const { ports = [], volumes = [], environment = {} } = service;
  const faults: [boolean, string][] = [
    ...rightsOf(service),
    [ports.length > 0 && name !== 'hub', 'publishes a port'],
    [ports.some((port) => !port.startsWith('127.0.0.1:')), 'publishes to the whole network'],
    [!/^[a-z-]+:\d+(\.\d+)+(-[a-z]+)?$/.test(service.image ?? ''), 'has no pinned image'],
    [!isOneShot(service) && service.healthcheck?.test === undefined, 'has no health check'],
    [volumes.some((volume) => /^[./~]/.test(volume)), 'mounts a folder of the host'],
    [
      Object.keys(environment).some((key) => SECRET_NAME.test(key) && !key.endsWith('_FILE')),
      'has a secret in its environment',
    ],
  ];
  return faults.filter(([broken]) => broken).map(([, what]) => `${name} ${what}`);
}

/** Whose services are on a network: a database and a preparation belong to the node they are named after. */
function ownersOn(network: string, services: ComposeFile['services']): string[] {
  const on = Object.keys(services).filter((name) => services[name]?.networks?.includes(network) === true);
  return [...new Set(on.map((name) => name.replace(/-(db|prepare)$/, '')))].sort();
}

/** A database is reached by its own node, a node by the hub, and the hub alone has a way outside. */
function networkFaults({ services, networks }: ComposeFile): string[] {
  return Object.entries(networks).flatMap(([network, { internal }]) => {
    const owner = network.replace(/-(db|link)$/, '');
    const expected =
      network === 'edge' ? ['hub'] : network.endsWith('-link') ? ['hub', owner].sort() : [owner];
    const owners = ownersOn(network, services);
    return [
      ...(owners.join() === expected.join() ? [] : [`${network} is shared by ${owners.join()}`]),
      ...(network === 'edge' || internal === true ? [] : [`${network} leads outside`]),
    ];
  });
}

/** A volume with a private key or a password is mounted by its own partner's services alone. */
function volumeFaults({ services }: ComposeFile): string[] {
  return Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((volume) => /-(data|db|secrets)$/.test(volume))
      .filter((volume) => {
        const owner = volume.replace(/-(data|db|secrets)$/, '');
        return (
          name !== owner &&
          ![`${owner}-db`, `${owner}-init`, `${owner}-prepare`, `${owner}-secrets`].includes(name)
        );
      })
      .map((volume) => `${name} mounts ${volume}`),
  );
}

function faultsOf(file: ComposeFile): string[] {
  return [
    ...Object.entries(file.services).flatMap(([name, service]) => serviceFaults(name, service)),
    ...networkFaults(file),
    ...volumeFaults(file),
  ];
}

describe('docker-compose.yml', () => {
  test('is a Compose file by the schema of the specification', () => {
    expect(schemaErrors(readCompose())).toEqual([]);
    const wrong = readCompose();
    Object.assign(wrong.services['hub'] ?? {}, { volums: [] });
    expect(schemaErrors(wrong)).not.toEqual([]);
  });

  test('breaks none of our rules', () => {
    expect(faultsOf(readCompose())).toEqual([]);
  });

  test('has the hub, three partners, and a PostgreSQL 18 for each of them', () => {
    const { services } = readCompose();
    const databases = Object.keys(services).filter(
      (name) => services[name]?.image?.startsWith('postgres:18.') === true,
    );
    expect(databases.sort()).toEqual([
      'detention-monitor-db',
      'hub-db',
      'synthetic-one-db',
      'synthetic-two-db',
    ]);
    for (const name of databases) expect(services[name.replace(/-db$/, '')]).toBeDefined();
  });

  test.each<[string, (services: Record<string, Service>) => void, RegExp]>([
    ['a privileged service', (s) => Object.assign(s['hub'] ?? {}, { privileged: true }), /hub is privileged/],
    [
      'the network of the host',
      (s) => Object.assign(s['hub'] ?? {}, { network_mode: 'host' }),
      /leaves its networks/,
    ],
    ['a writable root', (s) => Object.assign(s['hub-db'] ?? {}, { read_only: false }), /hub-db may write/],
    ['root', (s) => Object.assign(s['synthetic-one'] ?? {}, { user: '0:0' }), /synthetic-one runs as root/],
    [
      'a partner with a port',
      (s) => Object.assign(s['synthetic-one'] ?? {}, { ports: ['127.0.0.1:1:1'] }),
      /publishes a port/,
    ],
    ['a port for everybody', (s) => Object.assign(s['hub'] ?? {}, { ports: ['4000:4000'] }), /whole network/],
    [
      'a password in the environment',
      (s) => Object.assign(s['hub-db'] ?? {}, { environment: { POSTGRES_PASSWORD: 'x' } }),
      /secret in its environment/,
    ],
    [
      'an image without a version',
      (s) => Object.assign(s['hub-db'] ?? {}, { image: 'postgres:latest' }),
      /no pinned image/,
    ],
    [
      'no health check',
      (s) => {
        delete s['hub']?.healthcheck;
      },
      /hub has no health check/,
    ],
    [
      'two partners on one network',
      (s) => s['synthetic-two']?.networks?.push('synthetic-one-link'),
      /synthetic-one-link is shared by hub,synthetic-one,synthetic-two/,
    ],
    [
      "a partner on another's database",
      (s) => s['synthetic-two']?.networks?.push('synthetic-one-db'),
      /synthetic-one-db is shared/,
    ],
    [
      "the hub on a partner's database",
      (s) => s['hub']?.networks?.push('synthetic-one-db'),
      /synthetic-one-db is shared/,
    ],
    [
      "the hub with a partner's keys",
      (s) => s['hub']?.volumes?.push('synthetic-one-data:/x'),
      /hub mounts synthetic-one-data/,
    ],
  ])('with %s would be noticed', (_, change, fault) => {
    const file = readCompose();
    change(file.services);
    expect(faultsOf(file).join('\n')).toMatch(fault);
  });
});

interface Instruction {
  word: string;
  rest: string;
}

/** Instructions of a Dockerfile: comments gone, continued lines joined. */
function instructions(text: string): Instruction[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => ({ word: line.split(/\s+/)[0]?.toUpperCase() ?? '', rest: line.replace(/^\S+\s+/, '') }));
}

function dockerfileFaults(text: string): string[] {
  const lines = instructions(text);
  const last = lines.map(({ word }) => word).lastIndexOf('FROM');
  const final = lines.slice(last);
  const user = final.filter(({ word }) => word === 'USER').at(-1)?.rest ?? 'root';
  const faults: [boolean, string][] = [
    [
      lines.some(({ word, rest }) => word === 'FROM' && !/^node:20-bookworm-slim( AS \w+)?$/.test(rest)),
      'an image that is not pinned',
    ],
    [lines.filter(({ word }) => word === 'FROM').length < 2, 'one stage: the tools of the build stay'],
    [/^(root|0)(:|$)/.test(user), 'runs as root'],
    [
      final.findIndex(({ word }) => word === 'USER') > final.findIndex(({ word }) => word === 'ENTRYPOINT'),
      'USER too late',
    ],
    [lines.some(({ word }) => word === 'ADD'), 'ADD'],
    [lines.some(({ rest }) => /\bnpm (i|install)\b/.test(rest)), 'npm install'],
    [!lines.some(({ rest }) => /\bnpm ci\b/.test(rest)), 'no npm ci'],
    [
      lines.some(
        ({ word, rest }) => /^(ARG|ENV)$/.test(word) && /PASSWORD|SECRET|TOKEN|DATABASE_URL/.test(rest),
      ),
      'a secret',
    ],
    [!final.some(({ word, rest }) => word === 'HEALTHCHECK' && !rest.startsWith('NONE')), 'no HEALTHCHECK'],
    [
      final.some(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from=build')),
      'sources in the last stage',
    ],
  ];
  return faults.filter(([broken]) => broken).map(([, what]) => what);
}

describe.each(['gateway/Dockerfile', 'subgraphs/Dockerfile'])('%s', (path) => {
  test('is pinned, installs by npm ci, runs as nobody special, and says when it is healthy', () => {
    expect(dockerfileFaults(read(path))).toEqual([]);
  });

  test('faults would be noticed', () => {
    const text = read(path);
    expect(dockerfileFaults(text.replace('USER node', 'USER root'))).toContain('runs as root');
    expect(dockerfileFaults(text.replace('npm ci', 'npm install'))).toContain('npm install');
    expect(dockerfileFaults(text.replaceAll('node:20-bookworm-slim', 'node:latest'))).toContain(
      'an image that is not pinned',
    );
    expect(dockerfileFaults(`${text}\nADD https://example.org/x /x`)).toContain('ADD');
  });

  test('names only files of the repository', () => {
    const named = instructions(read(path)).flatMap(({ word, rest }) =>
      /^(CMD|ENTRYPOINT)$/.test(word)
        ? (JSON.parse(rest) as string[]).filter((part) => part.endsWith('.mjs'))
        : [],
    );
    expect(named).not.toEqual([]);
    for (const file of named) expect(existsSync(join(REPOSITORY, file))).toBe(true);
  });
});

test('what an image is made from holds no keys, no data and no history', () => {
  const ignored = new Set(read('.dockerignore').split('\n'));
  for (const line of [
    '.git',
    '.vigil',
    '**/node_modules',
    '**/*.key',
    '**/*.jwk',
    '**/*.pem',
    '**/.env*',
    '**/*.vigil',
  ])
    expect(ignored).toContain(line);
});
