/** The class of every coordinate, against the table of the design, written down here by hand. */
import { describe, expect, test } from '@jest/globals';
import { contractClassification } from '@vigil/shared';
import type { Classification } from '@vigil/shared';

const all = contractClassification();
const text = ({ class: dataClass, subject, flags }: Classification): string =>
  [dataClass, subject, ...flags].join(' ');

/** Design, public API, "Classes of data", second table; rows 2 to 5. Everything else is row 1, PUBLIC. */
const TABLE: Readonly<Record<string, string>> = {
  'Query.events': 'DEIDENTIFIED NONE',
  'Query.events(where:)': 'DEIDENTIFIED NONE',
  'Query.events(orderBy:)': 'DEIDENTIFIED NONE',
  'Query.events(first:)': 'DEIDENTIFIED NONE',
  'Query.events(after:)': 'DEIDENTIFIED NONE',
  'Query.event': 'DEIDENTIFIED NONE',
  'Query.event(id:)': 'DEIDENTIFIED NONE',
  'EventConnection.nodes': 'DEIDENTIFIED NONE',
  'EventConnection.pageInfo': 'DEIDENTIFIED NONE',
  'EventFilter.countries': 'DEIDENTIFIED NONE',
  'EventFilter.areas': 'DEIDENTIFIED NONE',
  'EventFilter.from': 'DEIDENTIFIED NONE',
  'EventFilter.to': 'DEIDENTIFIED NONE',
  'EventFilter.actTypes': 'DEIDENTIFIED NONE',
  'EventFilter.verification': 'DEIDENTIFIED NONE',
  'EventFilter.partners': 'DEIDENTIFIED NONE',
  'EventOrder.START_DATE_ASC': 'DEIDENTIFIED NONE',
  'EventOrder.START_DATE_DESC': 'DEIDENTIFIED NONE',
  'Event.id': 'DEIDENTIFIED NONE',
  'Event.partner': 'DEIDENTIFIED NONE',
  'Event.startDate': 'DEIDENTIFIED NONE',
  'Event.datePrecision': 'DEIDENTIFIED NONE',
  'Event.country': 'DEIDENTIFIED NONE',
  'Event.area': 'DEIDENTIFIED NONE',
  'Event.verification': 'DEIDENTIFIED NONE',
  'Event.acts': 'DEIDENTIFIED NONE',
  'Event.interventions': 'DEIDENTIFIED NONE',
  'Act.id': 'DEIDENTIFIED NONE',
  'Act.type': 'DEIDENTIFIED NONE',
  'Act.startDate': 'DEIDENTIFIED NONE',
  'Act.victim': 'DEIDENTIFIED NONE',
  'Act.perpetrators': 'DEIDENTIFIED NONE',
  'Perpetrator.id': 'DEIDENTIFIED NONE',
  'Perpetrator.type': 'DEIDENTIFIED NONE',
  'Intervention.id': 'DEIDENTIFIED NONE',
  'Intervention.type': 'DEIDENTIFIED NONE',
  'Intervention.date': 'DEIDENTIFIED NONE',
  'Intervention.status': 'DEIDENTIFIED NONE',
  'Victim.id': 'DEIDENTIFIED VICTIM QUASI_IDENTIFIER',
  'Victim.sex': 'DEIDENTIFIED VICTIM QUASI_IDENTIFIER',
  'Victim.ageBand': 'DEIDENTIFIED VICTIM QUASI_IDENTIFIER',
  'Victim.group': 'DEIDENTIFIED VICTIM QUASI_IDENTIFIER',
  'Event.title': 'CONFIDENTIAL NONE',
  'Event.witnesses': 'CONFIDENTIAL NONE',
  'Event.evidence': 'CONFIDENTIAL NONE',
  'Act.method': 'CONFIDENTIAL NONE',
  'Perpetrator.unit': 'CONFIDENTIAL NONE PERPETRATOR_NAMED',
  'Witness.id': 'CONFIDENTIAL WITNESS',
  'Witness.connection': 'CONFIDENTIAL WITNESS',
  'Witness.reliability': 'CONFIDENTIAL WITNESS',
  'Evidence.id': 'CONFIDENTIAL NONE',
  'Evidence.kind': 'CONFIDENTIAL NONE',
  'Evidence.sha256': 'CONFIDENTIAL NONE',
  'Evidence.collectedAt': 'CONFIDENTIAL NONE',
  'Event.exactLocation': 'IDENTIFYING NONE',
  'Event.description': 'IDENTIFYING NONE',
  'Evidence.content': 'IDENTIFYING NONE',
  'Victim.legalName': 'IDENTIFYING VICTIM',
  'Victim.contact': 'IDENTIFYING VICTIM',
  'Perpetrator.legalName': 'IDENTIFYING PERPETRATOR',
  'Witness.legalName': 'IDENTIFYING WITNESS',
  'Witness.contact': 'IDENTIFYING WITNESS',
  'Witness.testimony': 'IDENTIFYING WITNESS',
  Sealed: 'IDENTIFYING NONE',
};

/** Enums that stand in the records plane alone; the design's table does not name their values. */
const RECORDS_ENUMS = ['ActType', 'DatePrecision', 'VerificationStatus'];

/** Types of the first row: statistics, partners, the caller. A type that is in no row fails the last test. */
const PUBLIC_TYPES = [
  'AgeBand BaselineState CellDifference CellFilter ConfStatus CountingUnit Coverage CoverageStatus Crosswalk Date',
  'DateTime Denominator Dimension FloatRange FundingStream Indicator IndicatorCell IndicatorCode IndicatorTable',
  'IntRange LatticeTable Methodology ObsStatus Organisation PageInfo Partner PartnerStatus PerpetratorType PrivacyUnit',
  'Profile Protection Purpose Query Rate RedFlag RedFlagConnection RedFlagFilter RedFlagStatus Release',
  'ReleaseConnection ReleaseStage ReleaseStatus Role Severity Sex StandardOfProof VictimGroup Viewer',
]
  .join(' ')
  .split(' ');

describe('every coordinate has the class of the design', () => {
  test('what the table names has the class, subject and flags it names', () => {
    const read = Object.fromEntries(
      Object.keys(TABLE).map((coordinate) => {
        const classification = all.get(coordinate);
        return [coordinate, classification === undefined ? 'missing' : text(classification)];
      }),
    );
    expect(read).toEqual(TABLE);
  });

  test('words of the records plane alone are DEIDENTIFIED', () => {
    const words = [...all].filter(([coordinate]) => RECORDS_ENUMS.includes(coordinate.split('.')[0] ?? ''));
    expect(words).toHaveLength(26 + 4 + 8);
    expect(new Set(words.map(([, classification]) => text(classification)))).toEqual(
      new Set(['DEIDENTIFIED NONE']),
    );
  });

  test('everything else is PUBLIC, and of a type that the first row means', () => {
    const rest = [...all].filter(
      ([coordinate]) => !(coordinate in TABLE) && !RECORDS_ENUMS.includes(coordinate.split('.')[0] ?? ''),
    );
    expect(rest.filter(([, classification]) => text(classification) !== 'PUBLIC NONE')).toEqual([]);
    expect([...new Set(rest.map(([coordinate]) => coordinate.split('.')[0]))].sort()).toEqual(PUBLIC_TYPES);
  });

  test('federation machinery is no coordinate', () => {
    expect([...all.keys()].filter((coordinate) => /^_|\._|__/.test(coordinate))).toEqual([]);
  });

  test('AGGREGATE_ONLY and SECURITY_CRITICAL data are in no subgraph', () => {
    const classes = new Set([...all.values()].map((classification) => classification.class));
    expect([...classes].sort()).toEqual(['CONFIDENTIAL', 'DEIDENTIFIED', 'IDENTIFYING', 'PUBLIC']);
  });

  test('every Sealed field is IDENTIFYING and nothing else is', () => {
    // Hand count in the design: Event 2, Victim 2, Perpetrator 1, Witness 3, Evidence 1; and the scalar itself.
    const identifying = [...all.values()].filter((classification) => classification.class === 'IDENTIFYING');
    expect(identifying).toHaveLength(9 + 1);
  });
});
