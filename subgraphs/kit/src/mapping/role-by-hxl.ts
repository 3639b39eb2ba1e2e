/**
 * The role of a column by its HXL tag.
 *
 * Takes a tag as it stands in the file (`#affected +kidnapped +f`), gives a guess. The order of attributes and
 * the spaces between them do not matter. Pure.
 *
 * @see HXL standard 1.1, hashtag dictionary (hxlstandard.org/standard/1-1final/dictionary)
 */
import type { ActType } from '@vigil/shared';
import { NO_ROLE, type ColumnRole, type NeverReadKind, type RoleGuess } from './column-role.js';

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlySet<string>;
}

const TAG = /^#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*$/i;

function parseTag(text: string): Tag | null {
  const plain = text.trim().toLowerCase();
  if (!TAG.test(plain)) return null;
  const [name = '', ...attributes] = plain
    .slice(1)
    .split('+')
    .map((part) => part.trim());
  return { name, attributes: new Set(attributes) };
}

const has = ({ attributes }: Tag, ...names: readonly string[]): boolean =>
  names.some((name) => attributes.has(name));

const never = (kind: NeverReadKind): ColumnRole => ({ role: 'never-read', kind });

const AFFECTED: readonly (readonly [ActType, readonly string[]])[] = [
  ['ABDUCTION_KIDNAPPING', ['kidnapped', 'abducted']],
  ['ARREST', ['arrested']],
  ['DETENTION', ['detained', 'imprisoned']],
  ['KILLING', ['killed', 'deaths', 'dead']],
  ['DISAPPEARANCE', ['disappeared']],
  ['TORTURE', ['tortured']],
];
/** Attributes that change nothing about what a column counts. */
const NEUTRAL = new Set(['ind', 'individuals', 'num', 'total', 'persons', 'f', 'm']);

function affected(tag: Tag): ColumnRole {
  const act = AFFECTED.find(([, names]) => has(tag, ...names));
  const rest = [...tag.attributes].filter((name) => !NEUTRAL.has(name) && act?.[1].includes(name) !== true);
  const both = has(tag, 'f') && has(tag, 'm');
  const sex = both ? null : has(tag, 'f') ? 'FEMALE' : has(tag, 'm') ? 'MALE' : null;
  return { role: 'count', act: act?.[0] ?? null, sex, partial: both || rest.length > 0 };
}

function date(tag: Tag): ColumnRole {
  if (has(tag, 'end')) return { role: 'end-date' };
  if (has(tag, 'occurred', 'start') || tag.attributes.size === 0) return { role: 'start-date' };
  return { role: 'other-date' };
}

function event(tag: Tag): ColumnRole {
  if (has(tag, 'id', 'code') && !has(tag, 'type')) return { role: 'key' };
  return has(tag, 'type', 'category') ? { role: 'act-type' } : never('text');
}

function meta(tag: Tag): ColumnRole {
  if (has(tag, 'id')) return { role: 'key' };
  if (has(tag, 'url')) return never('link');
  return has(tag, 'verified', 'verification') ? { role: 'verification' } : never('source');
}

const BY_NAME: Readonly<Record<string, (tag: Tag) => ColumnRole>> = {
  date,
  country: () => ({ role: 'country' }),
  adm1: () => ({ role: 'area' }),
  adm2: () => never('place'),
  adm3: () => never('place'),
  adm4: () => never('place'),
  adm5: () => never('place'),
  loc: () => never('place'),
  geo: () => never('coordinate'),
  contact: () => never('contact'),
  description: () => never('text'),
  org: () => never('name'),
  respondee: () => never('name'),
  affected,
  event,
  cause: (tag) => (has(tag, 'type') ? { role: 'act-type' } : never('text')),
  meta,
  actor: (tag) => (has(tag, 'id', 'name') ? never('name') : { role: 'perpetrator' }),
};

/** @param text - the cell of the tag row; null or no tag: the heading decides */
export function roleByHxl(text: string | null | undefined): RoleGuess {
  const tag = parseTag(text ?? '');
  const role = tag === null ? undefined : BY_NAME[tag.name]?.(tag);
  return role === undefined ? NO_ROLE : { role, strength: 3 };
}
