/** Progress: a line for every tenth when piped, a bar on a terminal; a resumed import says so in both. */
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { plainLines, terminalBar } from '@vigil/kit';

test('plain lines: one for every tenth of reading and of publishing, however many steps there are', () => {
  const said: string[] = [];
  const progress = plainLines((line) => said.push(line));
  progress.start(1000);
  progress.resumed(12_345);
  for (let bytes = 10; bytes <= 1000; bytes += 10) progress.rows(bytes * 5, bytes);
  progress.stop();
  for (let line = 1; line <= 7; line += 1) progress.published(line, 7);
  progress.stop();
  expect(said[0]).toBe('import: goes on behind 12,345 rows that an import which was stopped had read');
  expect(said[1]).toBe('import: 500 rows read (10 %)');
  expect(said[10]).toBe('import: 5,000 rows read (100 %)');
  // seven steps of publishing: 14, 28, 42, 57, 71, 85, 100 %
  expect(said.slice(11)).toEqual(
    [10, 20, 40, 50, 70, 80, 100].map((tenth) => `import: ${tenth} % published, all at once at the end`),
  );
});

test('a bar writes to its stream only, for reading and again for publishing', () => {
  const stream = new PassThrough();
  const progress = terminalBar(stream);
  progress.start(100);
  progress.resumed(5);
  progress.rows(50, 50);
  progress.stop();
  progress.published(1, 2);
  progress.published(2, 2);
  progress.stop();
  // a second stop, as after a failure, is no harm
  progress.stop();
  expect(String(stream.read() ?? '')).toContain('goes on behind 5 rows');
});
