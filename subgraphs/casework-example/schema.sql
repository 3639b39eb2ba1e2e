-- A case-management database as a documentation centre may have had it for years, before it heard of Vigil.
-- The shape is like that of OpenEvSys (events, acts, persons, involvements, sources, interventions, and code
-- tables after the HURIDOCS micro-thesauri); these tables are our own, made for this example.

CREATE SCHEMA casework;
SET LOCAL search_path = casework;

-- Code tables: number of the micro-thesaurus, twelve digits as HURIDOCS prints them, or a local code.
CREATE TABLE mt_act_type (code text PRIMARY KEY, label text NOT NULL);                       -- MT4 and local additions
INSERT INTO mt_act_type VALUES
  ('030104000000', 'Abduction; kidnapping'), ('030101000000', 'Arrest'), ('100101000000', 'Censorship'),
  ('100102000000', 'Publication restrictions'), ('100103000000', 'Banning existing materials'),
  ('090101000000', 'Withholding of information'), ('120105000000', 'Limitations on assemblies/gatherings'),
  ('120106000000', 'Banning of a meeting/mass action'), ('020111110000', 'Torture'),
  ('L-DISP', 'Assembly dispersed (local code)'), ('L-NET', 'Internet cut off (local code)');
CREATE TABLE mt_sex (code text PRIMARY KEY, label text NOT NULL);                            -- MT39
INSERT INTO mt_sex VALUES ('01', 'Male'), ('02', 'Female'), ('98', 'Not applicable'), ('99', 'Unknown');
CREATE TABLE mt_counting_unit (code text PRIMARY KEY, label text NOT NULL);                  -- MT7
INSERT INTO mt_counting_unit VALUES ('01', 'Individual'), ('03', 'Group, organisation or institution');
CREATE TABLE mt_perpetrator_type (code text PRIMARY KEY, label text NOT NULL);               -- MT24
INSERT INTO mt_perpetrator_type VALUES ('010103', 'Armed forces'), ('010104', 'Police'), ('0103', 'Judiciary'),
  ('020102', 'Vigilante groups; death squads'), ('020201', 'Guerrilla armies'), ('99', 'Unknown');
CREATE TABLE mt_date_type (code text PRIMARY KEY, label text NOT NULL);                      -- MT48
INSERT INTO mt_date_type VALUES ('01', 'Estimate'), ('02', 'Unknown day'), ('03', 'Unknown month and day');
CREATE TABLE mt_violation_status (code text PRIMARY KEY, label text NOT NULL);               -- MT41
INSERT INTO mt_violation_status VALUES ('0101', 'Confirmed as a violation'), ('04', 'Likely'), ('03', 'Possible'),
  ('02', 'Unlikely'), ('99', 'Unknown');
CREATE TABLE mt_connection (code text PRIMARY KEY, label text NOT NULL);                     -- MT19
INSERT INTO mt_connection VALUES ('0102', 'Witness'), ('0201', 'Related to the victim'), ('0301', 'Reporter');
CREATE TABLE mt_reliability (code text PRIMARY KEY, label text NOT NULL);                    -- MT42
INSERT INTO mt_reliability VALUES ('01', 'Highly reliable'), ('02', 'Likely reliable'), ('03', 'Unsure');
CREATE TABLE mt_intervention (code text PRIMARY KEY, label text NOT NULL);                   -- MT20
INSERT INTO mt_intervention VALUES ('0102', 'Legal aid'), ('0103', 'Medical aid'), ('0201', 'Demand for investigation'),
  ('0203', 'Publicity about the event'), ('90', 'Other');
CREATE TABLE mt_intervention_status (code text PRIMARY KEY, label text NOT NULL);            -- MT45
INSERT INTO mt_intervention_status VALUES ('02', 'Some action taken and continuing'), ('05', 'Action pending'),
  ('06', 'No action taken'), ('07', 'Intervention closed');
CREATE TABLE district (district_no integer PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO district VALUES (1, 'North Shore'), (2, 'Hill Country'), (3, 'Port District');

CREATE TABLE person (
  person_record_number text PRIMARY KEY,
  person_name text,
  counting_unit text NOT NULL REFERENCES mt_counting_unit,
  number_of_persons integer,
  sex text REFERENCES mt_sex,
  year_of_birth integer,
  occupation text,
  address text,
  phone text,
  confidentiality char(1) NOT NULL DEFAULT 'N' CHECK (confidentiality IN ('Y', 'N'))
);
CREATE TABLE event (
  event_record_number text PRIMARY KEY,
  event_title text,
  confidentiality char(1) NOT NULL DEFAULT 'N' CHECK (confidentiality IN ('Y', 'N')),
  initial_date date,
  initial_date_type text REFERENCES mt_date_type,
  final_date date,
  district_no integer REFERENCES district,
  exact_place text,
  event_description text,
  violation_status text REFERENCES mt_violation_status,
  date_received timestamp NOT NULL,
  is_deleted boolean NOT NULL DEFAULT false
);
CREATE TABLE act (
  act_record_number integer PRIMARY KEY,
  event text NOT NULL REFERENCES event,
  victim text REFERENCES person,
  type_of_act text NOT NULL REFERENCES mt_act_type,
  initial_date date,
  initial_date_type text REFERENCES mt_date_type,
  method_of_violence text
);
CREATE TABLE involvement (
  involvement_record_number integer PRIMARY KEY,
  act integer NOT NULL REFERENCES act,
  perpetrator text REFERENCES person,
  type_of_perpetrator text REFERENCES mt_perpetrator_type,
  perpetrator_unit text
);
CREATE TABLE information (
  information_record_number integer PRIMARY KEY,
  event text NOT NULL REFERENCES event,
  source text NOT NULL REFERENCES person,
  connection text REFERENCES mt_connection,
  reliability text REFERENCES mt_reliability,
  statement text
);
CREATE TABLE intervention (
  intervention_record_number integer PRIMARY KEY,
  event text NOT NULL REFERENCES event,
  type_of_intervention text REFERENCES mt_intervention,
  date_of_intervention date,
  intervention_status text REFERENCES mt_intervention_status
);
CREATE TABLE supporting_docs (
  doc_id integer PRIMARY KEY,
  event text NOT NULL REFERENCES event,
  type_of_material text NOT NULL,
  date_collected date NOT NULL,
  sha256_hex text,
  note text
);
-- Since 2011 people sign a form: one line for each purpose, the newest line holds.
CREATE TABLE agreement_form (
  form_no integer PRIMARY KEY,
  person text NOT NULL REFERENCES person,
  purpose text NOT NULL CHECK (purpose IN ('STAT', 'SHARE')),
  answer char(1) NOT NULL CHECK (answer IN ('Y', 'N')),
  signed_on date NOT NULL,
  valid_until date,
  withdrawn_on date,
  UNIQUE (person, purpose)
);
-- Remarks of the staff on single fields; nothing of them is shown to anybody.
CREATE TABLE clari_notes (
  note_no integer PRIMARY KEY,
  entity text NOT NULL,
  record_number text NOT NULL,
  field_number text NOT NULL,
  value text NOT NULL
);

CREATE INDEX act_event ON act (event);
CREATE INDEX act_victim ON act (victim);
CREATE INDEX involvement_act ON involvement (act);
CREATE INDEX information_event ON information (event);
CREATE INDEX information_source ON information (source);
CREATE INDEX intervention_event ON intervention (event);
CREATE INDEX supporting_docs_event ON supporting_docs (event);
