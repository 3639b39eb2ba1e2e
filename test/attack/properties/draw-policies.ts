/**
 * Draws a set of Cedar policies that is valid against `vigil.cedarschema`: who, what, which classes, whose data, under
 * which agreement, and of which records.
 *
 * Permits ask of a record what forbids say nothing about, and the other way round, so that whatever is permitted at
 * all is permitted of some record: `possible` of the oracle is then the same as "not forbidden for all records".
 */
import type { Action } from '@vigil/policies';
import { NAMED_POLICIES } from './draw-extension.js';
import type { Drawing } from './drawing.js';

export interface DrawnPolicy {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly text: string;
  readonly obligations: readonly string[];
  /** the action of which it cannot be applied */
  readonly fails?: Action;
}

export interface PolicyKinds {
  /** conditions on records */
  readonly records: boolean;
  /** policies that fail while they are applied */
  readonly failing: boolean;
  /** permits that lack an obligation */
  readonly bare: boolean;
}

const ROLES = ['REGIONAL_BODY', 'CASE_OFFICER', 'COURT', 'PUBLIC_ANALYST'];
const PURPOSES = ['OVERSIGHT', 'CASEWORK', 'LEGAL_PROCEEDINGS', 'STATISTICS'];
const CLASSES = ['DEIDENTIFIED', 'CONFIDENTIAL', 'DEIDENTIFIED', 'AGGREGATE_ONLY', 'IDENTIFYING'];
const OWN = 'principal has organisation && principal.organisation == resource.owner';
const AGREED =
  'principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: resource.class })';

const PERMIT_RECORD = [
  'resource.consents.contains("DEIDENTIFIED_SHARING")',
  'resource.subjectConsents.contains("NAMED_BODY")',
  '["VERIFIED", "CORROBORATED"].contains(resource.verification)',
  'resource.daysSinceReceived <= 100',
  'principal has organisation && resource.coSignatories.contains(principal.organisation)',
];
const FORBID_RECORD = [
  'resource.confidential',
  'resource.embargoed',
  '!(resource.consents.contains("RESEARCH"))',
  'resource.verification == "RECEIVED"',
  'resource.daysSinceReceived < 10',
];

function drawClasses(draw: Drawing): string {
  const classes = [...new Set([draw.pick(CLASSES), draw.pick(CLASSES)])];
  return classes.length === 1
    ? `resource.class == "${classes[0] ?? ''}"`
    : `[${classes.map((name) => `"${name}"`).join(', ')}].contains(resource.class)`;
}

function drawSubject(draw: Drawing): string {
  const subject = draw.pick(['WITNESS', 'VICTIM', 'NONE', 'PERPETRATOR']);
  return `resource.subject ${draw.pick(['!=', '=='])} "${subject}"`;
}

function drawFlag(draw: Drawing): string {
  const flag = draw.pick(['EMBARGO', 'PERPETRATOR_NAMED', 'QUASI_IDENTIFIER', 'SPECIAL_CATEGORY']);
  return draw.pick([`!(resource.flags.contains("${flag}"))`, `resource.flags.contains("${flag}")`]);
}

function drawOwner(draw: Drawing): string {
  return draw.pick([
    OWN,
    'resource.owner == "one"',
    '["one", "three"].contains(resource.owner)',
    'resource.owner != "two"',
  ]);
}

function drawActions(draw: Drawing): string {
  return draw.pick([
    'action in [Action::"select", Action::"filterBy", Action::"orderBy"]',
    'action in [Action::"select", Action::"filterBy", Action::"orderBy"]',
    'action == Action::"select"',
    'action in [Action::"select", Action::"filterBy"]',
  ]);
}

function drawPermit(draw: Drawing, at: number, { records, bare }: PolicyKinds): DrawnPolicy {
  const conditions = [drawClasses(draw)];
  if (draw.chance(25)) conditions.push(drawSubject(draw));
  if (draw.chance(20)) conditions.push(drawFlag(draw));
  if (draw.chance(30)) conditions.push(drawOwner(draw));
  if (draw.chance(30)) conditions.push(AGREED);
  if (draw.chance(15)) conditions.push(`principal.purpose == "${draw.pick(PURPOSES)}"`);
  if (records) conditions.push(...draw.some(PERMIT_RECORD, 15));
  const who = draw.chance(40) ? `principal in Role::"${draw.pick(ROLES)}"` : 'principal';
  const obligations = ['month', 'admin1', 'ageBand', 'pseudonymise'].filter(() => !bare || !draw.chance(8));
  return written(
    { id: `permit-${at}`, effect: 'permit', obligations },
    { who, action: drawActions(draw), conditions },
  );
}

/** What is sealed is permitted apart: the obligation would hold for what is not. */
function drawUnsealing(draw: Drawing, { records, bare }: PolicyKinds): DrawnPolicy[] {
  if (!draw.chance(50)) return [];
  const conditions = ['resource.class == "IDENTIFYING"'];
  if (draw.chance(15)) conditions.push(drawSubject(draw));
  if (draw.chance(20)) conditions.push(drawOwner(draw));
  if (records) conditions.push(...draw.some(PERMIT_RECORD, 25));
  const who = draw.chance(40) ? `principal in Role::"${draw.pick(ROLES)}"` : 'principal';
  const obligations = bare && draw.chance(15) ? [] : ['seal'];
  const action = 'action == Action::"unseal"';
  return [written({ id: 'unseal', effect: 'permit', obligations }, { who, action, conditions })];
}

function drawForbidden(draw: Drawing): string {
  const alone = ['filterBy', 'orderBy', 'unseal'].map((name) => `action == Action::"${name}"`);
  return draw.pick([...alone, drawActions(draw)]);
}

function drawForbid(draw: Drawing, at: number, { records }: PolicyKinds): DrawnPolicy {
  const conditions = [drawClasses(draw)];
  if (draw.chance(40)) conditions.push(drawSubject(draw));
  if (draw.chance(30)) conditions.push(drawFlag(draw));
  if (draw.chance(30)) conditions.push(drawOwner(draw));
  if (records && draw.chance(60)) conditions.push(draw.pick(FORBID_RECORD));
  const unless = draw.chance(50) ? draw.pick([OWN, 'principal in Role::"COURT"']) : null;
  const who = draw.chance(25) ? `principal in Role::"${draw.pick(ROLES)}"` : 'principal';
  const action = draw.chance(40) ? 'action' : drawForbidden(draw);
  return written(
    { id: `forbid-${at}`, effect: 'forbid', obligations: [] },
    { who, action, conditions, ...(unless === null ? {} : { unless }) },
  );
}

/** Adds to more than a Long holds: Cedar gives no answer and leaves the policy out. */
const OVERFLOWS = '9223372036854775807 + 1 > 0';

interface Scope {
  readonly who: string;
  readonly action: string;
  readonly conditions: readonly string[];
  readonly unless?: string;
  readonly about?: 'Coordinate' | 'Requirement';
}

function written(
  policy: Omit<DrawnPolicy, 'text'>,
  { who, action, conditions, unless, about = 'Coordinate' }: Scope,
): DrawnPolicy {
  const { id, effect, obligations } = policy;
  const generalise = obligations.filter((name) => ['month', 'admin1', 'ageBand'].includes(name));
  const annotations = [
    `@id("${id}")`,
    '@reason("drawn at random")',
    ...(generalise.length > 0 ? [`@generalise("${generalise.join(', ')}")`] : []),
    ...(obligations.includes('pseudonymise') ? ['@pseudonymise'] : []),
    ...(obligations.includes('seal') ? ['@seal'] : []),
  ];
  const text = [
    ...annotations,
    `${effect} (${who}, ${action}, resource is ${about})`,
    `when { ${conditions.map((condition) => `(${condition})`).join(' && ')} }`,
    ...(unless === undefined ? [] : [`unless { ${unless} }`]),
  ].join('\n');
  return { ...policy, text: `${text};` };
}

/** What everybody may read, so that there is always something. */
const PUBLIC: DrawnPolicy = {
  id: 'public-is-for-everybody',
  effect: 'permit',
  obligations: [],
  text: `@id("public-is-for-everybody")
@reason("published")
permit (principal, action in [Action::"select", Action::"filterBy", Action::"orderBy", Action::"groupBy"], resource is Coordinate)
when { resource.class == "PUBLIC" };`,
};

export function drawPolicies(draw: Drawing, kinds: PolicyKinds): DrawnPolicy[] {
  const permits = Array.from({ length: draw.between(2, 4) }, (_each, at) => drawPermit(draw, at, kinds));
  const forbids = Array.from({ length: draw.between(0, 3) }, (_each, at) => drawForbid(draw, at, kinds));
  const failing = kinds.failing && draw.chance(30) ? [drawFailing(draw)] : [];
  return [PUBLIC, ...permits, ...drawUnsealing(draw, kinds), ...forbids, ...failing, ...drawNamed(draw)];
}

/** What `@policy` in an SDL names; a name that no policy speaks of is met by nobody. */
function drawNamed(draw: Drawing): DrawnPolicy[] {
  return draw.some(NAMED_POLICIES, 60).map((name) =>
    written(
      { id: `satisfies-${name}`, effect: 'permit', obligations: [] },
      {
        who: draw.chance(50) ? `principal in Role::"${draw.pick(ROLES)}"` : 'principal',
        ...{ action: 'action == Action::"satisfy"', about: 'Requirement' },
        conditions: [`resource.name == "${name}"`],
      },
    ),
  );
}

/** Whatever else a policy says, one that may fail denies everything that it is about. */
function drawFailing(draw: Drawing): DrawnPolicy {
  const fails = draw.pick(['orderBy', 'unseal', 'filterBy', 'select'] as const);
  return {
    ...written(
      { id: 'forbid-that-fails', effect: 'forbid', obligations: [] },
      {
        who: 'principal',
        action: `action == Action::"${fails}"`,
        conditions: [drawClasses(draw), OVERFLOWS],
      },
    ),
    fails,
  };
}
