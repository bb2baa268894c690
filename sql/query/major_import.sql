-- Import of a catalogue of majors 专业目录 by the operator.

-- major_stage_same exec
-- in batch i64, low i64, high i64
UPDATE import_row r JOIN major m ON m.catalogue = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.catalogue'))
	AND m.education_level = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.level')) COLLATE utf8mb4_bin
	AND m.code = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.code')) COLLATE utf8mb4_bin
SET r.subject_id = m.id, r.action = IF(m.name = r.name
	AND m.class_code = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.class_code')) COLLATE utf8mb4_bin
	AND m.class_name = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.class_name')) COLLATE utf8mb4_bin, 'unchanged', 'update')
WHERE r.import_batch_id = :batch AND r.action = 'insert' AND r.row_no > :low AND r.row_no <= :high;

-- major_take exec
-- in batch i64, low i64, high i64
INSERT INTO major (catalogue, education_level, code, name, class_code, class_name)
SELECT JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.catalogue')), JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.level')),
	JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.code')), r.name, JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.class_code')),
	JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.class_name'))
FROM import_row r
WHERE r.import_batch_id = :batch AND r.action IN ('insert', 'update') AND r.row_no > :low AND r.row_no <= :high
ON DUPLICATE KEY UPDATE name = VALUES(name), class_code = VALUES(class_code), class_name = VALUES(class_name);
