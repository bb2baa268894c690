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
-- in plan_id i64, room_id i64, after i64, most i64, sc scope
-- out id i64, name str, ticket str?, level_id i64, school str, site str
SELECT g.id, c.name, t.ticket_number, g.certificate_level_id, o.name, s.name
FROM registration g JOIN candidate c ON c.id = g.candidate_id JOIN organisation o ON o.id = g.school_id
	JOIN site s ON s.id = g.site_id LEFT JOIN ticket t ON t.registration_id = g.id
WHERE g.plan_id = :plan_id AND @scope(g) AND g.state = 'registered' AND g.id > :after AND (:room_id = 0 OR EXISTS (
	SELECT 1 FROM seat_assignment a WHERE a.session_room_id = :room_id AND a.registration_id = g.id))
ORDER BY g.id LIMIT :most;

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
-- out first_entry i64, second_entry i64, both i64
SELECT COALESCE(SUM(s.entry = 1), 0), COALESCE(SUM(s.entry = 2), 0),
	COALESCE(SUM(s.entry = 1 AND EXISTS (SELECT 1 FROM score b WHERE b.registration_id = s.registration_id
		AND b.level_component_id = s.level_component_id AND b.entry = 2)), 0)
FROM score s WHERE s.plan_id = :plan_id;

-- score_differences many
-- in plan_id i64, after i64, most i64, sc scope
-- out registration_id i64, name str, ticket str?, component_id i64, component str, first_centi i64, first_state str, first_version i64, first_person i64, second_centi i64, second_state str, second_version i64, second_person i64
SELECT g.id, c.name, t.ticket_number, k.id, k.name, COALESCE(a.score_centi, -1), a.state, a.version, a.entered_by,
	COALESCE(b.score_centi, -1), b.state, b.version, b.entered_by
FROM score a JOIN score b ON b.registration_id = a.registration_id AND b.level_component_id = a.level_component_id AND b.entry = 2
	JOIN registration g ON g.id = a.registration_id JOIN candidate c ON c.id = g.candidate_id
	JOIN level_component k ON k.id = a.level_component_id LEFT JOIN ticket t ON t.registration_id = g.id
WHERE a.plan_id = :plan_id AND a.entry = 1 AND a.registration_id > :after AND @scope(g)
	AND (NOT (a.score_centi <=> b.score_centi) OR a.state <> b.state OR a.entered_by = b.entered_by)
ORDER BY a.registration_id, a.level_component_id LIMIT :most;

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
-- unscoped the rows of the job's own batch
-- in import_batch_id i64, entry i64
-- out row i64
SELECT i.row_no FROM import_row i
WHERE i.import_batch_id = :import_batch_id AND i.action IN ('insert', 'update') AND (
	COALESCE((SELECT SUM(s.version) FROM score s WHERE s.registration_id = i.subject_id AND s.entry = :entry), 0)
		<> i.subject_version
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
-- in sheet_id i64, plan_id i64, import_batch_id i64
-- out kept i64, updates i64, wanted i64
SELECT (SELECT COUNT(*) FROM score s WHERE s.plan_id = :plan_id AND s.score_sheet_id = :sheet_id AND s.version = 1),
	COALESCE(SUM(i.action = 'update'), 0), COALESCE(SUM(IF(i.action = 'insert',
		(JSON_EXTRACT(i.payload, '$.theory_id') > 0) + (JSON_EXTRACT(i.payload, '$.practical_id') > 0), 0)), 0)
FROM import_row i WHERE i.import_batch_id = :import_batch_id;

-- score_import_remove exec
-- in sheet_id i64, plan_id i64
DELETE FROM score WHERE plan_id = :plan_id AND score_sheet_id = :sheet_id AND version = 1;
