/** `vigil-partner unseal` as recipients meet it: no node, no environment, a key file and a text. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRecipientKey, sealPlaintext, sealedPlaintext, type SealedBinding } from '@vigil/shared';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram as run, type Run } from './run-program.js';

const CANARY = 'CANARY-name';
const HOUR = 3_600_000;

let folder: string;
let thumbprint: string;
let publicLine: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-unseal-'));
  publicLine = (await run(['recipient', 'new-key', '--out', at('court.jwk')])).out;
  ({ thumbprint } = await readRecipientKey(JSON.parse(publicLine)));
  await writeFile(at('court.public.jwk'), publicLine);
  await writeFile(at('note.txt'), CANARY);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('unseal', () => {
  const binding = (changed: Partial<SealedBinding> = {}): SealedBinding => ({
    field: 'Victim.legalName',
    record: 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA',
    consent: 'BBBBBBBBBBBBBBBBBBBBBB',
    exp: Math.floor((Date.now() + HOUR) / 1000),
    iss: 'synthetic-one',
    ...changed,
  });
  const seal = async (
    value: unknown,
    changed: Partial<SealedBinding> = {},
    line = publicLine,
  ): Promise<string> =>
    sealPlaintext(sealedPlaintext(value), await readRecipientKey(JSON.parse(line)), binding(changed));
  const unseal = (args: readonly string[], input = ''): Promise<Run> =>
    run(['unseal', '--key', at('court.jwk'), ...args], {}, input);

  test('opens one value without a node, and prints what it is bound to', async () => {
    const bound = binding();
    const { code, out, err } = await unseal([await seal(CANARY, bound)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trim().split('\n')).toEqual([
      'field    Victim.legalName',
      'record   synthetic-one:AAAAAAAAAAAAAAAAAAAAAA',
      'partner  synthetic-one',
      'consent  BBBBBBBBBBBBBBBBBBBBBB',
      `expires  ${new Date(bound.exp * 1000).toISOString()}`,
      `value    "${CANARY}"`,
    ]);
  });

  test('opens every sealed value of an answer, in its order', async () => {
    const answer = {
      data: {
        event: {
          id: 'x',
          description: await seal('first', { field: 'Event.description' }),
          victim: [{ legalName: await seal('second') }, { legalName: null }],
        },
      },
    };
    const { code, out } = await unseal(['--json'], JSON.stringify(answer, null, 2));
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(
      lines.map(({ field, value, partner, expired, kid }) => [field, value, partner, expired, kid]),
    ).toEqual([
      ['Event.description', 'first', 'synthetic-one', false, thumbprint],
      ['Victim.legalName', 'second', 'synthetic-one', false, thumbprint],
    ]);
  });

  test('refuses what is past its time unless told, and then says that it is', async () => {
    const past = await seal(CANARY, { exp: 1_000_000_000 }); // 2001-09-09T01:46:40Z
    const refused = await unseal([past]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('expired on 2001-09-09T01:46:40.000Z');
    const told = await unseal([past, '--expired']);
    expect(told.code).toBe(0);
    expect(told.out).toContain('which is past');
    expect(told.out).toContain(CANARY);
  });

  test('refuses what was sealed for another field or record than the one that is expected', async () => {
    const jwe = await seal(CANARY);
    for (const args of [
      ['--field', 'Victim.contact'],
      ['--record', 'synthetic-one:CCCCCCCCCCCCCCCCCCCCCC'],
    ]) {
      const { code, out, err } = await unseal([jwe, ...args]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).not.toContain(CANARY);
    }
    expect((await unseal([jwe, '--field', 'Victim.legalName'])).code).toBe(0);
  });

  test('takes an event, or one person of it, for the record that is expected', async () => {
    const event = 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA';
    const jwe = await seal(CANARY, { record: `${event}/v1` });
    const codes: number[] = [];
    for (const record of [event, `${event}/v1`, `${event}/v2`, `${event}/`])
      codes.push((await unseal([jwe, '--record', record])).code);
    expect(codes).toEqual([0, 0, 1, 1]);
  });

  test('opens what it can, and fails for what was sealed to somebody else', async () => {
    const other = (await run(['recipient', 'new-key', '--out', at('third.jwk')])).out;
    const { code, out, err } = await unseal(
      ['--json'],
      `${await seal('no', {}, other)}\n${await seal('yes')}`,
    );
    expect(code).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(out).toContain('"yes"');
    expect(err).toMatch(/sealed to another key/);
  });

  test.each([['words'], [''], ['a.b.c.d.e'], [`${'x'.repeat(50)}.`.repeat(5)]])(
    'finds nothing in %p',
    async (text) => {
      const { code, err } = await unseal([], text);
      expect(code).toBe(1);
      expect(err).toMatch(/no sealed value/);
    },
  );

  test('lets no value move the cursor or hide itself on a terminal', async () => {
    const nasty = 'a\u001b[2Jb\u009bc\u202ed\u200be\nf\u061cg\ufff9h\u{e0041}';
    const { out } = await unseal([await seal(nasty)]);
    expect(out.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\ufff9\u{e0000}-\u{e007f}]/u,
    );
    const value = out.split('\n').find((line) => line.startsWith('value')) ?? '';
    expect(JSON.parse(value.slice('value    '.length))).toBe(nasty);
  });

  test('says when others can read the key, and what is wrong with a file that is none', async () => {
    const jwe = await seal(CANARY);
    await writeFile(at('loose.jwk'), await readFile(at('court.jwk')), { mode: 0o644 });
    const loose = await run(['unseal', '--key', at('loose.jwk'), jwe]);
    expect(loose.code).toBe(0);
    expect(loose.err).toMatch(/chmod 600/);
    for (const [name, code] of [
      ['court.public.jwk', 1],
      ['note.txt', 1],
      ['missing.jwk', 1],
    ] as const) {
      const tried = await run(['unseal', '--key', at(name), jwe]);
      expect({ code: tried.code, out: tried.out }).toEqual({ code, out: '' });
      expect(tried.err.trim().split('\n')).toHaveLength(1);
      expect(tried.err).not.toContain(CANARY);
    }
  });
});
