/** The example extension of synthetic-one: admitted by the coalition's rules, and answered from its own table. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkExtension, eraseCase, readExtensionFolder, writeInstalled } from '@vigil/kit';
import { DEFAULT_SEED, generateSyntheticCases, makeDetentionSpells, seedSynthetic } from '@vigil/synthetic';
import { CLASSIFIED_SDL } from '../kit/extension/classified-sdl.js';
import { OFFICER, REGIONAL_BODY, type Caller } from '../kit/serve/hub-double.js';
import { createServingNode, type Answer, type ServingNode } from '../kit/serve/serving-node.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../subgraphs/synthetic/extension');
const rows = generateSyntheticCases({ partner: 'synthetic-one', seed: DEFAULT_SEED });
const spells = makeDetentionSpells(rows, DEFAULT_SEED);

let node: ServingNode;
let sdl: string;

beforeAll(async () => {
  node = await createServingNode();
  await seedSynthetic(node.context);
  const source = await readExtensionFolder(FOLDER);
  sdl = source.sdl;
  await writeInstalled(node.dataDir, source, new Date());
});
afterAll(() => node.close());

interface Spell {
  heldFrom: string | null;
  length: string;
  facilityType: string;
  facilityName?: string;
}

function ask(ids: readonly string[], fields: string, caller: Caller): Promise<Answer> {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Event { synthetic_one__detentionSpells { ${fields} } } } }`;
  const representations = ids.map((id) => ({ __typename: 'Event', id }));
  return node.ask({ query, variables: { representations } }, { extension: sdl, caller });
}

const spellsOf = (answer: Answer): (Spell[] | null)[] =>
  (answer.json.data as { _entities: ({ synthetic_one__detentionSpells: Spell[] } | null)[] })._entities.map(
    (event) => event?.synthetic_one__detentionSpells ?? null,
  );

const FIELDS = 'heldFrom length facilityType';
const EVENTS = rows.events.slice(0, 200);
const IDS = EVENTS.map(({ publicId }) => `synthetic-one:${publicId}`);
/** by hand from the generator's tables */
const DETAINING = ['ARREST', 'DETENTION', 'HOUSE_ARREST', 'MASS_ROUNDUP'];

describe('the example extension', () => {
  test('is admitted, and repeats the definition of @classified byte for byte', async () => {
    const checked = await checkExtension('synthetic-one', await readExtensionFolder(FOLDER));
    expect(checked.namespace).toBe('synthetic_one__');
    expect([...checked.requires]).toEqual([['Event.synthetic_one__legalLimitDays', ['Event.country']]]);
    for (const definition of CLASSIFIED_SDL.split(/\n(?=enum)/)) expect(sdl).toContain(definition);
  });

  test('has one made-up spell for each detaining act, the same for the same seed', () => {
    expect(spells).toHaveLength(rows.acts.filter(({ type }) => DETAINING.includes(type)).length);
    expect(makeDetentionSpells(rows, DEFAULT_SEED)).toEqual(spells);
    expect(spells.every(({ facilityName }) => facilityName.startsWith('CANARY-'))).toBe(true);
  });

  test('gives the officer every spell of 200 events: bands for days, months for dates, names', async () => {
    const answer = await ask(IDS, `${FIELDS} facilityName`, OFFICER);
    expect(answer.json.errors).toBeUndefined();
    const acts = new Map(rows.acts.map((act) => [act.id, act]));
    const shown = spellsOf(answer);
    for (const [index, event] of EVENTS.entries()) {
      const expected = spells
        .filter(({ actId }) => acts.get(actId)?.eventId === event.id)
        .map(({ heldFrom, days, facilityType, facilityName }) => ({
          heldFrom: heldFrom === null ? null : `${heldFrom.slice(0, 7)}-01`,
          // by hand: the bands of the SDL
          length:
            days === null
              ? 'UNKNOWN'
              : days < 3
                ? 'UNDER_3_DAYS'
                : days < 31
                  ? 'DAYS_3_TO_30'
                  : 'OVER_30_DAYS',
          facilityType,
          facilityName,
        }));
      expect(shown[index]).toHaveLength(expected.length);
      expect(shown[index]).toEqual(expect.arrayContaining(expected));
    }
  });

  test('gives a body with an agreement no canary, and nothing of the files it does not see', async () => {
    const answer = await ask(IDS, FIELDS, REGIONAL_BODY);
    expect(answer.json.errors).toBeUndefined();
    expect(answer.text).not.toContain('CANARY-');
    const shown = spellsOf(answer);
    expect(shown.filter((one) => one !== null).length).toBeGreaterThan(80);
    const confidential = new Set(rows.caseFiles.filter((file) => file.confidential).map(({ id }) => id));
    const hidden = EVENTS.map((event, index) => ({ event, spells: shown[index] })).filter(({ event }) =>
      confidential.has(event.caseFileId),
    );
    expect(hidden.length).toBeGreaterThan(4);
    expect(hidden.every((one) => one.spells === null)).toBe(true);
    const named = await ask(IDS, 'facilityName', REGIONAL_BODY);
    expect(named.json.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(named.text).not.toContain('CANARY-');
  });

  test('narrows by its own input and enum, and computes from what it requires of the contract', async () => {
    const query = `query ($representations: [_Any!]!, $where: synthetic_one__SpellFilter) {
      _entities(representations: $representations) { ... on Event {
        synthetic_one__legalLimitDays synthetic_one__detentionSpells(where: $where) { facilityType } } } }`;
    const representations = EVENTS.map(({ publicId, country }) => ({
      __typename: 'Event',
      id: `synthetic-one:${publicId}`,
      country,
    }));
    const answer = await node.ask(
      { query, variables: { representations, where: { facilityTypes: ['PRISON'] } } },
      { extension: sdl, caller: OFFICER },
    );
    expect(answer.json.errors).toBeUndefined();
    const { _entities: entities } = answer.json.data as {
      _entities: { synthetic_one__legalLimitDays: number }[];
    };
    const limits = { XA: 3, XB: 2 };
    expect(entities.map((one) => one.synthetic_one__legalLimitDays)).toEqual(
      EVENTS.map(({ country }) => limits[country as 'XA']),
    );
    const types = spellsOf(answer).flatMap((list) => (list ?? []).map(({ facilityType }) => facilityType));
    expect([...new Set(types)]).toEqual(['PRISON']);
  });

  test('loses the spells of a case file that is erased, and the generator does not bring them back', async () => {
    const event = rows.events.find(({ id }) =>
      rows.acts.some(({ eventId, type }) => eventId === id && DETAINING.includes(type)),
    );
    const file = rows.caseFiles.find(({ id }) => id === event?.caseFileId);
    const count = async (): Promise<number> =>
      (
        await node.context.dataSource.query<{ n: number }[]>(
          'SELECT count(*)::int AS n FROM ext_detention_spell',
        )
      )[0]?.n ?? 0;
    const before = await count();
    await eraseCase(node.context, file?.reference ?? '', {
      actor: 'officer-17',
      reason: 'person-request',
      identifyingOnly: false,
    });
    const after = await count();
    expect(after).toBeLessThan(before);
    expect(await seedSynthetic(node.context)).toBe(0);
    expect(await count()).toBe(after);
  });
});
