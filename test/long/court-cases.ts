/**
 * What the demonstration prints, and what a court gets, opened with the command that was printed: cases of `demonstration.test.ts`,
 * over the demonstration that it has started.
 */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, runPartner, type Demonstration } from '../support/demonstration.js';

const CANARY = 'CANARY-';

/** @param demo - the running demonstration, once there is one */
export function describeCourt(demo: () => Demonstration): void {
  describe('the terminal', () => {
    test('the terminal shows four queries with tokens and no value of a record', () => {
      expect(
        demo()
          .output()
          .match(/^curl .*authorization: Bearer /gm),
      ).toHaveLength(4);
      expect(demo().output()).not.toContain(CANARY);
    });
  });

  describe('a court', () => {
    const NAMES =
      '{ events(first: 50) { nodes { id partner { id } acts { victim { id legalName } } witnesses { id testimony } } } }';
    const SEALED = /"eyJ[\w.-]+"/g;
    const keyFile = (): string =>
      / \| npx vigil-partner unseal --key '(.+)'$/m.exec(demo().output())?.[1] ?? '';

    test('gets names and testimony sealed, and opens them with the command that was printed', async () => {
      const text = await demo().ask(NAMES, 'court');
      expect(text.match(SEALED)?.length ?? 0).toBeGreaterThan(0);
      expect(text).not.toContain(CANARY);
      expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
      const command = [join(REPOSITORY, 'subgraphs/kit/bin/vigil-partner.mjs'), 'unseal', '--json'];
      const opened = execFileSync(process.execPath, [...command, '--key', keyFile()], {
        ...{ input: text, encoding: 'utf8' },
      });
      const values = opened
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(values).toHaveLength(text.match(SEALED)?.length ?? 0);
      for (const { record, partner, value } of values) {
        // the only partner that has pinned the court's key, and the only one with an agreement about names
        expect(partner).toBe('synthetic-one');
        for (const id of String(record).split('/')) expect(text).toContain(`"id":"${id}"`);
        expect(value).toMatch(/^CANARY-/);
      }
    });

    test('is written down at the partner with fingerprint and numbers, and nowhere by value', () => {
      const [last = ''] = runPartner(demo().dataDir, 'synthetic-one', ['record', 'show', '--json'])
        .trim()
        .split('\n')
        .filter((line) => line.includes('"sealed"'))
        .slice(-1);
      const { kid } = JSON.parse(readFileSync(keyFile().replace('private', 'public'), 'utf8')) as {
        kid: string;
      };
      expect(JSON.parse(last)).toMatchObject({
        details: {
          organisation: 'court',
          sealed: { recipient: kid, values: { 'Victim.legalName': expect.any(Number) as unknown } },
        },
      });
      expect(last).not.toContain(CANARY);
    });

    test('gets no name from a partner that has pinned no key, nor does anybody else', async () => {
      for (const principal of ['court', 'regional-body', 'coordinator', 'case-officer@synthetic-two']) {
        const text = await demo().ask(
          '{ events(where: {partners: ["synthetic-two"]}) { nodes { id acts { victim { id legalName } } } } }',
          principal,
        );
        expect(text).not.toContain(CANARY);
        expect(text.match(SEALED)).toBeNull();
      }
    });
  });
}
