-- Candidates 考生: the school's own list, editing with compare-and-set, conflicts with other schools.

-- candidate_list many
-- in verification str?, class_name str?, without_photo bool, name str?, number str?, sc scope
-- page id by c.id, name by c.name, student_number by c.student_number, class_name by c.class_name, verification by c.verification
-- out id i64, name str, document_type str, document_mask str, sex i64, phone_mask str, student_number str, education_level str, major_code str, major_name str, enrolment_year i64, class_name str, photo bool, photo_state str?, verification str, school str, version i64, updated_at time
SELECT c.id, c.name, c.document_type, c.document_mask, c.sex, c.phone_mask, c.student_number, c.education_level, m.code, m.name,
	c.enrol_year, c.class_name, c.photo_id IS NOT NULL, h.state, c.verification, s.name, c.version, c.updated_at
FROM candidate c JOIN major m ON m.id = c.major_id JOIN organisation s ON s.id = c.school_id LEFT JOIN photo h ON h.id = c.photo_id
WHERE @scope(c) AND c.live = 1 AND @after AND (:verification IS NULL OR c.verification = :verification)
	AND (:class_name IS NULL OR c.class_name = :class_name)
	AND (NOT :without_photo OR c.photo_id IS NULL)
	AND (:name IS NULL OR c.name LIKE :name) AND (:number IS NULL OR c.student_number LIKE :number)
ORDER BY @order LIMIT @most;

-- candidate_get one
-- in id i64, sc scope
-- out id i64, school_id i64, school str, province str, name str, document_type str, document_sealed bytes, document_index bytes, document_mask str, sex i64, birth_date str?, ethnicity str, phone_sealed bytes?, phone_mask str, student_number str, education_level str, major_id i64, catalogue i64, major_code str, major_name str, enrol_year i64, class_name str, photo_id i64?, photo_state str?, photo_reason str?, photo_file_name str, verification str, reasons str, verified_at time?, import_batch_id i64?, version i64, created_at time, updated_at time
SELECT c.id, c.school_id, s.name, c.province, c.name, c.document_type, c.document_sealed, c.document_index, c.document_mask, c.sex,
	DATE_FORMAT(c.birth_date, '%Y-%m-%d'), c.ethnicity, c.phone_sealed, c.phone_mask, c.student_number, c.education_level,
	c.major_id, m.catalogue, m.code, m.name, c.enrol_year, c.class_name, c.photo_id, h.state, h.doubt_reason, c.photo_file_name,
	c.verification, c.verification_reasons, c.verified_at, c.import_batch_id, c.version, c.created_at, c.updated_at
FROM candidate c JOIN major m ON m.id = c.major_id JOIN organisation s ON s.id = c.school_id LEFT JOIN photo h ON h.id = c.photo_id
WHERE c.id = :id AND c.live = 1 AND @scope(c);

-- candidate_counts many
-- in sc scope
-- out verification str, n i64
SELECT c.verification, COUNT(*) FROM candidate c WHERE @scope(c) AND c.live = 1 GROUP BY c.verification;

-- candidate_insert insert
-- in school_id i64, province str, name str, document_type str, document_sealed bytes, document_index bytes, document_mask str, person_index bytes, sex i64, birth str?, ethnicity str, phone_sealed bytes?, phone_mask str, student_number str, education_level str, major_id i64, enrol_year i64, class_name str, photo_file_name str, content bytes, created_by i64
INSERT INTO candidate (school_id, province, name, document_type, document_sealed, document_index, document_mask, person_index,
	sex, birth_date, ethnicity, phone_sealed, phone_mask, student_number, education_level, major_id, enrol_year, class_name,
	photo_file_name, content, created_by)
VALUES (:school_id, :province, :name, :document_type, :document_sealed, :document_index, :document_mask, :person_index, :sex,
	:birth, :ethnicity, :phone_sealed, :phone_mask, :student_number, :education_level, :major_id, :enrol_year, :class_name,
	:photo_file_name, :content, :created_by);

-- candidate_update exec
-- in name str, document_type str, document_sealed bytes, document_index bytes, document_mask str, person_index bytes, sex i64, birth str?, ethnicity str, phone_sealed bytes?, phone_mask str, student_number str, education_level str, major_id i64, enrol_year i64, class_name str, photo_file_name str, content bytes, id i64, version i64, sc scope
UPDATE candidate c SET c.name = :name, c.document_type = :document_type, c.document_sealed = :document_sealed,
	c.document_index = :document_index, c.document_mask = :document_mask, c.person_index = :person_index, c.sex = :sex,
	c.birth_date = :birth, c.ethnicity = :ethnicity, c.phone_sealed = :phone_sealed, c.phone_mask = :phone_mask,
	c.student_number = :student_number, c.education_level = :education_level, c.major_id = :major_id,
	c.enrol_year = :enrol_year, c.class_name = :class_name, c.photo_file_name = :photo_file_name, c.content = :content,
	c.verification = 'pending', c.verification_reasons = '[]', c.verified_at = NULL, c.verified_version = NULL,
	c.version = c.version + 1, c.updated_at = UTC_TIMESTAMP(6)
WHERE c.id = :id AND c.version = :version AND c.live = 1 AND @scope(c)
	AND NOT EXISTS (SELECT 1 FROM registration g JOIN plan p ON p.id = g.plan_id AND p.state = 'published'
		WHERE g.candidate_id = c.id AND g.state = 'registered');

-- candidate_remove exec
-- in id i64, version i64, sc scope
UPDATE candidate c SET c.state = 'removed', c.version = c.version + 1, c.updated_at = UTC_TIMESTAMP(6)
WHERE c.id = :id AND c.version = :version AND c.live = 1 AND @scope(c)
	AND NOT EXISTS (SELECT 1 FROM registration g JOIN plan p ON p.id = g.plan_id AND p.state = 'published'
		WHERE g.candidate_id = c.id AND g.state = 'registered');

-- candidate_registered one
-- in id i64
-- unscoped the caller found the candidate under its scope
-- out plan str
SELECT p.name FROM registration g JOIN plan p ON p.id = g.plan_id AND p.state = 'published'
WHERE g.candidate_id = :id AND g.state = 'registered' LIMIT 1;

-- candidate_clash one
-- in school_id i64, document_index bytes, student_number str, except i64
-- unscoped the school is bound
-- out same_document bool
SELECT MAX(x.same_document) FROM (
	SELECT 1 AS same_document, c.id FROM candidate c
	WHERE c.school_id = :school_id AND c.document_index = :document_index AND c.live = 1
	UNION ALL
	SELECT 0, k.id FROM candidate k
	WHERE k.school_id = :school_id AND k.student_number = :student_number AND k.live = 1) x
WHERE x.id <> :except HAVING COUNT(*) > 0;

-- candidate_major one
-- in kind str, level str, number str
-- out id i64, name str
SELECT m.id, m.name FROM catalogue_use u JOIN major m ON m.catalogue = u.catalogue AND m.education_level = u.education_level
	AND m.code = :number
WHERE u.upload_kind = :kind AND u.education_level = :level AND u.from_at <= UTC_TIMESTAMP(6)
	AND u.from_at = (SELECT MAX(v.from_at) FROM catalogue_use v WHERE v.upload_kind = :kind
		AND v.education_level = :level AND v.from_at <= UTC_TIMESTAMP(6));

-- candidate_classes many
-- in sc scope
-- out class_name str, n i64
SELECT c.class_name, COUNT(*) FROM candidate c WHERE @scope(c) AND c.live = 1 GROUP BY c.class_name ORDER BY c.class_name LIMIT 500;

-- conflict_list many
-- in school_id i64, state str?
-- unscoped the school is bound, and only its own candidate is shown
-- page id by k.id desc, name by c.name, student_number by c.student_number, state by k.state
-- out id i64, candidate i64, name str, document_mask str, student_number str, class_name str, state str, note str, created_at time, settled_at time?
SELECT k.id, c.id, c.name, c.document_mask, c.student_number, c.class_name, k.state, k.note, k.created_at, k.settled_at
FROM candidate_conflict k JOIN candidate c ON c.school_id = :school_id
	AND c.id = IF(k.first_school_id = :school_id, k.first_candidate_id, k.second_candidate_id)
WHERE (k.first_school_id = :school_id OR k.second_school_id = :school_id) AND @after AND (:state IS NULL OR k.state = :state)
ORDER BY @order LIMIT @most;

-- conflict_count one
-- in school_id i64
-- out n i64
SELECT COUNT(*) FROM candidate_conflict k
WHERE (k.first_school_id = :school_id OR k.second_school_id = :school_id) AND k.state = 'open';

-- conflict_open one
-- in id i64
-- out n i64
SELECT COUNT(*) FROM candidate_conflict k WHERE k.state = 'open' AND (k.first_candidate_id = :id OR k.second_candidate_id = :id);
