/**
 * The questions that have to be put to two sets of policies so that no difference between them is missed.
 *
 * Takes what the policies can tell apart, gives callers with the owners and agreements to try. Values that no
 * policy names are answered alike: one stands for all of them, and the others are listed beside it.
 */
import { EVERY, THE_SAME, type PolicyVocabulary, type SubjectClass } from '@vigil/policies';
import {
  DATA_CLASSES,
  HubError,
  PARTNER_ID,
  purpose as purposes,
  role as roles,
  type Agreement,
  type Coalition,
} from '@vigil/shared';
import { subsetsOf } from './compare-conditions.js';
import { supposedAgreement } from './policy-book.js';

type Role = SubjectClass['roles'][number];
type Purpose = SubjectClass['purpose'];

/** Callers that are answered alike: one to ask for, and the words for all of them. */
export interface TriedCaller {
  readonly subject: SubjectClass;
  /** `COURT`, `CASE_OFFICER + COURT`, … */
  readonly roles: readonly string[];
  readonly purposes: readonly Purpose[];
}

export interface TriedOwner {
  readonly id: string;
  /** in words: `the caller's organisation`, `another partner` */
  readonly label: string;
  /** pairs `CLASS` or `CLASS for PURPOSE` that this owner has agreed with the caller's organisation */
  readonly agreements: readonly string[];
}

/** One permission map to compile on each side. */
export interface TriedRun {
  readonly caller: TriedCaller;
  readonly organisation: string;
  /** the first of the runs for this caller: what agreements say nothing about is asked in it alone */
  readonly first: boolean;
  readonly owners: readonly TriedOwner[];
  readonly agreements: readonly Agreement[];
}

export const NO_ORGANISATION = 'no organisation';
export const ANY_ORGANISATION = 'any organisation';
export const OWN = 'their own organisation';
export const ANOTHER_PARTNER = 'another partner';
/** Stands for every name in `@policy` that no policy knows. */
export const ANY_OTHER_NAME = 'any other name';
/** Stands for the class that is asked about. */
export const THIS_CLASS = 'the class itself';

const MAX_VARIANTS = 8;

/** @throws HubError POLICY_INVALID when the answers of a policy cannot be counted off */
function requireCountable(vocabularies: readonly PolicyVocabulary[]): void {
  const found = vocabularies.flatMap(({ uncountable }) => uncountable)[0];
  if (found !== undefined)
    throw new HubError(
      'POLICY_INVALID',
      `policy ${found.id} cannot be compared exhaustively: ${found.why}`,
      'operator',
    );
}

function union(
  vocabularies: readonly PolicyVocabulary[],
  read: (vocabulary: PolicyVocabulary) => ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(vocabularies.flatMap((vocabulary) => [...read(vocabulary)]));
}

/**
 * Every class of callers that the policies can tell apart, without an organisation yet.
 *
 * @param alone - purposes that are asked about one by one, besides those that policies name
 */
function callersToTry(
  vocabularies: readonly PolicyVocabulary[],
  alone: readonly string[] = [],
): TriedCaller[] {
  requireCountable(vocabularies);
  const named = union(vocabularies, ({ roles: all }) => all);
  const namedPurposes = union(vocabularies, ({ purposes: all }) => all);
  const purposeGroups = groupsOf(purposes.options, new Set([...namedPurposes, ...alone]));
  const signedIn = vocabularies.some(({ asksAuthenticated }) => asksAuthenticated) ? [true, false] : [true];
  const scopes = union(vocabularies, ({ scopes: all }) => all);
  const scopeSets = scopes.size === 0 ? [[]] : bounded([...scopes, 'any-other-scope'], 'scopes');
  return roleGroups(named).flatMap(({ set, labels }) =>
    purposeGroups.flatMap((group) =>
      signedIn.flatMap((authenticated) =>
        scopeSets.map((held) => ({
          subject: {
            organisation: null,
            roles: set,
            purpose: group[0] ?? 'STATISTICS',
            authenticated,
            scopes: held,
          },
          roles: labels,
          purposes: group,
        })),
      ),
    ),
  );
}

/** Each word that is named alone, all others together. */
export function groupsOf<Word extends string>(all: readonly Word[], named: ReadonlySet<string>): Word[][] {
  const alone = all.filter((word) => named.has(EVERY) || named.has(word));
  const together = all.filter((word) => !alone.includes(word));
  return [...alone.map((word) => [word]), ...(together.length === 0 ? [] : [together])];
}

/** No role, every single one, and every combination of those that policies ask for. */
function roleGroups(named: ReadonlySet<string>): { set: Role[]; labels: string[] }[] {
  const asked = roles.options.filter((name) => named.has(name));
  const others = roles.options.filter((name) => !named.has(name));
  return bounded(asked, 'roles')
    .reverse()
    .map((set) => ({
      set,
      labels: set.length === 0 ? ['no role', ...others] : [set.join(' + ')],
    }));
}

function bounded<Member>(members: readonly Member[], what: string): Member[][] {
  if (members.length > MAX_VARIANTS)
    throw new HubError(
      'POLICY_INVALID',
      `the policies name more than ${MAX_VARIANTS} ${what}: too many to try every combination`,
      'operator',
    );
  return subsetsOf(members);
}

/** One thing that an agreement may or may not hold. */
interface Clause {
  readonly label: string;
  /** for this caller's purpose */
  of(purpose: Purpose): { purpose: Purpose; class: Agreement['classes'][number] }[];
}

/** What agreements can hold that a policy asks for. */
function agreementClauses(vocabularies: readonly PolicyVocabulary[]): Clause[] {
  const askedPurposes = [...union(vocabularies, ({ agreementPurposes }) => agreementPurposes)];
  const askedClasses = [...union(vocabularies, ({ agreementClasses }) => agreementClasses)];
  const others = DATA_CLASSES.filter((dataClass) => !askedClasses.includes(dataClass));
  return askedPurposes.flatMap((asked) =>
    askedClasses.map((dataClass) => ({
      label: `${dataClass === THE_SAME ? THIS_CLASS : dataClass}${asked === THE_SAME ? '' : ` for ${asked}`}`,
      of: (purpose: Purpose) =>
        (dataClass === THE_SAME ? others : [dataClass as Agreement['classes'][number]]).map((opened) => ({
          purpose: asked === THE_SAME ? purpose : (asked as Purpose),
          class: opened,
        })),
    })),
  );
}

/** Callers of every organisation that the policies about names in `@policy` can tell apart. */
export function requirementCallers(
  vocabularies: readonly PolicyVocabulary[],
  known: readonly string[],
): Pick<TriedRun, 'caller' | 'organisation'>[] {
  const named = [...union(vocabularies, ({ organisations }) => organisations)];
  const unnamed = fresh('some-organisation', [...named, ...known]);
  return callersToTry(vocabularies).flatMap((caller) =>
    [null, unnamed, ...new Set([...named, ...known])].map((organisation) => ({
      caller: { ...caller, subject: { ...caller.subject, organisation } },
      organisation: wordFor(organisation, unnamed),
    })),
  );
}

function wordFor(organisation: string | null, unnamed: string): string {
  if (organisation === null) return NO_ORGANISATION;
  return organisation === unnamed ? ANY_ORGANISATION : organisation;
}

/** Runs over invented organisations and partners: the policies alone. */
export function inventedRuns(vocabularies: readonly PolicyVocabulary[], now: Date): TriedRun[] {
  const named = [...union(vocabularies, ({ organisations }) => organisations)];
  const variants = bounded(agreementClauses(vocabularies), 'kinds of agreements').reverse();
  const unnamed = fresh('some-organisation', named);
  const organisations = [null, unnamed, ...named];
  const partners = named.filter((id) => PARTNER_ID.test(id));
  return callersToTry(vocabularies).flatMap((caller) =>
    organisations.flatMap((organisation) =>
      runsOf({
        caller,
        organisation,
        unnamed,
        partners,
        variants,
        now,
        partner: fresh('some-partner', named),
      }),
    ),
  );
}

/** The id that stands for every organisation that no policy names: in conditions it is whoever asks. */
export function unnamedOrganisation(runs: readonly TriedRun[]): string | null {
  const run = runs.find(({ organisation }) => organisation === ANY_ORGANISATION);
  return run?.caller.subject.organisation ?? null;
}

function fresh(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? fresh(`${name}-x`, taken) : name;
}

interface RunsInput {
  readonly caller: TriedCaller;
  readonly organisation: string | null;
  /** id that stands for every organisation that no policy names */
  readonly unnamed: string;
  /** partners that policies name */
  readonly partners: readonly string[];
  readonly variants: readonly (readonly Clause[])[];
  readonly now: Date;
  /** id that stands for every partner that no policy names */
  readonly partner: string;
}

function runsOf({ caller, organisation, unnamed, partners, variants, now, partner }: RunsInput): TriedRun[] {
  const subject = { ...caller.subject, organisation };
  const known = organisation !== null && PARTNER_ID.test(organisation) ? [organisation] : [];
  const fixed = [...new Set([...known, ...partners])];
  // Nobody can have an agreement who belongs to no organisation.
  const tried = organisation === null ? variants.filter((clauses) => clauses.length === 0) : variants;
  return tried.map((clauses, index) => {
    const agreed = (id: string): TriedOwner => ({
      id,
      label: id === organisation ? OWN : id,
      agreements: clauses.map(({ label }) => label),
    });
    // Agreements with one owner say nothing about another: one map answers for all kinds of them at once.
    const invented = index === 0 ? tried.map((own, place) => inventedOwner(`${partner}-${place}`, own)) : [];
    const owners = [...fixed.map(agreed), ...invented.map(({ owner }) => owner)];
    const clausesOf = (id: string): readonly Clause[] =>
      invented.find(({ owner }) => owner.id === id)?.clauses ?? clauses;
    return {
      caller: { ...caller, subject },
      organisation: wordFor(organisation, unnamed),
      first: index === 0,
      owners,
      agreements: owners.flatMap(({ id }) =>
        clausesOf(id)
          .flatMap((clause) => clause.of(subject.purpose))
          .map((pair) => supposedAgreement(organisation ?? '', { partner: id, ...pair }, now)),
      ),
    };
  });
}

function inventedOwner(
  id: string,
  clauses: readonly Clause[],
): { owner: TriedOwner; clauses: readonly Clause[] } {
  return { owner: { id, label: ANOTHER_PARTNER, agreements: clauses.map(({ label }) => label) }, clauses };
}

/** Runs over the organisations and partners of coalition files; agreements are those of each file. */
export function coalitionRuns(
  vocabularies: readonly PolicyVocabulary[],
  coalitions: readonly Coalition[],
): TriedRun[] {
  const partners = [...new Set(coalitions.flatMap((file) => file.partners.map(({ id }) => id)))].sort();
  const recipients = coalitions.flatMap((file) => [
    ...file.organisations.map(({ id }) => id),
    ...file.agreements.map(({ recipient }) => recipient),
  ]);
  const organisations = [null, ...new Set([...recipients, ...partners])];
  // A real agreement is for the purposes that it names, and for no other that policies do not tell apart.
  return callersToTry(vocabularies, [EVERY]).flatMap((caller) =>
    organisations.map((organisation) => ({
      caller: { ...caller, subject: { ...caller.subject, organisation } },
      organisation: organisation ?? NO_ORGANISATION,
      first: true,
      owners: partners.map((id) => ({ id, label: id, agreements: [] })),
      agreements: [],
    })),
  );
}
