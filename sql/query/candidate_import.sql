-- Import of candidates 考生信息: clashes of staged rows with what exists, and the writing of a whole batch. All of them bind
-- the school themselves. Many rows' payloads are read by JSON_TABLE, which parses each once.

-- candidate_stage_found exec
-- in school_id i64, batch i64, low i64, high i64
-- unscoped a job; the school is bound
UPDATE import_row r JOIN candidate c ON c.school_id = :school_id AND c.document_index = r.document_index AND c.live = 1
SET r.action = IF(c.content = r.content, 'unchanged', 'update'), r.subject_id = c.id, r.subject_version = c.version
WHERE r.import_batch_id = :batch AND r.action = 'insert' AND r.row_no > :low AND r.row_no <= :high;

-- candidate_stage_hold many
-- in batch i64
-- unscoped a job; the rows name candidates of the batch's school
-- out id i64
SELECT c.id FROM import_row r JOIN candidate c ON c.id = r.subject_id
WHERE r.import_batch_id = :batch AND r.action = 'update' ORDER BY c.id FOR UPDATE;

-- candidate_batch_hold many
-- in batch i64
-- unscoped a job; the batch is bound
-- out id i64
SELECT c.id FROM candidate c WHERE c.import_batch_id = :batch AND c.state = 'active' ORDER BY c.id FOR UPDATE;

-- candidate_stage_number many
-- in school_id i64, batch i64, most i64
-- unscoped a job; the school is bound
-- out row i64
SELECT r.row_no FROM import_row r JOIN candidate c ON c.school_id = :school_id
	AND c.student_number = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.student_number')) COLLATE utf8mb4_bin AND c.live = 1
WHERE r.import_batch_id = :batch AND r.action IN ('insert', 'update') AND c.document_index <> r.document_index
ORDER BY r.row_no LIMIT :most;

-- candidate_stage_frozen many
-- in batch i64, most i64
-- unscoped a job; the rows name candidates of the batch's school
-- out row i64, plan str
SELECT r.row_no, MIN(p.name) FROM import_row r JOIN registration g ON g.candidate_id = r.subject_id AND g.state = 'registered'
	JOIN plan p ON p.id = g.plan_id AND p.state = 'published'
WHERE r.import_batch_id = :batch AND r.action = 'update' GROUP BY r.row_no ORDER BY r.row_no LIMIT :most;

-- candidate_stage_accurate many
-- in batch i64, most i64
-- unscoped a job; the rows name candidates of the batch's school
-- out row i64
SELECT r.row_no FROM import_row r JOIN candidate c ON c.id = r.subject_id
WHERE r.import_batch_id = :batch AND r.action = 'update' AND c.verification = 'accurate' ORDER BY r.row_no LIMIT :most;

-- candidate_stage_elsewhere many
-- in school_id i64, batch i64, most i64
-- unscoped a job; says only that another school has the document
-- out row i64
SELECT DISTINCT r.row_no FROM import_row r JOIN candidate c ON c.document_index = r.document_index AND c.live = 1
	AND c.school_id <> :school_id
WHERE r.import_batch_id = :batch AND r.action = 'insert' ORDER BY r.row_no LIMIT :most;

-- candidate_stage_appeared many
-- in school_id i64, batch i64, most i64
-- unscoped a job; the school is bound
-- out row i64
SELECT r.row_no FROM import_row r JOIN candidate c ON c.school_id = :school_id AND c.document_index = r.document_index
	AND c.live = 1
WHERE r.import_batch_id = :batch AND r.action = 'insert' ORDER BY r.row_no LIMIT :most;

-- candidate_stage_changed many
-- in batch i64, most i64
-- unscoped a job; the rows name candidates of the batch's school
-- out row i64
SELECT r.row_no FROM import_row r LEFT JOIN candidate c ON c.id = r.subject_id AND c.version = r.subject_version AND c.live = 1
WHERE r.import_batch_id = :batch AND r.action = 'update' AND c.id IS NULL ORDER BY r.row_no LIMIT :most;

-- candidate_stage_count one
-- in batch i64, low i64, high i64
-- out inserts i64, updates i64
SELECT COALESCE(SUM(action = 'insert'), 0), COALESCE(SUM(action = 'update'), 0) FROM import_row
WHERE import_batch_id = :batch AND row_no > :low AND row_no <= :high;

-- candidate_take exec
-- in school_id i64, province str, account_id i64, batch i64, low i64, high i64
INSERT INTO candidate (school_id, province, name, document_type, document_sealed, document_index, document_mask, person_index,
	sex, birth_date, ethnicity, phone_sealed, phone_mask, student_number, education_level, major_id, enrol_year, class_name,
	photo_file_name, content, import_batch_id, created_by)
SELECT :school_id, :province, r.name, r.document_type, r.document_sealed, r.document_index, r.document_mask, r.person_index,
	p.sex, NULLIF(p.birth, ''), p.ethnicity, r.phone_sealed, p.phone_mask, p.student_number, p.education_level, p.major,
	p.enrol_year, p.class_name, p.photo_file_name, r.content, r.import_batch_id, :account_id
FROM import_row r JOIN JSON_TABLE(r.payload, '$' COLUMNS (sex TINYINT PATH '$.sex', birth VARCHAR(10) PATH '$.birth',
	ethnicity VARCHAR(2) PATH '$.ethnicity', phone_mask VARCHAR(20) PATH '$.phone_mask',
	student_number VARCHAR(32) PATH '$.student_number', education_level VARCHAR(20) PATH '$.education_level',
	major BIGINT PATH '$.major', enrol_year INT PATH '$.enrol_year', class_name VARCHAR(64) PATH '$.class_name',
	photo_file_name VARCHAR(128) PATH '$.photo_file_name')) p
WHERE r.import_batch_id = :batch AND r.action = 'insert' AND r.row_no > :low AND r.row_no <= :high;

-- candidate_remember exec
-- in batch i64, low i64, high i64
-- unscoped a job; the rows name candidates of the batch's school
UPDATE import_row r JOIN candidate c ON c.id = r.subject_id
SET r.before_name = c.name, r.before_person_index = c.person_index, r.before_phone_sealed = c.phone_sealed,
	r.before_content = c.content, r.before_payload = JSON_OBJECT('sex', c.sex,
	'birth', COALESCE(DATE_FORMAT(c.birth_date, '%Y-%m-%d'), ''), 'ethnicity', c.ethnicity, 'phone_mask', c.phone_mask,
	'student_number', c.student_number, 'education_level', c.education_level, 'major', c.major_id,
	'enrol_year', c.enrol_year, 'class_name', c.class_name, 'photo_file_name', c.photo_file_name)
WHERE r.import_batch_id = :batch AND r.action = 'update' AND r.row_no > :low AND r.row_no <= :high;

-- candidate_overwrite exec
-- in batch i64, low i64, high i64
-- unscoped a job; the rows name candidates of the batch's school
UPDATE candidate c JOIN import_row r ON r.subject_id = c.id
SET c.name = r.name, c.person_index = r.person_index, c.sex = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.sex')),
	c.birth_date = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.birth')), ''),
	c.ethnicity = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.ethnicity')), c.phone_sealed = r.phone_sealed,
	c.phone_mask = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.phone_mask')),
	c.student_number = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.student_number')),
	c.education_level = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.education_level')),
	c.major_id = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.major')),
	c.enrol_year = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.enrol_year')),
	c.class_name = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.class_name')),
	c.photo_file_name = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.photo_file_name')), c.content = r.content,
	c.verification = 'pending', c.verification_reasons = '[]', c.verified_at = NULL, c.verified_version = NULL,
	c.version = c.version + 1, c.updated_at = UTC_TIMESTAMP(6)
WHERE r.import_batch_id = :batch AND r.action = 'update' AND r.row_no > :low AND r.row_no <= :high
	AND c.version = r.subject_version AND c.live = 1
	AND NOT EXISTS (SELECT 1 FROM registration g JOIN plan p ON p.id = g.plan_id AND p.state = 'published'
		WHERE g.candidate_id = c.id AND g.state = 'registered');

-- candidate_batch_registered many
-- in batch i64
-- unscoped a job; the batch is bound
-- out row i64, name str
SELECT 0, c.name FROM candidate c JOIN registration g ON g.candidate_id = c.id AND g.state = 'registered'
WHERE c.import_batch_id = :batch AND c.live = 1 LIMIT 1;

-- candidate_batch_moved many
-- in batch i64, most i64
-- unscoped a job; the rows name candidates of the batch's school
-- out row i64
SELECT r.row_no FROM import_row r LEFT JOIN candidate c ON c.id = r.subject_id AND c.version = r.subject_version + 1
	AND c.live = 1
WHERE r.import_batch_id = :batch AND r.action = 'update' AND c.id IS NULL ORDER BY r.row_no LIMIT :most;

-- candidate_batch_remove exec
-- in batch i64
-- unscoped a job; the batch is bound
UPDATE candidate c SET c.state = 'removed', c.version = c.version + 1, c.updated_at = UTC_TIMESTAMP(6)
WHERE c.import_batch_id = :batch AND c.state = 'active';

-- candidate_restore exec
-- in batch i64, low i64, high i64
-- unscoped a job; the rows name candidates of the batch's school
UPDATE candidate c JOIN import_row r ON r.subject_id = c.id
SET c.name = r.before_name, c.person_index = r.before_person_index,
	c.sex = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.sex')),
	c.birth_date = NULLIF(JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.birth')), ''),
	c.ethnicity = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.ethnicity')), c.phone_sealed = r.before_phone_sealed,
	c.phone_mask = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.phone_mask')),
	c.student_number = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.student_number')),
	c.education_level = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.education_level')),
	c.major_id = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.major')),
	c.enrol_year = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.enrol_year')),
	c.class_name = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.class_name')),
	c.photo_file_name = JSON_UNQUOTE(JSON_EXTRACT(r.before_payload, '$.photo_file_name')), c.content = r.before_content,
	c.verification = 'pending', c.verification_reasons = '[]', c.verified_at = NULL, c.verified_version = NULL,
	c.version = c.version + 1, c.updated_at = UTC_TIMESTAMP(6)
WHERE r.import_batch_id = :batch AND r.action = 'update' AND r.row_no > :low AND r.row_no <= :high;

-- conflict_find_batch exec
-- in batch i64
-- unscoped a job; both schools hear of it and neither sees the other's data; waits for whoever writes the same person now
INSERT INTO candidate_conflict (document_index, first_candidate_id, first_school_id, second_candidate_id, second_school_id)
SELECT a.document_index, LEAST(a.id, b.id), IF(a.id < b.id, a.school_id, b.school_id), GREATEST(a.id, b.id),
	IF(a.id < b.id, b.school_id, a.school_id)
FROM candidate a JOIN candidate b ON b.document_index = a.document_index AND b.school_id <> a.school_id AND b.live = 1
WHERE a.import_batch_id = :batch AND a.live = 1
LOCK IN SHARE MODE
ON DUPLICATE KEY UPDATE note = note;

-- conflict_find_one exec
-- in id i64
-- unscoped one candidate that was just written; both schools hear of it and neither sees the other's data; of two that are
-- written at the same moment one waits for the other, or begins anew and finds it
INSERT INTO candidate_conflict (document_index, first_candidate_id, first_school_id, second_candidate_id, second_school_id)
SELECT a.document_index, LEAST(a.id, b.id), IF(a.id < b.id, a.school_id, b.school_id), GREATEST(a.id, b.id),
	IF(a.id < b.id, b.school_id, a.school_id)
FROM candidate a JOIN candidate b ON b.document_index = a.document_index AND b.school_id <> a.school_id AND b.live = 1
WHERE a.id = :id AND a.live = 1
LOCK IN SHARE MODE
ON DUPLICATE KEY UPDATE note = note;

-- conflict_settle_removed exec
-- in school_id i64
-- unscoped a conflict ends when either of its candidates is removed; the school that removed is bound
UPDATE candidate_conflict k JOIN candidate a ON a.id = k.first_candidate_id JOIN candidate b ON b.id = k.second_candidate_id
SET k.state = 'settled', k.note = '一方已删除该考生', k.settled_at = UTC_TIMESTAMP(6)
WHERE k.state = 'open' AND (k.first_school_id = :school_id OR k.second_school_id = :school_id)
	AND (a.state = 'removed' OR b.state = 'removed' OR a.document_index <> b.document_index);

-- conflict_schools many
-- in school_id i64
-- out school_id i64, n i64
SELECT x.school_id, COUNT(*) FROM (
	SELECT first_school_id AS school_id FROM candidate_conflict WHERE state = 'open' AND second_school_id = :school_id
	UNION ALL
	SELECT second_school_id FROM candidate_conflict WHERE state = 'open' AND first_school_id = :school_id) x
GROUP BY x.school_id;
