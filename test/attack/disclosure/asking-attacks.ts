/**
 * Attacks by asking: whatever is asked, how often, and whoever is up, the answers are made of the integers that were
 * released. Each attack takes anything that answers GraphQL and gives what it has found out.
 */

/** A hub, or a broken twin of one. */
export interface Asked {
  /** the text of a GraphQL answer */
  ask(query: string): Promise<string>;
  /** takes a partner's server away, or brings it back */
  setUp(partner: string, up: boolean): Promise<void>;
  /** every partner's process and database is gone, for good */
  killPartners(): Promise<void>;
  /** case files that came after the release */
  addFiles(
    partner: string,
    files: readonly { readonly month: string; readonly area: string | null }[],
  ): Promise<void>;
}

export interface AskedCell {
  readonly country: string | null;
  readonly area: string | null;
  readonly month: string | null;
  readonly year: string | null;
  readonly released: number;
}

const FIELDS = 'country area month year released';

/** Cells of one table, `where` as GraphQL. */
export async function cellsOf({ ask }: Pick<Asked, 'ask'>, by: string, where = ''): Promise<AskedCell[]> {
  const filter = where === '' ? '' : `, where: {${where}}`;
  const text = await ask(
    `{ t: indicatorTable(indicator: KIDNAPPING, by: [${by}]${filter}) { cells { ${FIELDS} } } }`,
  );
  const { data } = JSON.parse(text) as { data: { t: { cells: AskedCell[] } } | null };
  if (data === null) throw new Error(`no answer: ${text.slice(0, 300)}`);
  return data.t.cells;
}

/** The question for one cell, in so many different ways: names, order, filters that change nothing, repetition. */
function waysToAsk(count: number): string[] {
  const periods = [
    '',
    ' from: "2012-01"',
    ' from: "2012-01", to: "2012-01"',
    ' to: "2012-12"',
    ' from: "2012"',
  ];
  const places = [
    '',
    ' areas: ["XA-01"]',
    ' countries: ["XA"]',
    ' countries: ["XA", "XB"], areas: ["XA-01"]',
  ];
  const orders = [
    'AREA, MONTH',
    'MONTH, AREA',
    'COUNTRY, AREA, MONTH',
    'MONTH, AREA, YEAR',
    'YEAR, MONTH, AREA, COUNTRY',
  ];
  return Array.from({ length: count }, (_, way) => {
    const where = [
      periods[way % periods.length] ?? '',
      places[Math.floor(way / periods.length) % places.length] ?? '',
    ]
      .filter((part) => part !== '')
      .join(',');
    const by = orders[Math.floor(way / (periods.length * places.length)) % orders.length] ?? '';
    const filter = where === '' ? '' : `, where: {${where}}`;
    const fields = way % 2 === 0 ? FIELDS : FIELDS.split(' ').reverse().join(' ');
    return `query Q${way} { t${way}: indicatorTable(indicator: KIDNAPPING, by: [${by}]${filter}) { cells { ${fields} } } }`;
  });
}

/** Averaging: the values that so many questions give for area XA-01 in January. One: there is nothing to average. */
export async function valuesByRepetition({ ask }: Pick<Asked, 'ask'>, count: number): Promise<number[]> {
  const values: number[] = [];
  for (const query of waysToAsk(count)) {
    const { data } = JSON.parse(await ask(query)) as { data: Record<string, { cells: AskedCell[] }> };
    const cells = Object.values(data)[0]?.cells ?? [];
    const cell = cells.find(({ area, month }) => area === 'XA-01' && month === '2012-01');
    if (cell === undefined) throw new Error(`no such cell: ${query}`);
    values.push(cell.released);
  }
  return values;
}

/** Differencing over time: a partner's figures, as what is missing while it is down. */
export async function figureByAbsence(asked: Asked, partner: string): Promise<number> {
  const total = async (): Promise<number> =>
    (await cellsOf(asked, 'AREA, YEAR')).reduce((sum, { released }) => sum + released, 0);
  const before = await total();
  await asked.setUp(partner, false);
  const without = await total();
  await asked.setUp(partner, true);
  return before - without;
}

const TABLES = [
  'AREA, MONTH',
  'COUNTRY, MONTH',
  'AREA, YEAR',
  'COUNTRY, YEAR',
  'COUNTRY, YEAR, VICTIM_GROUP',
  'COUNTRY, YEAR, PERPETRATOR_TYPE',
  'COUNTRY, YEAR, SEX, AGE_BAND',
  'AREA, YEAR, VICTIM_GROUP',
];

/** Everything there is to ask, in one text. */
export async function everything({ ask }: Pick<Asked, 'ask'>): Promise<string> {
  const answers = await Promise.all(
    TABLES.map((by) =>
      ask(`{ indicatorTable(indicator: KIDNAPPING, by: [${by}]) { asOf dataVersion notice
        cells { country area month year victimGroup perpetratorType sex ageBand value released lower upper standardError
          interval95 { from to } low obsStatus confStatus reportingPartners } coverage { from to status country area } } }`),
    ),
  );
  return answers.join('\n');
}

/** A partner knows its own exact counts and its own release: what is left of the sum is all it can learn of the others. */
export async function restOfSum(
  asked: Pick<Asked, 'ask'>,
  own: (cell: AskedCell) => number,
): Promise<Map<string, number>> {
  const cells = await cellsOf(asked, 'AREA, MONTH');
  return new Map(cells.map((cell) => [`${cell.area ?? ''} ${cell.month ?? ''}`, cell.released - own(cell)]));
}

/** Margin minus cells: the country's month less the areas' months that are known. */
export async function marginMinusCells({ ask }: Pick<Asked, 'ask'>, month: string): Promise<number> {
  const inMonth = (cells: readonly AskedCell[]): AskedCell[] => cells.filter((cell) => cell.month === month);
  const sum = (cells: readonly AskedCell[]): number => cells.reduce((all, { released }) => all + released, 0);
  const margin = sum(inMonth(await cellsOf({ ask }, 'COUNTRY, MONTH')));
  return margin - sum(inMonth(await cellsOf({ ask }, 'AREA, MONTH')));
}
