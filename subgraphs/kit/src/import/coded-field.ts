/**
 * A field whose value comes from a closed code list: always the same code, or a column and a map.
 *
 * What happens to a value that the map does not name is written in the mapping, never assumed. Shape only; `map-row.ts`
 * applies it.
 */
import { z } from 'zod';

/** reject the row; record UNKNOWN; or leave the field empty. Each is counted and reported. */
export type OnUnmapped = 'reject' | 'UNKNOWN' | 'report';

export interface CodedField {
  readonly constant?: string | undefined;
  readonly column?: string | undefined;
  /** value of the cell -> code; a value that is a code already needs no line */
  readonly map: Readonly<Record<string, string>>;
  readonly onUnmapped: OnUnmapped;
  /** may the field stay empty? */
  readonly nullable: boolean;
  readonly codes: readonly string[];
}

interface CodedFieldRules {
  /** a constant that decides what counts must say why it may be given to every row */
  readonly reasoned?: boolean;
}

const raw = z.strictObject({
  constant: z.string().optional(),
  column: z.string().min(1).optional(),
  map: z.record(z.string(), z.string()).optional(),
  onUnmapped: z.enum(['reject', 'UNKNOWN', 'report']).optional(),
  reason: z.string().min(1).optional(),
});
type Raw = z.infer<typeof raw>;

interface FieldRules extends CodedFieldRules {
  readonly codes: readonly string[];
  readonly nullable: boolean;
}

function constantProblem(field: Raw, { codes, reasoned }: FieldRules): string | null {
  if (field.map !== undefined || field.onUnmapped !== undefined)
    return '`constant` takes no `map` and no `onUnmapped`';
  if (!codes.includes(field.constant ?? '')) return `the constant is not one of ${codes.join(', ')}`;
  if (reasoned === true && field.reason === undefined) return 'add `reason`: why this holds for every row';
  return null;
}

function columnProblem(field: Raw, { codes, nullable }: FieldRules): string | null {
  if (field.onUnmapped === undefined) {
    return 'add `onUnmapped`: what to do with a value that the map does not name';
  }
  if (field.onUnmapped === 'UNKNOWN' && !codes.includes('UNKNOWN')) {
    return `\`onUnmapped: UNKNOWN\` needs a list with UNKNOWN; write reject${nullable ? ' or report' : ''}`;
  }
  if (field.onUnmapped === 'report' && !nullable) {
    return `this field cannot stay empty; write \`onUnmapped: reject\`${codes.includes('UNKNOWN') ? ' or UNKNOWN' : ''}`;
  }
  const wrong = Object.values(field.map ?? {}).find((code) => !codes.includes(code));
  if (wrong !== undefined) return `the map leads to ${wrong}, which is not one of ${codes.join(', ')}`;
  return null;
}

function schema(rules: FieldRules) {
  return raw.transform((field, context): CodedField => {
    const one = (field.constant === undefined) !== (field.column === undefined);
    const problem = !one
      ? 'write exactly one of `constant` and `column`'
      : field.constant !== undefined
        ? constantProblem(field, rules)
        : columnProblem(field, rules);
    if (problem !== null) {
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    }
    return {
      constant: field.constant,
      column: field.column,
      map: field.map ?? {},
      onUnmapped: field.onUnmapped ?? 'reject',
      nullable: rules.nullable,
      codes: rules.codes,
    };
  });
}

/** A field that always has a code. */
export function codedField(codes: readonly string[], rules: CodedFieldRules = {}) {
  return schema({ ...rules, codes, nullable: false });
}

/** A field that may stay empty. */
export function nullableCodedField(codes: readonly string[], rules: CodedFieldRules = {}) {
  return schema({ ...rules, codes, nullable: true });
}
