/**
 * One self-contained HTML page of tables and sentences: no script, no font and no picture from anywhere.
 *
 * Takes text, gives text; everything is escaped here and nowhere else. Readable without colours, on paper, and by a
 * screen reader: one heading a section, a caption a table, a scope for every heading cell. Pure.
 */
import { escapeHtml } from '../html/escape-html.js';

export interface PageTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** the first cell of each row is its heading */
  readonly rows: readonly (readonly string[])[];
}

export interface PageSection {
  readonly heading: string;
  readonly paragraphs?: readonly string[];
  readonly list?: readonly string[];
  readonly table?: PageTable;
}

export interface Page {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly PageSection[];
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: start; padding: .25rem 0; position: sticky; inset-inline-start: 0; max-width: calc(100vw - 2rem); }
th, td { border: 1px solid; padding: .25rem .6rem; text-align: start; vertical-align: top; }
.n { text-align: end; }
thead th { border-bottom-width: 2px; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
@media print {
  @page { size: A4; margin: 12mm; }
  body { margin: 0; padding: 0; max-width: none; font-size: 10pt; }
  .scroll { overflow: visible; } caption { position: static; max-width: none; break-after: avoid; }
  table { font-size: 8pt; } th, td { padding: .15rem .35rem; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
}
`;

const FIGURE = /^\d[\d./]*( %)?$/;

function tableHtml({ caption, head, rows }: PageTable): string {
  // Columns of figures are read from their last digit.
  const side = head.map((_, column) =>
    rows.every((row) => FIGURE.test(row[column] ?? '')) ? ' class="n"' : '',
  );
  const heading = head
    .map((text, column) => `<th scope="col"${side[column] ?? ''}>${escapeHtml(text)}</th>`)
    .join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((text, index) => `<td${side[index + 1] ?? ''}>${escapeHtml(text)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(first)}</th>${cells}</tr>`;
  });
  // A region that scrolls must be reached by the keyboard and have a name.
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(caption)}">
<table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${heading}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}

function sectionHtml({ heading, paragraphs = [], list = [], table }: PageSection): string {
  const parts = paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`);
  if (table !== undefined) parts.push(tableHtml(table));
  if (list.length > 0)
    parts.push(`<ul>\n${list.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n')}\n</ul>`);
  return `<section>\n<h2>${escapeHtml(heading)}</h2>\n${parts.join('\n')}\n</section>`;
}

/** The page as UTF-8 text; the same input always gives the same bytes. */
export function sheetPage({ title, lead, sections }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(lead)}</p>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`;
}
