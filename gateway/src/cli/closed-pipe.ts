/**
 * A reader that has seen enough (`vigil-hub partners list | head -1`) closes the pipe. That is no failure of the
 * command: what is written after it goes nowhere, and the command ends as it would have.
 */
import type { Writable } from 'node:stream';

export function bearClosedPipe(...streams: readonly Pick<Writable, 'on'>[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
