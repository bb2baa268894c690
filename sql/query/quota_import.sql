-- Import of quota applications 名额申报: the rows of a workbook into the one application of the school for a certificate and
-- year that can still be written. Every statement binds the school, or names an application found so.

-- quota_import_turn one
-- in organisation_id i64
-- out id i64
SELECT id FROM import_batch WHERE organisation_id = :organisation_id AND kind = 'quota' ORDER BY id LIMIT 1 FOR UPDATE;

-- quota_import_levels many
-- in certificate_id i64
-- out id i64, level i64
SELECT id, level FROM certificate_level WHERE certificate_id = :certificate_id;

-- quota_import_present many
-- in school_id i64, certificate_id i64, year i64
-- unscoped a job; the school is bound
-- out id i64, version i64, state str
SELECT a.id, a.version, a.state FROM quota_application a WHERE a.school_id = :school_id
	AND a.certificate_id = :certificate_id AND a.year = :year
	AND a.state IN ('draft', 'returned', 'submitted', 'granted') ORDER BY a.id FOR UPDATE;

-- quota_import_stage exec
-- in quota_application_id i64?, version i64?, batch i64
UPDATE import_row r LEFT JOIN quota_application_item i ON i.quota_application_id = :quota_application_id
	AND i.certificate_level_id = CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED)
	AND i.major_id = CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED)
SET r.action = CASE WHEN i.id IS NULL THEN 'insert'
		WHEN i.head_count = CAST(JSON_VALUE(r.payload, '$.head_count') AS SIGNED)
			AND i.asked_count = CAST(JSON_VALUE(r.payload, '$.asked') AS SIGNED) THEN 'unchanged'
		ELSE 'update' END,
	r.subject_id = :quota_application_id, r.subject_version = :version
WHERE r.import_batch_id = :batch AND r.action = 'insert';

-- quota_import_others one
-- in quota_application_id i64, batch i64
-- out others i64
SELECT COUNT(*) FROM quota_application_item i WHERE i.quota_application_id = :quota_application_id
	AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.import_batch_id = :batch AND r.action <> 'refused'
		AND CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED) = i.certificate_level_id
		AND CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED) = i.major_id);

-- quota_import_rows many
-- in batch i64
-- out row i64, quota_application_id i64?, version i64?, level i64, major i64, head_count i64, asked i64
SELECT r.row_no, r.subject_id, r.subject_version, CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED),
	CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED), CAST(JSON_VALUE(r.payload, '$.head_count') AS SIGNED),
	CAST(JSON_VALUE(r.payload, '$.asked') AS SIGNED)
FROM import_row r WHERE r.import_batch_id = :batch AND r.action IN ('insert', 'update') ORDER BY r.row_no;

-- quota_import_remember exec
-- in quota_application_id i64, batch i64
UPDATE import_row r JOIN quota_application_item i ON i.quota_application_id = :quota_application_id
	AND i.certificate_level_id = CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED)
	AND i.major_id = CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED)
SET r.before_payload = JSON_OBJECT('head_count', i.head_count, 'asked', i.asked_count)
WHERE r.import_batch_id = :batch AND r.action = 'update';

-- quota_import_written exec
-- in quota_application_id i64, batch i64
UPDATE import_row SET subject_id = :quota_application_id
WHERE import_batch_id = :batch AND action IN ('insert', 'update');

-- quota_import_touch exec
-- in quota_application_id i64
-- unscoped a job; holds the application of the batch's school
UPDATE quota_application a SET a.version = a.version + 1
WHERE a.id = :quota_application_id AND a.state IN ('draft', 'returned');

-- quota_import_lock one
-- in batch i64, school_id i64
-- unscoped a job; the school is bound
-- out id i64
SELECT a.id FROM quota_application a WHERE a.school_id = :school_id AND a.state IN ('draft', 'returned')
	AND a.id = (SELECT MAX(r.subject_id) FROM import_row r
		WHERE r.import_batch_id = :batch AND r.action IN ('insert', 'update')) FOR UPDATE;

-- quota_import_moved one
-- in quota_application_id i64, batch i64
-- out row i64?
SELECT MIN(r.row_no) FROM import_row r LEFT JOIN quota_application_item i
	ON i.quota_application_id = :quota_application_id
	AND i.certificate_level_id = CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED)
	AND i.major_id = CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED)
	AND i.head_count = CAST(JSON_VALUE(r.payload, '$.head_count') AS SIGNED)
	AND i.asked_count = CAST(JSON_VALUE(r.payload, '$.asked') AS SIGNED)
WHERE r.import_batch_id = :batch AND r.action IN ('insert', 'update') AND i.id IS NULL;

-- quota_import_remove exec
-- in quota_application_id i64, batch i64
DELETE i FROM quota_application_item i JOIN import_row r ON r.import_batch_id = :batch AND r.action = 'insert'
	AND CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED) = i.certificate_level_id
	AND CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED) = i.major_id
WHERE i.quota_application_id = :quota_application_id;

-- quota_import_restore exec
-- in quota_application_id i64, batch i64
UPDATE quota_application_item i JOIN import_row r ON r.import_batch_id = :batch AND r.action = 'update'
	AND CAST(JSON_VALUE(r.payload, '$.level') AS SIGNED) = i.certificate_level_id
	AND CAST(JSON_VALUE(r.payload, '$.major') AS SIGNED) = i.major_id
SET i.head_count = CAST(JSON_VALUE(r.before_payload, '$.head_count') AS SIGNED),
	i.asked_count = CAST(JSON_VALUE(r.before_payload, '$.asked') AS SIGNED)
WHERE i.quota_application_id = :quota_application_id;

-- quota_import_drop exec
-- in quota_application_id i64
-- unscoped a job; holds the application of the batch's school
DELETE a FROM quota_application a WHERE a.id = :quota_application_id AND a.state = 'draft'
	AND NOT EXISTS (SELECT 1 FROM quota_application_item i WHERE i.quota_application_id = a.id);

-- quota_import_count one
-- in quota_application_id i64
-- out items i64
SELECT COUNT(*) FROM quota_application_item WHERE quota_application_id = :quota_application_id;
