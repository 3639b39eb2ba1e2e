/**
 * What can be downloaded, as a page and as JSON: each indicator's tables of now, and the versions that were cited.
 *
 * Takes overviews, gives text. No script, nothing from elsewhere; every name in it is from a closed list. Pure.
 */
import { INDICATORS } from '@vigil/shared';
import type { Dimension } from '@vigil/shared';
import type { ExportOverview } from './data-exports.js';
import { byText, exportPath } from './export-path.js';
import { FORMAT_NAMES } from './format-name.js';
import { FORMATS } from './formats.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --line: #bbbbbb; --link: #0b4f9e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616; --line: #555555; --link: #8fb8f0; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; overflow-wrap: anywhere; }
nav a { margin-right: 1.25rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
tbody th { width: 16rem; }
td a { display: inline-block; margin-right: 1rem; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code { font-size: .9em; overflow-wrap: anywhere; }
@media (max-width: 40rem) { thead { display: none; } th, td { display: block; border: 0; padding: 0; } td { border-bottom: 1px solid var(--line); padding-bottom: .5rem; margin-bottom: .5rem; } td a { padding: .25rem 0; } }
@media print { @page { margin: 12mm; } body { margin: 0; padding: 0; max-width: none; font-size: 10pt; } nav { display: none; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;

/** @see api: versions of earlier citations keep their addresses */
export function indexJson(overviews: readonly ExportOverview[]): string {
  const indicators = overviews.map(({ indicator, dataVersion, tables, earlier }) => ({
    indicator,
    name: INDICATORS[indicator].name,
    dataVersion,
    tables:
      dataVersion === null
        ? []
        : tables.map((by) => ({ by, files: filesOf({ indicator, dataVersion, by }) })),
    earlier,
  }));
  return `${JSON.stringify({ indicators }, null, 1)}\n`;
}

export function indexPage(overviews: readonly ExportOverview[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Vigil: released tables</title><style>${STYLE}</style></head><body><main>`,
    '<h1>Released tables</h1>',
    '<p>Documented, not total: the figures count what partners documented. Each address names the exact set of releases behind its table and never changes; cite it as it is. <a href="/data/index.json">The same as JSON</a>.</p>',
    `<nav aria-label="Indicators">${overviews.map(({ indicator }) => `<a href="#${indicator}">${INDICATORS[indicator].name}</a>`).join(' ')}</nav>`,
    ...overviews.map(section),
    '</main></body></html>',
    '',
  ].join('\n');
}

function section({ indicator, dataVersion, tables, earlier }: ExportOverview): string {
  const heading = `<h2 id="${indicator}">${INDICATORS[indicator].name} <code>${indicator}</code></h2>`;
  if (dataVersion === null) return `${heading}<p>Nothing is released.</p>`;
  const rows = tables.map((by) => {
    const links = FORMAT_NAMES.map(
      (format) =>
        `<a href="${exportPath(dataVersion, { indicator, format }, by)}" aria-label="${FORMATS[format].title}, ${tableTitle(by)}">${FORMATS[format].title}</a>`,
    );
    return `<tr><th scope="row">${tableTitle(by)}</th><td>${links.join(' ')}</td></tr>`;
  });
  const cited = earlier.map(
    (version) =>
      `<a href="${exportPath(version, { indicator, format: 'csv' }, ['COUNTRY', 'MONTH'])}"><code>${version}</code></a>`,
  );
  return [
    heading,
    `<table><caption>Each table in every format. Data version <code>${dataVersion}</code></caption><thead><tr><th scope="col">Table</th><th scope="col">Files</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
    ...(cited.length === 0 ? [] : [`<p>Earlier versions that were exported: ${cited.join(', ')}</p>`]),
  ].join('\n');
}

function tableTitle(by: readonly Dimension[]): string {
  return byText(by).replaceAll('_', ' ').replaceAll(',', ' by ');
}

function filesOf({
  indicator,
  dataVersion,
  by,
}: Pick<ExportOverview, 'indicator'> & { dataVersion: string; by: readonly Dimension[] }): Record<
  string,
  string
> {
  return Object.fromEntries(
    FORMAT_NAMES.map((format) => [format, exportPath(dataVersion, { indicator, format }, by)]),
  );
}
