/**
 * Two sets of policies compared: every difference is listed, and nothing else.
 *
 * Judged by Cedar's own concrete decisions (`PolicyEngine.decide`), question by question, over small sets of policies.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  diffPolicies,
  openPolicyBook,
  readSchemaBook,
  type PolicyBook,
  type PolicyDiff,
} from '@vigil/gateway';
import { createPolicyFolders } from '../../policies/support/policy-folder.js';
import { decideEverything, disagreements } from './disagreements.js';

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());
const schema = readSchemaBook();
const NOW = new Date('2026-11-22T12:00:00Z');

let made = 0;
/** Policies without their annotations, which only have to be there. */
async function bookOf(policies: readonly string[]): Promise<PolicyBook> {
  const text = policies
    .map(
      (policy) =>
        `@id("p${(made += 1)}") @reason("a reason") ${policy.replaceAll('RESOURCE', 'resource is Coordinate')};`,
    )
    .join('\n');
  return openPolicyBook(await folders.create({ schemaOnly: true, files: { 'all.cedar': text } }));
}

async function diffOf(
  before: readonly string[],
  after: readonly string[],
): Promise<[PolicyDiff, PolicyBook, PolicyBook]> {
  const [was, is] = [await bookOf(before), await bookOf(after)];
  const diff = diffPolicies({
    before: { book: was, coalition: null },
    after: { book: is, coalition: null },
    schema,
    now: NOW,
  });
  return [diff, was, is];
}

const OFFICERS =
  'permit (principal in Role::"CASE_OFFICER", action, RESOURCE) when { principal has organisation && principal.organisation == resource.owner && resource.class != "IDENTIFYING" }';
const AGREEMENTS =
  'permit (principal, action == Action::"select", RESOURCE) when { principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: resource.class }) && ["DEIDENTIFIED", "CONFIDENTIAL"].contains(resource.class) && !resource.confidential }';
const NAMED_AGREEMENT =
  'permit (principal in Role::"COURT", action == Action::"select", RESOURCE) when { principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: "CONFIDENTIAL" }) && resource.consents.contains("RESEARCH") && resource.class == "DEIDENTIFIED" }';
const PUBLIC = 'permit (principal, action, RESOURCE) when { resource.class == "PUBLIC" }';
const EMBARGO =
  'forbid (principal, action, RESOURCE) when { resource.flags.contains("EMBARGO") } unless { principal has organisation && principal.organisation == resource.owner }';
const WITNESS =
  'forbid (principal, action, RESOURCE) when { resource.subject == "WITNESS" && resource.verification != "VERIFIED" }';
const ONE_COURT =
  'permit (principal, action, RESOURCE) when { principal has organisation && principal.organisation == "named-court" && principal.purpose == "CASEWORK" && resource.class == "CONFIDENTIAL" && resource.daysSinceReceived > 30 }';
const CO_SIGNATORY =
  'permit (principal, action == Action::"select", RESOURCE) when { principal has organisation && resource.coSignatories.contains(principal.organisation) && resource.class == "CONFIDENTIAL" }';

describe('every answer of Cedar that changes is listed, with the condition before and after, and no other', () => {
  test.each<[string, string[], string[]]>([
    ['a forbid is taken away', [PUBLIC, AGREEMENTS, EMBARGO], [PUBLIC, AGREEMENTS]],
    [
      'permits and forbids are exchanged',
      [OFFICERS, AGREEMENTS, WITNESS],
      [OFFICERS, NAMED_AGREEMENT, EMBARGO],
    ],
    ['one organisation is named', [PUBLIC, OFFICERS], [OFFICERS, ONE_COURT, CO_SIGNATORY]],
    ['a class is named in an agreement', [AGREEMENTS, NAMED_AGREEMENT], [AGREEMENTS, WITNESS, ONE_COURT]],
  ])('when %s', async (_title, before, after) => {
    const [diff, was, is] = await diffOf(before, after);
    expect(diff.changes.length).toBeGreaterThan(0);
    expect(disagreements(diff, [was, is], decideEverything(was, is))).toEqual([]);
  });

  test('this check notices changes that are left out, made up, or said to be others', async () => {
    const [diff, was, is] = await diffOf([PUBLIC, OFFICERS], [PUBLIC, AGREEMENTS]);
    const twins: PolicyDiff['changes'][] = [
      [],
      diff.changes.map((change) => ({ ...change, after: change.before })),
      diff.changes.map((change) => ({
        ...change,
        asked: change.asked.map((group) => ({
          ...group,
          roles: diff.tried.coordinates.roles,
          agreements: ['none'],
        })),
      })),
    ];
    const decided = decideEverything(was, is);
    for (const changes of twins)
      expect(disagreements({ ...diff, changes }, [was, is], decided)).not.toEqual([]);
  });
});

describe('what is said about a change', () => {
  test('the same policies change nothing', async () => {
    const [diff] = await diffOf([OFFICERS, EMBARGO], [OFFICERS, EMBARGO]);
    expect([diff.changes, diff.widens]).toEqual([[], false]);
  });

  test('a policy written in another way changes nothing', async () => {
    const [diff] = await diffOf(
      ['permit (principal, action, RESOURCE) when { !(resource.confidential || resource.embargoed) }'],
      ['permit (principal, action, RESOURCE) when { !resource.embargoed } unless { resource.confidential }'],
    );
    expect(diff.changes).toEqual([]);
  });

  test('widening changes stand first, and narrowing ones alone are no failure', async () => {
    const [both] = await diffOf([PUBLIC], [OFFICERS]);
    const directions = both.changes.map(({ direction }) => direction);
    expect(directions).toEqual([...directions].sort().reverse());
    expect([directions.at(0), directions.at(-1), both.widens]).toEqual(['WIDER', 'NARROWER', true]);
    const [narrower] = await diffOf([PUBLIC, OFFICERS], [PUBLIC]);
    expect([narrower.changes.length > 0, narrower.widens]).toEqual([true, false]);
  });

  test('a permission that asks for another consent widens, and shows a record', async () => {
    const consent = (scope: string): string =>
      `permit (principal, action == Action::"select", RESOURCE) when { resource.class == "CONFIDENTIAL" && resource.consents.contains("${scope}") }`;
    const [diff] = await diffOf([consent('RESEARCH')], [consent('MEDIA')]);
    expect(diff.changes).toEqual([
      expect.objectContaining({
        direction: 'BOTH',
        gained: { consents: ['MEDIA'] },
        lost: { consents: ['RESEARCH'] },
      }),
    ]);
    expect(diff.widens).toBe(true);
  });

  test('an obligation that is dropped widens', async () => {
    const policy =
      'permit (principal, action == Action::"select", RESOURCE) when { resource.class == "CONFIDENTIAL" && resource.subject == "STAFF" }';
    const [diff] = await diffOf([`@pseudonymise ${policy}`], [policy]);
    expect(diff.changes).toEqual([
      expect.objectContaining({ direction: 'WIDER', dropped: ['pseudonymise'], added: [] }),
    ]);
    const [back] = await diffOf([policy], [`@pseudonymise ${policy}`]);
    expect([back.widens, back.changes[0]?.direction]).toEqual([false, 'NARROWER']);
  });

  test('a name in @policy that somebody meets now is a change', async () => {
    const meets = (role: string): string =>
      `permit (principal in Role::"${role}", action == Action::"satisfy", resource is Requirement) when { resource.name == "trusted" }`;
    const [diff] = await diffOf([PUBLIC, meets('COURT')], [PUBLIC, meets('EVALUATOR')]);
    const said = diff.changes.map(({ direction, asked }) => [
      direction,
      asked.map(({ coordinate, roles }) => [coordinate, roles]),
    ]);
    expect(said).toEqual([
      ['WIDER', [[['@policy "trusted"'], ['EVALUATOR']]]],
      ['NARROWER', [[['@policy "trusted"'], ['COURT']]]],
    ]);
  });

  test.each([
    [
      'a pattern',
      'permit (principal, action, RESOURCE) when { principal has organisation && principal.organisation like "court-*" }',
    ],
    [
      'agreements with whomever',
      'permit (principal, action, RESOURCE) when { !principal.agreements.isEmpty() }',
    ],
    [
      'an agreement with somebody else than the owner',
      'permit (principal, action, RESOURCE) when { principal.agreements.contains({ partner: "synthetic-one", purpose: "RESEARCH", class: "PUBLIC" }) }',
    ],
  ])('%s cannot be tried out value by value, and is refused', async (_title, policy) => {
    await expect(diffOf([PUBLIC], [policy])).rejects.toEqual(
      expect.objectContaining({
        code: 'POLICY_INVALID',
        message: expect.stringContaining('exhaustively') as unknown,
      }),
    );
  });
});
