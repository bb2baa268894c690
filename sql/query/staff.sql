-- Exam staff 考评人员: 监考人员 invigilator, 考评员 examiner, 考务 officer of a site's school.

-- staff_insert insert
-- in school_id i64, province str, kind str, name str, document_type str, document_sealed bytes, document_index bytes, document_mask str, phone_sealed bytes?, phone_mask str, import_batch_id i64?
INSERT INTO staff (school_id, province, kind, name, document_type, document_sealed, document_index, document_mask, phone_sealed,
	phone_mask, import_batch_id)
VALUES (:school_id, :province, :kind, :name, :document_type, :document_sealed, :document_index, :document_mask, :phone_sealed,
	:phone_mask, :import_batch_id);

-- staff_update exec
-- in kind str, name str, document_type str, document_sealed bytes, document_index bytes, document_mask str, phone_sealed bytes?, phone_mask str, id i64, version i64, sc scope
UPDATE staff s SET kind = :kind, name = :name, document_type = :document_type, document_sealed = :document_sealed,
	document_index = :document_index, document_mask = :document_mask, phone_sealed = :phone_sealed, phone_mask = :phone_mask,
	version = version + 1
WHERE s.id = :id AND s.version = :version AND s.state = 'active' AND @scope(s);

-- staff_remove exec
-- in id i64, sc scope
UPDATE staff s SET state = 'removed', version = version + 1 WHERE s.id = :id AND s.state = 'active' AND @scope(s);

-- staff_hold one
-- in id i64, sc scope
-- out id i64
SELECT s.id FROM staff s WHERE s.id = :id AND s.state = 'active' AND @scope(s) FOR UPDATE;

-- staff_get one
-- in id i64, sc scope
-- out id i64, kind str, name str, document_type str, document_index bytes, document_sealed bytes, document_mask str, phone_sealed bytes?, phone_mask str, version i64
SELECT s.id, s.kind, s.name, s.document_type, s.document_index, s.document_sealed, s.document_mask, s.phone_sealed, s.phone_mask, s.version
FROM staff s WHERE s.id = :id AND s.state = 'active' AND @scope(s);

-- staff_certificates many
-- in staff_id i64
-- out id i64, name str
SELECT c.id, c.name FROM staff_certificate x JOIN certificate c ON c.id = x.certificate_id WHERE x.staff_id = :staff_id ORDER BY c.id;

-- staff_list many
-- in kind str?, q_like str?, school_like str?, certificate_id i64, sc scope
-- page id by s.id, name by s.name, kind by s.kind, school by o.name
-- out id i64, school str, kind str, name str, document_type str, document str, phone str, certificates str?, version i64
SELECT s.id, o.name, s.kind, s.name, s.document_type, s.document_mask, s.phone_mask,
	(SELECT GROUP_CONCAT(c.name ORDER BY c.id SEPARATOR '、') FROM staff_certificate x JOIN certificate c ON c.id = x.certificate_id
		WHERE x.staff_id = s.id), s.version
FROM staff s JOIN organisation o ON o.id = s.school_id WHERE @scope(s) AND s.state = 'active' AND @after AND (:kind IS NULL OR s.kind = :kind)
	AND (:q_like IS NULL OR s.name LIKE :q_like) AND (:school_like IS NULL OR o.name LIKE :school_like)
	AND (:certificate_id = 0 OR EXISTS (SELECT 1 FROM staff_certificate x WHERE x.staff_id = s.id AND x.certificate_id = :certificate_id))
ORDER BY @order LIMIT @most;

-- staff_of_evaluator many
-- unscoped an evaluation organisation sees the staff of the schools that are its sites
-- in evaluator_id i64, kind str?, q_like str?, school_like str?, certificate_id i64
-- page id by s.id, name by s.name, kind by s.kind, school by o.name
-- out id i64, school str, kind str, name str, document_type str, document str, phone str, certificates str?, version i64
SELECT s.id, o.name, s.kind, s.name, s.document_type, s.document_mask, s.phone_mask,
	(SELECT GROUP_CONCAT(c.name ORDER BY c.id SEPARATOR '、') FROM staff_certificate x JOIN certificate c ON c.id = x.certificate_id
		WHERE x.staff_id = s.id), s.version
FROM staff s JOIN organisation o ON o.id = s.school_id JOIN site t ON t.school_id = s.school_id
WHERE t.evaluator_id = :evaluator_id AND s.state = 'active' AND @after AND (:kind IS NULL OR s.kind = :kind)
	AND (:q_like IS NULL OR s.name LIKE :q_like) AND (:school_like IS NULL OR o.name LIKE :school_like)
	AND (:certificate_id = 0 OR EXISTS (SELECT 1 FROM staff_certificate x WHERE x.staff_id = s.id AND x.certificate_id = :certificate_id))
ORDER BY @order LIMIT @most;

-- staff_watches many
-- unscoped asks about a person found in the caller's scope
-- in staff_id i64
-- out plan i64, plan_name str, session str, starts time, ends time, room_number str, room str
SELECT p.id, p.name, e.name, e.starts_at, e.ends_at, r.room_number, CONCAT(m.building, ' ', m.name)
FROM room_invigilator i JOIN exam_session e ON e.id = i.exam_session_id JOIN schedule d ON d.id = i.schedule_id
	JOIN plan p ON p.id = d.plan_id JOIN session_room r ON r.id = i.session_room_id JOIN exam_room m ON m.id = r.exam_room_id
WHERE i.staff_id = :staff_id AND d.state = 'published' AND e.ends_at > UTC_TIMESTAMP(6) ORDER BY e.starts_at LIMIT 50;

-- staff_certificate_insert insert
-- in staff_id i64, certificate_id i64
INSERT INTO staff_certificate (staff_id, certificate_id) VALUES (:staff_id, :certificate_id);

-- staff_certificates_delete exec
-- in staff_id i64
DELETE FROM staff_certificate WHERE staff_id = :staff_id;

-- staff_certificate_known one
-- in id i64
-- out id i64
SELECT id FROM certificate WHERE id = :id;

-- staff_certificate_named many
-- scan a few hundred certificates, read once an import
-- out id i64, name str
SELECT id, name FROM certificate ORDER BY id;

-- staff_by_document one
-- unscoped the import asks for its own school only
-- in school_id i64, document_index bytes, kind str
-- out id i64, name str, phone_mask str
SELECT s.id, s.name, s.phone_mask FROM staff s
WHERE s.school_id = :school_id AND s.document_index = :document_index AND s.kind = :kind AND s.state = 'active';

-- staff_batch_hold many
-- unscoped the import undoes its own batch
-- in import_batch_id i64
-- out id i64
SELECT id FROM staff WHERE import_batch_id = :import_batch_id AND state = 'active' ORDER BY id FOR UPDATE;

-- staff_batch_in_rooms one
-- unscoped asks about the persons of the import's own batch
-- in import_batch_id i64
-- out name str
SELECT s.name FROM staff s JOIN room_invigilator i ON i.staff_id = s.id JOIN exam_session e ON e.id = i.exam_session_id
	JOIN schedule d ON d.id = i.schedule_id
WHERE s.import_batch_id = :import_batch_id AND s.state = 'active' AND d.state = 'published' AND e.ends_at > UTC_TIMESTAMP(6)
ORDER BY s.id LIMIT 1;

-- staff_undo exec
-- unscoped the import undoes its own batch
-- in import_batch_id i64
UPDATE staff SET state = 'removed', version = version + 1 WHERE import_batch_id = :import_batch_id AND state = 'active';

-- staff_import_known exec
-- unscoped marks the rows of the import's own batch
-- in school_id i64, import_batch_id i64
UPDATE import_row x JOIN staff s ON s.school_id = :school_id AND s.document_index = x.document_index
	AND s.kind = CONVERT(JSON_VALUE(x.payload, '$.kind') USING ascii) AND s.state = 'active' AND s.name = x.name
SET x.action = 'unchanged', x.subject_id = s.id
WHERE x.import_batch_id = :import_batch_id AND x.action = 'insert';

-- staff_import_differs many
-- unscoped reads the rows of the import's own batch
-- in school_id i64, import_batch_id i64
-- out row i64, name str
SELECT x.row_no, s.name FROM import_row x JOIN staff s ON s.school_id = :school_id AND s.document_index = x.document_index
	AND s.state = 'active' AND s.name <> x.name
WHERE x.import_batch_id = :import_batch_id AND x.action = 'insert' ORDER BY x.row_no;

-- staff_import_rows many
-- unscoped reads the rows of the import's own batch
-- in import_batch_id i64, after i64, most i64
-- out row i64, name str, document_type str, document_sealed bytes, document_index bytes, document_mask str, phone_sealed bytes?, kind str, phone_mask str, certificates str?
SELECT x.row_no, x.name, x.document_type, x.document_sealed, x.document_index, x.document_mask, x.phone_sealed,
	JSON_VALUE(x.payload, '$.kind'), JSON_VALUE(x.payload, '$.phone_mask'), JSON_UNQUOTE(JSON_EXTRACT(x.payload, '$.certificates'))
FROM import_row x WHERE x.import_batch_id = :import_batch_id AND x.action = 'insert' AND x.row_no > :after
ORDER BY x.row_no LIMIT :most;
