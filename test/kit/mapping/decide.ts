/** What a person does to a draft, written down: answers by field, and blocks taken away. */
import { undecidedPlaces } from '@vigil/kit';

/** field -> YAML to write there; as `mapping check` names the fields */
export type Answers = Readonly<Record<string, string>>;

/**
 * Writes the answers into a draft.
 *
 * @throws Error when an answer names no open place: then the test's idea of the draft is wrong
 */
export function decide(draft: string, answers: Answers): string {
  const open = new Map(undecidedPlaces(draft).map(({ field, line }) => [field, line]));
  const lines = draft.split('\n');
  for (const [field, answer] of Object.entries(answers)) {
    const line = open.get(field);
    if (line === undefined) throw new Error(`the draft leaves no place ${field} open`);
    const text = lines[line - 1] ?? '';
    lines[line - 1] = `${text.replace(/ DECIDE$/, '').replace(/:$/, ':')} ${answer}`;
  }
  return lines.join('\n');
}

/** Takes a key with everything in it away; comments above it stay. */
export function takeAway(draft: string, key: string): string {
  const lines = draft.split('\n');
  const at = lines.findIndex((line) => line.trim().startsWith(`${key}:`));
  if (at === -1) throw new Error(`the draft has no ${key}`);
  const indent = (line: string): number => line.length - line.trimStart().length;
  const own = indent(lines[at] ?? '');
  let end = at + 1;
  while (end < lines.length && lines[end] !== '' && indent(lines[end] ?? '') > own) end += 1;
  return [...lines.slice(0, at), ...lines.slice(end)].join('\n');
}

/** Places that are open, by field. */
export function openFields(draft: string): readonly string[] {
  return undecidedPlaces(draft).map(({ field }) => field);
}
