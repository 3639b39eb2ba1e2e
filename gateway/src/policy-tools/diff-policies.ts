/**
 * What changes when one set of policies takes the place of another: every answer that is not the same.
 *
 * Takes two folders of policies that were read, and two coalition files or none; puts every question that either of
 * them can tell apart to the permission maps of both, and gives the changes, the widening ones first.
 */
import { ACTIONS, HUB_OWNER, agreementsInForce, type Action, type PermissionMap } from '@vigil/policies';
import type { Coalition } from '@vigil/shared';
import type { Answer, ChangeGroup, Product } from './changes.js';
import { Findings } from './findings.js';
import { obligationNames } from './obligation-names.js';
import { placesToTry, type TriedPlace } from './places-to-ask.js';
import { compileMap, type PolicyBook, type SchemaBook } from './policy-book.js';
import {
  ANY_OTHER_NAME,
  coalitionRuns,
  inventedRuns,
  requirementCallers,
  unnamedOrganisation,
  type TriedOwner,
  type TriedRun,
} from './questions-to-ask.js';
import {
  NO_AGREEMENT,
  agreementsLabel,
  callerValues,
  isOwnVariant,
  triedValues,
  type TriedCallerOf,
  type TriedValues,
} from './tried-values.js';

export interface DiffSide {
  readonly book: PolicyBook;
  /** null: the policies alone, over invented organisations, partners and agreements */
  readonly coalition: Coalition | null;
}

export interface DiffInput {
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly schema: SchemaBook;
  readonly now: Date;
}

export interface PolicyDiff {
  /** policy versions */
  readonly before: string;
  readonly after: string;
  /** the widening ones first */
  readonly changes: readonly ChangeGroup[];
  readonly widens: boolean;
  /** every value that was tried, for coordinates and for names in `@policy` */
  readonly tried: { readonly coordinates: TriedValues; readonly requirements: TriedValues };
  /** id that stands in conditions for the organisation of whoever asks; null: every organisation has its own */
  readonly caller: string | null;
  /** how many (caller, owner, place, action) were compared */
  readonly compared: number;
}

interface Asked {
  readonly run: TriedRun;
  readonly place: TriedPlace;
  readonly owner: TriedOwner;
  readonly action: Action;
}

const HUB: TriedOwner = { id: HUB_OWNER, label: 'the hub', agreements: [] };
const NO_NAMES: ReadonlySet<string> = new Set();

/** @throws HubError POLICY_INVALID when a policy's answers cannot be counted off */
export function diffPolicies(input: DiffInput): PolicyDiff {
  const { before, after, now, schema } = input;
  const vocabularies = [before.book.vocabulary, after.book.vocabulary];
  const coalitions = [before.coalition, after.coalition].filter((file) => file !== null);
  const isReal = coalitions.length > 0;
  const runs = isReal ? coalitionRuns(vocabularies, coalitions) : inventedRuns(vocabularies, now);
  const places = placesToTry(schema, vocabularies);
  const named = new Set(vocabularies.flatMap(({ agreementClasses }) => [...agreementClasses]));
  const findings = new Findings();
  const tried = triedSchema(places, isReal);
  for (const run of runs) compareRun(input, { run, places, named, schema: tried, findings });
  const callers = compareRequirements(input, findings);
  const changes = findings.groups(places);
  const owners = runs.flatMap((run) => run.owners);
  return {
    before: before.book.engine.version,
    after: after.book.engine.version,
    changes,
    widens: changes.some(({ direction }) => direction !== 'NARROWER'),
    tried: {
      coordinates: triedValues(runs, owners, named),
      requirements: triedValues(callers, [], NO_NAMES),
    },
    caller: unnamedOrganisation(runs),
    compared: findings.compared,
  };
}

/** What an SDL demands besides is the same before and after; what satisfies it is compared by itself. */
function triedSchema(places: readonly TriedPlace[], isReal: boolean): SchemaBook {
  return {
    classification: new Map(places.map(({ name, classification }) => [name, classification])),
    coordinateOwners: new Map(
      places.flatMap(({ name, sole }): [string, string][] => (isReal && sole !== null ? [[name, sole]] : [])),
    ),
    requirements: new Map(),
    inputs: new Map(),
  };
}

interface RunInput {
  readonly run: TriedRun;
  readonly places: readonly TriedPlace[];
  readonly named: ReadonlySet<string>;
  readonly schema: SchemaBook;
  readonly findings: Findings;
}

function compareRun({ before, after, now }: DiffInput, input: RunInput): void {
  const { run, places, named, schema, findings } = input;
  const was = mapOf(before, { run, schema, now });
  const is = mapOf(after, { run, schema, now });
  for (const place of places)
    for (const owner of ownersOf(run, place, named))
      for (const action of ACTIONS) {
        const asked = { run, place, owner, action };
        findings.add(answerOf(was, asked), answerOf(is, asked), () => productOf(asked));
      }
}

function mapOf(
  { book, coalition }: DiffSide,
  { run, schema, now }: Pick<RunInput, 'run' | 'schema'> & { now: Date },
): PermissionMap {
  const partners = coalition?.partners.map(({ id }) => id);
  const owners = run.owners.map(({ id }) => id);
  return compileMap(book, schema, {
    subject: run.caller.subject,
    owners: partners === undefined ? owners : owners.filter((id) => partners.includes(id)),
    agreements: coalition?.agreements ?? run.agreements,
    now,
  });
}

function ownersOf(run: TriedRun, { classification }: TriedPlace, named: ReadonlySet<string>): TriedOwner[] {
  const { class: dataClass } = classification;
  const owners = run.owners.filter((owner) => isOwnVariant(owner, dataClass, named));
  return dataClass === 'PUBLIC' && run.first ? [HUB, ...owners] : owners;
}

function answerOf(map: PermissionMap, { place, owner, action }: Asked): Answer {
  const reading = place.classification.class === 'IDENTIFYING' ? 'unseal' : 'select';
  return {
    condition: map.condition(action, place.name, owner.id),
    obligations: action === reading ? obligationNames(map.obligations(place.name, owner.id)) : [],
  };
}

function productOf({ run, place, owner, action }: Asked): Product {
  return {
    ...callerValues(run),
    coordinate: [place.name],
    action: [action],
    owner: [owner.label],
    agreements: [agreementsLabel(owner, place.classification.class)],
  };
}

/** Whether a policy that an SDL names in `@policy` is satisfied; there is no record and no owner behind it. */
function compareRequirements({ before, after, now }: DiffInput, findings: Findings): TriedCallerOf[] {
  const vocabularies = [before.book.requirements, after.book.requirements];
  const names = new Set(vocabularies.flatMap(({ requirements }) => [...requirements]));
  const known = [before, after].flatMap(({ coalition }) =>
    (coalition?.organisations ?? []).map(({ id }) => id),
  );
  const callers = requirementCallers(vocabularies, known);
  for (const asked of callers) {
    const { subject } = asked.caller;
    const [was, is] = [before, after].map(({ book, coalition }) => {
      const agreements = agreementsInForce({ agreements: coalition?.agreements ?? [], now, subject });
      return book.engine.satisfiedBy({ subject, agreements });
    });
    for (const name of [...names, ANY_OTHER_NAME])
      findings.add(satisfaction(was, name), satisfaction(is, name), () => ({
        ...callerValues(asked),
        coordinate: [`@policy "${name}"`],
        action: ['satisfy'],
        owner: ['nobody in particular'],
        agreements: [NO_AGREEMENT],
      }));
  }
  return callers;
}

function satisfaction(holds: ((name: string) => boolean) | undefined, name: string): Answer {
  return { condition: { kind: 'constant', value: holds?.(name) === true }, obligations: [] };
}
