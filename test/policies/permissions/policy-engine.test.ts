/** What makes a set of policies fit to decide, and what is decided when something goes wrong. */
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadPolicyEngine, type PolicyEngine, type PolicyQuestion } from '@vigil/policies';
import { POLICY_DIRECTORY, createPolicyFolders } from '../support/policy-folder.js';

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());

const OFFICER_SELECTS = {
  subject: { organisation: 'synthetic-one', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' },
  agreements: [],
  action: 'select',
  owner: 'synthetic-one',
} as const satisfies Omit<PolicyQuestion, 'classification'>;

/** Nothing about this record stands in the way of sharing it. */
const OPEN_RECORD = {
  verification: 'VERIFIED',
  confidential: false,
  embargoed: false,
  coSignatories: [],
  consents: ['DEIDENTIFIED_SHARING'],
  subjectConsents: ['DEIDENTIFIED_SHARING'],
  daysSinceReceived: 400,
} as const;

/** Both ways of asking: what the map is made of, and Cedar itself. They must agree. */
function allowed(engine: PolicyEngine, question: Omit<PolicyQuestion, 'record'>): boolean {
  const asked = { ...question, record: OPEN_RECORD };
  const decided = engine.decide(asked).allowed;
  expect(engine.judge(asked).answer).toBe(decided ? 'allowed' : 'denied');
  return decided;
}

const PERMIT_EVERYTHING = '@id("everything") @reason("a mistake") permit (principal, action, resource);';
const invalid = expect.objectContaining({ code: 'POLICY_INVALID', audience: 'operator' });

describe('a set of policies is refused', () => {
  test.each([
    ['when it is no Cedar', 'permit (principal, action, resource)'],
    ['when a policy has no id', '@reason("x") forbid (principal, action, resource);'],
    ['when a policy has no reason', '@id("x") forbid (principal, action, resource);'],
    [
      'when a policy takes an id that is taken',
      '@id("public-is-for-everybody") @reason("x") forbid (principal, action, resource);',
    ],
    [
      'when a policy names an attribute that does not exist',
      '@id("x") @reason("x") forbid (principal, action, resource is Coordinate) when { resource.klass == "PUBLIC" };',
    ],
    [
      'when a policy names a role that does not exist',
      '@id("x") @reason("x") permit (principal in Role::"SPY", action, resource);',
    ],
    [
      'when a policy names an action that does not exist',
      '@id("x") @reason("x") permit (principal, action == Action::"export", resource);',
    ],
    [
      'when a policy compares unlike things',
      '@id("x") @reason("x") forbid (principal, action, resource is Coordinate) when { resource.flags == "EMBARGO" };',
    ],
    [
      'when a policy reads an attribute that may be absent',
      '@id("x") @reason("x") permit (principal, action, resource is Coordinate) when { principal.organisation == resource.owner };',
    ],
    [
      'when a policy can never apply',
      '@id("x") @reason("x") forbid (principal, action, resource) when { false };',
    ],
    [
      'when a policy is a template',
      '@id("x") @reason("x") forbid (principal == ?principal, action, resource);',
    ],
  ])('%s', async (_title, text) => {
    const folder = await folders.create({ files: { 'zz.cedar': text } });
    await expect(loadPolicyEngine(folder)).rejects.toEqual(invalid);
  });

  test('when the schema is missing', async () => {
    const folder = await folders.create({ without: ['vigil.cedarschema'] });
    await expect(loadPolicyEngine(folder)).rejects.toEqual(invalid);
  });

  test('when the schema is damaged', async () => {
    const folder = await folders.create({ files: { 'vigil.cedarschema': 'entity Caller' } });
    await expect(loadPolicyEngine(folder)).rejects.toEqual(invalid);
  });

  test('when there is no folder', async () => {
    await expect(loadPolicyEngine('/nowhere/at/all')).rejects.toEqual(invalid);
  });
});

test('without any policy that permits, everything is denied', async () => {
  const folder = await folders.create({
    without: [
      'public.cedar',
      'case-officers.cedar',
      'agreements.cedar',
      'co-signatories.cedar',
      'courts.cedar',
    ],
  });
  const engine = await loadPolicyEngine(folder);
  for (const dataClass of ['PUBLIC', 'DEIDENTIFIED', 'CONFIDENTIAL'] as const) {
    const classification = { class: dataClass, subject: 'NONE', flags: [] } as const;
    expect(allowed(engine, { ...OFFICER_SELECTS, classification })).toBe(false);
  }
});

test('a policy that errs denies, also where another one permits', async () => {
  // Valid by type, and yet beyond the largest number: Cedar skips such a policy, here a forbid.
  const overflow =
    '@id("errs") @reason("x") forbid (principal, action, resource is Coordinate)' +
    ' when { 9223372036854775807 + 1 > 0 && resource.class == "PUBLIC" };';
  const engine = await loadPolicyEngine(await folders.create({ files: { 'zz.cedar': overflow } }));
  const classification = { class: 'PUBLIC', subject: 'NONE', flags: [] } as const;
  const question = { ...OFFICER_SELECTS, classification, record: OPEN_RECORD };
  expect(engine.decide(question)).toEqual({ allowed: false, determining: [] });
  expect(engine.judgesFor(question)(classification)).toBeNull();
  expect(engine.judge(question).answer).toBe('denied');
  // The broken twin: without it the same is allowed, and Cedar's own residual of it says only "false".
  expect((await loadPolicyEngine()).judge(question).answer).toBe('allowed');
});

describe('a policy about a record that no partner could turn into a query denies', () => {
  const PUBLIC = { class: 'PUBLIC', subject: 'NONE', flags: [] } as const;
  const question = { ...OFFICER_SELECTS, classification: PUBLIC, owner: 'synthetic-two' };
  const forbidding = (condition: string): string =>
    `@id("odd") @reason("x") forbid (principal, action, resource is Coordinate) when { ${condition} };`;

  test.each([
    ['arithmetic', 'resource.daysSinceReceived + 1 > 1000'],
    ['a pattern', 'resource.owner like "secret-*"'],
    ['two attributes compared', 'resource.owner == resource.verification'],
    ['one attribute in another', 'resource.coSignatories.contains(resource.owner)'],
    ['a whole set', 'resource.coSignatories == ["a"]'],
    ['an empty set', 'resource.coSignatories.isEmpty()'],
    ['a number beyond what JavaScript counts exactly', 'resource.daysSinceReceived > 9007199254740993'],
  ])('%s', async (_title, condition) => {
    const engine = await loadPolicyEngine(
      await folders.create({ files: { 'zz.cedar': forbidding(condition) } }),
    );
    expect(engine.judge(question)).toMatchObject({ answer: 'denied', because: [] });
  });

  test('but only where it applies: what a class rules out is not looked at', async () => {
    const condition = 'resource.class == "CONFIDENTIAL" && resource.daysSinceReceived + 1 > 1000';
    const engine = await loadPolicyEngine(
      await folders.create({ files: { 'zz.cedar': forbidding(condition) } }),
    );
    expect(engine.judge(question).answer).toBe('allowed');
    const confidential = { ...question.classification, class: 'CONFIDENTIAL' } as const;
    const own = { ...OFFICER_SELECTS, classification: confidential };
    expect(engine.judge(own).answer).toBe('denied');
  });
});

describe('obligations of a policy are refused', () => {
  const permit = (annotations: string, effect = 'permit'): string =>
    `@id("x") @reason("x") ${annotations} ${effect} (principal, action, resource is Coordinate);`;

  test.each([
    ['when their name is misspelt', permit('@generalize("month")')],
    ['when they ask for what nobody can do', permit('@generalise("week")')],
    ['when one of several is unknown', permit('@generalise("month, wek")')],
    ['when nothing is to be generalised', permit('@generalise("")')],
    ['when a flag has a value', permit('@seal("no")')],
    ['when a forbid has them', permit('@pseudonymise', 'forbid')],
  ])('%s', async (_title, text) => {
    const folder = await folders.create({ files: { 'zz.cedar': text } });
    await expect(loadPolicyEngine(folder)).rejects.toEqual(invalid);
  });

  test('and are read otherwise', async () => {
    const folder = await folders.create({
      schemaOnly: true,
      files: { 'zz.cedar': permit('@generalise("admin1,month") @seal') },
    });
    const { obligations } = (await loadPolicyEngine(folder)).policies[0] ?? {};
    expect(obligations).toEqual({
      generalise: new Set(['month', 'admin1']),
      pseudonymise: false,
      seal: true,
    });
  });
});

test.each([
  ['declares another record than ours', 'embargoed: Bool,', 'embargoed: Bool, weather: String,'],
  ['lacks an attribute that we give', 'daysSinceReceived: Long,', ''],
  ['lacks an action', 'action "satisfy"', 'action "satisfies"'],
])('a schema that %s stops the start', async (_title, ours, theirs) => {
  const schema = await readFile(`${POLICY_DIRECTORY}vigil.cedarschema`, 'utf8');
  expect(schema).toContain(ours);
  const folder = await folders.create({
    schemaOnly: true,
    files: {
      'vigil.cedarschema': schema.replace(ours, theirs),
      'x.cedar': PERMIT_EVERYTHING,
    },
  });
  await expect(loadPolicyEngine(folder)).rejects.toEqual(invalid);
});

test.each(['groupBy', 'export'])(
  'a question that the schema does not know is denied (%s)',
  async (action) => {
    const engine = await loadPolicyEngine();
    const classification = { class: 'CONFIDENTIAL', subject: 'NONE', flags: [] } as const;
    const question = { ...OFFICER_SELECTS, classification, action } as unknown as PolicyQuestion;
    expect(allowed(engine, question)).toBe(false);
  },
);

test('a role that the schema does not know is denied, not ignored', async () => {
  const engine = await loadPolicyEngine();
  const subject = { ...OFFICER_SELECTS.subject, roles: ['CASE_OFFICER', 'SPY'] };
  const classification = { class: 'DEIDENTIFIED', subject: 'NONE', flags: [] } as const;
  const question = { ...OFFICER_SELECTS, classification, subject } as unknown as PolicyQuestion;
  expect(allowed(engine, question)).toBe(false);
});

describe('a permit by mistake does not undo what is forbidden', () => {
  const forbidden = [
    ['identifying data', 'identifying.cedar', 'IDENTIFYING'],
    ['security-critical data', 'security-critical.cedar', 'SECURITY_CRITICAL'],
    ['data that may only be counted', 'aggregate-only.cedar', 'AGGREGATE_ONLY'],
  ] as const;

  test.each(forbidden)('%s', async (_title, file, dataClass) => {
    const classification = { class: dataClass, subject: 'VICTIM', flags: [] } as const;
    const engine = await loadPolicyEngine(await folders.create({ files: { 'zz.cedar': PERMIT_EVERYTHING } }));
    expect(allowed(engine, { ...OFFICER_SELECTS, classification })).toBe(false);
    // The broken twin: the same mistake without the forbid lets it through, so this test can tell.
    const twin = await loadPolicyEngine(
      await folders.create({ without: [file], files: { 'zz.cedar': PERMIT_EVERYTHING } }),
    );
    expect(allowed(twin, { ...OFFICER_SELECTS, classification })).toBe(true);
  });

  test('a witness, from everybody but the own officer', async () => {
    const classification = { class: 'IDENTIFYING', subject: 'WITNESS', flags: [] } as const;
    const question = { ...OFFICER_SELECTS, owner: 'synthetic-two', classification };
    const change = { without: ['identifying.cedar'], files: { 'zz.cedar': PERMIT_EVERYTHING } };
    const engine = await loadPolicyEngine(await folders.create(change));
    expect(allowed(engine, question)).toBe(false);
    const twin = await loadPolicyEngine(
      await folders.create({ ...change, without: [...change.without, 'witnesses.cedar'] }),
    );
    expect(allowed(twin, question)).toBe(true);
  });
});

describe('the version of the policies', () => {
  test('is the same for the same texts, wherever they lie', async () => {
    const [here, there] = [await loadPolicyEngine(), await loadPolicyEngine(await folders.create({}))];
    expect(there.version).toBe(here.version);
    expect(here.version).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with a comment, with a file, and with a name', async () => {
    const text =
      '@id("x") @reason("x") forbid (principal, action, resource is Coordinate) when { resource.class == "X" };';
    const versions = await Promise.all(
      [{}, { 'x.cedar': text }, { 'y.cedar': text }, { 'x.cedar': `// why\n${text}` }].map(
        async (files) => (await loadPolicyEngine(await folders.create({ files }))).version,
      ),
    );
    expect(new Set(versions).size).toBe(4);
  });

  test('does not change with the line ends of a checkout', async () => {
    const lines = [
      '// why',
      '@id("x") @reason("x")',
      'forbid (principal, action, resource is Coordinate) when { resource.class == "X" };',
    ];
    const unix = await loadPolicyEngine(await folders.create({ files: { 'x.cedar': lines.join('\n') } }));
    const windows = await loadPolicyEngine(
      await folders.create({ files: { 'x.cedar': lines.join('\r\n') } }),
    );
    expect(windows.version).toBe(unix.version);
  });
});
