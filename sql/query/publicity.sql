-- Publicity 成绩公示: the hash of the whole result set, revision by revision; nothing of it is ever changed.

-- publicity_lock one
-- unscoped waits for every transaction that still writes scores of the plan
-- in id i64
-- out id i64
SELECT id FROM plan WHERE id = :id FOR UPDATE;

-- publicity_latest one
-- in plan_id i64
-- out revision i64
SELECT revision FROM publicity_set WHERE plan_id = :plan_id ORDER BY revision DESC LIMIT 1;

-- publicity_mark exec
-- unscoped the job has compared the plan's owner
-- in published_at time, plan_id i64
UPDATE result x SET state = 'published', published_at = :published_at, version = version + 1
WHERE x.plan_id = :plan_id AND x.state = 'computed';

-- publicity_lines many
-- unscoped the job or the handler has compared the plan's owner
-- in plan_id i64, after str, most i64
-- out ticket str, result_hash bytes, passed bool
SELECT t.ticket_number, x.result_hash, x.passed FROM ticket t JOIN result x ON x.registration_id = t.registration_id
WHERE t.plan_id = :plan_id AND t.ticket_number > :after AND x.state = 'published' ORDER BY t.ticket_number LIMIT :most;

-- publicity_put insert
-- in plan_id i64, evaluator_id i64, revision i64, result_count i64, passed_count i64, set_hash bytes, published_by i64, published_at time
INSERT INTO publicity_set (plan_id, evaluator_id, revision, result_count, passed_count, set_hash, published_by, published_at)
VALUES (:plan_id, :evaluator_id, :revision, :result_count, :passed_count, :set_hash, :published_by, :published_at);

-- publicity_revisions many
-- in plan_id i64
-- out revision i64, result_count i64, passed_count i64, set_hash bytes, published_at time
SELECT revision, result_count, passed_count, set_hash, published_at FROM publicity_set WHERE plan_id = :plan_id ORDER BY revision;

-- publicity_current many
-- unscoped the plans whose results are public now are for everybody
-- in most i64
-- out id i64, number str, name str, evaluator str, opens time, closes time, revision i64, result_count i64, set_hash bytes
SELECT p.id, p.number, p.name, o.name, p.publicity_open_at, p.publicity_close_at, u.revision, u.result_count, u.set_hash
FROM plan p JOIN organisation o ON o.id = p.evaluator_id JOIN publicity_set u ON u.plan_id = p.id
WHERE p.state = 'published' AND p.publicity_close_at > UTC_TIMESTAMP(6) AND p.publicity_open_at <= UTC_TIMESTAMP(6)
	AND u.revision = (SELECT MAX(v.revision) FROM publicity_set v WHERE v.plan_id = p.id)
ORDER BY p.publicity_close_at, p.id LIMIT :most;

-- publicity_copy exec
-- unscoped the job or the handler has compared the plan's owner
-- in plan_id i64, first_id i64, last_id i64
INSERT INTO published_result (lookup_index, plan_id, registration_id, open_at, close_at, answer)
SELECT x.lookup_index, x.plan_id, x.registration_id, p.publicity_open_at, p.publicity_close_at, x.answer
FROM result x JOIN plan p ON p.id = x.plan_id
WHERE x.registration_id BETWEEN :first_id AND :last_id AND x.plan_id = :plan_id AND x.state = 'published'
ON DUPLICATE KEY UPDATE plan_id = VALUES(plan_id), registration_id = VALUES(registration_id), open_at = VALUES(open_at),
	close_at = VALUES(close_at), answer = VALUES(answer);

-- publicity_windows exec
-- unscoped follows a plan that the caller has just changed
-- in plan_id i64
UPDATE published_result r JOIN plan p ON p.id = r.plan_id SET r.open_at = p.publicity_open_at,
	r.close_at = IF(p.state = 'cancelled', p.publicity_open_at, p.publicity_close_at)
WHERE r.plan_id = :plan_id;

-- publicity_purge exec
-- in before time
DELETE FROM published_result WHERE close_at < :before ORDER BY close_at LIMIT 5000;
