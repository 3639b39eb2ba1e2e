/**
 * Progress of an import: a bar on a terminal, plain lines elsewhere.
 *
 * Takes how much has been read and published, writes to stderr only, so that a report on stdout stays clean.
 */
import cliProgress from 'cli-progress';

export interface ImportProgress {
  start(totalBytes: number): void;
  /** a killed import had read this many rows; this one goes on behind them */
  resumed(rows: number): void;
  rows(rows: number, bytesRead: number): void;
  /** lines of how many lines */
  published(lines: number, ofLines: number): void;
  /** the end of reading, and once more of publishing */
  stop(): void;
}

/** For callers that show nothing. */
export const silentProgress: ImportProgress = {
  start: () => undefined,
  resumed: () => undefined,
  rows: () => undefined,
  published: () => undefined,
  stop: () => undefined,
};

const count = (rows: number): string => rows.toLocaleString('en-US');

const resumedLine = (rows: number): string =>
  `import: goes on behind ${count(rows)} rows that an import which was stopped had read`;

export function terminalBar(stream: NodeJS.WritableStream): ImportProgress {
  const bar = new cliProgress.SingleBar(
    { format: '{step} {bar} {percentage}% | {rows} rows | {eta_formatted} left', stream, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  let running = false;
  let rowsRead = 0;
  const begin = (total: number, payload: object): void => {
    bar.start(total, 0, payload);
    running = true;
  };
  return {
    start: (totalBytes) => {
      begin(totalBytes, { step: 'reading   ', rows: 0 });
    },
    resumed: (rows) => {
      stream.write(`\n${resumedLine(rows)}\n`);
    },
    rows: (rows, bytesRead) => {
      rowsRead = rows;
      bar.update(bytesRead, { rows });
    },
    published: (lines, ofLines) => {
      if (!running) begin(ofLines, { step: 'publishing', rows: rowsRead });
      bar.update(lines, { rows: rowsRead });
    },
    stop: () => {
      if (running) bar.stop();
      running = false;
    },
  };
}

/** One line for every tenth of the file, however large it is. */
export function plainLines(say: (line: string) => void): ImportProgress {
  let total = 0;
  let told = 0;
  let toldPublished = 0;
  return {
    start: (totalBytes) => {
      total = totalBytes;
    },
    resumed: (rows) => {
      say(resumedLine(rows));
    },
    rows: (rows, bytesRead) => {
      const tenth = total === 0 ? 10 : Math.floor((bytesRead / total) * 10);
      if (tenth <= told) return;
      told = tenth;
      say(`import: ${count(rows)} rows read (${tenth * 10} %)`);
    },
    published: (lines, ofLines) => {
      const tenth = Math.floor((lines / ofLines) * 10);
      if (tenth <= toldPublished) return;
      toldPublished = tenth;
      say(`import: ${tenth * 10} % published, all at once at the end`);
    },
    stop: () => undefined,
  };
}
