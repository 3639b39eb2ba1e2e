/**
 * The matrix as one page of HTML that needs nothing else: no script, no font, no picture, no address.
 *
 * Takes a matrix, gives the text. Made for a screen, for paper and for a screen reader: real tables with captions and
 * scopes, and nothing that is said by colour alone. Pure.
 */
import { escapeHtml } from '@vigil/shared';
import { conditionLines } from './condition-words.js';
import { classOf, coordinateOf } from './describe-matrix.js';
import { PAGE_STYLE } from './matrix-style.js';
import { obligationsInWords } from './obligation-names.js';
import type { MatrixRow, PolicyMatrix } from './policy-matrix.js';
import { purposesInWords, whoInWords, type Grant } from './role-grants.js';

const ROLE_NAMES: Readonly<Record<string, string>> = {
  PUBLIC_ANALYST: 'Public analyst',
  REGIONAL_BODY: 'Regional body',
  CASE_OFFICER: 'Case officer',
  COORDINATOR: 'Coordinator',
  COURT: 'Court',
  EVALUATOR: 'Evaluator',
};
const ACTION_WORDS: Readonly<Record<string, string>> = {
  select: 'read',
  unseal: 'read, sealed',
  filterBy: 'narrow a list by it',
  orderBy: 'order a list by it',
  groupBy: 'group by it',
};

/** @returns a complete document, UTF-8 */
export function matrixPage(matrix: PolicyMatrix): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="robots" content="noindex">',
    `<title>Who may read what, ${escapeHtml(matrix.date)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    ...header(matrix),
    '<main>',
    ...fieldTable(matrix),
    ...grantTable(matrix),
    ...legend(),
    ...policyTable(matrix),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function header({ policyVersion, date, policies }: PolicyMatrix): string[] {
  return [
    '<header>',
    '<h1>Who may read what</h1>',
    '<p class="lead">What the policies of the coalition allow, for every role and every field. Nothing is allowed that does not stand here.</p>',
    '<dl class="facts">',
    `<div><dt>As of</dt><dd><time datetime="${escapeHtml(date)}">${escapeHtml(date)}</time></dd></div>`,
    `<div><dt>Policy version</dt><dd><code>${escapeHtml(policyVersion)}</code></dd></div>`,
    `<div><dt>Policies</dt><dd>${policies.length}</dd></div>`,
    '</dl>',
    '<nav aria-label="On this page"><a href="#fields">Fields by role</a> <a href="#grants">What the letters mean</a> <a href="#legend">Classes of data</a> <a href="#policies">The policies</a></nav>',
    '</header>',
  ];
}

function fieldTable(matrix: PolicyMatrix): string[] {
  const columns = matrix.roles.length + 3;
  return [
    '<section id="fields" aria-labelledby="fields-title">',
    '<h2 id="fields-title">Fields by role</h2>',
    ...scrolling('fields-title', [
      '<table class="fields">',
      '<caption>A letter stands for a permission that is written out below the table. “never” means that no permission exists. A person with several roles may get more than each role alone.</caption>',
      '<thead><tr>',
      '<th scope="col">Field</th><th scope="col">Class</th><th scope="col">Use</th>',
      ...matrix.roles.map((role) => `<th scope="col">${escapeHtml(ROLE_NAMES[role] ?? role)}</th>`),
      '</tr></thead>',
      ...groups(matrix.rows).flatMap(({ title, rows }) => [
        '<tbody>',
        `<tr class="group"><th scope="rowgroup" colspan="${columns}">${escapeHtml(title)}</th></tr>`,
        ...rows.map((row) => fieldRow(row, matrix)),
        '</tbody>',
      ]),
      '</table>',
    ]),
    '</section>',
  ];
}

/** A region that scrolls must be reached by the keyboard and have a name. */
function scrolling(title: string, table: readonly string[]): string[] {
  return [`<div class="scroll" role="region" aria-labelledby="${title}" tabindex="0">`, ...table, '</div>'];
}

const PUBLISHED = 'Published for everybody';

/** What is PUBLIC as a whole type is one group: nobody looks for a secret there. */
function groups(rows: readonly MatrixRow[]): { title: string; rows: MatrixRow[] }[] {
  const byTitle = new Map<string, MatrixRow[]>();
  const published: MatrixRow[] = [];
  for (const row of rows) {
    if (row.classification.class === 'PUBLIC') published.push(row);
    else byTitle.set(row.type, [...(byTitle.get(row.type) ?? []), row]);
  }
  const restricted = [...byTitle].map(([title, inType]) => ({ title, rows: inType }));
  return published.length === 0
    ? restricted
    : [...restricted, { title: PUBLISHED, rows: mergeAlike(published) }];
}

function mergeAlike(rows: readonly MatrixRow[]): MatrixRow[] {
  const alike = new Map<string, MatrixRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.action, row.classification, [...row.cells]]);
    alike.set(key, [...(alike.get(key) ?? []), row]);
  }
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return [
      {
        ...first,
        name: same.map(coordinateOf).join(', '),
        type: '',
        coordinates: same.flatMap(({ coordinates }) => coordinates),
      },
    ];
  });
}

function fieldRow(row: MatrixRow, { roles }: PolicyMatrix): string {
  const name = row.type === '' ? row.name : row.coordinates.length > 1 ? coordinateOf(row) : row.name;
  return [
    `<tr><th scope="row"${row.type === '' ? ' class="list"' : ''}>${escapeHtml(name)}</th>`,
    `<td>${classCell(row)}</td>`,
    `<td>${escapeHtml(ACTION_WORDS[row.action] ?? row.action)}</td>`,
    ...roles.map((role) => `<td class="grants">${grantCell(row.cells.get(role) ?? [])}</td>`),
    '</tr>',
  ].join('');
}

function classCell(row: MatrixRow): string {
  const [dataClass = '', ...marks] = classOf(row).split(' ');
  const more = marks.map((mark) => `<span class="mark">${escapeHtml(mark)}</span>`).join(' ');
  return `<span class="class">${escapeHtml(dataClass)}</span>${more === '' ? '' : ` ${more}`}`;
}

function grantCell(codes: readonly string[]): string {
  if (codes.length === 0) return '<span class="never">never</span>';
  return codes.map((code) => `<a href="#grant-${escapeHtml(code)}">${escapeHtml(code)}</a>`).join(' ');
}

function grantTable({ grants, caller }: PolicyMatrix): string[] {
  return [
    '<section id="grants" aria-labelledby="grants-title">',
    '<h2 id="grants-title">What the letters mean</h2>',
    ...scrolling('grants-title', [
      '<table class="wide">',
      '<caption>A condition holds for a single record. Where something that a condition asks about is not known, the record is not given out.</caption>',
      '<thead><tr><th scope="col">Letter</th><th scope="col">Who, besides the role</th><th scope="col">For which purpose</th><th scope="col">When</th><th scope="col">Before it leaves</th></tr></thead>',
      '<tbody>',
      ...[...grants].map(([code, grant]) => grantRow(code, grant, caller)),
      '</tbody></table>',
    ]),
    '</section>',
  ];
}

function grantRow(code: string, grant: Grant, caller: string | null): string {
  const when = conditionLines(grant.condition, { caller });
  const condition =
    grant.condition.kind === 'constant'
      ? 'always'
      : `<ul>${when.map((part) => `<li>${escapeHtml(part)}</li>`).join('')}</ul>`;
  const done = grant.obligations.length === 0 ? 'nothing' : obligationsInWords(grant.obligations);
  return `<tr id="grant-${escapeHtml(code)}"><th scope="row">${escapeHtml(code)}</th><td>${escapeHtml(whoInWords(grant))}</td><td>${escapeHtml(purposesInWords(grant))}</td><td>${condition}</td><td>${escapeHtml(done)}</td></tr>`;
}

const CLASSES: readonly (readonly [string, string])[] = [
  ['PUBLIC', 'made to be read by everybody'],
  ['AGGREGATE_ONLY', 'enters protected figures, and is never read row by row'],
  ['DEIDENTIFIED', 'names nobody; dates, places and ages are coarse'],
  ['CONFIDENTIAL', 'details of a case'],
  ['IDENTIFYING', 'names, contacts, testimony, exact places; leaves sealed or not at all'],
  ['SECURITY_CRITICAL', 'belongs into no system that others can ask'],
];

function legend(): string[] {
  return [
    '<section id="legend" aria-labelledby="legend-title">',
    '<h2 id="legend-title">Classes of data</h2>',
    '<dl class="legend">',
    ...CLASSES.map(([name, words]) => `<div><dt>${name}</dt><dd>${words}</dd></div>`),
    '</dl>',
    '</section>',
  ];
}

function policyTable({ policies }: PolicyMatrix): string[] {
  return [
    '<section id="policies" aria-labelledby="policies-title">',
    '<h2 id="policies-title">The policies</h2>',
    ...scrolling('policies-title', [
      '<table class="wide">',
      '<caption>What no policy permits is denied. A policy that forbids beats every policy that permits.</caption>',
      '<thead><tr><th scope="col">Policy</th><th scope="col">Effect</th><th scope="col">Reason</th><th scope="col">File</th></tr></thead>',
      '<tbody>',
      ...policies.map(
        ({ id, effect, reason, file }) =>
          `<tr><th scope="row">${escapeHtml(id)}</th><td>${effect === 'permit' ? 'permits' : 'forbids'}</td><td>${escapeHtml(reason)}</td><td><code>${escapeHtml(file)}</code></td></tr>`,
      ),
      '</tbody></table>',
    ]),
    '</section>',
  ];
}
