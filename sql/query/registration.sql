-- Registrations 报考. Whoever registers a candidate, changes or removes one, or publishes where one sits, holds the
-- candidate's row first and judges then: what one has done the next one sees.

-- registration_candidate one
-- in id i64, school_id i64, sc scope
-- out id i64, school_id i64, province str, name str, major_id i64, verification str, class_name str, document_index bytes
SELECT c.id, c.school_id, c.province, c.name, c.major_id, c.verification, c.class_name, c.document_index
FROM candidate c WHERE c.id = :id AND c.school_id = :school_id AND c.state = 'active' AND @scope(c) FOR UPDATE;

-- registration_level one
-- in plan_id i64, certificate_level_id i64
-- out rule_id i64, certificate_id i64, certificate str, level i64
SELECT l.level_rule_id, cl.certificate_id, c.name, cl.level
FROM plan_level l JOIN certificate_level cl ON cl.id = l.certificate_level_id JOIN certificate c ON c.id = cl.certificate_id
WHERE l.plan_id = :plan_id AND l.certificate_level_id = :certificate_level_id;

-- registration_site one
-- unscoped a school may register at an approved site of its province; what it learns is the site's name
-- in id i64, evaluator_id i64, certificate_id i64, province str
-- out id i64, school_id i64, name str
SELECT s.id, s.school_id, s.name FROM site s JOIN site_certificate x ON x.site_id = s.id
WHERE s.id = :id AND s.evaluator_id = :evaluator_id AND s.state = 'approved' AND x.certificate_id = :certificate_id
	AND x.state = 'approved' AND s.province = :province;

-- registration_major one
-- in level_rule_id i64, major_id i64
-- out major_id i64
SELECT major_id FROM level_major WHERE level_rule_id = :level_rule_id AND major_id = :major_id;

-- registration_overlap one
-- unscoped asks about a candidate found in the caller's scope
-- in candidate_id i64, plan_id i64, certificate_level_id i64
-- out plan str, session str
SELECT p.name, b.name
FROM registration g JOIN exam_session b ON b.plan_id = g.plan_id
	AND (b.certificate_level_id IS NULL OR b.certificate_level_id = g.certificate_level_id)
JOIN exam_session a ON a.plan_id = :plan_id AND (a.certificate_level_id IS NULL OR a.certificate_level_id = :certificate_level_id)
	AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at AND a.id <> b.id
JOIN plan p ON p.id = g.plan_id
WHERE g.candidate_id = :candidate_id AND g.state = 'registered' LIMIT 1;

-- registration_as_staff one
-- unscoped asks whether the candidate is an invigilator of the plan, whichever school names the person
-- in candidate_id i64, plan_id i64
-- out id i64
SELECT s.id FROM candidate c JOIN staff s ON s.document_index = c.document_index AND s.state = 'active'
	JOIN room_invigilator i ON i.staff_id = s.id JOIN session_room r ON r.id = i.session_room_id
WHERE c.id = :candidate_id AND r.plan_id = :plan_id LIMIT 1;

-- registration_insert insert
-- in plan_id i64, certificate_level_id i64, candidate_id i64, document_index bytes, school_id i64, site_id i64, evaluator_id i64, province str, quota_account_id i64, class_key i64, import_batch_id i64?, account_id i64
INSERT INTO registration (plan_id, certificate_level_id, candidate_id, document_index, school_id, site_id, evaluator_id, province,
	quota_account_id, class_key, import_batch_id, registered_by)
VALUES (:plan_id, :certificate_level_id, :candidate_id, :document_index, :school_id, :site_id, :evaluator_id, :province, :quota_account_id,
	:class_key, :import_batch_id, :account_id);

-- registration_exists one
-- unscoped asks about a candidate found in the caller's scope
-- in plan_id i64, certificate_level_id i64, candidate_id i64
-- out id i64, site_id i64
SELECT g.id, g.site_id FROM registration g WHERE g.plan_id = :plan_id AND g.certificate_level_id = :certificate_level_id
	AND g.candidate_id = :candidate_id AND g.state = 'registered';

-- registration_elsewhere one
-- unscoped asks only whether another school has registered the person; whose the registration is stays untold
-- in plan_id i64, certificate_level_id i64, document_index bytes
-- out id i64
SELECT g.id FROM registration g WHERE g.plan_id = :plan_id AND g.certificate_level_id = :certificate_level_id
	AND g.document_index = :document_index AND g.live = 1;

-- registration_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, quota_account_id i64, state str, version i64
SELECT g.id, g.plan_id, g.quota_account_id, g.state, g.version FROM registration g WHERE g.id = :id AND @scope(g);

-- registration_withdraw exec
-- in account_id i64, id i64, sc scope
UPDATE registration g SET state = 'withdrawn', withdrawn_by = :account_id, withdrawn_at = UTC_TIMESTAMP(6), version = version + 1
WHERE g.id = :id AND g.state = 'registered' AND @scope(g);

-- registration_set_needs exec
-- in accessibility i64, id i64, version i64, sc scope
UPDATE registration g SET accessibility = :accessibility, version = version + 1
WHERE g.id = :id AND g.version = :version AND g.state = 'registered' AND @scope(g);

-- registration_list many
-- in plan_id i64, certificate_level_id i64, site_id i64, class_name str?, q str?, sc scope
-- page id by g.id, name by c.name, student_number by c.student_number, class by c.class_name
-- out id i64, candidate_id i64, name str, document_mask str, student_number str, class str, major str, certificate_level_id i64, certificate str, level i64, site_id i64, site_name str, school str, accessibility i64, created_at time, version i64, ticket_number str?
SELECT g.id, g.candidate_id, c.name, c.document_mask, c.student_number, c.class_name, m.name, g.certificate_level_id, t.name,
	cl.level, g.site_id, s.name, o.name, g.accessibility, g.created_at, g.version, k.ticket_number
FROM registration g JOIN candidate c ON c.id = g.candidate_id JOIN major m ON m.id = c.major_id
	JOIN certificate_level cl ON cl.id = g.certificate_level_id JOIN certificate t ON t.id = cl.certificate_id
	JOIN site s ON s.id = g.site_id JOIN organisation o ON o.id = g.school_id LEFT JOIN ticket k ON k.registration_id = g.id
WHERE g.plan_id = :plan_id AND @scope(g) AND g.state = 'registered' AND @after
	AND (:certificate_level_id = 0 OR g.certificate_level_id = :certificate_level_id) AND (:site_id = 0 OR g.site_id = :site_id)
	AND (:class_name IS NULL OR c.class_name = :class_name)
	AND (:q IS NULL OR c.student_number = :q OR LOCATE(:q, c.name) > 0)
ORDER BY @order LIMIT @most;

-- registration_totals many
-- in plan_id i64, sc scope
-- out site_id i64, site_name str, level_id i64, certificate str, level i64, n i64
SELECT g.site_id, s.name, g.certificate_level_id, c.name, l.level, COUNT(*)
FROM registration g JOIN site s ON s.id = g.site_id JOIN certificate_level l ON l.id = g.certificate_level_id
	JOIN certificate c ON c.id = l.certificate_id
WHERE g.plan_id = :plan_id AND @scope(g) AND g.state = 'registered'
GROUP BY g.site_id, s.name, g.certificate_level_id, c.name, l.level ORDER BY g.site_id, g.certificate_level_id;

-- registration_open_to many
-- in plan_id i64, certificate_level_id i64, year i64, major_id i64, class_name str?, q str?, sc scope
-- page id by c.id, name by c.name, student_number by c.student_number, class by c.class_name
-- out id i64, name str, document_mask str, student_number str, class str, major_id i64, major str, balance i64
SELECT c.id, c.name, c.document_mask, c.student_number, c.class_name, c.major_id, m.name, COALESCE(q.balance, 0)
FROM candidate c JOIN major m ON m.id = c.major_id
	JOIN plan_level l ON l.plan_id = :plan_id AND l.certificate_level_id = :certificate_level_id
	JOIN level_major x ON x.level_rule_id = l.level_rule_id AND x.major_id = c.major_id
	LEFT JOIN quota_account q ON q.school_id = c.school_id AND q.certificate_level_id = l.certificate_level_id
		AND q.major_id = c.major_id AND q.year = :year
WHERE @scope(c) AND c.live = 1 AND c.verification = 'accurate' AND (:major_id = 0 OR c.major_id = :major_id)
	AND (:class_name IS NULL OR c.class_name = :class_name)
	AND (:q IS NULL OR c.student_number = :q OR LOCATE(:q, c.name) > 0)
	AND NOT EXISTS (SELECT 1 FROM registration g WHERE g.candidate_id = c.id AND g.plan_id = :plan_id
		AND g.certificate_level_id = :certificate_level_id AND g.state = 'registered')
	AND @after
ORDER BY @order LIMIT @most;

-- registration_quota many
-- in plan_id i64, year i64, sc scope
-- out level_id i64, certificate_id i64, certificate str, level i64, major_id i64, major_code str, major str, granted i64, used i64, balance i64, registered i64, open_to i64
SELECT l.certificate_level_id, cl.certificate_id, t.name, cl.level, m.id, m.code, m.name, q.granted, q.used, q.balance,
	(SELECT COUNT(*) FROM registration g JOIN candidate c ON c.id = g.candidate_id WHERE g.school_id = q.school_id
		AND g.plan_id = l.plan_id AND g.certificate_level_id = l.certificate_level_id AND g.state = 'registered'
		AND c.major_id = m.id),
	(SELECT COUNT(*) FROM candidate c WHERE c.school_id = q.school_id AND c.live = 1 AND c.verification = 'accurate'
		AND c.major_id = m.id AND NOT EXISTS (SELECT 1 FROM registration g WHERE g.candidate_id = c.id
			AND g.plan_id = l.plan_id AND g.certificate_level_id = l.certificate_level_id AND g.state = 'registered'))
FROM plan_level l JOIN quota_account q ON q.certificate_level_id = l.certificate_level_id AND q.year = :year
	JOIN certificate_level cl ON cl.id = l.certificate_level_id JOIN certificate t ON t.id = cl.certificate_id
	JOIN major m ON m.id = q.major_id
WHERE l.plan_id = :plan_id AND @scope(q) ORDER BY l.certificate_level_id, m.code, m.id LIMIT 500;

-- registration_sites many
-- unscoped a school may register at an approved site of its province; what it learns is the site's name and address
-- in plan_id i64, certificate_level_id i64, province str
-- out id i64, school_id i64, name str, address str
SELECT DISTINCT s.id, s.school_id, s.name, s.address
FROM plan p JOIN plan_level l ON l.plan_id = p.id AND l.certificate_level_id = :certificate_level_id
	JOIN certificate_level cl ON cl.id = l.certificate_level_id
	JOIN site_certificate x ON x.certificate_id = cl.certificate_id AND x.state = 'approved'
	JOIN site s ON s.id = x.site_id AND s.evaluator_id = p.evaluator_id AND s.state = 'approved' AND s.province = :province
WHERE p.id = :plan_id ORDER BY s.id LIMIT 500;

-- registration_own_site one
-- unscoped the import registers at the site of its own school
-- in school_id i64, evaluator_id i64, certificate_id i64
-- out id i64
SELECT s.id FROM site s JOIN site_certificate x ON x.site_id = s.id
WHERE s.school_id = :school_id AND s.evaluator_id = :evaluator_id AND x.certificate_id = :certificate_id
	AND s.state = 'approved' AND x.state = 'approved';

-- registration_people many
-- unscoped the import reads the candidates of its own school
-- in school_id i64, after i64, most i64
-- out id i64, person_index bytes, verification str, major_id i64
SELECT c.id, c.person_index, c.verification, c.major_id FROM candidate c
WHERE c.school_id = :school_id AND c.state = 'active' AND c.id > :after ORDER BY c.school_id, c.id LIMIT :most;

-- registration_import_unchanged exec
-- unscoped marks the rows of the import's own batch
-- in plan_id i64, import_batch_id i64
UPDATE import_row x JOIN registration g ON g.candidate_id = CAST(JSON_VALUE(x.payload, '$.candidate') AS SIGNED)
	AND g.certificate_level_id = CAST(JSON_VALUE(x.payload, '$.level') AS SIGNED) AND g.plan_id = :plan_id
	AND g.state = 'registered'
SET x.action = 'unchanged', x.subject_id = g.id
WHERE x.import_batch_id = :import_batch_id AND x.action = 'insert';

-- registration_import_elsewhere many
-- unscoped asks only whether other schools have registered the persons of the import's own batch
-- in plan_id i64, import_batch_id i64, most i64
-- out row i64
SELECT x.row_no FROM import_row x JOIN candidate c ON c.id = CAST(JSON_VALUE(x.payload, '$.candidate') AS SIGNED)
	JOIN registration g ON g.plan_id = :plan_id AND g.document_index = c.document_index AND g.live = 1
		AND g.certificate_level_id = CAST(JSON_VALUE(x.payload, '$.level') AS SIGNED) AND g.candidate_id <> c.id
WHERE x.import_batch_id = :import_batch_id AND x.action = 'insert' ORDER BY x.row_no LIMIT :most;

-- registration_import_rows many
-- unscoped reads the rows of the import's own batch
-- in import_batch_id i64, after i64, most i64
-- out row i64, candidate i64, level i64, major i64
SELECT x.row_no, CAST(JSON_VALUE(x.payload, '$.candidate') AS SIGNED), CAST(JSON_VALUE(x.payload, '$.level') AS SIGNED),
	CAST(JSON_VALUE(x.payload, '$.major') AS SIGNED)
FROM import_row x WHERE x.import_batch_id = :import_batch_id AND x.action = 'insert' AND x.row_no > :after
ORDER BY x.row_no LIMIT :most;

-- registration_quota_left one
-- unscoped asks about the import's own school
-- in school_id i64, certificate_level_id i64, major_id i64, year i64
-- out balance i64
SELECT q.balance FROM quota_account q WHERE q.school_id = :school_id AND q.certificate_level_id = :certificate_level_id
	AND q.major_id = :major_id AND q.year = :year;

-- registration_of_batch many
-- unscoped the import undoes its own batch
-- in import_batch_id i64
-- out id i64, quota_account_id i64
SELECT g.id, g.quota_account_id FROM registration g WHERE g.import_batch_id = :import_batch_id AND g.state = 'registered'
ORDER BY g.quota_account_id, g.id;
