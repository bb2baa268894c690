-- Exam-site applications 考核站点申报 and sites 考核站点.

-- site_evaluator one
-- in id i64
-- out id i64, name str
SELECT id, name FROM organisation WHERE id = :id AND role = 'evaluator' AND state = 'active';

-- site_application_insert insert
-- in school_id i64, province str, evaluator_id i64, statement str
INSERT INTO site_application (school_id, province, evaluator_id, statement) VALUES (:school_id, :province, :evaluator_id, :statement);

-- site_application_get one
-- in id i64, own bool, sc scope
-- out id i64, school_id i64, school str, province str, evaluator_id i64, evaluator str, statement str, state str, submitted_at time?, decision_text str, decided_at time?, created_at time, version i64
SELECT a.id, a.school_id, s.name, a.province, a.evaluator_id, e.name, a.statement, a.state, a.submitted_at, a.decision_text,
	a.decided_at, a.created_at, a.version
FROM site_application a JOIN organisation s ON s.id = a.school_id JOIN organisation e ON e.id = a.evaluator_id
WHERE a.id = :id AND (:own OR a.state <> 'draft') AND @scope(a);

-- site_application_hold one
-- in id i64, sc scope
-- out id i64
SELECT a.id FROM site_application a WHERE a.id = :id AND @scope(a) FOR UPDATE;

-- site_application_list many
-- in state str?, own bool, q_like str?, sc scope
-- page id by a.id desc, school by s.name, state by a.state
-- out id i64, school str, province str, evaluator str, state str, certificates str?, submitted_at time?, decided_at time?, items i64, judged i64, reviews_assigned i64, reviews_submitted i64
SELECT a.id, s.name, a.province, e.name, a.state,
	(SELECT GROUP_CONCAT(c.name ORDER BY c.id SEPARATOR '、') FROM site_application_certificate x
		JOIN certificate c ON c.id = x.certificate_id WHERE x.site_application_id = a.id), a.submitted_at, a.decided_at,
	(SELECT COUNT(*) FROM site_application_item i WHERE i.site_application_id = a.id),
	(SELECT COUNT(i.decision) FROM site_application_item i WHERE i.site_application_id = a.id),
	(SELECT COUNT(*) FROM review_task t WHERE t.subject_kind = 'site_application' AND t.subject_id = a.id
		AND t.state IN ('assigned', 'submitted') AND t.created_at >= a.submitted_at),
	(SELECT COUNT(*) FROM review_task t WHERE t.subject_kind = 'site_application' AND t.subject_id = a.id
		AND t.state = 'submitted' AND t.created_at >= a.submitted_at)
FROM site_application a JOIN organisation s ON s.id = a.school_id JOIN organisation e ON e.id = a.evaluator_id
WHERE @scope(a) AND @after AND (:own OR a.state <> 'draft') AND (:state IS NULL OR a.state = :state)
	AND (:q_like IS NULL OR s.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- site_application_set_state exec
-- in to_state str, account_id i64?, reason str, id i64, from_state str, version i64, sc scope
UPDATE site_application a SET state = :to_state,
	submitted_at = IF(:to_state = 'submitted', UTC_TIMESTAMP(6), submitted_at),
	decision_text = IF(:to_state IN ('approved', 'returned', 'refused'), :reason, decision_text),
	decided_by = IF(:to_state IN ('approved', 'returned', 'refused'), :account_id, decided_by),
	decided_at = IF(:to_state IN ('approved', 'returned', 'refused'), UTC_TIMESTAMP(6), decided_at), version = version + 1
WHERE a.id = :id AND a.state = :from_state AND a.version = :version AND @scope(a);

-- site_application_update exec
-- in statement str, id i64, version i64, sc scope
UPDATE site_application a SET statement = :statement, version = version + 1
WHERE a.id = :id AND a.version = :version AND a.state IN ('draft', 'returned', 'withdrawn') AND @scope(a);

-- site_certificate_own one
-- in id i64, evaluator_id i64
-- out id i64
SELECT c.id FROM certificate c JOIN standard_version v ON v.certificate_id = c.id AND v.state = 'published'
WHERE c.id = :id AND c.evaluator_id = :evaluator_id;

-- site_application_certificate_insert insert
-- in site_application_id i64, certificate_id i64
INSERT INTO site_application_certificate (site_application_id, certificate_id) VALUES (:site_application_id, :certificate_id);

-- site_application_certificates_delete exec
-- in site_application_id i64
DELETE FROM site_application_certificate WHERE site_application_id = :site_application_id;

-- site_application_certificates many
-- in site_application_id i64
-- out id i64, name str
SELECT c.id, c.name FROM site_application_certificate x JOIN certificate c ON c.id = x.certificate_id
WHERE x.site_application_id = :site_application_id ORDER BY c.id;

-- site_item_insert bulk
-- in site_application_id i64, kind str, position i64, name str, quantity i64, description str, file_id i64?
INSERT INTO site_application_item (site_application_id, kind, position, name, quantity, description, file_id)
VALUES @row(:site_application_id, :kind, :position, :name, :quantity, :description, :file_id);

-- site_items_lift exec
-- in site_application_id i64
UPDATE site_application_item SET position = -1 WHERE site_application_id = :site_application_id;

-- site_item_change exec
-- in kind str, position i64, name str, quantity i64, description str, file_id i64?, id i64, site_application_id i64
UPDATE site_application_item SET decision = IF(kind = :kind AND CAST(name AS BINARY) = CAST(:name AS BINARY) AND quantity = :quantity
		AND CAST(description AS BINARY) = CAST(:description AS BINARY) AND file_id <=> :file_id, decision, NULL),
	kind = :kind, position = :position, name = :name, quantity = :quantity, description = :description, file_id = :file_id
WHERE id = :id AND site_application_id = :site_application_id AND position = -1;

-- site_items_delete exec
-- in site_application_id i64
DELETE FROM site_application_item WHERE site_application_id = :site_application_id AND position = -1;

-- site_items many
-- in site_application_id i64
-- out id i64, kind str, name str, quantity i64, description str, file i64?, file_name str?, decision str?, comment str
SELECT i.id, i.kind, i.name, i.quantity, i.description, i.file_id, f.name, i.decision, i.decision_text
FROM site_application_item i LEFT JOIN file f ON f.id = i.file_id
WHERE i.site_application_id = :site_application_id ORDER BY i.kind, i.position;

-- site_item_decide exec
-- in decision str, text str, account_id i64, id i64, site_application_id i64
UPDATE site_application_item SET decision = :decision, decision_text = :text, decided_by = :account_id,
	decided_at = UTC_TIMESTAMP(6)
WHERE id = :id AND site_application_id = :site_application_id;

-- site_file one
-- in file_id i64, site_application_id i64
-- out id i64, name str, media_type str, size i64
SELECT f.id, f.name, f.media_type, f.size FROM site_application_item i JOIN file f ON f.id = i.file_id
WHERE i.site_application_id = :site_application_id AND i.file_id = :file_id AND f.state = 'stored' LIMIT 1;

-- site_file_own one
-- in file_id i64, organisation_id i64
-- out id i64
SELECT id FROM file WHERE id = :file_id AND organisation_id = :organisation_id AND state = 'stored';

-- site_next_code one
-- unscoped the code is unique in the province, whoever owns the site
-- in province str
-- out last str?
SELECT MAX(code) FROM site WHERE province = :province;

-- site_of_school one
-- in school_id i64, evaluator_id i64, sc scope
-- out id i64, state str
SELECT s.id, s.state FROM site s WHERE s.school_id = :school_id AND s.evaluator_id = :evaluator_id AND @scope(s) FOR UPDATE;

-- site_insert insert
-- in school_id i64, province str, evaluator_id i64, number str, name str, address str, site_application_id i64
INSERT INTO site (school_id, province, evaluator_id, code, name, address, site_application_id)
SELECT :school_id, :province, :evaluator_id, :number, :name, :address, :site_application_id FROM organisation WHERE id = :school_id;

-- site_certificate_put exec
-- in site_id i64, certificate_id i64
INSERT INTO site_certificate (site_id, certificate_id, approved_at) VALUES (:site_id, :certificate_id, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE state = 'approved', approved_at = UTC_TIMESTAMP(6);

-- site_get one
-- in id i64, sc scope
-- out id i64, school_id i64, school str, province str, evaluator_id i64, evaluator str, number str, name str, address str, state str, reason str, application_id i64?, created_at time, rooms i64, seats i64, invigilators i64, examiners i64, version i64
SELECT s.id, s.school_id, o.name, s.province, s.evaluator_id, e.name, s.code, s.name, s.address, s.state, s.reason,
	s.site_application_id, s.created_at,
	(SELECT COUNT(*) FROM exam_room m WHERE m.site_id = s.id AND m.state = 'active'),
	(SELECT COALESCE(SUM(m.capacity), 0) FROM exam_room m WHERE m.site_id = s.id AND m.state = 'active'),
	(SELECT COUNT(*) FROM staff t WHERE t.school_id = s.school_id AND t.state = 'active' AND t.kind = 'invigilator'),
	(SELECT COUNT(*) FROM staff t WHERE t.school_id = s.school_id AND t.state = 'active' AND t.kind = 'examiner'), s.version
FROM site s JOIN organisation o ON o.id = s.school_id JOIN organisation e ON e.id = s.evaluator_id
WHERE s.id = :id AND @scope(s);

-- site_change exec
-- in name str, address str, id i64, version i64, sc scope
UPDATE site s SET name = :name, address = :address, version = version + 1
WHERE s.id = :id AND s.version = :version AND @scope(s);

-- site_list many
-- in state str?, q_like str?, sc scope
-- page id by s.id desc, number by s.code, school by o.name, state by s.state
-- out id i64, school str, province str, evaluator_id i64, evaluator str, number str, name str, address str, state str, reason str?, certificates str?, version i64
SELECT s.id, o.name, s.province, s.evaluator_id, e.name, s.code, s.name, s.address, s.state, s.reason,
	(SELECT GROUP_CONCAT(c.name ORDER BY c.id SEPARATOR '、') FROM site_certificate x JOIN certificate c ON c.id = x.certificate_id
		WHERE x.site_id = s.id AND x.state = 'approved'), s.version
FROM site s JOIN organisation o ON o.id = s.school_id JOIN organisation e ON e.id = s.evaluator_id
WHERE @scope(s) AND @after AND (:state IS NULL OR s.state = :state) AND (:q_like IS NULL OR o.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- site_certificates many
-- in site_id i64
-- out id i64, name str, state str
SELECT c.id, c.name, x.state FROM site_certificate x JOIN certificate c ON c.id = x.certificate_id
WHERE x.site_id = :site_id ORDER BY c.id;

-- site_set_state exec
-- in to_state str, reason str, id i64, from_state str, sc scope
UPDATE site s SET state = :to_state, reason = :reason, version = version + 1
WHERE s.id = :id AND s.state = :from_state AND @scope(s);

-- site_not_pilot many
-- unscoped asks about the school of the application, which the caller has found in its scope
-- in site_application_id i64, school_id i64
-- out name str
SELECT c.name FROM site_application_certificate x JOIN certificate c ON c.id = x.certificate_id
WHERE x.site_application_id = :site_application_id AND NOT EXISTS (
	SELECT 1 FROM pilot p JOIN certificate_level cl ON cl.id = p.certificate_level_id
	WHERE p.school_id = :school_id AND cl.certificate_id = x.certificate_id AND p.state = 'active');
