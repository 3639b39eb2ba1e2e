/**
 * The decorator that gives a field, an argument or an input field its class of data.
 *
 * Takes a class, a subject and flags; leaves a `@classified` directive in the SDL. Enum values, scalars and
 * unions cannot carry decorators: their classes stand in `sdl/value-classes.ts`.
 */
import 'reflect-metadata';
import { Directive } from 'type-graphql';

/** From open to closed; what each class means for a caller is in the public API's table. */
export const DATA_CLASSES = [
  'PUBLIC',
  'AGGREGATE_ONLY',
  'DEIDENTIFIED',
  'CONFIDENTIAL',
  'IDENTIFYING',
  'SECURITY_CRITICAL',
] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** Whose data it is: the person who could be harmed by it. */
export const SUBJECTS = ['NONE', 'VICTIM', 'WITNESS', 'PERPETRATOR', 'REPORTER', 'STAFF'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const DATA_FLAGS = [
  'QUASI_IDENTIFIER',
  'GROUP_IDENTIFYING',
  'SPECIAL_CATEGORY',
  'PERPETRATOR_NAMED',
  'EMBARGO',
] as const;
export type DataFlag = (typeof DATA_FLAGS)[number];

/** What the contract says about one schema coordinate. */
export interface Classification {
  readonly class: DataClass;
  readonly subject: Subject;
  readonly flags: readonly DataFlag[];
}

/** The directive as it stands in an SDL; subject and flags are left out where they are the default. */
export function printClassified(
  dataClass: DataClass,
  marks: Partial<Pick<Classification, 'subject' | 'flags'>> = {},
): string {
  const parts = [`class: ${dataClass}`];
  if (marks.subject !== undefined && marks.subject !== 'NONE') parts.push(`subject: ${marks.subject}`);
  if (marks.flags !== undefined && marks.flags.length > 0) parts.push(`flags: [${marks.flags.join(', ')}]`);
  return `@classified(${parts.join(', ')})`;
}

/** Classifies a field, an argument or an input field. There is no default: an unclassified one refuses the SDL. */
export function classified(
  dataClass: DataClass,
  marks: Partial<Pick<Classification, 'subject' | 'flags'>> = {},
): ReturnType<typeof Directive> {
  return Directive(printClassified(dataClass, marks));
}
