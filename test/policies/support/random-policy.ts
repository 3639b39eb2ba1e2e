/**
 * Random policies that are valid against `vigil.cedarschema`, and random questions to ask of them.
 *
 * Gives fast-check arbitraries: conditions in Cedar's language over everything the schema knows, within what a
 * partner can turn into a query.
 */
import fc from 'fast-check';
import type { PolicyQuestion } from '@vigil/policies';
import { DATA_CLASSES, DATA_FLAGS, SUBJECTS } from '@vigil/shared';

const OWNERS = ['one', 'two', 'three'] as const;
const ORGANISATIONS = ['one', 'two', 'court'] as const;
const PURPOSES = ['CASEWORK', 'LEGAL_PROCEEDINGS', 'OVERSIGHT'] as const;
const CLASSES = ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'] as const;
const STATES = ['RECEIVED', 'CORROBORATED', 'VERIFIED'] as const;
const SCOPES = ['DEIDENTIFIED_SHARING', 'NAMED_BODY', 'LEGAL_PROCEEDINGS'] as const;

const text = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...values).map((value) => `"${value}"`);
const list = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.uniqueArray(text(values), { minLength: 1, maxLength: 3 }).map((listed) => `[${listed.join(', ')}]`);

function textTests(attribute: string, values: readonly string[]): fc.Arbitrary<string>[] {
  return [
    text(values).map((value) => `${attribute} == ${value}`),
    text(values).map((value) => `${value} != ${attribute}`),
    list(values).map((listed) => `${listed}.contains(${attribute})`),
  ];
}

function setTests(attribute: string, values: readonly string[]): fc.Arbitrary<string>[] {
  return [
    text(values).map((value) => `${attribute}.contains(${value})`),
    list(values).map((listed) => `${attribute}.containsAny(${listed})`),
    list(values).map((listed) => `${listed}.containsAny(${attribute})`),
    list(values).map((listed) => `${attribute}.containsAll(${listed})`),
  ];
}

const AGREED =
  'principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: resource.class })';

const test: fc.Arbitrary<string> = fc.oneof(
  ...textTests('resource.class', CLASSES),
  ...textTests('resource.subject', ['WITNESS', 'VICTIM', 'NONE']),
  ...textTests('resource.owner', OWNERS),
  ...textTests('resource.verification', STATES),
  ...textTests('principal.purpose', PURPOSES),
  ...setTests('resource.flags', ['EMBARGO', 'PERPETRATOR_NAMED']),
  ...setTests('resource.consents', SCOPES),
  ...setTests('resource.subjectConsents', SCOPES),
  ...setTests('resource.coSignatories', ORGANISATIONS),
  fc.constantFrom(
    'resource.confidential',
    'resource.embargoed',
    'resource.confidential == true',
    'resource.embargoed == false',
    'principal.authenticated',
    'principal.scopes.contains("a")',
    'principal in Role::"COURT"',
    '(principal has organisation && principal.organisation == resource.owner)',
    '(principal has organisation && resource.coSignatories.contains(principal.organisation))',
    'resource.flags.isEmpty()',
    'principal.agreements.isEmpty()',
  ),
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!='), fc.integer({ min: 0, max: 20 }))
    .map(([operator, days]) => `resource.daysSinceReceived ${operator} ${days}`),
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom('<', '>='))
    .map(([days, operator]) => `${days} ${operator} resource.daysSinceReceived`),
);

/** Agreements are what most policies turn on: often enough, in few runs. */
const condition = fc.oneof({ arbitrary: test, weight: 8 }, { arbitrary: fc.constant(AGREED), weight: 1 });

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} || ${b})`),
    tie('expression').map((of) => `!(${of})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
  ),
}));

const scope = fc.constantFrom(
  '(principal, action, resource is Coordinate)',
  '(principal in Role::"COURT", action, resource is Coordinate)',
  '(principal, action in [Action::"select", Action::"filterBy"], resource is Coordinate)',
  '(principal, action == Action::"unseal", resource is Coordinate)',
);

/** The text of one file with one to six policies. */
export const randomPolicies: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      effect: fc.constantFrom('permit', 'permit', 'forbid'),
      scope,
      when: expression,
      unless: fc.option(expression, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((policies) =>
    policies
      .map(
        ({ effect, scope: where, when, unless }, index) =>
          `@id("p${index}") @reason("x") ${effect} ${where} when { ${when} }` +
          `${unless === undefined ? '' : ` unless { ${unless} }`};`,
      )
      .join('\n'),
  );

const someOf = <Value>(values: readonly Value[]): fc.Arbitrary<Value[]> => fc.subarray([...values]);

const SUBJECTS_ASKING: readonly PolicyQuestion['subject'][] = [
  {
    organisation: 'court',
    roles: ['COURT'],
    purpose: 'LEGAL_PROCEEDINGS',
    authenticated: true,
    scopes: ['a'],
  },
  { organisation: 'court', roles: ['COURT', 'REGIONAL_BODY'], purpose: 'OVERSIGHT', authenticated: true },
  { organisation: 'one', roles: ['CASE_OFFICER'], purpose: 'CASEWORK', authenticated: true, scopes: ['b'] },
  { organisation: 'two', roles: ['CASE_OFFICER', 'COURT'], purpose: 'LEGAL_PROCEEDINGS' },
  { organisation: 'two', roles: [], purpose: 'OVERSIGHT', authenticated: true },
  { organisation: null, roles: ['REGIONAL_BODY'], purpose: 'CASEWORK' },
];

/** A question with a whole record; in half of them an agreement covers just what is asked for. */
export const randomQuestion: fc.Arbitrary<Required<PolicyQuestion>> = fc
  .record({
    subject: fc.constantFrom(...SUBJECTS_ASKING),
    agreements: fc.array(
      fc.record({
        partner: fc.constantFrom(...OWNERS),
        purpose: fc.constantFrom(...PURPOSES),
        class: fc.constantFrom(...CLASSES),
      }),
      { maxLength: 4 },
    ),
    agreed: fc.boolean(),
    action: fc.constantFrom('select', 'filterBy', 'unseal'),
    classification: fc.record({
      class: fc.constantFrom(...DATA_CLASSES, ...CLASSES, ...CLASSES),
      subject: fc.constantFrom(...SUBJECTS),
      flags: fc.oneof(fc.constant([]), someOf(DATA_FLAGS)),
    }),
    owner: fc.constantFrom(...OWNERS),
    record: fc.record({
      verification: fc.constantFrom(...STATES, 'DISPROVEN'),
      confidential: fc.boolean(),
      embargoed: fc.boolean(),
      coSignatories: someOf(ORGANISATIONS),
      consents: someOf(SCOPES),
      subjectConsents: someOf(SCOPES),
      daysSinceReceived: fc.integer({ min: 0, max: 21 }),
    }),
  })
  .map(({ agreed, ...question }) => {
    const { owner: partner, subject, classification } = question;
    const covering = { partner, purpose: subject.purpose, class: classification.class };
    return agreed ? { ...question, agreements: [...question.agreements, covering] } : question;
  });
