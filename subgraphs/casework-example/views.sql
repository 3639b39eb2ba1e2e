-- Views of the Vigil contract over your own database, schema vigil.
--
-- Written by: vigil-partner views init. Read all of it, replace every name that begins with DECIDE, then run
-- it as the owner of your tables, for instance: psql -v ON_ERROR_STOP=1 --file views.sql <your database>
-- Until the last DECIDE is gone PostgreSQL refuses it and nothing is changed. It may run again after a change.
-- Nothing is copied and no table of yours is changed. The views run with the rights of whoever owns them, so
-- the role of the node needs none on your tables.
--
-- EXAMPLE: as the administrator of the made-up centre left it. What a person decided is marked «decided».
-- The key of the public ids is printed here, so it protects nothing; the role has no password until
-- prepare.mjs gives it one.

BEGIN;

-- 1. The role of the node: may log in, and nothing else. The password itself is in the node's keys/records-url.
DO $role$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'casework_reader') THEN CREATE ROLE casework_reader; END IF;
END $role$;
ALTER ROLE casework_reader LOGIN NOINHERIT CONNECTION LIMIT 20;
ALTER ROLE casework_reader SET default_transaction_read_only = on;
DO $connect$ BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO casework_reader', current_database());
END $connect$;

-- 2. The schema, and how ids are made from your keys. The same key gives the same id for ever.
CREATE SCHEMA IF NOT EXISTS vigil;
REVOKE ALL ON SCHEMA vigil FROM PUBLIC;

-- Both are inlined where they are used, so that an index on the same expression can serve the views.
CREATE OR REPLACE FUNCTION vigil.vigil_id(kind text, key text) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $f$ SELECT encode(substr(sha256(replace(kind || '|' || key, '\', '\\')::bytea), 1, 16), 'hex')::uuid $f$;
CREATE OR REPLACE FUNCTION vigil.vigil_public_id(key text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $f$ SELECT translate(left(encode(sha256('\x27f10b3812966168d9e09ad98d31679128222e5e7992afef1018911e4e5c4d11'::bytea || sha256('\x27f10b3812966168d9e09ad98d31679128222e5e7992afef1018911e4e5c4d11'::bytea
    || replace('event|' || key, '\', '\\')::bytea)), 'base64'), 22), '+/', '-_') $f$;

-- 3. The views. Leave names, order and types of the columns as they are; change what stands before AS.
DROP VIEW IF EXISTS vigil.intervention;
DROP VIEW IF EXISTS vigil.evidence;
DROP VIEW IF EXISTS vigil.consent;
DROP VIEW IF EXISTS vigil.witness;
DROP VIEW IF EXISTS vigil.perpetrator;
DROP VIEW IF EXISTS vigil.victim;
DROP VIEW IF EXISTS vigil.act_perpetrator;
DROP VIEW IF EXISTS vigil.act;
DROP VIEW IF EXISTS vigil.event;
DROP VIEW IF EXISTS vigil.case_file;

-- A dossier: what is kept together, closed together (confidential) and counted as one. Without dossiers, one per event.
CREATE VIEW vigil.case_file AS SELECT
  (vigil.vigil_id('case_file', e.event_record_number))::uuid AS id, -- decided: we have no dossiers, so each event is one
  e.event_record_number::text AS reference,
  (e.confidentiality = 'Y' OR EXISTS (
      SELECT 1 FROM casework.act AS a JOIN casework.person AS p ON p.person_record_number = a.victim
      WHERE a.event = e.event_record_number AND p.confidentiality = 'Y') OR EXISTS (
      SELECT 1 FROM casework.information AS i JOIN casework.person AS p ON p.person_record_number = i.source
      WHERE i.event = e.event_record_number AND p.confidentiality = 'Y'))::boolean AS confidential, -- decided: one closed person closes the event
  ((e.date_received + interval '90 days') AT TIME ZONE 'UTC')::timestamptz AS embargo_until, -- decided: ours alone for three months
  '{}'::text[] AS co_signatories, -- decided: nobody works on our dossiers with us
  true::boolean AS synthetic, -- SYNTHETIC example
  NULL::text AS source, -- our own documentation: consent decides
  (e.date_received AT TIME ZONE 'UTC')::timestamptz AS received_at -- decided: the office writes UTC
FROM casework.event AS e
WHERE NOT e.is_deleted;

-- What happened once at one place. public_id is its only name outside this database.
CREATE VIEW vigil.event AS SELECT
  (vigil.vigil_id('event', e.event_record_number))::uuid AS id,
  (vigil.vigil_id('case_file', e.event_record_number))::uuid AS case_file_id,
  vigil.vigil_public_id(e.event_record_number)::text AS public_id,
  e.event_title::text AS title,
  (CASE WHEN e.initial_date_type = '03' THEN date_trunc('year', e.initial_date::timestamp)
      WHEN e.initial_date_type IN ('01', '02') THEN date_trunc('month', e.initial_date::timestamp) ELSE e.initial_date END)::date AS start_date,
  (CASE WHEN e.initial_date IS NULL THEN 'UNKNOWN' WHEN e.initial_date_type = '03' THEN 'YEAR'
      WHEN e.initial_date_type IN ('01', '02') THEN 'MONTH' ELSE 'DAY' END)::text AS date_precision, -- MT48; decided: an estimate is good to the month
  (CASE WHEN e.final_date >= e.initial_date AND e.initial_date_type IS NULL THEN e.final_date END)::date AS end_date,
  'XB'::text AS country, -- decided: the centre works in one country
  (CASE e.district_no WHEN 1 THEN 'XB-01' WHEN 2 THEN 'XB-02' WHEN 3 THEN 'XB-03' END)::text AS area,
  e.exact_place::text AS exact_location,
  e.event_description::text AS description,
  (CASE e.violation_status WHEN '0101' THEN 'VERIFIED' WHEN '04' THEN 'CORROBORATED'
      WHEN '03' THEN 'CREDIBLE_SINGLE_SOURCE' WHEN '02' THEN 'INCONCLUSIVE' ELSE 'RECEIVED' END)::text AS verification, -- decided by the documentation team
  e.violation_status::text AS violation_status,
  NULL::text AS source_dataset,
  NULL::text AS source_key
FROM casework.event AS e
WHERE NOT e.is_deleted;

-- One thing done to one victim inside an event: who did what to whom.
CREATE VIEW vigil.act AS SELECT
  (vigil.vigil_id('act', a.act_record_number::text))::uuid AS id,
  (vigil.vigil_id('event', a.event))::uuid AS event_id,
  (CASE regexp_replace(a.type_of_act, '(00)+$', '')
      WHEN '030104' THEN 'ABDUCTION_KIDNAPPING' WHEN '030101' THEN 'ARREST' WHEN '100101' THEN 'CENSORSHIP'
      WHEN '100102' THEN 'PUBLICATION_RESTRICTION' WHEN '100103' THEN 'BANNING_MATERIALS'
      WHEN '090101' THEN 'INFORMATION_WITHHELD' WHEN '120105' THEN 'ASSEMBLY_LIMITED'
      WHEN '120106' THEN 'ASSEMBLY_BANNED' WHEN '02011111' THEN 'TORTURE'
      WHEN 'L-DISP' THEN 'ASSEMBLY_DISPERSED' WHEN 'L-NET' THEN 'INTERNET_SHUTDOWN' ELSE 'OTHER' END)::text AS type, -- MT4; L- codes are our own
  a.method_of_violence::text AS method,
  (CASE WHEN a.initial_date_type = '03' THEN date_trunc('year', a.initial_date::timestamp)
      WHEN a.initial_date_type IN ('01', '02') THEN date_trunc('month', a.initial_date::timestamp) ELSE a.initial_date END)::date AS start_date,
  (CASE WHEN a.initial_date IS NULL THEN 'UNKNOWN' WHEN a.initial_date_type = '03' THEN 'YEAR'
      WHEN a.initial_date_type IN ('01', '02') THEN 'MONTH' ELSE 'DAY' END)::text AS date_precision,
  (vigil.vigil_id('victim', a.event || '|' || a.victim))::uuid AS victim_id, -- NULL without a victim
  NULL::text AS wgad_category
FROM casework.act AS a
JOIN casework.event AS e ON e.event_record_number = a.event AND NOT e.is_deleted;

-- Who took part in an act.
CREATE VIEW vigil.act_perpetrator AS SELECT
  (vigil.vigil_id('act', i.act::text))::uuid AS act_id,
  (vigil.vigil_id('perpetrator', i.involvement_record_number::text))::uuid AS perpetrator_id
FROM casework.involvement AS i
JOIN casework.act AS a ON a.act_record_number = i.act
JOIN casework.event AS e ON e.event_record_number = a.event AND NOT e.is_deleted;

-- A person, or a group, in one dossier. Somebody who stands in two dossiers is two rows, with two ids.
CREATE VIEW vigil.victim AS SELECT
  (vigil.vigil_id('victim', a.event || '|' || a.victim))::uuid AS id, -- one row for each event a person is a victim in
  (vigil.vigil_id('case_file', a.event))::uuid AS case_file_id,
  (CASE p.sex WHEN '01' THEN 'MALE' WHEN '02' THEN 'FEMALE' WHEN '98' THEN 'NOT_APPLICABLE' ELSE 'UNKNOWN' END)::text AS sex, -- MT39
  (CASE WHEN p.year_of_birth IS NULL OR e.initial_date IS NULL THEN 'UNKNOWN' ELSE (
      SELECT band FROM (VALUES (4, 'A0_4'), (9, 'A5_9'), (14, 'A10_14'), (17, 'A15_17'), (24, 'A18_24'), (34, 'A25_34'),
        (44, 'A35_44'), (54, 'A45_54'), (64, 'A55_64'), (999, 'A65_PLUS')) AS b(up_to, band)
      WHERE extract(year FROM e.initial_date) - p.year_of_birth <= up_to ORDER BY up_to LIMIT 1) END)::text AS age_band,
  (CASE p.occupation WHEN 'journalist' THEN 'JOURNALIST' WHEN 'human rights defender' THEN 'HUMAN_RIGHTS_DEFENDER'
      WHEN 'trade unionist' THEN 'TRADE_UNIONIST' WHEN 'student' THEN 'STUDENT' WHEN 'teacher' THEN 'OTHER' ELSE 'UNKNOWN' END)::text AS victim_group,
  p.person_name::text AS legal_name, -- sealed
  (concat_ws('; ', p.address, p.phone))::text AS contact, -- sealed
  (CASE p.counting_unit WHEN '01' THEN 1 ELSE p.number_of_persons END)::integer AS persons -- MT7
FROM (SELECT DISTINCT event, victim FROM casework.act WHERE victim IS NOT NULL) AS a
JOIN casework.event AS e ON e.event_record_number = a.event AND NOT e.is_deleted
JOIN casework.person AS p ON p.person_record_number = a.victim;

-- A perpetrator in one dossier; as with victims, a row for each dossier.
CREATE VIEW vigil.perpetrator AS SELECT
  (vigil.vigil_id('perpetrator', i.involvement_record_number::text))::uuid AS id,
  (vigil.vigil_id('case_file', a.event))::uuid AS case_file_id,
  (CASE WHEN i.type_of_perpetrator LIKE '01%' THEN 'STATE' WHEN i.type_of_perpetrator LIKE '0201%' THEN 'PRO_STATE'
      WHEN i.type_of_perpetrator LIKE '02%' THEN 'NON_STATE' ELSE 'UNKNOWN' END)::text AS type, -- MT24
  i.perpetrator_unit::text AS unit,
  p.person_name::text AS legal_name -- sealed
FROM casework.involvement AS i
JOIN casework.act AS a ON a.act_record_number = i.act
JOIN casework.event AS e ON e.event_record_number = a.event AND NOT e.is_deleted
LEFT JOIN casework.person AS p ON p.person_record_number = i.perpetrator;

-- A witness or source of an event.
CREATE VIEW vigil.witness AS SELECT
  (vigil.vigil_id('witness', i.information_record_number::text))::uuid AS id,
  (vigil.vigil_id('event', i.event))::uuid AS event_id,
  i.connection::text AS connection, -- MT19
  i.reliability::text AS reliability, -- MT42
  p.person_name::text AS legal_name, -- sealed
  (concat_ws('; ', p.address, p.phone))::text AS contact, -- sealed
  i.statement::text AS testimony -- sealed
FROM casework.information AS i
JOIN casework.event AS e ON e.event_record_number = i.event AND NOT e.is_deleted
JOIN casework.person AS p ON p.person_record_number = i.source;

-- What a victim or witness answered on our form. A person without a form has no row, which is a refusal.
-- A form that is changed shows at the next question: nothing stands between.
CREATE VIEW vigil.consent AS SELECT
  (vigil.vigil_id('consent', f.form_no || '|' || asked.kind || '|' || asked.key))::uuid AS id,
  asked.kind::text AS person_kind,
  (vigil.vigil_id(lower(asked.kind), asked.key))::uuid AS person_id,
  (CASE f.purpose WHEN 'STAT' THEN 'AGGREGATE_STATISTICS' WHEN 'SHARE' THEN 'DEIDENTIFIED_SHARING' END)::text AS scope, -- the two boxes on the form; read by our lawyer
  NULL::text AS recipient, -- the form says: with partner organisations, none by name
  (CASE WHEN f.withdrawn_on IS NOT NULL THEN 'WITHDRAWN' WHEN f.answer = 'Y' THEN 'GRANTED' ELSE 'REFUSED' END)::text AS state,
  (f.signed_on::timestamp AT TIME ZONE 'UTC')::timestamptz AS recorded_at,
  ((f.valid_until + 1)::timestamp AT TIME ZONE 'UTC')::timestamptz AS expires_at, -- the last day is included
  (f.withdrawn_on::timestamp AT TIME ZONE 'UTC')::timestamptz AS withdrawn_at
FROM casework.agreement_form AS f
JOIN (
  SELECT DISTINCT 'VICTIM' AS kind, a.victim AS person, a.event || '|' || a.victim AS key
  FROM casework.act AS a JOIN casework.event AS e ON e.event_record_number = a.event AND NOT e.is_deleted
  WHERE a.victim IS NOT NULL
  UNION ALL
  SELECT 'WITNESS', i.source, i.information_record_number::text
  FROM casework.information AS i JOIN casework.event AS e ON e.event_record_number = i.event AND NOT e.is_deleted
) AS asked ON asked.person = f.person;

-- A piece of evidence, known by its SHA-256 digest. Rows without a digest stay out.
CREATE VIEW vigil.evidence AS SELECT
  (vigil.vigil_id('evidence', d.doc_id::text))::uuid AS id,
  (vigil.vigil_id('event', d.event))::uuid AS event_id,
  d.type_of_material::text AS kind,
  lower(d.sha256_hex)::text AS sha256,
  d.date_collected::date AS collected_at,
  d.note::text AS content -- sealed
FROM casework.supporting_docs AS d
JOIN casework.event AS e ON e.event_record_number = d.event AND NOT e.is_deleted
WHERE d.sha256_hex IS NOT NULL;

-- What was done about an event.
CREATE VIEW vigil.intervention AS SELECT
  (vigil.vigil_id('intervention', i.intervention_record_number::text))::uuid AS id,
  (vigil.vigil_id('event', i.event))::uuid AS event_id,
  (CASE i.type_of_intervention WHEN '0102' THEN 'LEGAL_AID' WHEN '0103' THEN 'MEDICAL_AID'
      WHEN '0201' THEN 'DEMAND_FOR_INVESTIGATION' WHEN '0203' THEN 'PUBLICITY_ABOUT_EVENT' ELSE 'OTHER' END)::text AS type, -- MT20
  i.date_of_intervention::date AS date,
  (CASE i.intervention_status WHEN '02' THEN 'SOME_ACTION_CONTINUING' WHEN '05' THEN 'ACTION_PENDING'
      WHEN '06' THEN 'NO_ACTION' ELSE 'CLOSED' END)::text AS status -- MT45
FROM casework.intervention AS i
JOIN casework.event AS e ON e.event_record_number = i.event AND NOT e.is_deleted;

-- 4. Rights: to read these views, and nothing else.
REVOKE ALL ON FUNCTION vigil.vigil_id(text, text), vigil.vigil_public_id(text) FROM PUBLIC;
REVOKE ALL ON vigil.case_file, vigil.event, vigil.act, vigil.act_perpetrator, vigil.victim, vigil.perpetrator, vigil.witness, vigil.consent, vigil.evidence, vigil.intervention FROM PUBLIC;
GRANT USAGE ON SCHEMA vigil TO casework_reader;
GRANT EXECUTE ON FUNCTION vigil.vigil_id(text, text), vigil.vigil_public_id(text) TO casework_reader;
GRANT SELECT ON vigil.case_file, vigil.event, vigil.act, vigil.act_perpetrator, vigil.victim, vigil.perpetrator, vigil.witness, vigil.consent, vigil.evidence, vigil.intervention TO casework_reader;
-- Also good, where nobody else needs it: REVOKE TEMPORARY ON DATABASE <this one> FROM PUBLIC;

-- 5. Does it hold? Any complaint undoes everything above. `vigil-partner views check` looks at the values too.
DO $check$
DECLARE wrong text;
BEGIN
  SELECT string_agg(format('%s.%s must be %s', c.v, c.c, c.t), '; ') INTO wrong
  FROM (VALUES
    ('case_file', 'id', 'uuid'),
    ('case_file', 'reference', 'text'),
    ('case_file', 'confidential', 'boolean'),
    ('case_file', 'synthetic', 'boolean'),
    ('case_file', 'source', 'text'),
    ('case_file', 'received_at', 'timestamptz'),
    ('event', 'id', 'uuid'),
    ('event', 'case_file_id', 'uuid'),
    ('event', 'public_id', 'text'),
    ('event', 'title', 'text'),
    ('event', 'start_date', 'date'),
    ('event', 'date_precision', 'text'),
    ('event', 'end_date', 'date'),
    ('event', 'country', 'text'),
    ('event', 'area', 'text'),
    ('event', 'exact_location', 'text'),
    ('event', 'description', 'text'),
    ('event', 'verification', 'text'),
    ('event', 'violation_status', 'text'),
    ('event', 'source_dataset', 'text'),
    ('event', 'source_key', 'text'),
    ('act', 'id', 'uuid'),
    ('act', 'event_id', 'uuid'),
    ('act', 'type', 'text'),
    ('act', 'method', 'text'),
    ('act', 'start_date', 'date'),
    ('act', 'date_precision', 'text'),
    ('act', 'victim_id', 'uuid'),
    ('act', 'wgad_category', 'text'),
    ('act_perpetrator', 'act_id', 'uuid'),
    ('act_perpetrator', 'perpetrator_id', 'uuid'),
    ('victim', 'id', 'uuid'),
    ('victim', 'case_file_id', 'uuid'),
    ('victim', 'sex', 'text'),
    ('victim', 'age_band', 'text'),
    ('victim', 'victim_group', 'text'),
    ('victim', 'legal_name', 'text'),
    ('victim', 'contact', 'text'),
    ('victim', 'persons', 'integer'),
    ('perpetrator', 'id', 'uuid'),
    ('perpetrator', 'case_file_id', 'uuid'),
    ('perpetrator', 'type', 'text'),
    ('perpetrator', 'unit', 'text'),
    ('perpetrator', 'legal_name', 'text'),
    ('witness', 'id', 'uuid'),
    ('witness', 'event_id', 'uuid'),
    ('witness', 'connection', 'text'),
    ('witness', 'reliability', 'text'),
    ('witness', 'legal_name', 'text'),
    ('witness', 'contact', 'text'),
    ('witness', 'testimony', 'text'),
    ('consent', 'id', 'uuid'),
    ('consent', 'person_kind', 'text'),
    ('consent', 'person_id', 'uuid'),
    ('consent', 'scope', 'text'),
    ('consent', 'recipient', 'text'),
    ('consent', 'state', 'text'),
    ('consent', 'recorded_at', 'timestamptz'),
    ('consent', 'expires_at', 'timestamptz'),
    ('consent', 'withdrawn_at', 'timestamptz'),
    ('evidence', 'id', 'uuid'),
    ('evidence', 'event_id', 'uuid'),
    ('evidence', 'kind', 'text'),
    ('evidence', 'sha256', 'text'),
    ('evidence', 'collected_at', 'date'),
    ('evidence', 'content', 'text'),
    ('intervention', 'id', 'uuid'),
    ('intervention', 'event_id', 'uuid'),
    ('intervention', 'type', 'text'),
    ('intervention', 'date', 'date'),
    ('intervention', 'status', 'text')) AS c(v, c, t)
  WHERE NOT EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = to_regclass('vigil.' || c.v)
      AND a.attname = c.c AND NOT a.attisdropped AND a.atttypid = c.t::regtype);
  IF wrong IS NOT NULL THEN RAISE EXCEPTION 'the views differ from the contract: %', wrong; END IF;
  SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO wrong
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND has_schema_privilege('casework_reader', n.oid, 'USAGE')
    AND (has_table_privilege('casework_reader', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
      OR (n.nspname <> 'vigil' AND has_table_privilege('casework_reader', c.oid, 'SELECT')));
  IF wrong IS NOT NULL THEN RAISE EXCEPTION 'role casework_reader may do more than read the views, with: %', wrong; END IF;
END $check$;

COMMIT;

