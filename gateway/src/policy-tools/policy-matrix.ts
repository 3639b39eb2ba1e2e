/**
 * Who may read what, as a table: coordinates by roles.
 *
 * Takes policies and a schema, gives rows whose cells hold codes of grants, and the grants: for whom, with which
 * agreement, for which purposes, under which condition, and what is done with the value. Taken from permission maps.
 */
import { type Action, type PermissionMap } from '@vigil/policies';
import { role as roles, type Classification } from '@vigil/shared';
import type { Answer } from './changes.js';
import { obligationNames } from './obligation-names.js';
import { placesToTry } from './places-to-ask.js';
import { compileMap, usualAction, type PolicyBook, type SchemaBook } from './policy-book.js';
import { grantsOf, type Grant, type TriedAnswer } from './role-grants.js';
import {
  ANOTHER_PARTNER,
  OWN,
  THIS_CLASS,
  inventedRuns,
  unnamedOrganisation,
  type TriedRun,
} from './questions-to-ask.js';

export interface MatrixInput {
  readonly book: PolicyBook;
  readonly schema: SchemaBook;
  readonly now: Date;
}

export interface MatrixRow {
  /** `Event` */
  readonly type: string;
  /** `title`; `*` for every coordinate of the type */
  readonly name: string;
  readonly coordinates: readonly string[];
  readonly action: Action;
  readonly classification: Classification;
  /** role -> codes of grants; none: never */
  readonly cells: ReadonlyMap<string, readonly string[]>;
}

export interface PolicyMatrix {
  readonly policyVersion: string;
  /** the day for which it was made, UTC */
  readonly date: string;
  readonly roles: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** code -> grant, in the order in which the rows name them */
  readonly grants: ReadonlyMap<string, Grant>;
  /** id that stands in conditions for the organisation of whoever asks */
  readonly caller: string | null;
  readonly policies: readonly {
    readonly id: string;
    readonly effect: string;
    readonly reason: string;
    readonly file: string;
  }[];
}

export function createMatrix({ book, schema, now }: MatrixInput): PolicyMatrix {
  const places = placesToTry(schema, [book.vocabulary]).filter(({ exists }) => exists);
  const placeOf = new Map(
    places.flatMap(({ name, coordinates }) => coordinates.map((coordinate) => [coordinate, name])),
  );
  const runs = inventedRuns([book.vocabulary], now);
  const tried = triedAnswers({ book, schema, now }, runs);
  const codes = new Map<string, { code: string; grant: Grant }>();
  const codeOf = (grant: Grant): string => {
    const key = JSON.stringify(grant);
    const known = codes.get(key) ?? { code: letters(codes.size), grant };
    codes.set(key, known);
    return known.code;
  };
  const rows = [...schema.classification].map(([coordinate, classification]): MatrixRow => {
    const action = usualAction(schema, coordinate);
    const place = placeOf.get(coordinate) ?? coordinate;
    const cells = roles.options.map((role) => {
      const answers = tried.get(role)?.map((ask) => ask(place, action, classification)) ?? [];
      return [role, grantsOf(answers.flat()).map(codeOf)] as const;
    });
    return {
      ...nameOf(coordinate),
      coordinates: [coordinate],
      action,
      classification,
      cells: new Map(cells),
    };
  });
  return {
    policyVersion: book.engine.version,
    date: now.toISOString().slice(0, 10),
    roles: roles.options,
    rows: mergeTypes(rows),
    grants: new Map([...codes.values()].map(({ code, grant }) => [code, grant])),
    caller: unnamedOrganisation(runs),
    policies: book.engine.policies,
  };
}

/** A, B, … Z, AA, AB, … */
function letters(index: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? last : `${letters(Math.floor(index / 26) - 1)}${last}`;
}

type Ask = (place: string, action: Action, classification: Classification) => TriedAnswer[];

/** For each role what is answered to it, in every situation that matters, signed in and with that role alone. */
function triedAnswers(
  { book, schema, now }: MatrixInput,
  runs: readonly TriedRun[],
): ReadonlyMap<string, Ask[]> {
  const alone = runs.filter(
    ({ caller: { subject } }) =>
      subject.roles.length < 2 && subject.scopes?.length === 0 && subject.authenticated === true,
  );
  const asks = new Map<string, Ask[]>(roles.options.map((role) => [role, []]));
  for (const run of alone) {
    const map = compileMap(
      book,
      { ...schema, coordinateOwners: new Map(), requirements: new Map() },
      {
        subject: run.caller.subject,
        owners: run.owners.map(({ id }) => id),
        agreements: run.agreements,
        now,
      },
    );
    for (const role of run.caller.roles) asks.get(role)?.push(askIn(run, map));
  }
  return asks;
}

function askIn({ caller, owners }: TriedRun, map: PermissionMap): Ask {
  const asked = owners.filter(
    // An organisation needs no agreement with itself.
    ({ label, agreements }) => label === ANOTHER_PARTNER || (label === OWN && agreements.length === 0),
  );
  return (place, action, { class: dataClass }) =>
    asked.map(({ id, label, agreements }) => ({
      relation: label === OWN ? 'own' : caller.subject.organisation === null ? 'nobody' : 'another',
      agreements: agreements.map((text) => text.replace(THIS_CLASS, dataClass)),
      purposes: caller.purposes,
      answer: answerOf(map, { place, action, owner: id, dataClass }),
    }));
}

function answerOf(
  map: PermissionMap,
  asked: { place: string; action: Action; owner: string; dataClass: Classification['class'] },
): Answer {
  const { place, action, owner, dataClass } = asked;
  const isRead = action === (dataClass === 'IDENTIFYING' ? 'unseal' : 'select');
  return {
    condition: map.condition(action, place, owner),
    obligations: isRead ? obligationNames(map.obligations(place, owner)) : [],
  };
}

const WITHOUT_TYPE = 'scalars and unions';

function nameOf(coordinate: string): Pick<MatrixRow, 'type' | 'name'> {
  const dot = coordinate.indexOf('.');
  if (dot < 0) return { type: WITHOUT_TYPE, name: coordinate };
  return { type: coordinate.slice(0, dot), name: coordinate.slice(dot + 1) };
}

/** A type all of whose coordinates are treated alike is one row. */
function mergeTypes(rows: readonly MatrixRow[]): MatrixRow[] {
  const types = new Map<string, MatrixRow[]>();
  for (const row of rows) types.set(row.type, [...(types.get(row.type) ?? []), row]);
  return [...types.values()].flatMap((inType) => {
    const [first] = inType;
    const alike = new Set(
      inType.map(({ action, classification, cells }) => JSON.stringify([action, classification, [...cells]])),
    );
    if (first === undefined || alike.size > 1 || inType.length === 1 || first.type === WITHOUT_TYPE)
      return inType;
    return [{ ...first, name: '*', coordinates: inType.flatMap(({ coordinates }) => coordinates) }];
  });
}
