/** Words, dates and seals in what an extension answers: judged by the node itself, record by record. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeInstalled } from '@vigil/kit';
import type { PermissionMap } from '@vigil/policies';
import { CLASSIFIED_SDL } from '../extension/classified-sdl.js';
import { seedFile } from './case-file-seed.js';
import { COURT, OFFICER, REGIONAL_BODY, type Caller } from './hub-double.js';
import { createServingNode, type Answer, type ServingNode } from './serving-node.js';

const D = '@classified(class: DEIDENTIFIED)';
const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
${CLASSIFIED_SDL}
scalar Date @classified(class: PUBLIC)
enum synthetic_one__State {
  OPEN ${D}
  PROTECTED @classified(class: CONFIDENTIAL)
  SICK @classified(class: DEIDENTIFIED, flags: [SPECIAL_CATEGORY])
}
type Event @key(fields: "id") {
  id: ID! ${D}
  synthetic_one__state: synthetic_one__State ${D}
  synthetic_one__states: [synthetic_one__State] ${D}
  synthetic_one__day: Date @classified(class: CONFIDENTIAL)
}
`;
const RESOLVERS = `const all = (given) => (events) => events.map(() => given);
export const resolvers = { Event: {
  synthetic_one__state: all('PROTECTED'),
  synthetic_one__states: all(['OPEN', 'SICK', 'PROTECTED']),
  synthetic_one__day: all('2012-05-17'),
} };`;
const CONSENTS = [{ scope: 'DEIDENTIFIED_SHARING' }, { scope: 'LEGAL_PROCEEDINGS' }];

let node: ServingNode;
let agreed: string;
let notAgreed: string;

beforeAll(async () => {
  node = await createServingNode({ agreements: { court: ['DEIDENTIFIED', 'CONFIDENTIAL'] } });
  const seed = async (consent: typeof CONSENTS): Promise<string> =>
    `synthetic-one:${(await seedFile(node.context.dataSource, { victims: [{ consent }] }))[0] ?? ''}`;
  agreed = await seed(CONSENTS);
  notAgreed = await seed(CONSENTS.slice(0, 1));
  await writeInstalled(node.dataDir, { sdl: SDL, resolvers: RESOLVERS }, new Date('2014-01-01T00:00:00Z'));
});
afterAll(() => node.close());

function ask(fields: string, caller: Caller, url?: string): Promise<Answer> {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { ${fields} } } }`;
  const representations = [agreed, notAgreed].map((id) => ({ __typename: 'Event', id }));
  return node.ask(
    { query, variables: { representations } },
    { extension: SDL, caller, ...(url === undefined ? {} : { url }) },
  );
}

describe('a word', () => {
  test('leaves for the records in which this caller may read it, and for no others', async () => {
    const answer = await ask('synthetic_one__state', COURT);
    expect(answer.json).toEqual({ data: { _entities: [{ synthetic_one__state: 'PROTECTED' }, null] } });
  });

  test('that is never for this caller is not in an answer, alone or in a list', async () => {
    const answer = await ask('synthetic_one__state synthetic_one__states', REGIONAL_BODY);
    const cut = { synthetic_one__state: null, synthetic_one__states: ['OPEN', null, null] };
    expect(answer.json).toEqual({ data: { _entities: [cut, cut] } });
  });

  test('is read by the owner’s officer', async () => {
    const { text } = await ask('synthetic_one__states', OFFICER);
    expect(text.match(/\["OPEN","SICK","PROTECTED"\]/g)).toHaveLength(2);
  });
});

test('a date is cut to its month where the policies say so, whatever its class', async () => {
  const answer = await ask('synthetic_one__day', COURT);
  expect(answer.json).toEqual({ data: { _entities: [{ synthetic_one__day: '2012-05-01' }, null] } });
});

test('what the policies want sealed does not leave in plain', async () => {
  const url = await node.serveWith({
    extensions: {
      close: () => Promise.resolve(),
      use: (work) =>
        node.parts.extensions.use((served) =>
          work(
            served === null
              ? null
              : { ...served, permissions: (claims) => sealing(served.permissions(claims)) },
          ),
        ),
    },
  });
  const answer = await ask('synthetic_one__day', COURT, url);
  expect(answer.json.data).toBeUndefined();
  expect(answer.json.errors?.map(({ extensions }) => extensions.code)).toEqual([
    'UNAUTHORIZED_FIELD_OR_TYPE',
  ]);
});

/** As if the permit of confidential dates demanded a seal. */
function sealing(map: PermissionMap): PermissionMap {
  return {
    ...map,
    obligations: (coordinate, owner) => ({
      ...map.obligations(coordinate, owner),
      seal: coordinate === 'Event.synthetic_one__day',
    }),
  };
}
