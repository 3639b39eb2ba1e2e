/** Why somebody gets something, and why not: over policies written here, so that every answer can be read off them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  explainAnswer,
  openPolicyBook,
  parseCaller,
  parseFacts,
  readSchemaBook,
  type Explanation,
  type PolicyBook,
} from '@vigil/gateway';
import { HUB_OWNER } from '@vigil/policies';
import { HubError, type Agreement } from '@vigil/shared';
import { createPolicyFolders } from '../../policies/support/policy-folder.js';

const POLICIES = `
@id("published") @reason("it is published")
permit (principal, action, resource is Coordinate) when { resource.class == "PUBLIC" };

@id("courts-read") @reason("a court reads what everybody in the case agreed to")
@pseudonymise
permit (principal in Role::"COURT", action == Action::"select", resource is Coordinate)
when {
  resource.class == "CONFIDENTIAL" &&
  principal.purpose == "LEGAL_PROCEEDINGS" &&
  principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: resource.class }) &&
  resource.consents.contains("LEGAL_PROCEEDINGS")
};

@id("officers-read") @reason("an officer reads the own cases")
permit (principal in Role::"CASE_OFFICER", action, resource is Coordinate)
when { principal has organisation && principal.organisation == resource.owner && resource.class == "CONFIDENTIAL" };

@id("witnesses-stay") @reason("naming a witness can get them killed")
forbid (principal, action, resource is Coordinate)
when { resource.subject == "WITNESS" && resource.class != "PUBLIC" }
unless { principal has organisation && principal.organisation == resource.owner };

@id("confidential-stays") @reason("the owner marked the case file")
forbid (principal, action, resource is Coordinate)
when { resource.class != "PUBLIC" && resource.confidential }
unless { principal has organisation && principal.organisation == resource.owner };
`;

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());
const schema = readSchemaBook();
const NOW = new Date('2026-11-22T12:00:00Z');
let book: PolicyBook;
beforeAll(async () => {
  book = await openPolicyBook(await folders.create({ schemaOnly: true, files: { 'all.cedar': POLICIES } }));
});

const AGREEMENT: Agreement = {
  id: 'court-reads',
  recipient: 'court',
  partner: 'north-archive',
  purposes: ['LEGAL_PROCEEDINGS'],
  classes: ['CONFIDENTIAL'],
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
};
const COURT = 'COURT@court:LEGAL_PROCEEDINGS';

function explain(
  caller: string,
  coordinate: string,
  more: Partial<Parameters<typeof explainAnswer>[0]> = {},
): Explanation {
  return explainAnswer({
    book,
    schema,
    subject: parseCaller(caller),
    coordinate,
    owners: ['north-archive'],
    agreements: [AGREEMENT],
    now: NOW,
    ...more,
  });
}

const only = (explanation: Explanation): Explanation['owners'][number] => {
  const [answer] = explanation.owners;
  if (answer === undefined || explanation.owners.length !== 1) throw new Error('one owner is expected');
  return answer;
};
const ids = (policies: readonly { readonly id: string }[]): string[] => policies.map(({ id }) => id);
const notMet = (explanation: Explanation, id: string): string[] =>
  only(explanation)
    .policies.filter((policy) => policy.id === id)
    .flatMap(({ clauses }) => clauses)
    .filter(({ verdict }) => verdict === 'not met')
    .map(({ kind, text }) => `${kind} ${text}`);

describe('an answer that hangs on the record', () => {
  test('names the permit, the forbid that may apply, the condition, and what is done with the value', () => {
    const answer = only(explain(COURT, 'Event.title'));
    expect(answer.answer).toBe('conditional');
    expect(ids(answer.deciding)).toEqual(['courts-read', 'confidential-stays']);
    expect(answer.obligations?.pseudonymise).toBe(true);
    expect(answer.condition).toEqual({
      kind: 'and',
      of: expect.arrayContaining([
        { kind: 'contains', attribute: 'consents', value: 'LEGAL_PROCEEDINGS' },
        { kind: 'not', of: { kind: 'is', attribute: 'confidential' } },
      ]) as unknown,
    });
  });

  test('becomes certain as the record becomes known', () => {
    const asked = (facts: string[]): string =>
      only(explain(COURT, 'Event.title', { record: parseFacts(facts) })).answer;
    expect(asked(['confidential=no'])).toBe('conditional');
    expect(asked(['confidential=no', 'consents=LEGAL_PROCEEDINGS,MEDIA'])).toBe('allowed');
    expect(asked(['consents=MEDIA'])).toBe('denied');
    expect(asked(['confidential=unknown', 'consents=LEGAL_PROCEEDINGS'])).toBe('denied');
  });

  test('says which fact of the record forbids it, or is not known', () => {
    const forbidden = only(explain(COURT, 'Event.title', { record: { confidential: true } }));
    expect(forbidden.because).toEqual(['forbidden by confidential-stays']);
    const unknown = only(explain(COURT, 'Event.title', { record: { confidential: null } }));
    expect(unknown.because).toEqual(['what the condition depends on is not known: confidential']);
  });
});

describe('why not', () => {
  test('no policy permits it: the clause that is not met is named', () => {
    const explanation = explain('COURT@court:RESEARCH', 'Event.title');
    expect(only(explanation).because).toEqual(['no policy permits it']);
    expect(notMet(explanation, 'courts-read')).toEqual([
      'when principal.purpose == "LEGAL_PROCEEDINGS"',
      'when principal.agreements.contains({class: resource.class, partner: resource.owner, purpose: principal.purpose})',
    ]);
  });

  test('the role is a clause like any other', () => {
    const explanation = explain('EVALUATOR@court:LEGAL_PROCEEDINGS', 'Event.title');
    expect(notMet(explanation, 'courts-read')).toEqual(['principal principal in Role::"COURT"']);
  });

  test('an agreement that ended yesterday is none', () => {
    const expired = { ...AGREEMENT, validTo: '2026-11-21' };
    const explanation = explain(COURT, 'Event.title', { agreements: [expired] });
    expect(only(explanation).answer).toBe('denied');
    expect(notMet(explanation, 'courts-read')).toHaveLength(1);
  });

  test('a forbid that applies is named, with its reason', () => {
    const answer = only(explain(COURT, 'Witness.reliability'));
    expect(answer.because).toEqual(['forbidden by witnesses-stay']);
    expect(answer.deciding.map(({ reason }) => reason)).toEqual(['naming a witness can get them killed']);
  });

  test('an attribute that is absent is a clause that is not met, and no failure', () => {
    const explanation = explain('CASE_OFFICER:CASEWORK', 'Event.title');
    expect(notMet(explanation, 'officers-read')).toEqual([
      'when principal has organisation',
      'when principal.organisation == resource.owner',
    ]);
    expect(only(explanation).policies.map(({ verdict }) => verdict)).not.toContain('fails');
  });

  test('a permission that lacks what the contract demands is none, and that is said', () => {
    const answer = only(explain('CASE_OFFICER@north-archive:CASEWORK', 'Evidence.id'));
    expect([answer.answer, answer.because]).toEqual([
      'denied',
      [
        'the contract demands that ids are pseudonyms for this recipient, and no policy that permits it says so',
      ],
    ]);
  });

  test('a coordinate that no schema has is not explained but refused by name', () => {
    expect(() => explain(COURT, 'Event.secret')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('whose data', () => {
  test('the answer is given for each owner', () => {
    const { owners } = explain('CASE_OFFICER@north-archive:CASEWORK', 'Event.title', {
      owners: ['north-archive', 'south-archive'],
    });
    expect(owners.map(({ owner, answer }) => [owner, answer])).toEqual([
      ['north-archive', 'allowed'],
      ['south-archive', 'denied'],
    ]);
  });

  test("what is public is the hub's as well", () => {
    const { owners } = explain('nobody', 'Partner.name');
    expect(owners.map(({ owner, answer }) => [owner, answer])).toEqual([
      [HUB_OWNER, 'allowed'],
      ['north-archive', 'allowed'],
    ]);
  });
});

describe('callers and facts are read from words, or refused with what to write', () => {
  test.each([
    ['SPY@court:RESEARCH', 'roles are'],
    ['COURT@court', 'add the purpose'],
    ['COURT@court:FUN', 'add the purpose'],
    ['COURT@The Court:RESEARCH', 'an organisation takes'],
    ['', 'roles are'],
  ])('%s', (text, words) => {
    expect(() => parseCaller(text)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(words) as unknown }),
    );
  });

  test.each([
    'secret=yes',
    'owner=north-archive',
    'confidential=maybe',
    'daysSinceReceived=soon',
    'confidential',
  ])('%s', (text) => {
    expect(() => parseFacts([text])).toThrow(HubError);
  });

  test('several roles and no organisation', () => {
    expect(parseCaller('COURT,EVALUATOR:RESEARCH', { scopes: ['read'] })).toEqual({
      organisation: null,
      roles: ['COURT', 'EVALUATOR'],
      purpose: 'RESEARCH',
      authenticated: true,
      scopes: ['read'],
    });
  });
});
