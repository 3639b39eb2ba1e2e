/** How the page of the matrix looks: calm, readable from afar, and whole on paper. */
export const PAGE_STYLE = `
:root { --ink: #1c2430; --soft: #5a6675; --line: #d5dbe3; --band: #f3f5f8; --link: #1d4f91; --paper: #ffffff; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 82rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.25rem; font-weight: 650; }
.lead { margin: 0.5rem 0 1.25rem; max-width: 46rem; color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: 0.5rem 2.5rem; margin: 0 0 1rem; }
.facts dt, .legend dt { font-weight: 600; }
.facts dt { font-size: 0.8rem; color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
nav a { margin-right: 1.25rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code { font: 0.85em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
caption { padding: 0 0 0.75rem; max-width: min(60rem, 100vw - 3rem); text-align: left; color: var(--soft); position: sticky; left: 0; }
th, td { padding: 0.45rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--ink); font-size: 0.8rem; vertical-align: bottom; }
tbody th[scope="row"] { font-weight: 500; overflow-wrap: anywhere; }
.list { max-width: 26rem; font-size: 0.8rem; }
.group th { padding-top: 1.1rem; background: var(--band); font-weight: 650; }
.class { white-space: nowrap; font-size: 0.8rem; }
.mark { display: inline-block; padding: 0 0.4rem; border: 1px solid var(--line); border-radius: 0.6rem; font-size: 0.72rem; color: var(--soft); }
.grants { white-space: nowrap; font-weight: 600; }
.never { font-weight: 400; color: var(--soft); }
ul { margin: 0; padding-left: 1.1rem; }
tr:target th, tr:target td { background: #fff6d6; }
.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 0.6rem 2rem; margin: 0; }
.legend dt { font-size: 0.85rem; }
.legend dd { margin: 0; color: var(--soft); }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #a3adba; --line: #39424f; --band: #1e2530; --link: #8fb8f0; --paper: #141920; }
  tr:target th, tr:target td { background: #3b3413; }
}
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  :root { --ink: #000000; --soft: #333333; --line: #999999; --band: #eeeeee; --link: #000000; --paper: #ffffff; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav { display: none; }
  .scroll { overflow: visible; }
  caption { position: static; max-width: none; }
  table, thead th, .class, .list { font-size: 8pt; }
  .mark { font-size: 7pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .group { break-after: avoid; }
  h2 { break-after: avoid; }
  a { text-decoration: none; }
  #grants, #policies { break-before: page; }
}
`;
