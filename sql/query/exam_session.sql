-- Exam sessions 场次 of a plan: when theory and practice are sat, by all levels or by one.

-- exam_session_insert insert
-- in plan_id i64, evaluator_id i64, name str, kind str, certificate_level_id i64?, starts time, ends time
INSERT INTO exam_session (plan_id, evaluator_id, name, kind, certificate_level_id, starts_at, ends_at)
VALUES (:plan_id, :evaluator_id, :name, :kind, :certificate_level_id, :starts, :ends);

-- exam_session_level one
-- in plan_id i64, certificate_level_id i64
-- out id i64
SELECT certificate_level_id FROM plan_level WHERE plan_id = :plan_id AND certificate_level_id = :certificate_level_id;

-- exam_session_list many
-- unscoped when an exam is held is for everybody who sees the plan
-- in plan_id i64
-- out id i64, name str, kind str, certificate_level_id i64?, certificate str?, level i64?, starts time, ends time
SELECT x.id, x.name, x.kind, x.certificate_level_id, c.name, l.level, x.starts_at, x.ends_at
FROM exam_session x LEFT JOIN certificate_level l ON l.id = x.certificate_level_id
	LEFT JOIN certificate c ON c.id = l.certificate_id
WHERE x.plan_id = :plan_id ORDER BY x.starts_at, x.id;

-- exam_session_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, name str
SELECT x.id, x.plan_id, x.name FROM exam_session x WHERE x.id = :id AND @scope(x);

-- exam_session_used one
-- unscoped asks about a session found in the caller's scope
-- in exam_session_id i64
-- out id i64, version_no i64, state str
SELECT d.id, d.version_no, d.state FROM session_room r JOIN schedule d ON d.id = r.schedule_id
WHERE r.exam_session_id = :exam_session_id ORDER BY d.state = 'discarded' LIMIT 1;

-- exam_session_delete exec
-- in id i64, sc scope
DELETE x FROM exam_session x WHERE x.id = :id AND @scope(x);
