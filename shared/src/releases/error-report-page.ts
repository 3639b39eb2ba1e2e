/** The error report as a page for people. Takes the report, gives HTML; no figure is made here. Pure. */
import type { ErrorReport, FigureError, TableError } from './error-report.js';
import { sheetPage } from './sheet-page.js';

/** of a normal distribution, two-sided: every ± of the page means the same */
const Z95 = 1.96;
const HEAD = ['standard error', '95 % of figures within ±', 'reliable from'];

function cells({ standardError, halfWidth95, smallestShown }: FigureError): string[] {
  return [standardError.toFixed(2), halfWidth95.toFixed(1), String(smallestShown)];
}

function words(codes: readonly string[]): string {
  return codes.map((code) => code.toLowerCase().replaceAll('_', ' ')).join(' × ');
}

function expectation({ expected }: TableError): string {
  if (expected === null) return 'no earlier release';
  const share = `${(100 * expected.shownShare).toFixed(0)} % reliable`;
  return expected.medianRelativeError === null
    ? share
    : `${share}, ±${(100 * Z95 * expected.medianRelativeError).toFixed(1)} %`;
}

function tableRow(table: TableError): string[] {
  return [
    table.id,
    table.stage.toLowerCase(),
    words([table.indicator]),
    words([table.countingUnit]),
    words(table.dimensions),
    String(table.cells),
    table.sigma2,
    ...cells(table),
    expectation(table),
  ];
}

/** One self-contained HTML page. */
export function errorReportPage(report: ErrorReport): string {
  const { subject, partner, partition, plan, tables, margins, notIncluded } = report;
  return sheetPage({
    title: `Error report: ${subject}`,
    lead: `Partner ${partner}, year ${partition}, plan ${plan}. How far the noise may move a figure; smaller figures than “reliable from” are published too, and marked.`,
    sections: [
      {
        heading: 'Released tables',
        paragraphs: [
          'The last column is about figures as large as those of the release before: how many cells would be reliable, and within what share of itself the middle one of these would lie in 95 of 100 cases.',
        ],
        table: {
          caption: 'Error of one cell, by table and indicator',
          head: [
            'table',
            'stage',
            'indicator',
            'counts',
            'by',
            'cells',
            'σ²',
            ...HEAD,
            'with figures like before',
          ],
          rows: tables.map(tableRow),
        },
      },
      {
        heading: 'Figures that are added up from them',
        paragraphs: [
          'A country’s year is the mean of the sums that its year tables give, each weighted by how exact it is. Any other sum is taken from the one table that gives it most exactly. A figure that has a table of its own is never added up from another.',
        ],
        table: {
          caption: 'Error of margins, by country and indicator',
          head: ['figure', 'country', 'indicator', 'counts', 'added from', ...HEAD],
          rows: margins.map((margin) => [
            words(margin.by),
            margin.country,
            words([margin.indicator]),
            words([margin.countingUnit]),
            margin.from
              .map(({ id, cells: count }) => `${id} (${String(count)} ${count === 1 ? 'cell' : 'cells'})`)
              .join(', '),
            ...cells(margin),
          ]),
        },
      },
      { heading: 'What is not in these errors', list: notIncluded },
    ],
  });
}
