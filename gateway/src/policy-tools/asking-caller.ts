/**
 * Who is supposed to ask: `CASE_OFFICER@north-archive:CASEWORK`, and what is known of a record.
 *
 * Takes the words of a command line, gives a subject class and facts, or refuses with what to write instead.
 */
import { RECORD_ATTRIBUTES, type RecordFacts, type SubjectClass } from '@vigil/policies';
import { HubError, purpose as purposes, role as roles } from '@vigil/shared';

const NOBODY = 'nobody';
const ORGANISATION = /^[a-z][a-z0-9-]{0,62}$/;

export interface CallerOptions {
  readonly scopes?: readonly string[];
}

/**
 * @param text - `nobody`, or roles joined by commas, `@` and an organisation where there is one, `:` and a purpose
 * @throws HubError USAGE
 */
export function parseCaller(text: string, { scopes = [] }: CallerOptions = {}): SubjectClass {
  if (text === NOBODY)
    return { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS', authenticated: false };
  const parts = /^([A-Z_,]+)(?:@([^:]+))?(?::([A-Z_]+))?$/.exec(text);
  const [, roleList = '', organisation = null, purpose = ''] = parts ?? [];
  return {
    organisation: parseOrganisation(organisation),
    roles: parseRoles(roleList),
    purpose: parsePurpose(purpose, roleList),
    authenticated: true,
    ...(scopes.length === 0 ? {} : { scopes }),
  };
}

function parseRoles(list: string): SubjectClass['roles'] {
  const given = list.split(',').map((name) => roles.safeParse(name));
  if (given.some(({ success }) => !success))
    refuse(`roles are ${roles.options.join(', ')}; for example COURT@court:LEGAL_PROCEEDINGS, or ${NOBODY}`);
  return given.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

function parsePurpose(text: string, roleList: string): SubjectClass['purpose'] {
  const meant = purposes.safeParse(text);
  if (meant.success) return meant.data;
  return refuse(`add the purpose, one of ${purposes.options.join(', ')}; for example ${roleList}:OVERSIGHT`);
}

function parseOrganisation(text: string | null): string | null {
  if (text === null || ORGANISATION.test(text)) return text;
  return refuse('an organisation takes small letters, digits and hyphens');
}

function refuse(message: string): never {
  throw new HubError('USAGE', message, 'operator');
}

/** "COURT of court, for LEGAL_PROCEEDINGS" */
export function callerInWords({
  organisation,
  roles: given,
  purpose,
  authenticated,
  scopes = [],
}: SubjectClass): string {
  const who = given.length === 0 ? 'no role' : given.join(' and ');
  const of = organisation === null ? 'of no organisation' : `of ${organisation}`;
  const signedIn = authenticated === true ? '' : ', not signed in';
  const holding = scopes.length === 0 ? '' : `, with scope ${scopes.join(', ')}`;
  return `${who} ${of}, for ${purpose}${signedIn}${holding}`;
}

const YES_NO: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

/**
 * @param given - `confidential=no`, `consents=DEIDENTIFIED_SHARING,RESEARCH`, `verification=VERIFIED`
 * @throws HubError USAGE
 */
export function parseFacts(given: readonly string[]): Partial<Omit<RecordFacts, 'owner'>> {
  return Object.fromEntries(given.map((text) => parseFact(text)));
}

function parseFact(text: string): readonly [string, unknown] {
  const [, name = '', value = ''] = /^([A-Za-z]+)=(.*)$/.exec(text) ?? [];
  const names = Object.keys(RECORD_ATTRIBUTES).filter((attribute) => attribute !== 'owner');
  if (!names.includes(name)) refuse(`facts are ${names.join(', ')}; for example --record confidential=no`);
  const kind = RECORD_ATTRIBUTES[name as keyof typeof RECORD_ATTRIBUTES];
  if (value === 'unknown') return [name, null];
  if (kind === 'set') return [name, value.split(',').filter((member) => member !== '')];
  if (kind === 'string') return [name, value];
  const parsed = kind === 'boolean' ? YES_NO[value] : /^-?\d{1,6}$/.test(value) ? Number(value) : undefined;
  if (parsed === undefined)
    refuse(`${name} takes ${kind === 'boolean' ? 'yes, no' : 'a whole number'} or unknown`);
  return [name, parsed];
}
