-- The public look-up of results 成绩查询: one round trip when it succeeds, and nothing is written then.

-- lookup_answer one
-- in lookup_index bytes, person bytes, pair bytes, address bytes
-- out answer str
SELECT x.answer FROM published_result x
	LEFT JOIN throttle a ON a.kind = 'lookup' AND a.bucket = :person
	LEFT JOIN throttle b ON b.kind = 'lookup' AND b.bucket = :pair
	LEFT JOIN throttle c ON c.kind = 'lookup' AND c.bucket = :address
WHERE x.lookup_index = :lookup_index AND x.open_at <= UTC_TIMESTAMP(6) AND x.close_at > UTC_TIMESTAMP(6)
	AND (a.blocked_until IS NULL OR a.blocked_until <= UTC_TIMESTAMP(6))
	AND (b.blocked_until IS NULL OR b.blocked_until <= UTC_TIMESTAMP(6))
	AND (c.blocked_until IS NULL OR c.blocked_until <= UTC_TIMESTAMP(6));

-- lookup_blocked one
-- in person bytes, pair bytes, address bytes
-- out until time
SELECT t.blocked_until FROM throttle t WHERE t.kind = 'lookup' AND t.bucket IN (:person, :pair, :address)
	AND t.blocked_until > UTC_TIMESTAMP(6) ORDER BY t.blocked_until DESC LIMIT 1;

-- lookup_result one
-- unscoped who knows name, document number and ticket number may ask for a review of this one result
-- in lookup_index bytes
-- out id i64, plan_id i64, registration_id i64, school_id i64, evaluator_id i64, province str
SELECT x.id, x.plan_id, x.registration_id, x.school_id, x.evaluator_id, x.province FROM result x JOIN plan p ON p.id = x.plan_id
WHERE x.lookup_index = :lookup_index AND x.state = 'published' AND p.publicity_open_at <= UTC_TIMESTAMP(6)
	AND p.publicity_close_at > UTC_TIMESTAMP(6) AND p.state = 'published' ORDER BY x.id DESC LIMIT 1;
