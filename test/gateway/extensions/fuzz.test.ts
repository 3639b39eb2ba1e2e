/**
 * Whatever an extension's SDL is turned into: it is refused by a HubError, or it composes and leaves the contract
 * byte for byte as it is. Nothing else ever happens, and nothing else is ever thrown.
 */
import { expect, test } from '@jest/globals';
import { composeGraph } from '@vigil/gateway';
import { HubError, checkExtensionSdl } from '@vigil/shared';
import fc from 'fast-check';
import { parse, print, printSchema, visit } from 'graphql';
import { sampleSdl } from '../../shared/contract/extension-sample.js';
import { apiSchema, compose } from './samples.js';

const PARTNER = 'one';
const SOUND = sampleSdl(PARTNER);
const TOKENS = SOUND.match(/"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|[^\sA-Za-z_]/g) ?? [];

/** Words that mean something to federation, GraphQL or JavaScript, beside those of the sample itself. */
const WORDS = [
  ...new Set(TOKENS),
  ...[
    'Event',
    'Query',
    'Mutation',
    'Sex',
    'EventFilter',
    'Partner',
    'two__T',
    '__Type',
    '_Any',
    'constructor',
    '__proto__',
  ],
  ...[
    '@override(from: "commons")',
    '@shareable',
    '@inaccessible',
    '@interfaceObject',
    '@tag(name: "x")',
    '@external',
  ],
  ...['extend', 'union', 'interface', 'input', 'null', '!', '[', ']', '{', '}', '"""', '#', '\u0000', '𝒳'],
  'enum Sex { FEMALE @classified(class: PUBLIC) }',
  'input CellFilter { countries: [String!] @classified(class: PUBLIC) }',
  'directive @Classified on FIELD_DEFINITION',
];

type Mutation = {
  kind: 'drop' | 'copy' | 'replace' | 'insert' | 'move';
  at: number;
  to: number;
  word: string;
};
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('drop', 'copy', 'replace', 'insert', 'move'),
  at: fc.nat({ max: TOKENS.length - 1 }),
  to: fc.nat({ max: TOKENS.length - 1 }),
  word: fc.constantFrom(...WORDS),
});

/** Where each token stands in the sound text, so that what is not touched keeps its bytes. */
const PLACES = TOKENS.reduce<number[]>((places, token) => {
  const from = (places.at(-1) ?? -1) + (places.length === 0 ? 1 : (TOKENS[places.length - 1] ?? '').length);
  return [...places, SOUND.indexOf(token, from)];
}, []);

function mutated(mutations: readonly Mutation[]): string {
  let text = SOUND;
  // From the end, so that earlier places still hold.
  for (const { kind, at, to, word } of [...mutations].sort((a, b) => b.at - a.at)) {
    const from = PLACES[at] ?? 0;
    const token = TOKENS[at] ?? '';
    const kept = kind === 'insert' || kind === 'copy' ? token : '';
    const added = { drop: '', copy: ` ${token}`, replace: word, insert: ` ${word} `, move: TOKENS[to] ?? '' }[
      kind
    ];
    text = text.slice(0, from) + kept + added + text.slice(from + token.length);
  }
  return text;
}

/** What a schema says, without everything that the partner's prefix marks. */
function contractText(text: string): string {
  const isOwn = ({ name }: { name: { value: string } }): boolean => name.value.startsWith(`${PARTNER}__`);
  return print(
    visit(parse(text), {
      enter: (node) =>
        node.kind.endsWith('Definition') && 'name' in node && isOwn(node as never) ? null : undefined,
    }),
  );
}

test('a mutated extension is refused, or composes beside an unchanged contract', () => {
  const contract = print(parse(printSchema(apiSchema(compose()))));
  const outcomes = { refused: 0, accepted: 0 };
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      try {
        const extension = checkExtensionSdl({ partner: PARTNER, sdl: mutated(mutations) });
        const graph = composeGraph({ extensions: [extension] });
        outcomes.accepted += 1;
        expect([...graph.coordinateOwners.keys()].every((name) => name.includes(`${PARTNER}__`))).toBe(true);
        expect(contractText(printSchema(apiSchema(graph)))).toBe(contract);
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        outcomes.refused += 1;
        expect(error.audience).toBe('operator');
        expect(['SDL_REFUSED', 'SDL_UNCLASSIFIED', 'COMPOSITION_FAILED']).toContain(error.code);
      }
    }),
    { numRuns: 250, seed: 20_261_122 },
  );
  // The property would hold of nothing if every text were refused.
  expect(outcomes.accepted).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(50);
}, 240_000);
