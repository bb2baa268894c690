-- Pilot applications 试点申报, approved pilots 试点, and the windows 申报时间 of the provinces.

-- window_of one
-- in province str, kind str, year i64
-- out id i64, open_at time, close_at time, version i64
SELECT id, open_at, close_at, version FROM province_window WHERE province = :province AND kind = :kind AND year = :year;

-- window_put exec
-- in province str, kind str, year i64, open_at time, close_at time
INSERT INTO province_window (province, kind, year, open_at, close_at) VALUES (:province, :kind, :year, :open_at, :close_at)
ON DUPLICATE KEY UPDATE open_at = VALUES(open_at), close_at = VALUES(close_at), version = version + 1;

-- window_list many
-- in lo str, hi str, year i64, kind str?
-- page id by w.id desc, year by w.year, province by w.province, open by w.open_at, close by w.close_at
-- out id i64, province str, province_name str, kind str, year i64, open time, close time, version i64
SELECT w.id, w.province, p.name, w.kind, w.year, w.open_at, w.close_at, w.version
FROM province_window w JOIN province p ON p.code = w.province
WHERE @after AND w.province BETWEEN :lo AND :hi AND (:year = 0 OR w.year = :year) AND (:kind IS NULL OR w.kind = :kind)
ORDER BY @order LIMIT @most;

-- pilot_application_insert insert
-- in school_id i64, province str, evaluator_id i64, year i64, statement str, file_id i64?
INSERT INTO pilot_application (school_id, province, evaluator_id, year, statement, file_id)
VALUES (:school_id, :province, :evaluator_id, :year, :statement, :file_id);

-- pilot_application_change exec
-- in evaluator_id i64, year i64, statement str, file_id i64?, id i64, version i64, sc scope
UPDATE pilot_application p SET p.evaluator_id = :evaluator_id, p.year = :year, p.statement = :statement,
	p.file_id = :file_id, p.version = p.version + 1
WHERE p.id = :id AND p.version = :version AND p.state IN ('draft', 'returned') AND @scope(p);

-- pilot_application_get one
-- in id i64, own bool, sc scope
-- out id i64, school_id i64, school str, school_code str?, province str, province_name str, evaluator_id i64, evaluator str, year i64, statement str, file_id i64?, file_name str?, state str, submitted_at time?, opinion str?, opinion_text str, opinion_at time?, decision_text str, decided_at time?, version i64, created_at time, school_state str
SELECT p.id, p.school_id, s.name, s.school_code, p.province, w.name, p.evaluator_id, e.name, p.year, p.statement, p.file_id,
	f.name, p.state, p.submitted_at, p.opinion, p.opinion_text, p.opinion_at, p.decision_text, p.decided_at, p.version,
	p.created_at, s.state
FROM pilot_application p JOIN organisation s ON s.id = p.school_id JOIN organisation e ON e.id = p.evaluator_id
	JOIN province w ON w.code = p.province LEFT JOIN file f ON f.id = p.file_id
WHERE p.id = :id AND (:own OR p.state <> 'draft') AND @scope(p);

-- pilot_application_list many
-- in state str?, year i64, q str, own bool, sc scope
-- page id by p.id desc, year by p.year, state by p.state, school_name by s.name
-- out id i64, school i64, school_name str, province str, evaluator i64, evaluator_name str, year i64, state str, created_at time, submitted_at time?, opinion str?, decided_at time?, version i64, levels i64, planned i64
SELECT p.id, p.school_id, s.name, p.province, p.evaluator_id, e.name, p.year, p.state, p.created_at, p.submitted_at, p.opinion,
	p.decided_at, p.version,
	(SELECT COUNT(DISTINCT i.certificate_level_id) FROM pilot_application_item i WHERE i.pilot_application_id = p.id),
	(SELECT COALESCE(SUM(i.planned_count), 0) FROM pilot_application_item i WHERE i.pilot_application_id = p.id)
FROM pilot_application p JOIN organisation s ON s.id = p.school_id JOIN organisation e ON e.id = p.evaluator_id
WHERE @scope(p) AND @after AND (:own OR p.state <> 'draft') AND (:state IS NULL OR p.state = :state)
	AND (:year = 0 OR p.year = :year) AND (:q = '' OR LOCATE(:q, s.name) > 0)
ORDER BY @order LIMIT @most;

-- pilot_item_list many
-- in pilot_application_id i64
-- out id i64, level i64, certificate i64, certificate_name str, level_number i64, major i64, major_catalogue i64, major_education_level str, major_code str, major_name str, count i64
SELECT i.id, i.certificate_level_id, c.id, c.name, l.level, i.major_id, m.catalogue, m.education_level, m.code, m.name,
	i.planned_count
FROM pilot_application_item i JOIN certificate_level l ON l.id = i.certificate_level_id
	JOIN certificate c ON c.id = l.certificate_id JOIN major m ON m.id = i.major_id
WHERE i.pilot_application_id = :pilot_application_id ORDER BY i.id;

-- pilot_item_insert bulk
-- in pilot_application_id i64, certificate_level_id i64, major_id i64, planned i64
INSERT INTO pilot_application_item (pilot_application_id, certificate_level_id, major_id, planned_count)
VALUES @row(:pilot_application_id, :certificate_level_id, :major_id, :planned);

-- pilot_items_delete exec
-- in pilot_application_id i64
DELETE FROM pilot_application_item WHERE pilot_application_id = :pilot_application_id;

-- pilot_standing one
-- in school_id i64, certificate_level_id i64, application i64
-- unscoped the school is bound by itself
-- out active bool, elsewhere i64?
SELECT EXISTS (SELECT 1 FROM pilot q WHERE q.school_id = :school_id AND q.certificate_level_id = :certificate_level_id
		AND q.state = 'active'),
	(SELECT MIN(a.id) FROM pilot_application a JOIN pilot_application_item i ON i.pilot_application_id = a.id
		WHERE a.school_id = :school_id AND a.state IN ('submitted', 'opined') AND a.id <> :application
		AND i.certificate_level_id = :certificate_level_id);

-- pilot_application_submit exec
-- in id i64, from_state str, version i64, sc scope
UPDATE pilot_application p SET p.state = 'submitted', p.submitted_at = UTC_TIMESTAMP(6), p.opinion = NULL, p.opinion_text = '',
	p.opinion_by = NULL, p.opinion_at = NULL, p.version = p.version + 1
WHERE p.id = :id AND p.state = :from_state AND p.version = :version AND @scope(p)
	AND EXISTS (SELECT 1 FROM province_window w WHERE w.province = p.province AND w.kind = 'pilot' AND w.year = p.year
		AND w.open_at <= UTC_TIMESTAMP(6) AND w.close_at > UTC_TIMESTAMP(6));

-- pilot_application_withdraw exec
-- in id i64, from_state str, version i64, sc scope
UPDATE pilot_application p SET p.state = 'withdrawn', p.version = p.version + 1
WHERE p.id = :id AND p.state = :from_state AND p.version = :version AND @scope(p);

-- pilot_application_opine exec
-- in opinion str, opinion_text str, opinion_by i64, id i64, from_state str, version i64, sc scope
UPDATE pilot_application p SET p.state = 'opined', p.opinion = :opinion, p.opinion_text = :opinion_text,
	p.opinion_by = :opinion_by, p.opinion_at = UTC_TIMESTAMP(6), p.version = p.version + 1
WHERE p.id = :id AND p.state = :from_state AND p.version = :version AND @scope(p);

-- pilot_application_decide exec
-- in to_state str, decision_text str, decided_by i64, id i64, from_state str, version i64, sc scope
UPDATE pilot_application p SET p.state = :to_state, p.decision_text = :decision_text, p.decided_by = :decided_by,
	p.decided_at = UTC_TIMESTAMP(6), p.version = p.version + 1
WHERE p.id = :id AND p.state = :from_state AND p.version = :version AND @scope(p);

-- pilot_approve exec
-- in id i64, sc scope
INSERT INTO pilot (school_id, province, evaluator_id, certificate_level_id, pilot_application_id)
SELECT DISTINCT p.school_id, p.province, p.evaluator_id, i.certificate_level_id, p.id
FROM pilot_application p JOIN pilot_application_item i ON i.pilot_application_id = p.id
WHERE p.id = :id AND @scope(p)
ON DUPLICATE KEY UPDATE state = 'active', pilot_application_id = VALUES(pilot_application_id),
	version = pilot.version + 1;

-- pilot_school_activate exec
-- in id i64
UPDATE organisation SET state = 'active', activated_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND role = 'school' AND state = 'applying';

-- pilot_list many
-- in school_id i64, q str, sc scope
-- page id by p.id, school_name by s.name, certificate_name by c.name, created_at by p.created_at
-- out id i64, school i64, school_name str, province str, evaluator i64, evaluator_name str, certificate i64, certificate_name str, level i64, level_number i64, state str, created_at time
SELECT p.id, p.school_id, s.name, p.province, p.evaluator_id, e.name, c.id, c.name, l.id, l.level, p.state, p.created_at
FROM pilot p JOIN organisation s ON s.id = p.school_id JOIN organisation e ON e.id = p.evaluator_id
	JOIN certificate_level l ON l.id = p.certificate_level_id JOIN certificate c ON c.id = l.certificate_id
WHERE @scope(p) AND @after AND (:school_id = 0 OR p.school_id = :school_id) AND (:q = '' OR LOCATE(:q, s.name) > 0)
ORDER BY @order LIMIT @most;

-- pilot_offices many
-- in province str
-- out id i64
SELECT id FROM organisation WHERE province = :province AND role = 'office' AND state = 'active' ORDER BY id;

-- pilot_evaluator one
-- in id i64
-- out name str
SELECT name FROM organisation WHERE id = :id AND role = 'evaluator' AND state = 'active';
