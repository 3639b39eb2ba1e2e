/**
 * A SYNTHETIC list of any length from a seed, with its mapping and what an import of it must report.
 *
 * Most rows are sound; some have a date that is none (rejected), some repeat the row before (merged). The figures
 * that an import must give are counted while the rows are made, not by the importer.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export const SYNTHETIC_MAPPING = `format: vigil-mapping-1
dataset: synthetic-bench
source: made by a generator for a bench
licence: none, synthetic
synthetic: true
file: { format: csv, encoding: utf-8, delimiter: ',', header: true, emptyValues: [NA] }
key: { columns: [id] }
event:
  startDate: { column: date, formats: [YYYY-MM-DD, YYYY-MM, YYYY] }
  country: { column: country, onUnmapped: reject }
  area: { column: region, onUnmapped: report, map: { North: XA-01, South: XA-02 } }
  verification: { constant: CORROBORATED, reason: a generator says so }
  violationStatus: { constant: '0101', reason: a generator says so }
acts:
  - type: { constant: DETENTION }
    perpetrator: { constant: STATE }
    victims:
      persons: { column: detained }
      group: { column: kind, onUnmapped: UNKNOWN, map: { rally: PROTESTER, press: JOURNALIST } }
neverRead: [note]
`;

/** Settings of the partner that the list is imported into. */
export const SYNTHETIC_SETTINGS = {
  format: 'vigil-partner-1',
  id: 'bench-partner',
  name: 'Bench partner',
  synthetic: true,
  port: 0,
  publication: {
    profile: 'STANDARD',
    unit: 'CASE_FILE',
    reason: 'case files are confidential',
    indicators: ['UNLAWFUL_DETENTION'],
    coverage: [
      {
        indicator: 'UNLAWFUL_DETENTION',
        country: 'XA',
        areas: ['XA-01', 'XA-02'],
        from: '2012-01',
        to: '2013-12',
      },
    ],
  },
  methodology: {
    version: '1',
    caseSelection: 'made by a generator',
    verificationSteps: ['none'],
    limitations: 'synthetic',
    standardOfProof: 'REASONABLE_GROUNDS',
    changedAt: '2012-01-01',
  },
  fundingStreams: [],
};

/** mulberry32: 32 bits of state, enough for made-up rows */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const two = (number) => String(number).padStart(2, '0');

/**
 * Writes the list.
 *
 * @returns what an import must report: read, imported, merged, rejectedRows
 */
export async function writeSyntheticList(path, rows, seed = 1) {
  const random = randomFrom(seed);
  const below = (limit) => Math.floor(random() * limit);
  const one = (values) => values[below(values.length)];
  const expected = { read: rows, imported: 0, merged: 0, rejectedRows: 0 };
  const file = createWriteStream(path);
  file.write('id,date,country,region,detained,kind,note\n');
  let before = null;
  let text = '';
  for (let row = 1; row <= rows; row += 1) {
    const date = `${2000 + below(20)}-${two(1 + below(12))}-${two(1 + below(28))}`;
    const cells = [
      row,
      date,
      'Synthetic country A',
      one(['North', 'South', '']),
      one(['NA', 1 + below(400)]),
      one(['rally', 'press', 'strike']),
      `"made up, row ${row}: ${'x'.repeat(below(60))}"`,
    ];
    if (before !== null && below(1000) === 0) {
      text += before;
      expected.merged += 1;
      before = null;
    } else if (below(1000) === 0) {
      cells[1] = 'someday';
      text += `${cells.join(',')}\n`;
      expected.rejectedRows += 1;
    } else {
      before = `${cells.join(',')}\n`;
      text += before;
      expected.imported += 1;
    }
    if (text.length > 1_000_000) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await once(file, 'close');
  return expected;
}
