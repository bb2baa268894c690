-- Import of the enrolment register 学籍库, by an office for its province or by a school for itself.

-- register_school_of_code many
-- in province_lo str, province_hi str
-- out id i64, school_code str
SELECT id, school_code FROM organisation WHERE role = 'school' AND province BETWEEN :province_lo AND :province_hi
	AND school_code IS NOT NULL;

-- register_stage_same exec
-- in organisation_id i64, year i64, batch i64, low i64, high i64
UPDATE import_row r JOIN register_entry e ON e.document_index = r.document_index AND e.year = :year AND e.content = r.content
	JOIN register_batch b ON b.id = e.register_batch_id AND b.organisation_id = :organisation_id AND b.state = 'active'
SET r.action = 'unchanged', r.subject_id = e.id
WHERE r.import_batch_id = :batch AND r.action = 'insert' AND r.row_no > :low AND r.row_no <= :high
	AND NOT EXISTS (SELECT 1 FROM register_entry n JOIN register_batch q ON q.id = n.register_batch_id
		AND q.organisation_id = :organisation_id AND q.state = 'active'
		WHERE n.document_index = r.document_index AND n.year = :year AND n.id > e.id);

-- register_batch_insert insert
-- in organisation_id i64, province str, school_id i64?, year i64, batch i64, entries i64
INSERT INTO register_batch (organisation_id, province, school_id, year, import_batch_id, entry_count)
VALUES (:organisation_id, :province, :school_id, :year, :batch, :entries);

-- register_take exec
-- in register_batch i64, year i64, province str, batch i64, low i64, high i64
INSERT INTO register_entry (register_batch_id, year, province, school_id, school_code, name, document_type, document_index,
	student_number, education_level, major_code, major_name, enrol_year, content)
SELECT :register_batch, :year, :province, NULLIF(JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.school')), '0'),
	JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.school_code')), r.name, r.document_type, r.document_index,
	JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.student_number')), JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.education_level')),
	JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.major_code')), JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.major_name')),
	JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.enrol_year')), r.content
FROM import_row r
WHERE r.import_batch_id = :batch AND r.action = 'insert' AND r.row_no > :low AND r.row_no <= :high;

-- register_batch_undo exec
-- in batch i64
UPDATE register_batch SET state = 'undone', version = version + 1 WHERE import_batch_id = :batch AND state = 'active';

-- register_batch_list many
-- in organisation_id i64, year i64
-- page id by b.id desc, year by b.year, entries by b.entry_count
-- out id i64, year i64, entries i64, state str, import i64?, file_name str?, person str?, created_at time
SELECT b.id, b.year, b.entry_count, b.state, b.import_batch_id, f.name, p.display_name, b.created_at
FROM register_batch b LEFT JOIN import_batch i ON i.id = b.import_batch_id LEFT JOIN file f ON f.id = i.file_id
	LEFT JOIN account p ON p.id = i.account_id
WHERE b.organisation_id = :organisation_id AND @after AND (:year = 0 OR b.year = :year)
ORDER BY @order LIMIT @most;

-- register_school_list many
-- in year i64, school_lo i64, school_hi i64, province_lo str, province_hi str, name str, missing bool
-- unscoped the ranges of the scope are bound one by one, to the school's own row
-- page id by s.id, name by s.name, school_code by s.school_code
-- out id i64, name str, school_code str, entries i64, candidates i64, accurate i64, manual i64
SELECT s.id, s.name, s.school_code,
	(SELECT COUNT(*) FROM register_entry e JOIN register_batch b ON b.id = e.register_batch_id AND b.state = 'active'
		WHERE e.school_id = s.id AND e.year = :year),
	(SELECT COUNT(*) FROM candidate c WHERE c.school_id = s.id AND c.live = 1),
	(SELECT COUNT(*) FROM candidate k WHERE k.school_id = s.id AND k.live = 1 AND k.verification = 'accurate'),
	(SELECT COUNT(*) FROM candidate m WHERE m.school_id = s.id AND m.live = 1 AND m.verification = 'manual')
FROM organisation s
WHERE s.role = 'school' AND s.state = 'active' AND s.id BETWEEN :school_lo AND :school_hi
	AND s.province BETWEEN :province_lo AND :province_hi AND s.school_code IS NOT NULL AND @after
	AND s.name LIKE CONCAT('%', :name, '%')
	AND (NOT :missing OR NOT EXISTS (SELECT 1 FROM register_entry x JOIN register_batch y ON y.id = x.register_batch_id
		AND y.state = 'active' WHERE x.school_id = s.id AND x.year = :year))
ORDER BY @order LIMIT @most;

-- register_school_of one
-- in id i64
-- out school_code str?, province str
SELECT school_code, province FROM organisation WHERE id = :id;
