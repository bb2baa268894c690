-- To-do 待办: what waits for whom, counted in one statement per role. A count never reads more than 1,000 rows of a table
-- that grows with the candidates.

-- todo_platform many
-- in organisation_id i64
-- scan failed jobs of a week, by state
-- out kind str, n i64, until time?
SELECT 'organisation_applying', COUNT(*), CAST(NULL AS DATETIME(6)) FROM organisation o
	WHERE o.role = 'school' AND o.state = 'applying'
UNION ALL SELECT 'standard_in_review', COUNT(*), NULL FROM standard_version v WHERE v.state = 'in_review'
UNION ALL SELECT 'review_overdue', COUNT(*), NULL FROM review_task t
	WHERE t.state = 'assigned' AND t.deadline_at < UTC_TIMESTAMP(6) AND t.organisation_id = :organisation_id
UNION ALL SELECT 'consultation_open', COUNT(*), NULL FROM consultation q
	WHERE q.organisation_id = :organisation_id AND q.state = 'open'
UNION ALL SELECT 'import_checked', COUNT(*), MIN(b.expires_at) FROM import_batch b
	WHERE b.organisation_id = :organisation_id AND b.state = 'checked' AND b.expires_at > UTC_TIMESTAMP(6) AND b.accepted_count > 0
	AND NOT EXISTS (SELECT 1 FROM import_batch t WHERE t.organisation_id = b.organisation_id AND t.kind = b.kind AND t.id > b.id AND t.account_id = b.account_id
		AND t.plan_id <=> b.plan_id AND t.certificate_id <=> b.certificate_id AND t.state IN ('checked', 'confirming', 'confirmed'))
UNION ALL SELECT 'job_failed', COUNT(*), NULL FROM job j
	WHERE j.state = 'failed' AND j.run_after_at > UTC_TIMESTAMP(6) - INTERVAL 7 DAY;

-- todo_office many
-- unscoped the province's range is bound
-- in organisation_id i64, province_lo str, province_hi str
-- out kind str, n i64, until time?
SELECT 'pilot_opined', COUNT(*), CAST(NULL AS DATETIME(6)) FROM pilot_application a
	WHERE a.province BETWEEN :province_lo AND :province_hi AND a.state = 'opined'
UNION ALL SELECT 'pilot_unopined', COUNT(*), NULL FROM pilot_application u
	WHERE u.province BETWEEN :province_lo AND :province_hi AND u.state = 'submitted'
UNION ALL SELECT 'quota_submitted', COUNT(*), NULL FROM quota_application q
	WHERE q.province BETWEEN :province_lo AND :province_hi AND q.state = 'submitted'
UNION ALL SELECT 'window_missing', 2 - COUNT(DISTINCT w.kind), NULL FROM province_window w
	WHERE w.province = :province_lo AND w.year = YEAR(UTC_TIMESTAMP(6) + INTERVAL 8 HOUR)
UNION ALL SELECT 'window_open', COUNT(*), MIN(p.close_at) FROM province_window p
	WHERE p.province BETWEEN :province_lo AND :province_hi AND p.open_at <= UTC_TIMESTAMP(6) AND p.close_at > UTC_TIMESTAMP(6)
UNION ALL SELECT 'consultation_open', COUNT(*), NULL FROM consultation c
	WHERE c.organisation_id = :organisation_id AND c.state = 'open'
UNION ALL SELECT 'import_checked', COUNT(*), MIN(b.expires_at) FROM import_batch b
	WHERE b.organisation_id = :organisation_id AND b.state = 'checked' AND b.expires_at > UTC_TIMESTAMP(6) AND b.accepted_count > 0
	AND NOT EXISTS (SELECT 1 FROM import_batch t WHERE t.organisation_id = b.organisation_id AND t.kind = b.kind AND t.id > b.id AND t.account_id = b.account_id
		AND t.plan_id <=> b.plan_id AND t.certificate_id <=> b.certificate_id AND t.state IN ('checked', 'confirming', 'confirmed'));

-- todo_evaluator many
-- unscoped the evaluation organisation is bound
-- in organisation_id i64, account_id i64
-- out kind str, n i64, until time?
SELECT 'pilot_submitted', COUNT(*), CAST(NULL AS DATETIME(6)) FROM pilot_application a
	WHERE a.evaluator_id = :organisation_id AND a.state = 'submitted'
UNION ALL SELECT 'site_submitted', COUNT(*), NULL FROM site_application s
	WHERE s.evaluator_id = :organisation_id AND s.state = 'submitted'
UNION ALL SELECT 'standard_approved', COUNT(*), NULL FROM standard_version v
	WHERE v.evaluator_id = :organisation_id AND v.state = 'approved'
UNION ALL SELECT 'plan_draft', COUNT(*), NULL FROM plan p WHERE p.evaluator_id = :organisation_id AND p.state = 'draft'
UNION ALL SELECT 'window_change_requested', COUNT(*), NULL FROM plan_window_change w
	WHERE w.evaluator_id = :organisation_id AND w.state = 'requested' AND w.requested_by <> :account_id
UNION ALL SELECT 'score_review_requested', COUNT(*), NULL FROM score_review r
	WHERE r.evaluator_id = :organisation_id AND r.state IN ('requested', 'in_progress')
UNION ALL SELECT 'score_change_proposed', COUNT(*), NULL FROM score_change c
	WHERE c.evaluator_id = :organisation_id AND c.state = 'proposed' AND c.proposed_by <> :account_id
UNION ALL SELECT 'sign_evaluation', COUNT(*), NULL FROM (SELECT 1 FROM issued_certificate d
	WHERE d.evaluator_id = :organisation_id AND d.state = 'draft' LIMIT 1000) x
UNION ALL SELECT 'sign_seal', COUNT(*), NULL FROM (SELECT 1 FROM issued_certificate e
	WHERE e.evaluator_id = :organisation_id AND e.state = 'site_signed' LIMIT 1000) y
UNION ALL SELECT 'certificate_request', COUNT(*), NULL FROM certificate_request t
	WHERE t.evaluator_id = :organisation_id AND t.state = 'requested' AND t.requested_by <> :account_id
UNION ALL SELECT 'review_overdue', COUNT(*), NULL FROM review_task k
	WHERE k.state = 'assigned' AND k.deadline_at < UTC_TIMESTAMP(6) AND k.organisation_id = :organisation_id
UNION ALL SELECT 'consultation_open', COUNT(*), NULL FROM consultation q
	WHERE q.organisation_id = :organisation_id AND q.state = 'open'
UNION ALL SELECT 'import_checked', COUNT(*), MIN(b.expires_at) FROM import_batch b
	WHERE b.organisation_id = :organisation_id AND b.state = 'checked' AND b.expires_at > UTC_TIMESTAMP(6) AND b.accepted_count > 0
	AND NOT EXISTS (SELECT 1 FROM import_batch t WHERE t.organisation_id = b.organisation_id AND t.kind = b.kind AND t.id > b.id AND t.account_id = b.account_id
		AND t.plan_id <=> b.plan_id AND t.certificate_id <=> b.certificate_id AND t.state IN ('checked', 'confirming', 'confirmed'));

-- todo_school many
-- unscoped the school is bound
-- in organisation_id i64
-- out kind str, n i64, until time?
SELECT 'pilot_returned', COUNT(*), CAST(NULL AS DATETIME(6)) FROM pilot_application a
	WHERE a.school_id = :organisation_id AND a.state = 'returned'
UNION ALL SELECT 'quota_returned', COUNT(*), NULL FROM quota_application q
	WHERE q.school_id = :organisation_id AND q.state = 'returned'
UNION ALL SELECT 'site_returned', COUNT(*), NULL FROM site_application s
	WHERE s.school_id = :organisation_id AND s.state = 'returned'
UNION ALL SELECT 'candidate_manual', COUNT(*), NULL FROM (SELECT 1 FROM candidate m
	WHERE m.school_id = :organisation_id AND m.verification = 'manual' AND m.live = 1 LIMIT 1000) x
UNION ALL SELECT 'candidate_pending', COUNT(*), NULL FROM (SELECT 1 FROM candidate p
	WHERE p.school_id = :organisation_id AND p.verification = 'pending' AND p.live = 1 LIMIT 1000) y
UNION ALL SELECT 'candidate_conflict', COUNT(*), NULL FROM candidate_conflict f
	WHERE (f.first_school_id = :organisation_id OR f.second_school_id = :organisation_id) AND f.state = 'open'
UNION ALL SELECT 'sign_site', COUNT(*), NULL FROM (SELECT 1 FROM issued_certificate d
	WHERE d.site_school_id = :organisation_id AND d.state = 'evaluator_signed' LIMIT 1000) z
UNION ALL SELECT 'import_checked', COUNT(*), MIN(b.expires_at) FROM import_batch b
	WHERE b.organisation_id = :organisation_id AND b.state = 'checked' AND b.expires_at > UTC_TIMESTAMP(6) AND b.accepted_count > 0
	AND NOT EXISTS (SELECT 1 FROM import_batch t WHERE t.organisation_id = b.organisation_id AND t.kind = b.kind AND t.id > b.id AND t.account_id = b.account_id
		AND t.plan_id <=> b.plan_id AND t.certificate_id <=> b.certificate_id AND t.state IN ('checked', 'confirming', 'confirmed'));

-- todo_expert many
-- in account_id i64
-- out kind str, n i64, until time?
SELECT 'review_assigned', COUNT(*), MIN(t.deadline_at) FROM review_task t
WHERE t.expert_account_id = :account_id AND t.state = 'assigned';

-- todo_plans many
-- unscoped a published plan is for everybody to see; a school gets those of its pilots and of its exam sites
-- in evaluator_id i64, school_id i64
-- out id i64, name str, published time?, registration_open time, registration_close time, scheduling_open time, scheduling_close time, exam_open time, exam_close time, score_open time, score_close time, publicity_open time, publicity_close time
SELECT p.id, p.name, p.published_at, p.registration_open_at, p.registration_close_at, p.scheduling_open_at, p.scheduling_close_at,
	p.exam_open_at, p.exam_close_at, p.score_open_at, p.score_close_at, p.publicity_open_at, p.publicity_close_at
FROM plan p
WHERE p.state = 'published' AND p.publicity_close_at > UTC_TIMESTAMP(6)
	AND (:evaluator_id = 0 OR p.evaluator_id = :evaluator_id)
	AND (:school_id = 0
		OR EXISTS (SELECT 1 FROM plan_level l JOIN pilot t ON t.certificate_level_id = l.certificate_level_id
			AND t.school_id = :school_id AND t.state = 'active' WHERE l.plan_id = p.id)
		OR EXISTS (SELECT 1 FROM site s WHERE s.school_id = :school_id AND s.evaluator_id = p.evaluator_id
			AND s.state = 'approved'))
ORDER BY p.publicity_close_at LIMIT 40;
