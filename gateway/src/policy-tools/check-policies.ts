/**
 * What is wrong, or no longer means anything, in policies, schema and coalition file.
 *
 * Takes them read (a file that is not sound never gets here: it is refused when it is read), gives findings.
 */
import { ACTIONS, type AgreementInForce, type SubjectClass } from '@vigil/policies';
import { role as roles, type Agreement, type Coalition } from '@vigil/shared';
import { placesToTry, type TriedPlace } from './places-to-ask.js';
import { compileMap, usualAction, type PolicyBook, type SchemaBook } from './policy-book.js';
import { inventedRuns, type TriedRun } from './questions-to-ask.js';

export interface PolicyFinding {
  /** `problem`: somebody is refused, or believes in, what does not work; `warning`: look at it; `note`: to know */
  readonly level: 'problem' | 'warning' | 'note';
  readonly about: string;
  readonly text: string;
}

export interface CheckInput {
  readonly book: PolicyBook;
  readonly schema: SchemaBook;
  /** null: agreements are not looked at */
  readonly coalition: Coalition | null;
  readonly now: Date;
}

const SOON_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

export function checkPolicies(input: CheckInput): PolicyFinding[] {
  return [
    ...checkDemands(input),
    ...(input.coalition === null ? [] : checkAgreements(input, input.coalition)),
    ...checkUse(input),
  ];
}

/** What `@policy` and `@requiresScopes` name and nobody can bring. */
function checkDemands({ book, schema, coalition }: CheckInput): PolicyFinding[] {
  const known = book.requirements.requirements;
  const given = coalition === null ? null : new Set(coalition.issuers.flatMap(({ scopes = [] }) => scopes));
  return [...schema.requirements].flatMap(([coordinate, { policies, scopes }]) => {
    const names = [...new Set(policies.flat(2))].filter((name) => !known.has(name));
    const held = given === null ? [] : [...new Set(scopes.flat(2))].filter((scope) => !given.has(scope));
    return [
      ...names.map((name) =>
        problem(coordinate, `@policy names ${name}, which no policy knows: nobody meets it`),
      ),
      ...held.map((scope) => problem(coordinate, `@requiresScopes names ${scope}, which no issuer may give`)),
    ];
  });
}

function problem(about: string, text: string): PolicyFinding {
  return { level: 'problem', about, text };
}

function checkAgreements(input: CheckInput, coalition: Coalition): PolicyFinding[] {
  const partners = new Set(coalition.partners.map(({ id }) => id));
  const recipients = new Set([...partners, ...coalition.organisations.map(({ id }) => id)]);
  return coalition.agreements.flatMap((agreement) => {
    const about = `agreement ${agreement.id}`;
    if (!partners.has(agreement.partner)) return [problem(about, `names a partner that is not in the file`)];
    if (!recipients.has(agreement.recipient))
      return [problem(about, 'names a recipient that is not in the file')];
    return [...checkValidity(agreement, input.now), ...checkEffect(input, coalition, agreement)];
  });
}

function checkValidity({ id, validFrom, validTo }: Agreement, now: Date): PolicyFinding[] {
  const about = `agreement ${id}`;
  const today = day(now);
  if (validFrom > validTo) return [problem(about, `ends (${validTo}) before it begins (${validFrom})`)];
  if (validTo < today) return [{ level: 'warning', about, text: `expired on ${validTo}: it opens nothing` }];
  if (validFrom > today) return [{ level: 'note', about, text: `begins on ${validFrom}` }];
  const soon = day(new Date(now.getTime() + SOON_DAYS * DAY_MILLISECONDS));
  return validTo <= soon ? [{ level: 'warning', about, text: `ends on ${validTo}` }] : [];
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** A class or a purpose in an agreement that no policy gives anything for misleads whoever signed it. */
function checkEffect(input: CheckInput, coalition: Coalition, agreement: Agreement): PolicyFinding[] {
  const today = day(input.now);
  if (agreement.validTo < today || today < agreement.validFrom) return [];
  const useless = agreement.purposes.flatMap((purpose) =>
    agreement.classes
      .filter((dataClass) => {
        const others = coalition.agreements.filter((other) => other !== agreement);
        const rest = withoutPair(agreement, purpose, dataClass);
        return !opensAnything(input, {
          agreement,
          purpose,
          without: [...others, ...rest],
          all: coalition.agreements,
        });
      })
      .map((dataClass) => `${dataClass} for ${purpose}`),
  );
  if (useless.length === 0) return [];
  const text = `opens nothing with ${useless.join(', ')}: no policy gives anything for it`;
  return [{ level: 'warning', about: `agreement ${agreement.id}`, text }];
}

/** The agreement as it would be without one purpose for one class. */
function withoutPair(
  agreement: Agreement,
  purpose: Agreement['purposes'][number],
  dataClass: Agreement['classes'][number],
): Agreement[] {
  const otherPurposes = agreement.purposes.filter((other) => other !== purpose);
  const otherClasses = agreement.classes.filter((other) => other !== dataClass);
  return [
    { ...agreement, purposes: otherPurposes },
    { ...agreement, purposes: [purpose], classes: otherClasses },
  ];
}

interface Effect {
  readonly agreement: Agreement;
  readonly purpose: Agreement['purposes'][number];
  readonly without: readonly Agreement[];
  readonly all: readonly Agreement[];
}

function opensAnything(
  { book, schema, now }: CheckInput,
  { agreement, purpose, without, all }: Effect,
): boolean {
  const named = roles.options.filter((role) => book.vocabulary.roles.has(role));
  const places = placesToTry(schema, []).filter(({ exists }) => exists);
  const everyRole: SubjectClass['roles'][] = [[], ...named.map((role) => [role]), named];
  return everyRole.some((held) => {
    const subject = { organisation: agreement.recipient, roles: held, purpose, authenticated: true };
    const owners = [agreement.partner];
    const [withIt, withoutIt] = [all, without].map((agreements) =>
      compileMap(book, onlyPlaces(schema, places), { subject, owners, agreements, now }),
    );
    return places.some(({ name }) =>
      ACTIONS.some(
        (action) =>
          JSON.stringify(withIt?.condition(action, name, agreement.partner)) !==
          JSON.stringify(withoutIt?.condition(action, name, agreement.partner)),
      ),
    );
  });
}

function onlyPlaces(schema: SchemaBook, places: readonly TriedPlace[]): SchemaBook {
  return {
    ...schema,
    classification: new Map(places.map(({ name, classification }) => [name, classification])),
    requirements: new Map(),
  };
}

/** What is still to be found: policies that speak about something, places that somebody may use. */
interface Search {
  readonly policies: Set<string>;
  readonly places: Set<TriedPlace>;
}

/** Policies that speak about nothing that exists, and fields that nobody reads. */
function checkUse(input: CheckInput): PolicyFinding[] {
  const { book, schema, now } = input;
  const places = placesToTry(schema, []).filter(({ exists }) => exists);
  const search = { policies: new Set(book.concerningCoordinates), places: new Set(places) };
  for (const run of inventedRuns([book.vocabulary], now)) {
    if (search.policies.size > 0) strikeSpeaking(input, run, search, places);
    if (search.places.size > 0) strikeUsed(input, run, search);
  }
  return [...unusedFindings(search.policies), ...unusedPlaces(search.places)];
}

function strikeSpeaking(
  { book }: CheckInput,
  { caller: { subject }, agreements }: TriedRun,
  { policies }: Search,
  places: readonly TriedPlace[],
): void {
  for (const action of ACTIONS) {
    const judge = book.engine.judgesFor({ subject, agreements: inForceOf(agreements), action });
    for (const { classification } of places)
      for (const { id, residual } of judge(classification) ?? [])
        if (residual.kind !== 'constant' || residual.value) policies.delete(id);
  }
}

function strikeUsed({ book, schema, now }: CheckInput, run: TriedRun, { places }: Search): void {
  const asked = onlyPlaces(schema, [...places]);
  const map = compileMap(
    book,
    { ...asked, coordinateOwners: new Map() },
    {
      subject: run.caller.subject,
      owners: run.owners.map(({ id }) => id),
      agreements: run.agreements,
      now,
    },
  );
  for (const place of places)
    if (map.owners(usualAction(schema, place.name), place.name).size > 0) places.delete(place);
}

function inForceOf(agreements: readonly Agreement[]): AgreementInForce[] {
  return agreements.flatMap(({ partner, purposes, classes }) =>
    purposes.flatMap((purpose) => classes.map((dataClass) => ({ partner, purpose, class: dataClass }))),
  );
}

function unusedFindings(unused: ReadonlySet<string>): PolicyFinding[] {
  return [...unused].map((id) => ({
    level: 'note',
    about: `policy ${id}`,
    text: 'concerns no field of the schemas given',
  }));
}

function unusedPlaces(unread: ReadonlySet<TriedPlace>): PolicyFinding[] {
  const coordinates = [...unread].flatMap(({ coordinates: all }) => all).sort();
  if (coordinates.length === 0) return [];
  return [{ level: 'note', about: 'schema', text: `nobody may use ${coordinates.join(', ')}` }];
}
