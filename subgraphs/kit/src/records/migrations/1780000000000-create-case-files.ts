/**
 * The case file and everything that belongs to it.
 *
 * Code lists are checked here too: a wrong code typed past the command line must not reach a table that a
 * release counts. Everything hangs on `case_file` by ON DELETE CASCADE, so that erasing a file leaves nothing.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const PRECISION = `CHECK (date_precision IN ('DAY', 'MONTH', 'YEAR', 'UNKNOWN'))`;
/** A coarse date is stored as the first day of its month or year, so that no invented day can be read off it. */
const COARSE_DATE = `CHECK (
    (start_date IS NULL) = (date_precision = 'UNKNOWN')
    AND (date_precision <> 'MONTH' OR extract(day FROM start_date) = 1)
    AND (date_precision <> 'YEAR' OR extract(doy FROM start_date) = 1))`;

const TABLES = [
  `CREATE TABLE case_file (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    reference text NOT NULL CONSTRAINT case_file_reference_unique UNIQUE CHECK (reference <> ''),
    confidential boolean NOT NULL DEFAULT false,
    synthetic boolean NOT NULL DEFAULT false,
    source text,
    received_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE event (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_file_id uuid NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    public_id text COLLATE "C" NOT NULL CONSTRAINT event_public_id_unique UNIQUE
      CHECK (public_id ~ '^[A-Za-z0-9_-]{22}$'),
    title text,
    start_date date,
    date_precision text NOT NULL ${PRECISION},
    end_date date CHECK (end_date >= start_date),
    country text CHECK (country ~ '^[A-Z]{2}$'),
    area text CHECK (area ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'),
    exact_location text,
    description text,
    verification text NOT NULL CHECK (verification IN ('RECEIVED', 'CREDIBLE_SINGLE_SOURCE', 'CORROBORATED',
      'VERIFIED', 'ADJUDICATED', 'INCONCLUSIVE', 'DISPROVEN', 'DUPLICATE_OF')),
    violation_status text CHECK (violation_status ~ '^[0-9]{2,12}$'),
    source_dataset text,
    source_key text,
    CONSTRAINT event_source_unique UNIQUE (source_dataset, source_key),
    CONSTRAINT event_source_whole CHECK ((source_dataset IS NULL) = (source_key IS NULL)),
    CONSTRAINT event_area_in_country CHECK (area IS NULL OR (country IS NOT NULL AND area LIKE country || '-%')),
    CONSTRAINT event_date ${COARSE_DATE}
  )`,
  `CREATE TABLE victim (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_file_id uuid NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    sex text NOT NULL CHECK (sex IN ('FEMALE', 'MALE', 'OTHER', 'NOT_APPLICABLE', 'UNKNOWN')),
    age_band text NOT NULL CHECK (age_band IN ('A0_4', 'A5_9', 'A10_14', 'A15_17', 'A18_24', 'A25_34', 'A35_44',
      'A45_54', 'A55_64', 'A65_PLUS', 'UNKNOWN')),
    victim_group text NOT NULL CHECK (victim_group IN ('JOURNALIST', 'HUMAN_RIGHTS_DEFENDER', 'TRADE_UNIONIST',
      'PROTESTER', 'AID_WORKER', 'MINORITY', 'STUDENT', 'OTHER', 'UNKNOWN')),
    legal_name text,
    contact text,
    persons integer CHECK (persons >= 1)
  )`,
  `CREATE TABLE perpetrator (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_file_id uuid NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    type text NOT NULL CHECK (type IN ('STATE', 'PRO_STATE', 'NON_STATE', 'UNKNOWN')),
    unit text,
    legal_name text
  )`,
  `CREATE TABLE act (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id uuid NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    type text NOT NULL CHECK (type ~ '^[A-Z_]+$'),
    method text,
    start_date date,
    date_precision text NOT NULL ${PRECISION},
    victim_id uuid REFERENCES victim (id) ON DELETE CASCADE,
    wgad_category text CHECK (wgad_category IN ('I', 'II', 'III', 'IV', 'V')),
    CONSTRAINT act_date ${COARSE_DATE}
  )`,
  `CREATE TABLE act_perpetrator (
    act_id uuid NOT NULL REFERENCES act (id) ON DELETE CASCADE,
    perpetrator_id uuid NOT NULL REFERENCES perpetrator (id) ON DELETE CASCADE,
    PRIMARY KEY (act_id, perpetrator_id)
  )`,
  `CREATE TABLE witness (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id uuid NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    connection text,
    reliability text,
    legal_name text,
    contact text,
    testimony text
  )`,
  `CREATE TABLE consent (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person_kind text NOT NULL CHECK (person_kind IN ('VICTIM', 'WITNESS')),
    person_id uuid NOT NULL,
    scope text NOT NULL CHECK (scope IN ('INTERNAL_CASEWORK', 'AGGREGATE_STATISTICS', 'DEIDENTIFIED_SHARING',
      'NAMED_BODY', 'LEGAL_PROCEEDINGS', 'ANONYMOUS_ADVOCACY', 'NAMED_ADVOCACY', 'MEDIA', 'RECONTACT', 'RESEARCH')),
    recipient text,
    state text NOT NULL CHECK (state IN ('GRANTED', 'REFUSED', 'WITHDRAWN', 'EXPIRED', 'NOT_ASKED')),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT consent_one_answer UNIQUE NULLS NOT DISTINCT (person_kind, person_id, scope, recipient),
    CONSTRAINT consent_withdrawn CHECK ((state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL))
  )`,
  `CREATE TABLE evidence (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id uuid NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    kind text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    collected_at date NOT NULL,
    content text
  )`,
  `CREATE TABLE intervention (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id uuid NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    type text NOT NULL,
    date date,
    status text NOT NULL
  )`,
];

const INDEXES = [
  'CREATE INDEX event_case_file_id ON event (case_file_id)',
  'CREATE INDEX event_start_date ON event (start_date, public_id)',
  'CREATE INDEX event_country_area ON event (country, area)',
  'CREATE INDEX act_event_id ON act (event_id)',
  'CREATE INDEX act_victim_id ON act (victim_id)',
  'CREATE INDEX act_type ON act (type)',
  'CREATE INDEX act_perpetrator_perpetrator_id ON act_perpetrator (perpetrator_id)',
  'CREATE INDEX victim_case_file_id ON victim (case_file_id)',
  'CREATE INDEX perpetrator_case_file_id ON perpetrator (case_file_id)',
  'CREATE INDEX witness_event_id ON witness (event_id)',
  'CREATE INDEX evidence_event_id ON evidence (event_id)',
  'CREATE INDEX intervention_event_id ON intervention (event_id)',
];

/** `consent` points into two tables, which no foreign key can do. */
const CONSENT_FOLLOWS_PERSON = [
  `CREATE FUNCTION delete_consent_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM consent WHERE person_kind = TG_ARGV[0] AND person_id = OLD.id;
      RETURN OLD;
    END $$`,
  `CREATE TRIGGER victim_consent AFTER DELETE ON victim
    FOR EACH ROW EXECUTE FUNCTION delete_consent_of_person('VICTIM')`,
  `CREATE TRIGGER witness_consent AFTER DELETE ON witness
    FOR EACH ROW EXECUTE FUNCTION delete_consent_of_person('WITNESS')`,
];

export class CreateCaseFiles1780000000000 implements MigrationInterface {
  readonly name = 'CreateCaseFiles1780000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...INDEXES, ...CONSENT_FOLLOWS_PERSON]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE intervention, evidence, consent, witness, act_perpetrator, act, perpetrator,
      victim, event, case_file`);
    await runner.query('DROP FUNCTION delete_consent_of_person()');
  }
}
