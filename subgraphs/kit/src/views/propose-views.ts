/**
 * Proposals for the views of a foreign database: which table, which key, which column, as far as names, keys
 * and codes tell. Everything proposed carries a note to check it; what is not recognised stays undecided.
 *
 * A consent is never proposed. Pure.
 */
import { ACT_TYPES } from '@vigil/shared';
import type { ContractColumn, ContractView } from './contract-views.js';
import type { ForeignSchema, ForeignTable } from './foreign-schema.js';
import { identifier, literal, undecided } from './sql-text.js';
import {
  undecidedColumn,
  undecidedView,
  viewOfId,
  type ColumnProposal,
  type ViewProposal,
} from './view-proposal.js';

/** View -> names of a table that it may come from, the likeliest first. */
const TABLE_NAMES: Readonly<Record<string, RegExp[]>> = {
  case_file: [
    /^(case_?files?|cases?|dossiers?|casos?|expedientes?|affaires?)$/,
    /^(events?|incidents?|evenements?|eventos?)$/,
  ],
  event: [/^(events?|incidents?|evenements?|eventos?)$/],
  act: [/^(acts?|violations?|actes?|actos?)$/],
  act_perpetrator: [/^(involvements?|act_perpetrators?|perpetrations?)$/],
  victim: [/^(victims?|victimes?|victimas?)$/],
  perpetrator: [/^(perpetrators?|auteurs?|perpetradores?)$/, /^involvements?$/],
  witness: [/^(witness(es)?|temoins?|testigos?)$/, /^(informations?|sources?)$/],
  evidence: [/^(evidences?|supporting_docs.*|documents?|preuves?|pruebas?)$/],
  intervention: [/^(interventions?|intervenciones)$/],
};

/** `view.column` -> names of a foreign column. */
const COLUMN_NAMES: Readonly<Record<string, RegExp>> = {
  'case_file.reference': /^(reference|ref|case_number|case_no|.*record_number|numero|dossier_no)$/,
  'case_file.received_at': /^(received_at|date_received|created_at|date_of_entry)$/,
  'event.title': /^(title|event_title|titre|titulo|name)$/,
  'event.start_date': /^(start_date|initial_date|event_date|date|date_debut|fecha_inicial|date_initiale)$/,
  'event.end_date': /^(end_date|final_date|date_fin|fecha_final)$/,
  'event.exact_location': /^(exact_location|exact_place|location|place|address|lieu|lugar)$/,
  'event.description': /^(description|event_description|narrative|descripcion)$/,
  'event.violation_status': /^(violation_status|status_of_violation)$/,
  'act.type': /^(type|act_type|type_of_act|type_acte|tipo_de_acto)$/,
  'act.method': /^(method|method_of_violence|methode|metodo)$/,
  'act.start_date': /^(start_date|initial_date|act_date|date)$/,
  'victim.sex': /^(sex|gender|sexe|sexo)$/,
  'victim.legal_name': /^(legal_name|full_name|person_name|name|nom|nombre)$/,
  'victim.persons': /^(persons|number_of_persons|no_of_persons|group_size)$/,
  'perpetrator.type': /^(type|type_of_perpetrator|perpetrator_type)$/,
  'perpetrator.unit': /^(unit|perpetrator_unit)$/,
  'witness.connection': /^(connection|source_connection.*)$/,
  'witness.reliability': /^(reliability|reliability_as_source)$/,
  'witness.testimony': /^(testimony|statement|temoignage|testimonio)$/,
  'evidence.kind': /^(kind|type|type_of_material|type_of_document)$/,
  'evidence.sha256': /^(sha256.*|digest|hash)$/,
  'evidence.collected_at': /^(collected_at|date_collected|date)$/,
  'intervention.type': /^(type|type_of_intervention)$/,
  'intervention.date': /^(date|date_of_intervention)$/,
  'intervention.status': /^(status|intervention_status)$/,
};

/** HURIDOCS codes without trailing zero levels -> ours. MT39 sex, MT20 and MT45 interventions, MT24 perpetrators. */
const KNOWN_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'act.type': Object.fromEntries(
    Object.entries(ACT_TYPES).flatMap(([code, { mt4 }]) => (mt4 === null ? [] : [[mt4, code]])),
  ),
  'victim.sex': {
    '01': 'MALE',
    '02': 'FEMALE',
    '98': 'NOT_APPLICABLE',
    '99': 'UNKNOWN',
    M: 'MALE',
    F: 'FEMALE',
  },
  'intervention.type': {
    ...{ '01': 'FOR_VICTIM', '0101': 'FINANCIAL_ASSISTANCE', '0102': 'LEGAL_AID', '0103': 'MEDICAL_AID' },
    ...{
      '0104': 'PUBLICITY_ABOUT_VICTIM',
      '0105': 'CONFIDENTIAL_CONTACTS',
      '0106': 'REQUEST_FOR_ASSISTANCE',
    },
    ...{ '02': 'FOR_EVENT', '0201': 'DEMAND_FOR_INVESTIGATION', '0202': 'PETITION_TO_OVERTURN' },
    ...{ '0203': 'PUBLICITY_ABOUT_EVENT', '90': 'OTHER' },
  },
  'intervention.status': {
    ...{ '01': 'SIGNIFICANT_ACTION_CONTINUING', '02': 'SOME_ACTION_CONTINUING', '03': 'TOKEN_ACTION' },
    ...{ '04': 'ACTION_NOT_CONTINUING', '05': 'ACTION_PENDING', '06': 'NO_ACTION', '07': 'CLOSED' },
  },
};
const PERPETRATOR_PREFIXES = {
  '01': 'STATE',
  '0201': 'PRO_STATE',
  '02': 'NON_STATE',
  '99': 'UNKNOWN',
} as const;

const withoutZeroLevels = (code: string): string => (/^\d+$/.test(code) ? code.replace(/(00)+$/, '') : code);

function tableFor(view: string, schema: ForeignSchema): ForeignTable | undefined {
  for (const name of TABLE_NAMES[view] ?? []) {
    const found = schema.filter(({ table }) => name.test(table));
    if (found.length > 0) return [...found].sort((a, b) => b.rows - a.rows)[0];
  }
  return undefined;
}

/** CASE over the codes that are there; a code nobody knows stays undecided and names itself. */
function codeProposal(where: string, source: string, codes: readonly string[]): ColumnProposal | null {
  const known = KNOWN_CODES[where];
  const ours = (code: string): string | undefined =>
    where === 'perpetrator.type' ? perpetratorOf(withoutZeroLevels(code)) : known?.[withoutZeroLevels(code)];
  const recognised = codes.filter((code) => ours(code) !== undefined);
  if (recognised.length * 2 < codes.length) return null;
  const cases = codes.map((code) => {
    const target = ours(code);
    const then = target === undefined ? undecided(`${where} for ${code}`) : literal(target);
    return `WHEN ${literal(code)} THEN ${then}`;
  });
  return {
    expression: `CASE ${source}::text\n      ${cases.join('\n      ')} END`,
    note: `PROPOSED: ${recognised.length} of ${codes.length} codes recognised as HURIDOCS'; check each`,
  };
}

function perpetratorOf(code: string): string | undefined {
  const found = Object.entries(PERPETRATOR_PREFIXES)
    .sort(([a], [b]) => b.length - a.length)
    .find(([prefix]) => code.startsWith(prefix));
  return found?.[1];
}

function idProposal(
  target: string,
  view: ContractView,
  table: ForeignTable,
  schema: ForeignSchema,
): ColumnProposal | null {
  const targetTable = tableFor(target, schema);
  const own = target === view.name || targetTable?.name === table.name;
  const source = own
    ? table.key
    : (table.columns.find(({ references }) => references === targetTable?.name)?.name ?? null);
  if (targetTable === undefined || source === null) return null;
  return {
    expression: `vigil_id(${literal(target)}, t.${identifier(source)}::text)`,
    note: `PROPOSED: the key ${source} of ${own ? table.table : targetTable.table}`,
  };
}

function columnProposal(
  wanted: ContractColumn,
  {
    view,
    table,
    schema,
  }: { readonly view: ContractView; readonly table: ForeignTable; readonly schema: ForeignSchema },
): ColumnProposal {
  const where = `${view.name}.${wanted.name}`;
  const undecidedYet = undecidedColumn(view.name, wanted);
  const target = viewOfId(view.name, wanted.name);
  if (target !== null) return idProposal(target, view, table, schema) ?? undecidedYet;
  if (wanted.name === 'public_id' && table.key !== null) {
    return {
      expression: `vigil_public_id(t.${identifier(table.key)}::text)`,
      note: `PROPOSED: the key ${table.key}`,
    };
  }
  const names = COLUMN_NAMES[where];
  const found = table.columns.find(({ name }) => names?.test(name.toLowerCase()) === true);
  if (found === undefined) return undecidedYet;
  const source = `t.${identifier(found.name)}`;
  const coded = where in KNOWN_CODES || where === 'perpetrator.type';
  if (coded) return (found.codes === null ? null : codeProposal(where, source, found.codes)) ?? undecidedYet;
  return { expression: source, note: `PROPOSED from ${table.table}.${found.name}` };
}

/** One proposal for each view of the contract. */
export function proposeViews(
  views: readonly ContractView[],
  schema: ForeignSchema,
): Readonly<Record<string, ViewProposal>> {
  return Object.fromEntries(
    views.map((view) => {
      const nothing = undecidedView(view);
      const table = view.name === 'consent' ? undefined : tableFor(view.name, schema);
      if (table === undefined) return [view.name, nothing];
      const columns = view.columns.map(
        (wanted) => [wanted.name, columnProposal(wanted, { view, table, schema })] as const,
      );
      const from = `FROM ${table.name.split('.').map(identifier).join('.')} AS t`;
      const notes = [...nothing.notes, `PROPOSED from table ${table.name}, about ${table.rows} rows`];
      return [view.name, { from, columns: Object.fromEntries(columns), notes }];
    }),
  );
}
