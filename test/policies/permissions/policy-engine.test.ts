/** What makes a set of policies fit to decide, and what is decided when something goes wrong. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadPolicyEngine, type PolicyQuestion } from '@vigil/policies';
import { createPolicyFolders } from '../support/policy-folder.js';

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());

const OFFICER_SELECTS = {
  subject: { organisation: 'synthetic-one', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' },
  agreements: [],
  action: 'select',
  owner: 'synthetic-one',
} as const satisfies Omit<PolicyQuestion, 'classification'>;

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
      '@id("x") @reason("x") forbid (principal, action, resource) when { resource.klass == "PUBLIC" };',
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
      '@id("x") @reason("x") forbid (principal, action, resource) when { resource.flags == "EMBARGO" };',
    ],
    [
      'when a policy reads an attribute that may be absent',
      '@id("x") @reason("x") permit (principal, action, resource) when { principal.organisation == resource.owner };',
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
    without: ['public.cedar', 'case-officers.cedar', 'agreements.cedar'],
  });
  const engine = await loadPolicyEngine(folder);
  for (const dataClass of ['PUBLIC', 'DEIDENTIFIED', 'CONFIDENTIAL'] as const) {
    const classification = { class: dataClass, subject: 'NONE', flags: [] } as const;
    expect(engine.decide({ ...OFFICER_SELECTS, classification }).allowed).toBe(false);
  }
});

test('a policy that errs denies, also where another one permits', async () => {
  // Valid by type, and yet beyond the largest number: Cedar skips such a policy, here a forbid.
  const overflow =
    '@id("errs") @reason("x") forbid (principal, action, resource)' +
    ' when { 9223372036854775807 + 1 > 0 && resource.class == "PUBLIC" };';
  const engine = await loadPolicyEngine(await folders.create({ files: { 'zz.cedar': overflow } }));
  const classification = { class: 'PUBLIC', subject: 'NONE', flags: [] } as const;
  expect(engine.decide({ ...OFFICER_SELECTS, classification })).toEqual({ allowed: false, determining: [] });
});

test.each(['groupBy', 'export'])(
  'a question that the schema does not know is denied (%s)',
  async (action) => {
    const engine = await loadPolicyEngine();
    const classification = { class: 'CONFIDENTIAL', subject: 'NONE', flags: [] } as const;
    const question = { ...OFFICER_SELECTS, classification, action } as unknown as PolicyQuestion;
    expect(engine.decide(question).allowed).toBe(false);
  },
);

test('a role that the schema does not know is denied, not ignored', async () => {
  const engine = await loadPolicyEngine();
  const subject = { ...OFFICER_SELECTS.subject, roles: ['CASE_OFFICER', 'SPY'] };
  const classification = { class: 'DEIDENTIFIED', subject: 'NONE', flags: [] } as const;
  const question = { ...OFFICER_SELECTS, classification, subject } as unknown as PolicyQuestion;
  expect(engine.decide(question).allowed).toBe(false);
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
    expect(engine.decide({ ...OFFICER_SELECTS, classification }).allowed).toBe(false);
    // The broken twin: the same mistake without the forbid lets it through, so this test can tell.
    const twin = await loadPolicyEngine(
      await folders.create({ without: [file], files: { 'zz.cedar': PERMIT_EVERYTHING } }),
    );
    expect(twin.decide({ ...OFFICER_SELECTS, classification }).allowed).toBe(true);
  });

  test('a witness, from everybody but the own officer', async () => {
    const classification = { class: 'IDENTIFYING', subject: 'WITNESS', flags: [] } as const;
    const question = { ...OFFICER_SELECTS, owner: 'synthetic-two', classification };
    const change = { without: ['identifying.cedar'], files: { 'zz.cedar': PERMIT_EVERYTHING } };
    const engine = await loadPolicyEngine(await folders.create(change));
    expect(engine.decide(question).allowed).toBe(false);
    const twin = await loadPolicyEngine(
      await folders.create({ ...change, without: [...change.without, 'witnesses.cedar'] }),
    );
    expect(twin.decide(question).allowed).toBe(true);
  });
});

describe('the version of the policies', () => {
  test('is the same for the same texts, wherever they lie', async () => {
    const [here, there] = [await loadPolicyEngine(), await loadPolicyEngine(await folders.create({}))];
    expect(there.version).toBe(here.version);
    expect(here.version).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with a comment, with a file, and with a name', async () => {
    const text = '@id("x") @reason("x") forbid (principal, action, resource) when { resource.class == "X" };';
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
      'forbid (principal, action, resource) when { resource.class == "X" };',
    ];
    const unix = await loadPolicyEngine(await folders.create({ files: { 'x.cedar': lines.join('\n') } }));
    const windows = await loadPolicyEngine(
      await folders.create({ files: { 'x.cedar': lines.join('\r\n') } }),
    );
    expect(windows.version).toBe(unix.version);
  });
});
