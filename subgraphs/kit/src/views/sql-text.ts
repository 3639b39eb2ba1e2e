/** Names and values as SQL text, for the script that a person edits. */

export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Quoted only where it must be, so that the script stays readable. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/**
 * A name that no column has: the script cannot run before somebody has put the decision in its place, and
 * PostgreSQL's own message says which one is missing. PostgreSQL cuts names after 63 bytes.
 */
export function undecided(what: string): string {
  return identifier(`DECIDE: ${what}`.slice(0, 63));
}

/** Lines of a comment, none of which can end it. */
export function comment(text: string, indent = ''): string {
  return text
    .split('\n')
    .map((line) => `${indent}-- ${line}`.trimEnd())
    .join('\n');
}
