/**
 * What a column can be to the mapping language: a field of it, or one of the kinds that it never reads.
 *
 * Data only. Who gives a column its role: `role-by-name.ts` (headings), `role-by-hxl.ts` (tags), `never-read.ts`
 * (what the cells look like).
 */
import type { ActType } from '@vigil/shared';

/** Kinds that are never read and never quoted. */
export const NEVER_READ_KINDS = {
  name: 'names of persons or of those who report',
  person: 'a detail of a person',
  text: 'free text',
  coordinate: 'coordinates',
  place: 'places finer than an area',
  contact: 'telephone numbers, e-mail or other contacts',
  link: 'links',
  'person-id': 'identity numbers of persons',
  source: 'sources',
} as const;
export type NeverReadKind = keyof typeof NEVER_READ_KINDS;

export type CodeRole = 'act-type' | 'perpetrator' | 'group' | 'sex' | 'age-band' | 'verification';

export type ColumnRole =
  | { readonly role: 'start-date' | 'end-date' | 'other-date' | 'country' | 'area' | 'key' }
  | { readonly role: CodeRole }
  | {
      readonly role: 'count';
      /** null: the heading does not say what happened to the persons counted */
      readonly act: ActType | null;
      /** null: all of them */
      readonly sex: 'FEMALE' | 'MALE' | null;
      /** a breakdown by something the language has no word for, or a column repeated */
      readonly partial: boolean;
    }
  | { readonly role: 'never-read'; readonly kind: NeverReadKind }
  | { readonly role: 'unknown' };

/** How sure the heading makes it; the surer column wins where two could be the same field. */
export interface RoleGuess {
  readonly role: ColumnRole;
  /** 3 an HXL tag, 2 the whole heading, 1 a part of the heading, 0 nothing */
  readonly strength: 0 | 1 | 2 | 3;
}

export const NO_ROLE: RoleGuess = { role: { role: 'unknown' }, strength: 0 };
