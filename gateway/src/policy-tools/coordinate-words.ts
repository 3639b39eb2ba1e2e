/**
 * Long lists of coordinates in few words, without leaving one out. Pure.
 */
import type { Classification } from '@vigil/shared';

/** What stands before the flags in the name of a place that no schema has yet. */
const FLAGS = ', ';

/** `Event.title, Victim.*`: a star where no coordinate of the type is missing. */
export function coordinatesInWords(
  coordinates: readonly string[],
  classes: ReadonlyMap<string, Classification>,
): string {
  const existing = coordinates.filter((coordinate) => classes.has(coordinate));
  const possible = coordinates.filter((coordinate) => !classes.has(coordinate));
  const whole = groupBy([...classes.keys()], typeOf);
  const types = [...groupBy(existing, typeOf)].flatMap(([type, members]) =>
    members.length > 1 && members.length === whole.get(type)?.length ? [`${type}.*`] : members,
  );
  const kinds = [...groupBy(possible, (name) => name.split(FLAGS)[0] ?? name)].map(([kind, members]) =>
    withFlags(kind, members),
  );
  const tomorrow =
    kinds.length === 0 ? [] : [`an extension's field that does not exist yet: ${kinds.join('; ')}`];
  return [...(types.length === 0 ? [] : [types.join(', ')]), ...tomorrow].join('; and ');
}

function typeOf(coordinate: string): string {
  return coordinate.split('.')[0] ?? coordinate;
}

function withFlags(kind: string, members: readonly string[]): string {
  const flagSets = members.map((name) => name.split(FLAGS).slice(1));
  if (flagSets.length === 1) return members[0] ?? kind;
  const all = [...new Set(flagSets.flat())];
  if (flagSets.length === 2 ** all.length) return `${kind}, with or without ${all.join(', ')}`;
  const always = all.filter((flag) => flagSets.every((flags) => flags.includes(flag)));
  const free = all.filter((flag) => !always.includes(flag));
  if (flagSets.length === 2 ** free.length)
    return `${kind}, ${always.join(', ')}, with or without ${free.join(', ')}`;
  return `${kind} with the flags ${flagSets.map((flags) => (flags.length === 0 ? 'none' : flags.join(' + '))).join(' | ')}`;
}

function groupBy(names: readonly string[], keyOf: (name: string) => string): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const known = groups.get(keyOf(name)) ?? [];
    known.push(name);
    groups.set(keyOf(name), known);
  }
  return groups;
}
