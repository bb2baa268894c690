-- Exam plans 考试计划 and their five windows. The row carries the database's time, so that windows are judged by it.

-- plan_get one
-- unscoped a published plan is for everybody to see; callers compare the owner before they write
-- in id i64
-- out id i64, evaluator_id i64, evaluator str, number str, name str, kind str, year i64, description str, state str, registration_open time, registration_close time, scheduling_open time, scheduling_close time, exam_open time, exam_close time, score_open time, score_close time, publicity_open time, publicity_close time, two_entries bool, published_at time?, version i64, now time
SELECT p.id, p.evaluator_id, o.name, p.number, p.name, p.kind, p.year, p.description, p.state, p.registration_open_at,
	p.registration_close_at, p.scheduling_open_at, p.scheduling_close_at, p.exam_open_at, p.exam_close_at, p.score_open_at,
	p.score_close_at, p.publicity_open_at, p.publicity_close_at, p.two_entries, p.published_at, p.version, UTC_TIMESTAMP(6)
FROM plan p JOIN organisation o ON o.id = p.evaluator_id WHERE p.id = :id;

-- plan_hold one
-- unscoped only keeps the row: no window of the plan changes before this transaction ends
-- in id i64
-- out id i64
SELECT id FROM plan WHERE id = :id LOCK IN SHARE MODE;

-- plan_insert insert
-- in evaluator_id i64, number str, name str, kind str, year i64, description str, two_entries bool, registration_open time, registration_close time, scheduling_open time, scheduling_close time, exam_open time, exam_close time, score_open time, score_close time, publicity_open time, publicity_close time
INSERT INTO plan (evaluator_id, number, name, kind, year, description, two_entries, registration_open_at, registration_close_at,
	scheduling_open_at, scheduling_close_at, exam_open_at, exam_close_at, score_open_at, score_close_at, publicity_open_at,
	publicity_close_at)
VALUES (:evaluator_id, :number, :name, :kind, :year, :description, :two_entries, :registration_open, :registration_close,
	:scheduling_open, :scheduling_close, :exam_open, :exam_close, :score_open, :score_close, :publicity_open,
	:publicity_close);

-- plan_update exec
-- in number str, name str, kind str, year i64, description str, two_entries bool, registration_open time, registration_close time, scheduling_open time, scheduling_close time, exam_open time, exam_close time, score_open time, score_close time, publicity_open time, publicity_close time, id i64, version i64, sc scope
UPDATE plan p SET number = :number, name = :name, kind = :kind, year = :year, description = :description,
	two_entries = :two_entries, registration_open_at = :registration_open, registration_close_at = :registration_close,
	scheduling_open_at = :scheduling_open, scheduling_close_at = :scheduling_close, exam_open_at = :exam_open,
	exam_close_at = :exam_close, score_open_at = :score_open, score_close_at = :score_close,
	publicity_open_at = :publicity_open, publicity_close_at = :publicity_close, version = version + 1
WHERE p.id = :id AND p.version = :version AND p.state = 'draft' AND @scope(p);

-- plan_set_windows exec
-- in registration_open time, registration_close time, scheduling_open time, scheduling_close time, exam_open time, exam_close time, score_open time, score_close time, publicity_open time, publicity_close time, id i64, version i64, sc scope
UPDATE plan p SET registration_open_at = :registration_open, registration_close_at = :registration_close,
	scheduling_open_at = :scheduling_open, scheduling_close_at = :scheduling_close, exam_open_at = :exam_open,
	exam_close_at = :exam_close, score_open_at = :score_open, score_close_at = :score_close,
	publicity_open_at = :publicity_open, publicity_close_at = :publicity_close, version = version + 1
WHERE p.id = :id AND p.version = :version AND @scope(p);

-- plan_set_state exec
-- in to_state str, account_id i64, id i64, from_state str, version i64, sc scope
UPDATE plan p SET state = :to_state, published_by = IF(:to_state = 'published', :account_id, published_by),
	published_at = IF(:to_state = 'published', UTC_TIMESTAMP(6), published_at), version = version + 1
WHERE p.id = :id AND p.state = :from_state AND p.version = :version AND @scope(p);

-- plan_level_insert insert
-- in plan_id i64, certificate_level_id i64, level_rule_id i64
INSERT INTO plan_level (plan_id, certificate_level_id, level_rule_id) VALUES (:plan_id, :certificate_level_id, :level_rule_id);

-- plan_levels_delete exec
-- in plan_id i64
DELETE FROM plan_level WHERE plan_id = :plan_id;

-- plan_levels many
-- in plan_id i64
-- out level_id i64, certificate_id i64, certificate str, certificate_code str, level i64, rule_id i64, total_line_centi i64, credits_centi i64
SELECT l.certificate_level_id, cl.certificate_id, c.name, c.code, cl.level, l.level_rule_id, lr.total_line_centi, lr.credits_centi
FROM plan_level l JOIN certificate_level cl ON cl.id = l.certificate_level_id JOIN certificate c ON c.id = cl.certificate_id
	JOIN level_rule lr ON lr.id = l.level_rule_id
WHERE l.plan_id = :plan_id ORDER BY l.certificate_level_id;

-- plan_rule_in_force one
-- in certificate_level_id i64, evaluator_id i64
-- out rule_id i64
SELECT lr.id FROM level_rule lr JOIN standard_version v ON v.id = lr.standard_version_id
WHERE lr.certificate_level_id = :certificate_level_id AND lr.evaluator_id = :evaluator_id AND v.state = 'published';

-- plan_list many
-- unscoped published plans are for everybody; the others are listed for the organisation that is bound alone
-- in own i64, evaluator i64, state str?, phase str?, kind str?, year i64, q str?
-- page id by p.id desc, number by p.number, name by p.name, registration_open by p.registration_open_at, registration_close by p.registration_close_at, exam_open by p.exam_open_at
-- out id i64, number str, name str, kind str, year i64, state str, registration_open time, registration_close time, scheduling_open time, scheduling_close time, exam_open time, exam_close time, score_open time, score_close time, publicity_open time, publicity_close time, published_at time?, evaluator_id i64, evaluator str, now time, level_count i64, level_names str?
SELECT p.id, p.number, p.name, p.kind, p.year, p.state, p.registration_open_at, p.registration_close_at, p.scheduling_open_at,
	p.scheduling_close_at, p.exam_open_at, p.exam_close_at, p.score_open_at, p.score_close_at, p.publicity_open_at,
	p.publicity_close_at, p.published_at, p.evaluator_id, o.name, UTC_TIMESTAMP(6),
	(SELECT COUNT(*) FROM plan_level l WHERE l.plan_id = p.id),
	(SELECT GROUP_CONCAT(CONCAT(c.name, ELT(cl.level, '（初级）', '（中级）', '（高级）')) ORDER BY c.name, cl.level SEPARATOR '、')
		FROM plan_level l JOIN certificate_level cl ON cl.id = l.certificate_level_id
			JOIN certificate c ON c.id = cl.certificate_id WHERE l.plan_id = p.id)
FROM plan p JOIN organisation o ON o.id = p.evaluator_id
WHERE (p.evaluator_id = :own OR (:own = 0 AND p.published_at IS NOT NULL)) AND (:evaluator = 0 OR p.evaluator_id = :evaluator)
	AND (:state IS NULL OR p.state = :state) AND (:kind IS NULL OR p.kind = :kind) AND (:year = 0 OR p.year = :year)
	AND (:q IS NULL OR CONVERT(p.number USING utf8mb4) = :q OR LOCATE(:q, p.name) > 0)
	AND (:phase IS NULL OR :phase = CASE WHEN p.published_at IS NULL THEN 'draft'
		WHEN UTC_TIMESTAMP(6) < p.registration_open_at THEN 'before'
		WHEN UTC_TIMESTAMP(6) < p.registration_close_at THEN 'registration'
		WHEN UTC_TIMESTAMP(6) < p.scheduling_open_at THEN 'between'
		WHEN UTC_TIMESTAMP(6) < p.scheduling_close_at THEN 'scheduling'
		WHEN UTC_TIMESTAMP(6) < p.exam_open_at THEN 'between'
		WHEN UTC_TIMESTAMP(6) < p.exam_close_at THEN 'exam'
		WHEN UTC_TIMESTAMP(6) < p.score_open_at THEN 'between'
		WHEN UTC_TIMESTAMP(6) < p.score_close_at THEN 'score'
		WHEN UTC_TIMESTAMP(6) < p.publicity_open_at THEN 'between'
		WHEN UTC_TIMESTAMP(6) < p.publicity_close_at THEN 'publicity' ELSE 'finished' END)
	AND @after
ORDER BY @order LIMIT @most;

-- plan_registered one
-- unscoped asks about a plan found in the caller's scope
-- in plan_id i64
-- out id i64
SELECT g.id FROM registration g WHERE g.plan_id = :plan_id AND g.state = 'registered' LIMIT 1;

-- plan_uncertified one
-- unscoped asks about a plan found in the caller's scope
-- in plan_id i64
-- out n i64
SELECT COUNT(*) FROM result x WHERE x.plan_id = :plan_id AND x.passed = 1 AND x.state = 'published'
	AND NOT EXISTS (SELECT 1 FROM issued_certificate c WHERE c.result_id = x.id);

-- plan_change_insert insert
-- in plan_id i64, evaluator_id i64, phase str, old_open time, old_close time, new_open time, new_close time, reason str, requested_by i64
INSERT INTO plan_window_change (plan_id, evaluator_id, phase, old_open_at, old_close_at, new_open_at, new_close_at, reason,
	requested_by)
VALUES (:plan_id, :evaluator_id, :phase, :old_open, :old_close, :new_open, :new_close, :reason, :requested_by);

-- plan_change_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, phase str, old_open time, old_close time, new_open time, new_close time, reason str, state str, requested_by i64, version i64
SELECT w.id, w.plan_id, w.phase, w.old_open_at, w.old_close_at, w.new_open_at, w.new_close_at, w.reason, w.state, w.requested_by,
	w.version
FROM plan_window_change w WHERE w.id = :id AND @scope(w);

-- plan_change_decide exec
-- in to_state str, decided_by i64, id i64, sc scope
UPDATE plan_window_change w SET state = :to_state, decided_by = :decided_by, decided_at = UTC_TIMESTAMP(6), version = version + 1
WHERE w.id = :id AND w.state = 'requested' AND @scope(w);

-- plan_changes many
-- unscoped the public reason of an extended window is for everybody who sees the plan
-- in plan_id i64
-- out id i64, phase str, old_open time, old_close time, new_open time, new_close time, reason str, state str, requested_by i64, requester str, decider str?, requested_at time, decided_at time?
SELECT w.id, w.phase, w.old_open_at, w.old_close_at, w.new_open_at, w.new_close_at, w.reason, w.state, w.requested_by,
	q.display_name, d.display_name, w.created_at, w.decided_at
FROM plan_window_change w JOIN account q ON q.id = w.requested_by LEFT JOIN account d ON d.id = w.decided_by
WHERE w.plan_id = :plan_id ORDER BY w.id;
