/**
 * Do the values keep the contract: not null, codes of the closed lists, unique, pointing to something, dates
 * that fit? Reads every row of every view once or twice.
 *
 * Gives counts by column. An offending value is said only where it looks like a code; anything else could be
 * somebody's name.
 */
import type { EntityManager } from 'typeorm';
import { CLOSED_LISTS, REFERENCES, ROW_RULES, UNIQUE_TOGETHER, type Reference } from './column-rules.js';
import type { ContractView } from './contract-views.js';
import { finding, type ViewFinding } from './finding.js';

/** `F`, `02`, `MALE_2`, `0101`: at most three letters, or with a digit or an underscore in it. */
const CODE_LIKE = '^([A-Za-z]{1,3}|(?=.*[0-9_])[A-Z0-9_.-]{1,24})$';
const SHOWN_CODES = 8;

interface Question {
  readonly where: string;
  readonly broken: string;
  readonly says: string;
  readonly remedy: string;
  /** column whose offending values may be shown when they look like codes */
  readonly codes?: string;
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Columns of two views may be compared only when both exist; the shape check has said what is missing. */
function columnQuestions({ name, columns }: ContractView): Question[] {
  return columns.flatMap((column): Question[] => {
    const where = `${name}.${column.name}`;
    const list = CLOSED_LISTS[where];
    return [
      ...(column.nullable
        ? []
        : [
            {
              where,
              broken: `${column.name} IS NULL`,
              says: 'is NULL',
              remedy: 'give a value, or leave the row out of the view',
            },
          ]),
      ...(list === undefined
        ? []
        : [
            {
              where,
              broken: `${column.name} NOT IN (${list.map(text).join(', ')})`,
              says: 'is no code of the contract',
              remedy: `translate it in the view: CASE ... WHEN '<yours>' THEN '${list[0] ?? ''}' ... END`,
              codes: column.name,
            },
          ]),
    ];
  });
}

function questionsOf(view: ContractView): Question[] {
  const rules = ROW_RULES.filter((rule) => rule.view === view.name).map(
    ({ column, broken, says, remedy }) => ({
      where: `${view.name}.${column}`,
      ...{ broken, says, remedy },
    }),
  );
  return [...columnQuestions(view), ...rules];
}

async function offendingCodes(
  manager: EntityManager,
  view: string,
  { broken, codes }: Question,
): Promise<string> {
  if (codes === undefined) return '';
  const rows = await manager.query<{ code: string }[]>(
    `SELECT DISTINCT ${codes} AS code FROM ${view} WHERE ${broken} AND ${codes} ~ ${text(CODE_LIKE)}
     ORDER BY 1 LIMIT ${SHOWN_CODES}`,
  );
  return rows.length === 0 ? '' : ` (${rows.map(({ code }) => code).join(', ')})`;
}

/** A view may fail on one of its own rows (a cast, a division); the others are still worth a look. */
async function checkView(manager: EntityManager, view: ContractView): Promise<ViewFinding[]> {
  try {
    return await manager.transaction((inner) => countBroken(inner, view));
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !/^(22|21|P0)/.test(code)) throw error;
    return [
      finding.error('VALUES', {
        where: view.name,
        says: `fails on a value of its tables (code ${code})`,
        remedy: 'a cast in the view does not fit every row: look for the row, or catch it with CASE',
      }),
    ];
  }
}

async function countBroken(manager: EntityManager, view: ContractView): Promise<ViewFinding[]> {
  const questions = questionsOf(view);
  const counts = questions.map(({ broken }, index) => `count(*) FILTER (WHERE ${broken})::int AS c${index}`);
  const [row] = await manager.query<Record<string, number>[]>(
    `SELECT ${counts.join(',\n ')} FROM ${view.name}`,
  );
  const findings: ViewFinding[] = [];
  for (const [index, question] of questions.entries()) {
    const broken = row?.[`c${index}`] ?? 0;
    if (broken === 0) continue;
    const { where, says, remedy } = question;
    const shown = await offendingCodes(manager, view.name, question);
    findings.push(finding.error('VALUES', { where, says: `${broken} rows: ${says}${shown}`, remedy }));
  }
  return findings;
}

async function checkUnique(
  manager: EntityManager,
  view: string,
  columns: readonly string[],
): Promise<ViewFinding[]> {
  const [row] = await manager.query<{ twice: number }[]>(
    `SELECT count(*)::int AS twice FROM (
       SELECT 1 FROM ${view} GROUP BY ${columns.join(', ')} HAVING count(*) > 1) AS several`,
  );
  if ((row?.twice ?? 0) === 0) return [];
  return [
    finding.error('VALUES', {
      where: `${view}.${columns.join(' + ')}`,
      says: `${row?.twice ?? 0} values stand in several rows`,
      remedy:
        'a join in the view multiplies rows: join on a key, or GROUP BY; or two kinds of records share an id',
    }),
  ];
}

async function checkReference(manager: EntityManager, reference: Reference): Promise<ViewFinding[]> {
  const { view, column, to, where } = reference;
  const [row] = await manager.query<{ lost: number }[]>(
    `SELECT count(*)::int AS lost FROM ${view} r
     WHERE r.${column} IS NOT NULL ${where === undefined ? '' : `AND ${where}`}
       AND NOT EXISTS (SELECT 1 FROM ${to} t WHERE t.id = r.${column})`,
  );
  if ((row?.lost ?? 0) === 0) return [];
  return [
    finding.error('VALUES', {
      where: `${view}.${column}`,
      says: `${row?.lost ?? 0} rows point to no row of ${to}`,
      remedy: `make both ids from the same key of your table, and leave out what ${to} leaves out`,
    }),
  ];
}

/** An act's victim and perpetrators belong to the case file of its event: row rules judge a file by its people. */
const OF_ONE_FILE = [
  {
    where: 'act.victim_id',
    statement: `SELECT count(*)::int AS n FROM act a JOIN event e ON e.id = a.event_id
      JOIN victim v ON v.id = a.victim_id WHERE v.case_file_id <> e.case_file_id`,
  },
  {
    where: 'act_perpetrator.perpetrator_id',
    statement: `SELECT count(*)::int AS n FROM act_perpetrator ap JOIN act a ON a.id = ap.act_id
      JOIN event e ON e.id = a.event_id JOIN perpetrator p ON p.id = ap.perpetrator_id
      WHERE p.case_file_id <> e.case_file_id`,
  },
] as const;

async function checkOneFile(manager: EntityManager): Promise<ViewFinding[]> {
  const findings: ViewFinding[] = [];
  for (const { where, statement } of OF_ONE_FILE) {
    const [row] = await manager.query<{ n: number }[]>(statement);
    if ((row?.n ?? 0) === 0) continue;
    findings.push(
      finding.error('VALUES', {
        where,
        says: `${row?.n ?? 0} rows name somebody of another case file`,
        remedy: 'make a row of the person for each case file, with case file and person in its id',
      }),
    );
  }
  return findings;
}

/** What is not wrong, but means that people are left out. */
async function checkConsents(manager: EntityManager): Promise<ViewFinding[]> {
  const findings: ViewFinding[] = [];
  for (const [kind, view] of [
    ['VICTIM', 'victim'],
    ['WITNESS', 'witness'],
  ] as const) {
    const [row] = await manager.query<{ n: number; silent: number }[]>(
      `SELECT (SELECT count(*) FROM ${view})::int AS n, count(*)::int AS silent FROM ${view} p
       WHERE NOT EXISTS (SELECT 1 FROM consent c WHERE c.person_kind = '${kind}' AND c.person_id = p.id)`,
    );
    if (row === undefined || row.silent === 0) continue;
    findings.push(
      finding.advice('VALUES', {
        where: `consent of ${view}`,
        says: `${row.silent} of ${row.n} have no answer recorded, which is the same as refused`,
        remedy: 'right when nobody asked them; otherwise the view consent leaves answers out',
      }),
    );
  }
  return findings;
}

/** Every view must be whole: the shape check comes first. */
export async function checkValues(
  manager: EntityManager,
  views: readonly ContractView[],
): Promise<ViewFinding[]> {
  const findings: ViewFinding[] = [];
  for (const view of views) {
    findings.push(...(await checkView(manager, view)));
    if (findings.some(({ where }) => where === view.name)) return findings;
    const keys = view.columns.filter(({ primary }) => primary).map(({ name }) => name);
    findings.push(...(await checkUnique(manager, view.name, keys)));
  }
  for (const { view, columns } of UNIQUE_TOGETHER)
    findings.push(...(await checkUnique(manager, view, columns)));
  for (const reference of REFERENCES) findings.push(...(await checkReference(manager, reference)));
  return [...findings, ...(await checkOneFile(manager)), ...(await checkConsents(manager))];
}

/** A node's case files are all made up, or none is: what the views say must be what the settings say. */
export async function checkSynthetic(manager: EntityManager, synthetic: boolean): Promise<ViewFinding[]> {
  const other = await manager.query<unknown[]>(
    `SELECT 1 FROM case_file WHERE synthetic IS DISTINCT FROM $1::boolean LIMIT 1`,
    [synthetic],
  );
  if (other.length === 0) return [];
  return [
    finding.error('VALUES', {
      where: 'case_file.synthetic',
      says: `a case file is not marked ${String(synthetic)}, as the settings of this node say`,
      remedy: `give ${String(synthetic)} in the view, or correct "synthetic" in partner.json`,
    }),
  ];
}
