-- Credit bank 学分银行: issued certificates for export.

-- credit_export_insert insert
-- in organisation_id i64, evaluator_id i64?, year i64?, plan_id i64?, format str, account_id i64
INSERT INTO credit_export (organisation_id, evaluator_id, year, plan_id, format, account_id)
VALUES (:organisation_id, :evaluator_id, :year, :plan_id, :format, :account_id);

-- credit_export_get one
-- in id i64
-- out id i64, organisation_id i64, evaluator_id i64?, year i64?, plan_id i64?, format str
SELECT id, organisation_id, evaluator_id, year, plan_id, format FROM credit_export WHERE id = :id;

-- credit_export_list many
-- unscoped names the organisation itself
-- in organisation_id i64
-- page id by x.id desc
-- out id i64, format str, year i64?, plan i64?, plan_name str?, count i64, file i64?, job i64?, job_state str?, error str?, created_at time
SELECT x.id, x.format, x.year, x.plan_id, p.name, x.certificate_count, x.file_id, x.job_id, j.state, j.error_text, x.created_at
FROM credit_export x LEFT JOIN plan p ON p.id = x.plan_id LEFT JOIN job j ON j.id = x.job_id
WHERE x.organisation_id = :organisation_id AND @after ORDER BY @order LIMIT @most;

-- credit_export_job exec
-- in job_id i64, id i64
UPDATE credit_export SET job_id = :job_id WHERE id = :id;

-- credit_export_done exec
-- in certificate_count i64, file_id i64, id i64
UPDATE credit_export SET certificate_count = :certificate_count, file_id = :file_id WHERE id = :id;

-- credit_rows many
-- unscoped the job's range of evaluation organisations is the scope of who asked for it
-- in after i64, lo i64, hi i64, plan_id i64?, from_at time?, to_at time?, most i64
-- out id i64, number str, person_index bytes, subject bytes, certificate str, level i64, credits i64, evaluator str, school str, valid_from time, sealed_at time, state str
SELECT c.id, c.number, c.person_index, c.subject_uuid, f.name, l.level, u.credits_centi, e.name, o.name, c.valid_from_at,
	c.sealed_at, c.state
FROM issued_certificate c JOIN certificate_level l ON l.id = c.certificate_level_id JOIN certificate f ON f.id = l.certificate_id
	JOIN organisation e ON e.id = c.evaluator_id JOIN organisation o ON o.id = c.school_id
	JOIN plan_level t ON t.plan_id = c.plan_id AND t.certificate_level_id = c.certificate_level_id
	JOIN level_rule u ON u.id = t.level_rule_id
WHERE c.id > :after AND c.evaluator_id BETWEEN :lo AND :hi AND c.state = 'sealed'
	AND (:plan_id IS NULL OR c.plan_id = :plan_id) AND (:from_at IS NULL OR c.sealed_at >= :from_at)
	AND (:to_at IS NULL OR c.sealed_at < :to_at)
ORDER BY c.id LIMIT :most;
