/**
 * Progress of an import: a bar on a terminal, plain lines elsewhere.
 *
 * Takes how much has been read, writes to stderr only, so that a report on stdout stays clean.
 */
import cliProgress from 'cli-progress';

export interface ImportProgress {
  start(totalBytes: number): void;
  rows(rows: number, bytesRead: number): void;
  stop(): void;
}

/** For callers that show nothing. */
export const silentProgress: ImportProgress = {
  start: () => undefined,
  rows: () => undefined,
  stop: () => undefined,
};

export function terminalBar(stream: NodeJS.WritableStream): ImportProgress {
  const bar = new cliProgress.SingleBar(
    { format: 'import {bar} {percentage}% | {rows} rows | {eta_formatted} left', stream, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  return {
    start: (totalBytes) => {
      bar.start(totalBytes, 0, { rows: 0 });
    },
    rows: (rows, bytesRead) => {
      bar.update(bytesRead, { rows });
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** One line for every tenth of the file, however large it is. */
export function plainLines(say: (line: string) => void): ImportProgress {
  let total = 0;
  let told = 0;
  return {
    start: (totalBytes) => {
      total = totalBytes;
    },
    rows: (rows, bytesRead) => {
      const tenth = total === 0 ? 10 : Math.floor((bytesRead / total) * 10);
      if (tenth <= told) return;
      told = tenth;
      say(`import: ${rows.toLocaleString('en-US')} rows read (${tenth * 10} %)`);
    },
    stop: () => undefined,
  };
}
