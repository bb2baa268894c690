-- Imports 导入: a batch is checked into import_row and import_fault, and confirmed or undone whole (spec 2.3).

-- import_batch_insert insert
-- in kind str, organisation_id i64, school_id i64?, evaluator_id i64?, province str?, account_id i64, file_id i64, file_sha256 bytes, plan_id i64?, certificate_id i64?, year i64?
INSERT INTO import_batch (kind, organisation_id, school_id, evaluator_id, province, account_id, file_id, file_sha256, plan_id,
	certificate_id, year)
VALUES (:kind, :organisation_id, :school_id, :evaluator_id, :province, :account_id, :file_id, :file_sha256, :plan_id,
	:certificate_id, :year);

-- import_batch_get one
-- in id i64
-- out id i64, kind str, organisation_id i64, school_id i64?, evaluator_id i64?, province str?, account_id i64, file_id i64, marked_file_id i64?, plan_id i64?, certificate_id i64?, year i64?, total i64, accepted i64, unchanged i64, refused i64, faults i64, state str, error_text str?, confirmed_by i64?, confirmed_at time?, undone_at time?, expires_at time?, version i64, created_at time, now time, file_name str
SELECT b.id, b.kind, b.organisation_id, b.school_id, b.evaluator_id, b.province, b.account_id, b.file_id, b.marked_file_id,
	b.plan_id, b.certificate_id, b.year, b.total_count, b.accepted_count, b.unchanged_count, b.refused_count, b.fault_count,
	b.state, b.error_text, b.confirmed_by, b.confirmed_at, b.undone_at, b.expires_at, b.version, b.created_at,
	UTC_TIMESTAMP(6), f.name
FROM import_batch b JOIN file f ON f.id = b.file_id WHERE b.id = :id;

-- import_batch_lock one
-- in id i64
-- out state str
SELECT state FROM import_batch WHERE id = :id FOR UPDATE;

-- import_batch_list many
-- in organisation_id i64, kind str?, state str?
-- page id by b.id desc, kind by b.kind, state by b.state, total by b.total_count, file_name by f.name
-- out id i64, kind str, file_name str, state str, total i64, accepted i64, unchanged i64, refused i64, faults i64, error str?, account str, created_at time, confirmed_at time?
SELECT b.id, b.kind, f.name, b.state, b.total_count, b.accepted_count, b.unchanged_count, b.refused_count, b.fault_count,
	b.error_text, p.display_name, b.created_at, b.confirmed_at
FROM import_batch b JOIN file f ON f.id = b.file_id JOIN account p ON p.id = b.account_id
WHERE b.organisation_id = :organisation_id AND @after AND (:kind IS NULL OR b.kind = :kind)
	AND (:state IS NULL OR b.state = :state)
ORDER BY @order LIMIT @most;

-- import_file one
-- in id i64, organisation_id i64
-- out id i64, sha256 bytes?, name str
SELECT id, sha256, name FROM file WHERE id = :id AND organisation_id = :organisation_id AND state = 'stored'
	AND purpose = 'workbook';

-- import_rows_clear exec
-- in import_batch_id i64
DELETE FROM import_row WHERE import_batch_id = :import_batch_id;

-- import_faults_clear exec
-- in import_batch_id i64
DELETE FROM import_fault WHERE import_batch_id = :import_batch_id;

-- import_row_put bulk
-- deferred the next rows are read and judged while these are written
-- in batch i64, row i64, sheet str, name str?, document_type str?, document_sealed bytes?, document_index bytes?, document_mask str?, person_index bytes?, phone_sealed bytes?, content bytes?, payload str
INSERT INTO import_row (import_batch_id, row_no, sheet, action, name, document_type, document_sealed, document_index,
	document_mask, person_index, phone_sealed, content, payload)
VALUES @row(:batch, :row, :sheet, 'insert', :name, :document_type, :document_sealed, :document_index, :document_mask,
	:person_index, :phone_sealed, :content, :payload);

-- import_row_refuse bulk
-- in batch i64, row i64
INSERT INTO import_row (import_batch_id, row_no, action, payload) VALUES @row(:batch, :row, 'refused', '{}')
ON DUPLICATE KEY UPDATE action = 'refused';

-- import_row_counts one
-- in import_batch_id i64
-- out accepted i64, unchanged i64, refused i64, last_row i64
SELECT COALESCE(SUM(action IN ('insert', 'update')), 0), COALESCE(SUM(action = 'unchanged'), 0),
	COALESCE(SUM(action = 'refused'), 0), COALESCE(MAX(row_no), 0)
FROM import_row WHERE import_batch_id = :import_batch_id;

-- import_fault_put bulk
-- in batch i64, seq i64, sheet str, row i64, column_name str, cell str, severity str, kind str, cell_value str, message str, fix str
INSERT INTO import_fault (import_batch_id, seq, sheet, row_no, column_name, cell, severity, code, cell_value, message, fix)
VALUES @row(:batch, :seq, :sheet, :row, :column_name, :cell, :severity, :kind, :cell_value, :message, :fix);

-- import_fault_list many
-- in batch i64, severity str?, column str?, code str?
-- page seq by f.seq, row by f.row_no, column by f.column_name, severity by f.severity
-- out seq i64, sheet str, row i64, column str, cell str, severity str, code str, value str, detail str, fix str
SELECT f.seq, f.sheet, f.row_no, f.column_name, f.cell, f.severity, f.code, f.cell_value, f.message, f.fix
FROM import_fault f WHERE f.import_batch_id = :batch AND @after AND (:severity IS NULL OR f.severity = :severity)
	AND (:column IS NULL OR f.column_name = :column) AND (:code IS NULL OR f.code = :code)
ORDER BY @order LIMIT @most;

-- import_fault_groups many
-- in batch i64
-- out column str, code str, severity str, count i64, first_row i64, example str
SELECT g.column_name, g.code, g.severity, g.n, g.first_row, f.message
FROM (SELECT x.column_name, x.code, x.severity, COUNT(*) AS n, MIN(x.row_no) AS first_row, MIN(x.seq) AS seq
	FROM import_fault x WHERE x.import_batch_id = :batch GROUP BY x.column_name, x.code, x.severity) g
	JOIN import_fault f ON f.import_batch_id = :batch AND f.seq = g.seq
ORDER BY g.code <> 'columns', g.severity, g.n DESC, g.column_name, g.code;

-- import_row_list many
-- in batch i64, action str?
-- page row by r.row_no, action by r.action
-- out row i64, action str, name str?, document_mask str?, subject i64?
SELECT r.row_no, r.action, r.name, r.document_mask, r.subject_id
FROM import_row r WHERE r.import_batch_id = :batch AND @after AND (:action IS NULL OR r.action = :action)
ORDER BY @order LIMIT @most;

-- import_checked exec
-- in marked_file_id i64?, token_hash bytes?, total i64, accepted i64, unchanged i64, refused i64, faults i64, hours i64, id i64
UPDATE import_batch SET state = 'checked', marked_file_id = :marked_file_id, check_token_hash = :token_hash,
	total_count = :total, accepted_count = :accepted, unchanged_count = :unchanged, refused_count = :refused,
	fault_count = :faults, error_text = NULL, expires_at = UTC_TIMESTAMP(6) + INTERVAL :hours HOUR
WHERE id = :id AND state = 'checking';

-- import_move exec
-- in to_state str, error_text str?, id i64, from_state str
UPDATE import_batch SET state = :to_state, error_text = :error_text, version = version + 1,
	confirmed_at = IF(:to_state = 'confirmed', COALESCE(confirmed_at, UTC_TIMESTAMP(6)), confirmed_at),
	undone_at = IF(:to_state = 'undone', UTC_TIMESTAMP(6), undone_at)
WHERE id = :id AND state = :from_state;

-- import_confirm exec
-- in account_id i64, id i64, organisation_id i64, token_hash bytes
UPDATE import_batch SET state = 'confirming', confirmed_by = :account_id, error_text = NULL, version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND state = 'checked' AND check_token_hash = :token_hash
	AND accepted_count > 0;

-- import_undo exec
-- in id i64, organisation_id i64
UPDATE import_batch SET state = 'undoing', error_text = NULL, version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND state = 'confirmed';

-- import_expired many
-- in most i64
-- out id i64
SELECT id FROM import_batch WHERE state = 'checked' AND expires_at < UTC_TIMESTAMP(6) ORDER BY expires_at LIMIT :most;

-- import_template_get one
-- in kind str, organisation_id i64
-- out version i64, file_id i64?, job_id i64?, name str?, media_type str?, size i64?, job_state str?
SELECT t.version, t.file_id, t.job_id, f.name, f.media_type, f.size, j.state
FROM import_template t LEFT JOIN file f ON f.id = t.file_id LEFT JOIN job j ON j.id = t.job_id
	AND j.organisation_id = :organisation_id WHERE t.kind = :kind;

-- import_template_queued exec
-- in kind str, version i64, job_id i64
INSERT INTO import_template (kind, version, job_id) VALUES (:kind, :version, :job_id)
ON DUPLICATE KEY UPDATE file_id = IF(version = VALUES(version), file_id, NULL), version = VALUES(version),
	job_id = VALUES(job_id), updated_at = UTC_TIMESTAMP(6);

-- import_template_made exec
-- in kind str, version i64, file_id i64
INSERT INTO import_template (kind, version, file_id) VALUES (:kind, :version, :file_id)
ON DUPLICATE KEY UPDATE version = VALUES(version), file_id = VALUES(file_id), updated_at = UTC_TIMESTAMP(6);

-- import_template_open exec
-- in id i64
UPDATE file SET is_public = 1 WHERE id = :id;

-- import_majors_all many
-- scan the whole catalogue is wanted, some thousand rows
-- out id i64, catalogue i64, level str, code str, name str
SELECT id, catalogue, education_level, code, name FROM major;

-- import_major_changes many
-- scan all of it is wanted, some thousand rows
-- out level str, old_catalogue i64, new_catalogue i64, old_code str, new_code str
SELECT o.education_level, o.catalogue, n.catalogue, o.code, n.code
FROM major_map x JOIN major o ON o.id = x.old_major_id JOIN major n ON n.id = x.new_major_id;

-- catalogue_now many
-- in upload_kind str
-- out level str, catalogue i64
SELECT u.education_level, u.catalogue FROM catalogue_use u
WHERE u.upload_kind = :upload_kind AND u.from_at = (SELECT MAX(v.from_at) FROM catalogue_use v
	WHERE v.upload_kind = :upload_kind AND v.education_level = u.education_level AND v.from_at <= UTC_TIMESTAMP(6));
