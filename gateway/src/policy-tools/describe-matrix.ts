/**
 * The matrix for a terminal: columns padded to the widest, codes explained below. Takes a matrix, gives lines.
 */
import { conditionLines } from './condition-words.js';
import { obligationsInWords } from './obligation-names.js';
import type { MatrixRow, PolicyMatrix } from './policy-matrix.js';
import { purposesInWords, whoInWords, type Grant } from './role-grants.js';

const NEVER = '-';

export function describeMatrix(matrix: PolicyMatrix): string[] {
  const head = ['COORDINATE', 'CLASS', 'ACTION', ...matrix.roles];
  const rows = matrix.rows.map((row) => [
    coordinateOf(row),
    classOf(row),
    row.action,
    ...matrix.roles.map((role) => row.cells.get(role)?.join(' ') || NEVER),
  ]);
  return [
    `who may read what: policies ${matrix.policyVersion.slice(0, 12)}, ${matrix.date}`,
    '',
    ...table([head, ...rows]),
    '',
    `${NEVER}  never`,
    ...[...matrix.grants].flatMap(([code, grant]) => describeGrant(code, grant, matrix.caller)),
  ];
}

export function coordinateOf({ type, name, coordinates }: MatrixRow): string {
  if (coordinates.length > 1) return `${type}.* (${coordinates.length})`;
  return coordinates[0] ?? `${type}.${name}`;
}

export function classOf({ classification: { class: dataClass, subject, flags } }: MatrixRow): string {
  return [dataClass, ...(subject === 'NONE' ? [] : [subject]), ...flags].join(' ');
}

function describeGrant(code: string, grant: Grant, caller: string | null): string[] {
  const { condition, obligations } = grant;
  const when = conditionLines(condition, { caller });
  return [
    `${code}  ${whoInWords(grant)}, for ${purposesInWords(grant)}${condition.kind === 'constant' ? '' : ', when'}`,
    ...(condition.kind === 'constant' ? [] : when.map((part) => `     - ${part}`)),
    ...(obligations.length === 0 ? [] : [`     ${obligationsInWords(obligations)}`]),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_title, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
