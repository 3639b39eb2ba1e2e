/**
 * What the local record says was erased or withdrawn after a backup was made, from lines that `record show --json`
 * printed before the node was lost.
 *
 * Takes the file, gives the lines; `reapply-record.ts` does them again.
 */
import { readFile } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import { z } from 'zod';

const line = z.looseObject({
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  action: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type RecordLine = z.infer<typeof line>;

function parseLine(text: string, index: number): RecordLine {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new HubError(
      'USAGE',
      `line ${index + 1} is no line of a local record; make the file with: vigil-partner record show --json --last 9999999`,
      'operator',
      { cause },
    );
  }
}

/** @throws HubError USAGE when it is not what `record show --json` prints, in order and without a gap */
export async function readLaterRecord(path: string): Promise<RecordLine[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HubError('USAGE', `the record ${path} cannot be read`, 'operator', { cause });
  });
  const lines = text
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map(parseLine);
  const first = lines[0]?.sequence ?? 0;
  if (lines.some(({ sequence }, index) => sequence !== first + index)) {
    throw new HubError('USAGE', `${path} is not a record without gaps`, 'operator');
  }
  return lines;
}
