/**
 * Questions put to two sets of policies one by one, and Cedar's own decisions on them.
 *
 * Takes a comparison and the two sets, gives the questions that Cedar answers otherwise than the comparison says.
 */
import type { ChangeGroup, PolicyBook, PolicyDiff } from '@vigil/gateway';
import { HUB_OWNER, recordHolds, type Action, type RecordFacts, type SubjectClass } from '@vigil/policies';
import type { Classification } from '@vigil/shared';

export interface Asked {
  readonly subject: SubjectClass;
  readonly owner: string;
  readonly agreed: readonly Classification['class'][];
  readonly action: Action;
  readonly classification: Classification;
}

const FACTS: RecordFacts = {
  owner: '',
  verification: 'VERIFIED',
  confidential: false,
  embargoed: false,
  coSignatories: [],
  consents: [],
  subjectConsents: [],
  daysSinceReceived: 5,
};
const RECORDS: readonly RecordFacts[] = [
  FACTS,
  { ...FACTS, consents: ['RESEARCH'], coSignatories: ['some-organisation'] },
  { ...FACTS, verification: 'RECEIVED', daysSinceReceived: 90 },
  { ...FACTS, confidential: true, embargoed: true, consents: ['RESEARCH', 'MEDIA'] },
];
const CLASSIFICATIONS: readonly Classification[] = [
  { class: 'PUBLIC', subject: 'NONE', flags: [] },
  { class: 'DEIDENTIFIED', subject: 'VICTIM', flags: ['QUASI_IDENTIFIER'] },
  { class: 'CONFIDENTIAL', subject: 'NONE', flags: [] },
  { class: 'CONFIDENTIAL', subject: 'WITNESS', flags: ['EMBARGO'] },
];
const ROLES: readonly SubjectClass['roles'][] = [['REGIONAL_BODY'], ['COURT'], ['CASE_OFFICER', 'COURT']];

/** Every combination, and those left out that cannot be: what is the hub's is public, and nobody's agreement. */
function everyQuestion(): Asked[] {
  const callers = ROLES.flatMap((roles) =>
    (['CASEWORK', 'OVERSIGHT'] as const).flatMap((purpose) =>
      [null, 'some-organisation', 'named-court'].map((organisation) => ({
        organisation,
        roles,
        purpose,
        authenticated: true,
      })),
    ),
  );
  const places = ['some-partner-0', 'some-organisation', HUB_OWNER].flatMap((owner) =>
    CLASSIFICATIONS.flatMap((classification) =>
      (['select', 'filterBy'] as const).map((action) => ({ owner, classification, action })),
    ),
  );
  const isPossible = ({ subject, owner, agreed, classification }: Asked): boolean =>
    (agreed.length === 0 || (subject.organisation !== null && owner !== HUB_OWNER)) &&
    (owner !== HUB_OWNER || classification.class === 'PUBLIC');
  return callers
    .flatMap((subject) => places.flatMap((place) => AGREED.map((agreed) => ({ ...place, subject, agreed }))))
    .filter(isPossible);
}

const AGREED: readonly Asked['agreed'][] = [
  [],
  ['DEIDENTIFIED'],
  ['CONFIDENTIAL'],
  ['DEIDENTIFIED', 'CONFIDENTIAL'],
];

const QUESTIONS = everyQuestion();

function decide(
  book: PolicyBook,
  { subject, owner, agreed, action, classification }: Asked,
  { owner: _, ...record }: RecordFacts,
): boolean {
  const agreements = agreed.map((dataClass) => ({
    partner: owner,
    purpose: subject.purpose,
    class: dataClass,
  }));
  return book.engine.decide({ subject, agreements, action, classification, owner, record }).allowed;
}

/** The words by which the comparison names what the question is about. */
function isAbout(
  group: ChangeGroup['asked'][number],
  question: Asked,
  books: readonly PolicyBook[],
): boolean {
  const { subject, owner, agreed, action, classification } = question;
  const named = new Set(books.flatMap(({ vocabulary }) => [...vocabulary.roles]));
  const held = subject.roles.filter((role) => named.has(role));
  const roles = held.length > 0 ? held.join(' + ') : (subject.roles[0] ?? 'no role');
  const organisations = new Set(books.flatMap(({ vocabulary }) => [...vocabulary.organisations]));
  const organisation = (id: string): string => (organisations.has(id) ? id : 'any organisation');
  return (
    group.roles.includes(roles) &&
    group.purpose.includes(subject.purpose) &&
    group.organisation.includes(
      subject.organisation === null ? 'no organisation' : organisation(subject.organisation),
    ) &&
    group.owner.includes(ownerLabel(owner, subject.organisation)) &&
    group.agreements.some((label) => isAgreement(label, agreed, classification, books)) &&
    group.action.includes(action) &&
    group.coordinate.some((name) => isPlace(name, classification, books))
  );
}

function ownerLabel(owner: string, organisation: string | null): string {
  if (owner === HUB_OWNER) return 'the hub';
  return owner === organisation ? 'their own organisation' : 'another partner';
}

/** Of what was agreed only the classes matter that a policy asks for: those named, and the class itself. */
function isAgreement(
  label: string,
  agreed: readonly string[],
  { class: dataClass }: Classification,
  books: readonly PolicyBook[],
): boolean {
  const asked = new Set(books.flatMap(({ vocabulary }) => [...vocabulary.agreementClasses]));
  const matters = agreed.filter((given) => asked.has(given) || (asked.has('=') && given === dataClass));
  return label === (matters.length === 0 ? 'none' : [...matters].sort().join(' + '));
}

function isPlace(
  name: string,
  { class: dataClass, subject, flags }: Classification,
  books: readonly PolicyBook[],
): boolean {
  const asked = new Set(books.flatMap(({ vocabulary }) => [...vocabulary.flags]));
  const [kind = '', ...given] = name.split(', ');
  const [, ofClass, about = ''] = /^an? (\w+) field about (\S+)$/.exec(kind) ?? [];
  const matters = flags.filter((flag) => asked.has(flag));
  return (
    ofClass === dataClass &&
    (about === 'anybody' || about.split('/').includes(subject)) &&
    [...matters].sort().join() === [...given].sort().join()
  );
}

/** A question about any record, with Cedar's decisions on each of the records before and after. */
export interface Decided {
  readonly question: Asked;
  readonly decisions: readonly {
    readonly record: RecordFacts;
    readonly before: boolean;
    readonly after: boolean;
  }[];
}

export function decideEverything(was: PolicyBook, is: PolicyBook): Decided[] {
  return QUESTIONS.map((question) => ({
    question,
    decisions: RECORDS.map((facts) => {
      const record = { ...facts, owner: question.owner };
      return { record, before: decide(was, question, record), after: decide(is, question, record) };
    }),
  }));
}

/** Questions that Cedar answers differently than the comparison says. */
export function disagreements(
  { changes }: PolicyDiff,
  books: readonly PolicyBook[],
  decided: readonly Decided[],
): Asked[] {
  const wrong = decided.filter(({ question, decisions }) => {
    const [change, another] = changes.filter(({ asked }) =>
      asked.some((group) => isAbout(group, question, books)),
    );
    if (another !== undefined) return true;
    return decisions.some(({ record, before, after }) =>
      change === undefined
        ? before !== after
        : recordHolds(change.before.condition, record) !== before ||
          recordHolds(change.after.condition, record) !== after,
    );
  });
  return wrong.map(({ question }) => question);
}
