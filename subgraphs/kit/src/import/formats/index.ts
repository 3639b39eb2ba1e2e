/**
 * The door of `formats`: detects what a file is, and reads its rows.
 *
 * `detectFile` proposes a file section and says how sure it is; `openRows` reads by a section, strictly: a file
 * that is not what its section says is refused as a whole, by line and reason, and no message holds a cell's text.
 */
export { detectFile, type DetectedFile } from './detect-file.js';
export { openRows, sampleRows, type OpenedFile } from './open-rows.js';
export type { FileHeader, FileRow } from './file-row.js';
