-- Certificates 证书 and the versions of their standards 证书标准.

-- certificate_insert insert
-- in evaluator_id i64, code str, name str, name_en str, batch i64, summary str
INSERT INTO certificate (evaluator_id, code, name, name_en, batch, summary)
VALUES (:evaluator_id, :code, :name, :name_en, :batch, :summary);

-- certificate_change exec
-- in name str, name_en str, batch i64, summary str, id i64, version i64
UPDATE certificate SET name = :name, name_en = :name_en, batch = :batch, summary = :summary, version = version + 1
WHERE id = :id AND version = :version;

-- certificate_list many
-- in lo i64, hi i64, everything bool, state str?, q_like str?
-- page id by c.id, code by c.code, name by c.name, batch by c.batch
-- out id i64, evaluator i64, evaluator_name str, code str, name str, batch i64, state str, standard_version i64?, levels str, open_version i64?, open_state str?, version i64
SELECT c.id, c.evaluator_id, o.name, c.code, c.name, c.batch, c.state, v.id,
	(SELECT CONCAT('[', COALESCE(GROUP_CONCAT(l.level ORDER BY l.level SEPARATOR ','), ''), ']') FROM level_rule r
		JOIN certificate_level l ON l.id = r.certificate_level_id WHERE r.standard_version_id = v.id),
	u.id, u.state, c.version
FROM certificate c JOIN organisation o ON o.id = c.evaluator_id
	LEFT JOIN standard_version v ON v.certificate_id = c.id AND v.live = 1
	LEFT JOIN standard_version u ON :everything AND u.certificate_id = c.id AND u.state IN ('draft', 'in_review', 'approved')
WHERE @after AND c.evaluator_id BETWEEN :lo AND :hi AND (:everything OR c.state = 'published')
	AND (:state IS NULL OR c.state = :state) AND (:q_like IS NULL OR c.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- certificate_get one
-- in id i64
-- out id i64, evaluator_id i64, evaluator str, code str, name str, name_en str, batch i64, summary str?, state str, version i64, live_version_id i64?
SELECT c.id, c.evaluator_id, o.name, c.code, c.name, c.name_en, c.batch, c.summary, c.state, c.version, v.id
FROM certificate c JOIN organisation o ON o.id = c.evaluator_id
	LEFT JOIN standard_version v ON v.certificate_id = c.id AND v.live = 1
WHERE c.id = :id;

-- certificate_lock one
-- in id i64
-- out id i64, evaluator_id i64, state str
SELECT id, evaluator_id, state FROM certificate WHERE id = :id FOR UPDATE;

-- certificate_publish exec
-- in id i64
UPDATE certificate SET state = 'published', version = version + 1 WHERE id = :id AND state <> 'published';

-- standard_insert insert
-- in certificate_id i64, evaluator_id i64, title str, file_id i64?, change_note str
INSERT INTO standard_version (certificate_id, evaluator_id, version_no, title, file_id, change_note)
SELECT :certificate_id, :evaluator_id, t.next_no, :title, :file_id, :change_note
FROM (SELECT COALESCE(MAX(v.version_no), 0) + 1 AS next_no FROM standard_version v WHERE v.certificate_id = :certificate_id) t;

-- standard_change exec
-- in title str, file_id i64?, change_note str, id i64, version i64
UPDATE standard_version SET title = :title, file_id = :file_id, change_note = :change_note, version = version + 1
WHERE id = :id AND version = :version AND state = 'draft';

-- standard_unfinished one
-- in certificate_id i64
-- out version_no i64, state str
SELECT version_no, state FROM standard_version WHERE certificate_id = :certificate_id
	AND state IN ('draft', 'in_review', 'approved') ORDER BY version_no LIMIT 1;

-- standard_list many
-- in certificate_id i64
-- out id i64, number i64, title str, state str, submitted_at time?, decided_at time?, published_at time?, version i64
SELECT id, version_no, title, state, submitted_at, decided_at, published_at, version FROM standard_version
WHERE certificate_id = :certificate_id ORDER BY version_no DESC LIMIT 200;

-- standard_queue many
-- in state str?, q_like str?
-- page id by v.id desc, submitted_at by v.submitted_at, certificate_name by c.name, evaluator_name by o.name
-- out id i64, certificate i64, certificate_name str, certificate_code str, evaluator_name str, number i64, title str, state str, submitted_at time, reviews_assigned i64, reviews_submitted i64, version i64
SELECT v.id, v.certificate_id, c.name, c.code, o.name, v.version_no, v.title, v.state, v.submitted_at,
	(SELECT COUNT(*) FROM review_task t WHERE t.subject_kind = 'standard_version' AND t.subject_id = v.id
		AND t.state IN ('assigned', 'submitted') AND t.created_at >= v.submitted_at),
	(SELECT COUNT(*) FROM review_task t WHERE t.subject_kind = 'standard_version' AND t.subject_id = v.id
		AND t.state = 'submitted' AND t.created_at >= v.submitted_at), v.version
FROM standard_version v JOIN certificate c ON c.id = v.certificate_id JOIN organisation o ON o.id = v.evaluator_id
WHERE (:state IS NULL OR v.state = :state) AND v.submitted_at IS NOT NULL AND @after
	AND (:q_like IS NULL OR c.name LIKE :q_like OR o.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- standard_get one
-- in id i64
-- out id i64, certificate_id i64, certificate str, certificate_code str, evaluator_id i64, evaluator str, version_no i64, title str, file_id i64?, file_name str?, change_note str, state str, decision_reason str, submitted_at time?, decided_at time?, published_at time?, version i64
SELECT v.id, v.certificate_id, c.name, c.code, v.evaluator_id, o.name, v.version_no, v.title, v.file_id, f.name,
	v.change_note, v.state, v.decision_reason, v.submitted_at, v.decided_at, v.published_at, v.version
FROM standard_version v JOIN certificate c ON c.id = v.certificate_id JOIN organisation o ON o.id = v.evaluator_id
	LEFT JOIN file f ON f.id = v.file_id
WHERE v.id = :id;

-- standard_submit exec
-- in id i64, from_state str, version i64
UPDATE standard_version SET state = 'in_review', submitted_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND state = :from_state AND version = :version;

-- standard_decide exec
-- in to_state str, reason str, decided_by i64, id i64, from_state str, version i64
UPDATE standard_version SET state = :to_state, decision_reason = :reason, decided_by = :decided_by,
	decided_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND state = :from_state AND version = :version;

-- standard_supersede exec
-- in certificate_id i64
UPDATE standard_version SET state = 'superseded', version = version + 1 WHERE certificate_id = :certificate_id AND live = 1;

-- standard_publish exec
-- in id i64, from_state str, version i64
UPDATE standard_version SET state = 'published', published_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND state = :from_state AND version = :version;

-- standard_file_public exec
-- in id i64
UPDATE file f JOIN standard_version v ON v.file_id = f.id SET f.is_public = 1 WHERE v.id = :id;

-- level_ensure exec
-- in certificate_id i64, evaluator_id i64, level i64
INSERT INTO certificate_level (certificate_id, evaluator_id, level) VALUES (:certificate_id, :evaluator_id, :level)
ON DUPLICATE KEY UPDATE evaluator_id = VALUES(evaluator_id);

-- level_of one
-- in certificate_id i64, level i64
-- out id i64
SELECT id FROM certificate_level WHERE certificate_id = :certificate_id AND level = :level;

-- rule_insert insert
-- in standard_version_id i64, certificate_level_id i64, evaluator_id i64, total_line i64, credits i64, exam_forms i64, description str
INSERT INTO level_rule (standard_version_id, certificate_level_id, evaluator_id, total_line_centi, credits_centi, exam_forms,
	description)
VALUES (:standard_version_id, :certificate_level_id, :evaluator_id, :total_line, :credits, :exam_forms, :description);

-- rule_list many
-- in standard_version_id i64
-- out id i64, certificate_level_id i64, level i64, total_line i64, credits i64, exam_forms i64, description str
SELECT r.id, r.certificate_level_id, l.level, r.total_line_centi, r.credits_centi, r.exam_forms, r.description
FROM level_rule r JOIN certificate_level l ON l.id = r.certificate_level_id
WHERE r.standard_version_id = :standard_version_id ORDER BY l.level;

-- rule_components many
-- in standard_version_id i64
-- out level_rule_id i64, id i64, code str, name str, kind str, weight i64, min i64, max i64
SELECT c.level_rule_id, c.id, c.code, c.name, c.kind, c.weight_centi, c.min_centi, c.max_centi
FROM level_rule r JOIN level_component c ON c.level_rule_id = r.id
WHERE r.standard_version_id = :standard_version_id ORDER BY c.level_rule_id, c.position;

-- rule_majors many
-- in standard_version_id i64
-- out level_rule_id i64, id i64, catalogue i64, education_level str, education str, code str, name str
SELECT s.level_rule_id, m.id, m.catalogue, m.education_level, e.name, m.code, m.name
FROM level_rule r JOIN level_major s ON s.level_rule_id = r.id JOIN major m ON m.id = s.major_id
	JOIN education_level e ON e.code = m.education_level
WHERE r.standard_version_id = :standard_version_id
ORDER BY s.level_rule_id, e.position, m.catalogue DESC, m.code;

-- rule_fees many
-- in standard_version_id i64
-- out level_rule_id i64, province str, name str, fen i64
SELECT f.level_rule_id, f.province, p.name, f.fee_fen
FROM level_rule r JOIN level_fee f ON f.level_rule_id = r.id JOIN province p ON p.code = f.province
WHERE r.standard_version_id = :standard_version_id ORDER BY f.level_rule_id, f.province;

-- rule_component_insert bulk
-- in level_rule_id i64, code str, name str, kind str, weight i64, max i64, min i64, position i64
INSERT INTO level_component (level_rule_id, code, name, kind, weight_centi, max_centi, min_centi, position)
VALUES @row(:level_rule_id, :code, :name, :kind, :weight, :max, :min, :position);

-- rule_major_insert bulk
-- in level_rule_id i64, major_id i64
INSERT INTO level_major (level_rule_id, major_id) VALUES @row(:level_rule_id, :major_id);

-- rule_fee_insert bulk
-- in level_rule_id i64, province str, fen i64
INSERT INTO level_fee (level_rule_id, province, fee_fen) VALUES @row(:level_rule_id, :province, :fen);

-- rules_clear_components exec
-- in standard_version_id i64
DELETE c FROM level_component c JOIN level_rule r ON r.id = c.level_rule_id WHERE r.standard_version_id = :standard_version_id;

-- rules_clear_majors exec
-- in standard_version_id i64
DELETE s FROM level_major s JOIN level_rule r ON r.id = s.level_rule_id WHERE r.standard_version_id = :standard_version_id;

-- rules_clear_fees exec
-- in standard_version_id i64
DELETE f FROM level_fee f JOIN level_rule r ON r.id = f.level_rule_id WHERE r.standard_version_id = :standard_version_id;

-- rules_clear exec
-- in standard_version_id i64
DELETE FROM level_rule WHERE standard_version_id = :standard_version_id;

-- standard_major one
-- in id i64
-- out code str, name str
SELECT code, name FROM major WHERE id = :id;

-- standard_province one
-- in code str
-- out name str
SELECT name FROM province WHERE code = :code;

-- standard_platforms many
-- out id i64
SELECT id FROM organisation WHERE role = 'platform' AND state = 'active' ORDER BY id;
