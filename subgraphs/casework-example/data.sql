-- SYNTHETIC: a seeded generator of made-up records in country XB, which no state has, for 2012 and 2013.
-- Nothing here is real. Every value that would identify somebody holds the word CANARY-; where one turns up in
-- an answer or a log, something leaked. The same seed gives the same rows on every server.

SET LOCAL search_path = casework;

-- 0 to sides - 1, drawn from the seed and a label: no random(), whose numbers differ between servers.
CREATE FUNCTION pg_temp.draw(label text, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT (('x' || substr(encode(sha256(convert_to('casework-example-1|' || label, 'UTF8')), 'hex'), 1, 7))::bit(28)::integer
    % sides) $$;

-- 420 persons: victims (1-300, every 12th a group), perpetrators (301-330), sources (331-420)
INSERT INTO person
SELECT 'P-' || lpad(i::text, 5, '0'),
  CASE WHEN i <= 300 AND i % 12 = 0 THEN NULL ELSE 'CANARY-NAME-' || i END,
  CASE WHEN i <= 300 AND i % 12 = 0 THEN '03' ELSE '01' END,
  CASE WHEN i <= 300 AND i % 12 = 0 AND i % 24 = 0 THEN 2 + pg_temp.draw('size' || i, 9) END,
  CASE WHEN i <= 300 AND i % 12 = 0 THEN '98' ELSE (ARRAY['01', '01', '02', '02', '99'])[1 + pg_temp.draw('sex' || i, 5)] END,
  CASE WHEN pg_temp.draw('born?' || i, 4) > 0 THEN 1940 + pg_temp.draw('born' || i, 60) END,
  (ARRAY['journalist', 'teacher', 'human rights defender', 'student', 'trade unionist', NULL])[1 + pg_temp.draw('work' || i, 6)],
  'CANARY-ADDRESS-' || i || ', ' || (1 + pg_temp.draw('house' || i, 90)) || ' Made-up Lane',
  'CANARY-PHONE-' || i,
  CASE WHEN pg_temp.draw('closed' || i, 25) = 0 THEN 'Y' ELSE 'N' END
FROM generate_series(1, 420) i;

-- 900 events over 24 months and three districts; every 8th dated to the month, every 20th to the year
INSERT INTO event
SELECT 'E-' || to_char(day, 'YYYY') || '-' || lpad(i::text, 5, '0'), 'CANARY-TITLE-' || i,
  CASE WHEN pg_temp.draw('secret' || i, 12) = 0 THEN 'Y' ELSE 'N' END,
  CASE WHEN i % 150 = 0 THEN NULL WHEN i % 20 = 0 THEN date_trunc('year', day)::date
    WHEN i % 8 = 0 THEN date_trunc('month', day)::date ELSE day END,
  CASE WHEN i % 150 = 0 THEN '03' WHEN i % 20 = 0 THEN '03' WHEN i % 8 = 0 THEN '02' END,
  CASE WHEN i % 8 <> 0 AND i % 20 <> 0 AND pg_temp.draw('long' || i, 3) = 0 THEN day + pg_temp.draw('days' || i, 20) END,
  CASE WHEN pg_temp.draw('where?' || i, 15) > 0 THEN 1 + pg_temp.draw('where' || i, 3) END,
  'CANARY-PLACE-' || i || ', behind the made-up mill',
  'CANARY-DESCRIPTION-' || i || ': what a made-up person said had happened',
  (ARRAY['0101', '0101', '04', '04', '04', '03', '02', '99'])[1 + pg_temp.draw('status' || i, 8)],
  (day + 3 + pg_temp.draw('heard' || i, 40))::timestamp + interval '9 hours',
  pg_temp.draw('deleted' || i, 60) = 0
FROM (SELECT i, date '2012-01-01' + pg_temp.draw('day' || i, 731) AS day FROM generate_series(1, 900) i) drawn;

-- one to three acts an event; assemblies and publications have no victim, an abduction has one
INSERT INTO act
SELECT row_number() OVER (ORDER BY i, n), number,
  CASE WHEN kind = '030104000000' OR pg_temp.draw('hurt' || i || n, 5) = 0
    THEN 'P-' || lpad((1 + pg_temp.draw('victim' || i || n, 300))::text, 5, '0') END,
  kind,
  CASE WHEN pg_temp.draw('dated' || i || n, 3) = 0 AND type IS NULL THEN initial_date + pg_temp.draw('later' || i || n, 4) END,
  NULL,
  CASE WHEN pg_temp.draw('how' || i || n, 3) = 0 THEN 'CANARY-METHOD-' || i || '-' || n END
FROM (
  SELECT e.event_record_number AS number, e.initial_date, e.initial_date_type AS type, e.i, n,
    (CASE pg_temp.draw('theme' || e.i, 3)
      WHEN 0 THEN ARRAY['120105000000', '120106000000', 'L-DISP', 'L-DISP']
      WHEN 1 THEN ARRAY['100101000000', '100102000000', '090101000000', 'L-NET']
      ELSE ARRAY['030104000000', '030104000000', '030104000000', '020111110000'] END)
      [1 + pg_temp.draw('act' || e.i || n, 4)] AS kind
  FROM (SELECT *, row_number() OVER (ORDER BY event_record_number)::integer AS i FROM event) e
  CROSS JOIN LATERAL generate_series(1, 1 + pg_temp.draw('acts' || e.i, 3)) n
) drawn;

INSERT INTO involvement
SELECT row_number() OVER (ORDER BY act_record_number), act_record_number,
  CASE WHEN pg_temp.draw('known' || act_record_number, 2) = 0
    THEN 'P-' || lpad((301 + pg_temp.draw('who' || act_record_number, 30))::text, 5, '0') END,
  (ARRAY['010103', '010104', '010104', '0103', '020102', '020201', '99'])[1 + pg_temp.draw('force' || act_record_number, 7)],
  CASE WHEN pg_temp.draw('unit' || act_record_number, 3) = 0 THEN 'CANARY-UNIT-' || act_record_number END
FROM act WHERE pg_temp.draw('involved' || act_record_number, 4) > 0;

INSERT INTO information
SELECT row_number() OVER (ORDER BY event_record_number), event_record_number,
  'P-' || lpad((331 + pg_temp.draw('source' || event_record_number, 90))::text, 5, '0'),
  (ARRAY['0102', '0201', '0301'])[1 + pg_temp.draw('link' || event_record_number, 3)],
  (ARRAY['01', '02', '03'])[1 + pg_temp.draw('trust' || event_record_number, 3)],
  'CANARY-TESTIMONY-' || event_record_number
FROM event WHERE pg_temp.draw('heard?' || event_record_number, 3) > 0;

INSERT INTO intervention
SELECT row_number() OVER (ORDER BY event_record_number), event_record_number,
  (ARRAY['0102', '0103', '0201', '0203', '90'])[1 + pg_temp.draw('help' || event_record_number, 5)],
  initial_date + 30, (ARRAY['02', '05', '06', '07'])[1 + pg_temp.draw('state' || event_record_number, 4)]
FROM event WHERE pg_temp.draw('helped' || event_record_number, 4) = 0;

INSERT INTO supporting_docs
SELECT row_number() OVER (ORDER BY event_record_number), event_record_number,
  (ARRAY['Photograph', 'Interview', 'Court records'])[1 + pg_temp.draw('doc' || event_record_number, 3)],
  (date_received)::date,
  CASE WHEN pg_temp.draw('hashed' || event_record_number, 5) > 0
    THEN upper(encode(sha256(convert_to('CANARY-FILE-' || event_record_number, 'UTF8')), 'hex')) END,
  'CANARY-CONTENT-' || event_record_number
FROM event WHERE pg_temp.draw('doc?' || event_record_number, 3) = 0;

-- forms: most people said yes; some said no, some took it back, some were never asked, some forms ran out
INSERT INTO agreement_form
SELECT row_number() OVER (ORDER BY person_record_number, purpose), person_record_number, purpose,
  CASE WHEN pg_temp.draw('answer' || purpose || person_record_number, 10) = 0 THEN 'N' ELSE 'Y' END,
  date '2012-01-01' + pg_temp.draw('signed' || person_record_number, 700),
  CASE WHEN pg_temp.draw('until' || person_record_number, 20) = 0 THEN date '2013-12-31' END,
  CASE WHEN pg_temp.draw('back' || purpose || person_record_number, 20) = 0 THEN date '2014-01-15' END
FROM person CROSS JOIN (VALUES ('STAT'), ('SHARE')) p(purpose)
WHERE pg_temp.draw('asked' || person_record_number, 12) > 0;

INSERT INTO clari_notes
SELECT row_number() OVER (ORDER BY event_record_number), 'event', event_record_number, '0115',
  'CANARY-NOTE-' || event_record_number || ': ask again'
FROM event WHERE pg_temp.draw('note' || event_record_number, 10) = 0;
