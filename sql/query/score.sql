-- Scores 成绩登记: one row per registration, component and entry; what was entered and by whom, in one or two entries.

-- score_components many
-- in plan_id i64
-- out level_id i64, total_line i64, certificate str, level i64, component_id i64, mark str, name str, kind str, weight i64, most i64, line i64
SELECT l.certificate_level_id, lr.total_line_centi, c.name, cl.level, k.id, k.code, k.name, k.kind, k.weight_centi, k.max_centi,
	k.min_centi
FROM plan_level l JOIN level_rule lr ON lr.id = l.level_rule_id JOIN level_component k ON k.level_rule_id = lr.id
	JOIN certificate_level cl ON cl.id = l.certificate_level_id JOIN certificate c ON c.id = cl.certificate_id
WHERE l.plan_id = :plan_id ORDER BY l.certificate_level_id, k.position, k.id;

-- score_events many
-- unscoped the absences and breaches of a plan whose owner the caller has compared
-- in plan_id i64
-- out registration_id i64, event str, session_kind str
SELECT e.registration_id, e.kind, s.kind FROM exam_event e JOIN exam_session s ON s.id = e.exam_session_id
WHERE e.plan_id = :plan_id AND e.kind IN ('absent', 'misconduct') AND e.state = 'active' AND e.registration_id IS NOT NULL
ORDER BY e.registration_id, e.id;

-- score_in_range many
-- in plan_id i64, first_id i64, last_id i64
-- out registration_id i64, component_id i64, entry i64, centi i64, state str, version i64, entered_by i64
SELECT s.registration_id, s.level_component_id, s.entry, COALESCE(s.score_centi, -1), s.state, s.version, s.entered_by
FROM score s WHERE s.plan_id = :plan_id AND s.registration_id BETWEEN :first_id AND :last_id
ORDER BY s.registration_id, s.level_component_id, s.entry;

-- score_registration one
-- in id i64, plan_id i64, sc scope
-- out id i64, level_id i64
SELECT g.id, g.certificate_level_id FROM registration g
WHERE g.id = :id AND g.plan_id = :plan_id AND g.state = 'registered' AND @scope(g);

-- score_ticket one
-- in ticket_number str, plan_id i64, sc scope
-- out id i64, level_id i64
SELECT g.id, g.certificate_level_id FROM ticket t JOIN registration g ON g.id = t.registration_id
WHERE t.plan_id = :plan_id AND t.ticket_number = :ticket_number AND g.state = 'registered' AND @scope(g);

-- score_list many
-- in plan_id i64, site_id i64, room_id i64, q str?, q_like str?, wanting i64, sc scope
-- page id by g.id, ticket_number by g.ticket_number, name by g.name
-- out id i64, name str, ticket_number str, level_id i64, school str, site_name str
SELECT g.id, g.name, g.ticket_number, g.level_id, g.school, g.site_name
FROM (SELECT r.id, c.name, COALESCE(t.ticket_number, '') AS ticket_number, r.certificate_level_id AS level_id, o.name AS school,
		s.name AS site_name
	FROM registration r JOIN candidate c ON c.id = r.candidate_id JOIN organisation o ON o.id = r.school_id
		JOIN site s ON s.id = r.site_id LEFT JOIN ticket t ON t.registration_id = r.id
	WHERE r.plan_id = :plan_id AND @scope(r) AND r.state = 'registered' AND (:site_id = 0 OR r.site_id = :site_id)
		AND (:room_id = 0 OR EXISTS (SELECT 1 FROM seat_assignment a
			WHERE a.session_room_id = :room_id AND a.registration_id = r.id))
		AND (:q IS NULL OR t.ticket_number = :q OR c.name LIKE :q_like)
		AND (:wanting = 0 OR (SELECT COUNT(*) FROM score x WHERE x.registration_id = r.id AND x.entry = :wanting)
			< (SELECT COUNT(*) FROM plan_level l JOIN level_component k ON k.level_rule_id = l.level_rule_id
				WHERE l.plan_id = r.plan_id AND l.certificate_level_id = r.certificate_level_id))) g
WHERE @after ORDER BY @order LIMIT @most;

-- score_of_ids many
-- in ids str, entry i64
-- scan the ids are those of one page
-- out registration_id i64, component str, score i64, state str, version i64
SELECT s.registration_id, k.code, COALESCE(s.score_centi, -1), s.state, s.version
FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) i JOIN score s ON s.registration_id = i.id AND s.entry = :entry
	JOIN level_component k ON k.id = s.level_component_id
ORDER BY s.registration_id, k.position, k.id;

-- score_site_list many
-- in plan_id i64, q_like str?, sc scope
-- page id by s.id, name by s.name
-- out id i64, name str, school str, count i64, wanted i64, first_count i64, second_count i64
SELECT s.id, s.name, o.name,
	(SELECT COUNT(*) FROM registration a WHERE a.site_id = s.id AND a.plan_id = :plan_id AND a.state = 'registered'),
	(SELECT COUNT(*) FROM registration b JOIN plan_level l ON l.plan_id = b.plan_id
			AND l.certificate_level_id = b.certificate_level_id
		JOIN level_component k ON k.level_rule_id = l.level_rule_id
		WHERE b.site_id = s.id AND b.plan_id = :plan_id AND b.state = 'registered'),
	(SELECT COUNT(*) FROM registration d JOIN score x ON x.registration_id = d.id AND x.entry = 1
		WHERE d.site_id = s.id AND d.plan_id = :plan_id AND d.state = 'registered'),
	(SELECT COUNT(*) FROM registration e JOIN score y ON y.registration_id = e.id AND y.entry = 2
		WHERE e.site_id = s.id AND e.plan_id = :plan_id AND e.state = 'registered')
FROM site s JOIN organisation o ON o.id = s.school_id
WHERE @scope(s) AND @after AND (:q_like IS NULL OR s.name LIKE :q_like)
	AND EXISTS (SELECT 1 FROM registration g WHERE g.site_id = s.id AND g.plan_id = :plan_id AND g.state = 'registered')
ORDER BY @order LIMIT @most;

-- score_room_list many
-- in plan_id i64, site_id i64, sc scope
-- page id by r.id, room_number by r.room_number, starts_at by e.starts_at
-- out id i64, room_number str, room str, session str, kind str, starts_at time, site_id i64, site_name str, count i64, wanted i64, first_count i64, second_count i64
SELECT r.id, r.room_number, CONCAT(x.building, ' ', x.name), e.name, e.kind, e.starts_at, s.id, s.name,
	(SELECT COUNT(*) FROM seat_assignment a WHERE a.session_room_id = r.id),
	(SELECT COUNT(*) FROM seat_assignment b JOIN registration g ON g.id = b.registration_id
		JOIN plan_level l ON l.plan_id = g.plan_id AND l.certificate_level_id = g.certificate_level_id
		JOIN level_component k ON k.level_rule_id = l.level_rule_id AND k.kind = e.kind
		WHERE b.session_room_id = r.id AND g.state = 'registered'),
	(SELECT COUNT(*) FROM seat_assignment c JOIN score y ON y.registration_id = c.registration_id AND y.entry = 1
		JOIN level_component m ON m.id = y.level_component_id AND m.kind = e.kind WHERE c.session_room_id = r.id),
	(SELECT COUNT(*) FROM seat_assignment d JOIN score z ON z.registration_id = d.registration_id AND z.entry = 2
		JOIN level_component n ON n.id = z.level_component_id AND n.kind = e.kind WHERE d.session_room_id = r.id)
FROM session_room r JOIN schedule h ON h.id = r.schedule_id AND h.state = 'published'
	JOIN exam_session e ON e.id = r.exam_session_id JOIN exam_room x ON x.id = r.exam_room_id JOIN site s ON s.id = r.site_id
WHERE r.plan_id = :plan_id AND @scope(r) AND (:site_id = 0 OR r.site_id = :site_id) AND @after
ORDER BY @order LIMIT @most;

-- score_put bulk
-- in registration_id i64, component_id i64, entry i64, plan_id i64, centi i64, state str, sheet_id i64?, entered_by i64
INSERT INTO score (registration_id, level_component_id, entry, plan_id, score_centi, state, score_sheet_id, entered_by, updated_at)
VALUES @row(:registration_id, :component_id, :entry, :plan_id, NULLIF(:centi, -1), :state, :sheet_id, :entered_by,
	UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE score_centi = VALUES(score_centi), state = VALUES(state), score_sheet_id = VALUES(score_sheet_id),
	entered_by = VALUES(entered_by), version = version + 1, updated_at = VALUES(updated_at);

-- score_insert insert
-- in registration_id i64, component_id i64, entry i64, plan_id i64, centi i64, state str, sheet_id i64?, entered_by i64
INSERT INTO score (registration_id, level_component_id, entry, plan_id, score_centi, state, score_sheet_id, entered_by, updated_at)
VALUES (:registration_id, :component_id, :entry, :plan_id, NULLIF(:centi, -1), :state, :sheet_id, :entered_by,
	UTC_TIMESTAMP(6));

-- score_update exec
-- in centi i64, state str, sheet_id i64?, entered_by i64, registration_id i64, component_id i64, entry i64, version i64
UPDATE score SET score_centi = NULLIF(:centi, -1), state = :state, score_sheet_id = :sheet_id, entered_by = :entered_by,
	version = version + 1, updated_at = UTC_TIMESTAMP(6)
WHERE registration_id = :registration_id AND level_component_id = :component_id AND entry = :entry AND version = :version;

-- score_correct exec
-- in centi i64, state str, registration_id i64, component_id i64
UPDATE score SET score_centi = NULLIF(:centi, -1), state = :state, version = version + 1, updated_at = UTC_TIMESTAMP(6)
WHERE registration_id = :registration_id AND level_component_id = :component_id;

-- score_entries many
-- in plan_id i64
-- out entry i64, entered_by i64, person str, sheets i64
SELECT s.entry, s.entered_by, a.display_name, COUNT(*) FROM score_sheet s JOIN account a ON a.id = s.entered_by
WHERE s.plan_id = :plan_id AND s.state = 'confirmed' GROUP BY s.entry, s.entered_by, a.display_name ORDER BY s.entry, s.entered_by;

-- score_sheet_own one
-- in plan_id i64, entry i64, account_id i64
-- out id i64
SELECT id FROM score_sheet WHERE plan_id = :plan_id AND entry = :entry AND entered_by = :account_id AND import_batch_id IS NULL
	AND state = 'confirmed' ORDER BY id LIMIT 1;

-- score_sheet_insert insert
-- in plan_id i64, evaluator_id i64, entry i64, import_batch_id i64?, rows_n i64, entered_by i64
INSERT INTO score_sheet (plan_id, evaluator_id, entry, import_batch_id, row_count, entered_by)
VALUES (:plan_id, :evaluator_id, :entry, :import_batch_id, :rows_n, :entered_by);

-- score_sheet_of_batch one
-- in plan_id i64, import_batch_id i64
-- out id i64, entry i64
SELECT id, entry FROM score_sheet WHERE plan_id = :plan_id AND import_batch_id = :import_batch_id AND state = 'confirmed';

-- score_sheet_undo exec
-- in id i64
UPDATE score_sheet SET state = 'undone' WHERE id = :id AND state = 'confirmed';

-- score_counts one
-- in plan_id i64
-- unscoped the caller has compared the plan's owner
-- out count i64, wanted i64, first_count i64, second_count i64, both_count i64, different_count i64
SELECT (SELECT COUNT(*) FROM registration a WHERE a.plan_id = :plan_id AND a.state = 'registered'),
	(SELECT COUNT(*) FROM registration g JOIN plan_level l ON l.plan_id = g.plan_id
			AND l.certificate_level_id = g.certificate_level_id
		JOIN level_component k ON k.level_rule_id = l.level_rule_id
		WHERE g.plan_id = :plan_id AND g.state = 'registered'),
	COALESCE(SUM(s.entry = 1), 0), COALESCE(SUM(s.entry = 2), 0), COALESCE(SUM(b.entry IS NOT NULL), 0),
	COALESCE(SUM(b.entry IS NOT NULL AND (NOT (s.score_centi <=> b.score_centi) OR s.state <> b.state
		OR s.entered_by = b.entered_by)), 0)
FROM score s LEFT JOIN score b ON b.registration_id = s.registration_id AND b.level_component_id = s.level_component_id
	AND b.entry = 2 AND s.entry = 1
WHERE s.plan_id = :plan_id;

-- score_different_list many
-- in plan_id i64, sc scope
-- page id by g.id, ticket_number by g.ticket_number
-- out id i64, name str, ticket_number str, level_id i64, site_name str
SELECT g.id, g.name, g.ticket_number, g.level_id, g.site_name
FROM (SELECT r.id, c.name, COALESCE(t.ticket_number, '') AS ticket_number, r.certificate_level_id AS level_id, s.name AS site_name
	FROM registration r JOIN candidate c ON c.id = r.candidate_id JOIN site s ON s.id = r.site_id
		LEFT JOIN ticket t ON t.registration_id = r.id
	WHERE r.plan_id = :plan_id AND @scope(r) AND r.state = 'registered' AND EXISTS (
		SELECT 1 FROM score a JOIN score b ON b.registration_id = a.registration_id
			AND b.level_component_id = a.level_component_id AND b.entry = 2
		WHERE a.registration_id = r.id AND a.entry = 1
			AND (NOT (a.score_centi <=> b.score_centi) OR a.state <> b.state OR a.entered_by = b.entered_by))) g
WHERE @after ORDER BY @order LIMIT @most;

-- score_differences many
-- in ids str
-- scan the ids are those of one page
-- out registration_id i64, component str, name str, first_score i64, first_state str, first_version i64, second_score i64, second_state str, second_version i64, same_person bool
SELECT a.registration_id, k.code, k.name, COALESCE(a.score_centi, -1), a.state, a.version, COALESCE(b.score_centi, -1), b.state,
	b.version, a.entered_by = b.entered_by
FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) i JOIN score a ON a.registration_id = i.id AND a.entry = 1
	JOIN score b ON b.registration_id = a.registration_id AND b.level_component_id = a.level_component_id AND b.entry = 2
	JOIN level_component k ON k.id = a.level_component_id
WHERE NOT (a.score_centi <=> b.score_centi) OR a.state <> b.state OR a.entered_by = b.entered_by
ORDER BY a.registration_id, k.position, k.id;

-- score_import_tickets many
-- unscoped the job has compared the plan's owner with the batch's
-- in plan_id i64
-- out ticket str, registration_id i64, level_id i64, name str
SELECT t.ticket_number, g.id, g.certificate_level_id, c.name
FROM ticket t JOIN registration g ON g.id = t.registration_id JOIN candidate c ON c.id = g.candidate_id
WHERE t.plan_id = :plan_id AND g.state = 'registered' ORDER BY t.ticket_number;

-- score_import_known many
-- in plan_id i64, after i64, most i64
-- out registration_id i64, component_id i64, entry i64, centi i64, state str, version i64
SELECT s.registration_id, s.level_component_id, s.entry, COALESCE(s.score_centi, -1), s.state, s.version
FROM score s WHERE s.plan_id = :plan_id AND s.registration_id > :after
ORDER BY s.registration_id, s.level_component_id, s.entry LIMIT :most;

-- score_import_mark bulk
-- in batch i64, row i64, act str, registration_id i64, versions i64
INSERT INTO import_row (import_batch_id, row_no, action, payload, subject_id, subject_version)
VALUES @row(:batch, :row, :act, '{}', :registration_id, :versions)
ON DUPLICATE KEY UPDATE action = IF(action = 'refused', action, VALUES(action)), subject_id = VALUES(subject_id),
	subject_version = VALUES(subject_version);

-- score_import_changed one
-- unscoped the rows of the job's own batch; asked after they are written, each of which counts one version on
-- in import_batch_id i64, entry i64
-- out row i64
SELECT i.row_no FROM import_row i
WHERE i.import_batch_id = :import_batch_id AND i.action IN ('insert', 'update') AND (
	COALESCE((SELECT SUM(s.version) FROM score s WHERE s.registration_id = i.subject_id AND s.entry = :entry), 0)
		<> i.subject_version + (JSON_EXTRACT(i.payload, '$.theory_id') > 0) + (JSON_EXTRACT(i.payload, '$.practical_id') > 0)
	OR NOT EXISTS (SELECT 1 FROM registration g WHERE g.id = i.subject_id AND g.state = 'registered'))
ORDER BY i.row_no LIMIT 1;

-- score_import_rows many
-- in import_batch_id i64, after i64, most i64
-- out row i64, registration_id i64, state str, theory_id i64, theory i64, practical_id i64, practical i64
SELECT i.row_no, i.subject_id, JSON_UNQUOTE(JSON_EXTRACT(i.payload, '$.state')),
	CAST(JSON_EXTRACT(i.payload, '$.theory_id') AS SIGNED), CAST(JSON_EXTRACT(i.payload, '$.theory') AS SIGNED),
	CAST(JSON_EXTRACT(i.payload, '$.practical_id') AS SIGNED), CAST(JSON_EXTRACT(i.payload, '$.practical') AS SIGNED)
FROM import_row i
WHERE i.import_batch_id = :import_batch_id AND i.row_no > :after AND i.action IN ('insert', 'update')
ORDER BY i.row_no LIMIT :most;

-- score_import_taken one
-- in import_batch_id i64
-- out updates i64, wanted i64
SELECT COALESCE(SUM(i.action = 'update'), 0), COALESCE(SUM(IF(i.action = 'insert',
		(JSON_EXTRACT(i.payload, '$.theory_id') > 0) + (JSON_EXTRACT(i.payload, '$.practical_id') > 0), 0)), 0)
FROM import_row i WHERE i.import_batch_id = :import_batch_id;

-- score_import_remove exec
-- in sheet_id i64, plan_id i64
DELETE FROM score WHERE plan_id = :plan_id AND score_sheet_id = :sheet_id AND version = 1;
