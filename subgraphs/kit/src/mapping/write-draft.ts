/**
 * Writes a draft to a file that a person is going to edit: never over their work.
 */
import { writeFile } from 'node:fs/promises';
import { HubError } from '@vigil/shared';

/**
 * @param force - true: write over what is there
 * @throws HubError USAGE when the file exists, or cannot be written
 */
export async function writeDraft(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new HubError(
      'USAGE',
      exists
        ? `${file} is there already; --force writes over it`
        : `${file} cannot be written; does its folder exist?`,
      'operator',
      { cause },
    );
  }
}
