/** The matrix: what stands in it is what the permission map says, and its page is one that everybody can read. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createMatrix,
  describeMatrix,
  matrixPage,
  openPolicyBook,
  readSchemaBook,
  type PolicyMatrix,
} from '@vigil/gateway';
import { createPolicyFolders } from '../../policies/support/policy-folder.js';

const POLICIES = `
@id("published") @reason("it is <b>published</b> & \\"free\\"")
permit (principal, action, resource is Coordinate) when { resource.class == "PUBLIC" };

@id("agreed") @reason("an agreement opens it")
permit (principal, action == Action::"select", resource is Coordinate)
when {
  resource.class == "CONFIDENTIAL" &&
  principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: resource.class }) &&
  !resource.confidential
};

@id("own") @reason("officers read their own")
permit (principal in Role::"CASE_OFFICER", action == Action::"select", resource is Coordinate)
when {
  principal has organisation && principal.organisation == resource.owner &&
  resource.class == "CONFIDENTIAL" && ["CASEWORK", "PROTECTION"].contains(principal.purpose)
};

@id("witnesses") @reason("no")
forbid (principal, action, resource is Coordinate) when { resource.subject == "WITNESS" };
`;

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());
let matrix: PolicyMatrix;
let page: string;
beforeAll(async () => {
  const book = await openPolicyBook(
    await folders.create({ schemaOnly: true, files: { 'all.cedar': POLICIES } }),
  );
  matrix = createMatrix({ book, schema: readSchemaBook(), now: new Date('2026-11-22T12:00:00Z') });
  page = matrixPage(matrix);
});

function cell(coordinate: string, role: string): unknown[] {
  const row = matrix.rows.find(({ coordinates }) => coordinates.includes(coordinate));
  const codes = row?.cells.get(role);
  if (codes === undefined) throw new Error('no such cell');
  return codes.map((code) => {
    const grant = matrix.grants.get(code);
    return [grant?.who, grant?.agreements, grant?.purposes, grant?.condition.kind];
  });
}

describe('a cell', () => {
  test('of what is published says everybody, always', () => {
    expect(cell('Partner.name', 'EVALUATOR')).toEqual([['everybody', [], [], 'constant']]);
  });

  test('names the agreement that is needed, and every purpose where any will do', () => {
    expect(cell('Event.title', 'COURT')).toEqual([['another', ['CONFIDENTIAL'], [], 'not']]);
  });

  test("names the purposes of the owner's own people beside it", () => {
    expect(cell('Event.title', 'CASE_OFFICER')).toEqual(
      expect.arrayContaining([
        ['own', [], ['PROTECTION', 'CASEWORK'], 'constant'],
        ['another', ['CONFIDENTIAL'], [], 'not'],
      ]),
    );
  });

  test.each(['Witness.reliability', 'Event.id', 'Victim.legalName', 'EventFilter.countries'])(
    'of %s, which no policy permits, is empty for every role',
    (coordinate) => {
      for (const role of matrix.roles) expect(cell(coordinate, role)).toEqual([]);
    },
  );
});

test('every coordinate of the schema stands in it once', () => {
  const listed = matrix.rows.flatMap(({ coordinates }) => coordinates);
  expect([...listed].sort()).toEqual([...readSchemaBook().classification.keys()].sort());
});

test('an input is asked about as what it is used for', () => {
  const uses = new Map(
    matrix.rows.flatMap(({ coordinates, action }) => coordinates.map((name) => [name, action])),
  );
  expect(
    [
      'Event.title',
      'Victim.contact',
      'Query.events(where:)',
      'Query.events(orderBy:)',
      'EventFilter.areas',
      'EventOrder.START_DATE_ASC',
      'Query.indicatorTable(by:)',
    ].map((name) => uses.get(name)),
  ).toEqual(['select', 'unseal', 'filterBy', 'orderBy', 'filterBy', 'orderBy', 'groupBy']);
});

test('the text has a line for every row and every letter', () => {
  const lines = describeMatrix(matrix);
  for (const code of matrix.grants.keys())
    expect(lines.some((line) => line.startsWith(`${code}  `))).toBe(true);
  expect(lines.find((line) => line.startsWith('Witness.testimony'))).toMatch(/(?:-\s*){6}$/);
});

describe('the page', () => {
  test('holds everything in itself: no script, no address, nothing loaded', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|@import|url\(|https?:/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const targets = [...page.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    expect(targets.every((target) => target?.startsWith('#'))).toBe(true);
  });

  test('every link leads somewhere, and no id is used twice', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target = ''] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
    for (const [, label = ''] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(label);
  });

  test('has tables that a screen reader can announce: a caption each, a scope for every heading', () => {
    const tables = page.match(/<table[\s\S]*?<\/table>/g) ?? [];
    expect(tables).toHaveLength(3);
    for (const table of tables) {
      expect(table.match(/<caption>/g)).toHaveLength(1);
      expect(table).not.toMatch(/<th(?![^>]*scope="(?:col|row|rowgroup)")[\s>]/);
    }
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  test('every table scrolls by itself, by keyboard too, so that the page is never wider than a phone', () => {
    const regions = page.match(
      /<div class="scroll" role="region" aria-labelledby="[^"]+" tabindex="0">\n<table/g,
    );
    expect(regions).toHaveLength(3);
  });

  test('has as many cells in every row of fields as columns', () => {
    const fields = /<table class="fields">[\s\S]*?<\/table>/.exec(page)?.[0] ?? '';
    const columns = fields.match(/<th scope="col">/g)?.length;
    expect(columns).toBe(9);
    const rows = fields.match(/<tr><th scope="row"[\s\S]*?<\/tr>/g) ?? [];
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) expect(row.match(/<t[hd][ >]/g)).toHaveLength(9);
  });

  test('says never in words, not by a colour', () => {
    const witness = /<tr><th scope="row">testimony<\/th>[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(witness.match(/>never</g)).toHaveLength(6);
  });

  test('names version and day, and is whole on paper', () => {
    expect(page).toContain(`<code>${matrix.policyVersion}</code>`);
    expect(page).toContain('<time datetime="2026-11-22">2026-11-22</time>');
    expect(page).toContain('@media print');
  });

  test('shows the words of a policy as words', () => {
    expect(page).toContain('it is &lt;b&gt;published&lt;/b&gt; &amp; &quot;free&quot;');
  });
});
