-- Jobs 任务: work that takes longer than a request. Claimed by conditional update, held by a lease, resumed after a crash.

-- job_insert insert
-- in kind str, organisation_id i64?, account_id i64?, file_id i64?, plan_id i64?, certificate_id i64?, site_id i64?, subject_id i64?, params str
INSERT INTO job (kind, organisation_id, account_id, file_id, plan_id, certificate_id, site_id, subject_id, params)
VALUES (:kind, :organisation_id, :account_id, :file_id, :plan_id, :certificate_id, :site_id, :subject_id, :params);

-- job_queued one
-- out id i64
SELECT id FROM job WHERE state = 'queued' AND run_after_at <= UTC_TIMESTAMP(6) ORDER BY run_after_at, id LIMIT 1;

-- job_lost one
-- out id i64
SELECT id FROM job WHERE state = 'running' AND lease_until < UTC_TIMESTAMP(6) ORDER BY lease_until LIMIT 1;

-- job_claim exec
-- in owner str, id i64
UPDATE job SET state = 'running', lease_owner = :owner, lease_until = UTC_TIMESTAMP(6) + INTERVAL 30 SECOND,
	attempts = attempts + 1, started_at = COALESCE(started_at, UTC_TIMESTAMP(6))
WHERE id = :id AND ((state = 'queued' AND run_after_at <= UTC_TIMESTAMP(6))
	OR (state = 'running' AND lease_until < UTC_TIMESTAMP(6)));

-- job_get one
-- in id i64
-- out id i64, kind str, state str, organisation_id i64?, account_id i64?, file_id i64?, result_file_id i64?, plan_id i64?, certificate_id i64?, site_id i64?, subject_id i64?, params str, total i64, done i64, failed i64, cursor_id i64, attempts i64, code str?, error_text str?, created_at time, started_at time?, finished_at time?
SELECT id, kind, state, organisation_id, account_id, file_id, result_file_id, plan_id, certificate_id, site_id, subject_id,
	params, total_count, done_count, failed_count, cursor_id, attempts, error_code, error_text, created_at, started_at,
	finished_at
FROM job WHERE id = :id;

-- job_list many
-- in organisation_id i64, state str?, kind str?
-- page id by j.id desc
-- out id i64, kind str, state str, organisation_id i64?, organisation str?, account str?, total i64, done i64, failed i64, plan_id i64?, subject_id i64?, result_file_id i64?, error_text str?, created_at time, started_at time?, finished_at time?
SELECT j.id, j.kind, j.state, j.organisation_id, o.name, a.display_name, j.total_count, j.done_count, j.failed_count, j.plan_id,
	j.subject_id, j.result_file_id, j.error_text, j.created_at, j.started_at, j.finished_at
FROM job j LEFT JOIN organisation o ON o.id = j.organisation_id LEFT JOIN account a ON a.id = j.account_id
WHERE j.organisation_id = :organisation_id AND @after AND (:state IS NULL OR j.state = :state) AND (:kind IS NULL OR j.kind = :kind)
ORDER BY @order LIMIT @most;

-- job_list_all many
-- in state str?, kind str?
-- page id by j.id desc
-- scan the newest jobs of all: the primary key from its end
-- out id i64, kind str, state str, organisation_id i64?, organisation str?, account str?, total i64, done i64, failed i64, plan_id i64?, subject_id i64?, result_file_id i64?, error_text str?, created_at time, started_at time?, finished_at time?
SELECT j.id, j.kind, j.state, j.organisation_id, o.name, a.display_name, j.total_count, j.done_count, j.failed_count, j.plan_id,
	j.subject_id, j.result_file_id, j.error_text, j.created_at, j.started_at, j.finished_at
FROM job j LEFT JOIN organisation o ON o.id = j.organisation_id LEFT JOIN account a ON a.id = j.account_id
WHERE @after AND (:state IS NULL OR j.state = :state) AND (:kind IS NULL OR j.kind = :kind)
ORDER BY @order LIMIT @most;

-- job_rows many
-- in job_id i64, state str?
-- page row by j.row_no, state by j.state, label by j.label
-- out row i64, state str, subject i64?, label str, code str?, message str
SELECT j.row_no, j.state, j.subject_id, j.label, j.code, j.message
FROM job_row j WHERE j.job_id = :job_id AND @after AND (:state IS NULL OR j.state = :state)
ORDER BY @order LIMIT @most;

-- job_progress exec
-- in total i64, done i64, failed i64, cursor_id i64, id i64, owner str
UPDATE job SET total_count = :total, done_count = :done, failed_count = :failed, cursor_id = :cursor_id,
	lease_until = UTC_TIMESTAMP(6) + INTERVAL 30 SECOND
WHERE id = :id AND lease_owner = :owner AND state = 'running';

-- job_finish exec
-- in total i64, done i64, failed i64, result_file_id i64?, id i64, owner str
UPDATE job SET state = 'done', total_count = :total, done_count = :done, failed_count = :failed,
	result_file_id = :result_file_id, lease_owner = NULL, lease_until = NULL, finished_at = UTC_TIMESTAMP(6),
	version = version + 1
WHERE id = :id AND lease_owner = :owner AND state = 'running';

-- job_fail exec
-- in code str, error_text str, id i64, owner str
UPDATE job SET state = 'failed', error_code = :code, error_text = :error_text, lease_owner = NULL, lease_until = NULL,
	finished_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND lease_owner = :owner AND state = 'running';

-- job_again exec
-- in seconds i64, id i64, owner str
UPDATE job SET state = 'queued', lease_owner = NULL, lease_until = NULL,
	run_after_at = UTC_TIMESTAMP(6) + INTERVAL :seconds SECOND
WHERE id = :id AND lease_owner = :owner AND state = 'running';

-- job_row_insert bulk
-- in job_id i64, row i64, state str, subject_id i64?, label str, code str?, message str
INSERT INTO job_row (job_id, row_no, state, subject_id, label, code, message)
VALUES @row(:job_id, :row, :state, :subject_id, :label, :code, :message)
ON DUPLICATE KEY UPDATE state = VALUES(state), subject_id = VALUES(subject_id), label = VALUES(label),
	code = VALUES(code), message = VALUES(message);

-- job_for_subject one
-- in kind str, subject_id i64
-- out id i64, state str
SELECT id, state FROM job WHERE kind = :kind AND subject_id = :subject_id ORDER BY id DESC LIMIT 1;
