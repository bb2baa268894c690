-- The public look-up of results 成绩查询: one round trip when it succeeds, and nothing is written then.

-- lookup_answer one
-- in lookup_index bytes
-- out answer str, open bool, version i64
SELECT x.answer, x.open_at <= UTC_TIMESTAMP(6) AND x.close_at > UTC_TIMESTAMP(6), v.version
FROM published_result x JOIN lookup_version v WHERE x.lookup_index = :lookup_index AND v.id = 1;

-- lookup_answers many
-- in a bytes, b bytes, c bytes, d bytes, e bytes, f bytes, g bytes, h bytes
-- out lookup_index bytes, answer str, open bool, version i64
SELECT x.lookup_index, x.answer, x.open_at <= UTC_TIMESTAMP(6) AND x.close_at > UTC_TIMESTAMP(6), v.version
FROM published_result x JOIN lookup_version v WHERE x.lookup_index IN (:a, :b, :c, :d, :e, :f, :g, :h) AND v.id = 1;

-- lookup_blocks many
-- in most i64
-- out bucket bytes
SELECT t.bucket FROM throttle t WHERE t.kind = 'lookup' AND t.blocked_until > UTC_TIMESTAMP(6) ORDER BY t.bucket LIMIT :most;

-- lookup_version_set exec
-- in version i64
UPDATE lookup_version SET version = :version WHERE id = 1;

-- lookup_result one
-- unscoped who knows name, document number and ticket number may ask for a review of this one result
-- in lookup_index bytes
-- out id i64, plan_id i64, registration_id i64, school_id i64, evaluator_id i64, province str
SELECT x.id, x.plan_id, x.registration_id, x.school_id, x.evaluator_id, x.province FROM result x JOIN plan p ON p.id = x.plan_id
WHERE x.lookup_index = :lookup_index AND x.state = 'published' AND p.publicity_open_at <= UTC_TIMESTAMP(6)
	AND p.publicity_close_at > UTC_TIMESTAMP(6) AND p.state = 'published' ORDER BY x.id DESC LIMIT 1;
