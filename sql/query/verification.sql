-- Verification 信息认证: pending candidates beside the enrolment register; confirmations by hand.

-- verification_pending many
-- in school_id i64, after i64, most i64
-- unscoped a job; the school is bound
-- out id i64, version i64, name str, document_type str, document_sealed bytes, document_index bytes, sex i64, education_level str, major_id i64, catalogue i64, major_code str, major_name str, enrol_year i64, photo_state str?, photo_reason str?, photo_confirmed i64?, conflict bool
SELECT c.id, c.version, c.name, c.document_type, c.document_sealed, c.document_index, c.sex, c.education_level, c.major_id,
	m.catalogue, m.code, m.name, c.enrol_year, h.state, h.doubt_reason, h.confirmed_by,
	EXISTS (SELECT 1 FROM candidate o WHERE o.document_index = c.document_index AND o.school_id <> c.school_id AND o.live = 1)
FROM candidate c JOIN major m ON m.id = c.major_id LEFT JOIN photo h ON h.id = c.photo_id
WHERE c.school_id = :school_id AND c.verification = 'pending' AND c.live = 1 AND c.id > :after ORDER BY c.id LIMIT :most;

-- verification_entries many
-- in school_id i64, year i64, low i64, high i64
-- unscoped a job; the school is bound
-- out candidate_id i64, year i64, name str, student_number str, education_level str, major_code str, major_name str, enrol_year i64
SELECT c.id, e.year, e.name, e.student_number, e.education_level, e.major_code, e.major_name, e.enrol_year
FROM candidate c JOIN register_entry e ON e.document_index = c.document_index AND e.province IN (c.province, '000000')
	AND (e.school_id = c.school_id OR (e.school_id IS NULL AND e.school_code = ''))
	JOIN register_batch b ON b.id = e.register_batch_id AND b.state = 'active'
WHERE c.school_id = :school_id AND c.id >= :low AND c.id <= :high AND c.live = 1 AND (:year = 0 OR e.year = :year)
ORDER BY c.id, e.year DESC, e.id DESC;

-- verification_pending_count one
-- in school_id i64
-- unscoped a job; the school is bound
-- out n i64
SELECT COUNT(*) FROM candidate c WHERE c.school_id = :school_id AND c.verification = 'pending' AND c.live = 1;

-- verification_set exec
-- in verification str, reasons str, id i64, version i64
-- unscoped a job; the candidate was found with its school bound
UPDATE candidate c SET c.verification = :verification, c.verification_reasons = :reasons, c.verified_at = UTC_TIMESTAMP(6),
	c.verified_version = c.version
WHERE c.id = :id AND c.version = :version AND c.verification = 'pending' AND c.live = 1;

-- verification_confirm exec
-- in id i64, version i64, sc scope
UPDATE candidate c SET c.verification = 'accurate', c.verified_at = UTC_TIMESTAMP(6), c.verified_version = c.version + 1,
	c.version = c.version + 1
WHERE c.id = :id AND c.version = :version AND c.verification = 'manual' AND c.live = 1 AND @scope(c);

-- verification_photo_confirm exec
-- in account_id i64, id i64
-- unscoped the caller found the candidate under its scope
UPDATE photo h SET h.confirmed_by = :account_id WHERE h.id = :id AND h.state = 'doubt';

-- verification_confirmation_insert insert
-- in candidate_id i64, school_id i64, candidate_version i64, account_id i64, reason str, evidence_file_id i64?, fields str
INSERT INTO verification_confirmation (candidate_id, school_id, candidate_version, account_id, reason, evidence_file_id, fields)
VALUES (:candidate_id, :school_id, :candidate_version, :account_id, :reason, :evidence_file_id, :fields);

-- verification_confirmations many
-- in candidate_id i64
-- out id i64, person str, reason str, evidence_file_id i64?, fields str, created_at time
SELECT v.id, p.display_name, v.reason, v.evidence_file_id, v.fields, v.created_at
FROM verification_confirmation v JOIN account p ON p.id = v.account_id
WHERE v.candidate_id = :candidate_id ORDER BY v.id DESC LIMIT 20;

-- verification_evidence one
-- in id i64, organisation_id i64
-- out id i64
SELECT id FROM file WHERE id = :id AND organisation_id = :organisation_id AND state = 'stored' AND purpose = 'evidence';

-- verification_majors_related one
-- in major_id i64, level str, code_given str
-- out n i64
SELECT COUNT(*) FROM major n
	LEFT JOIN major_map x ON x.old_major_id = n.id AND x.new_major_id = :major_id
	LEFT JOIN major_map y ON y.new_major_id = n.id AND y.old_major_id = :major_id
WHERE n.code = :code_given AND n.education_level = :level AND (x.old_major_id IS NOT NULL OR y.old_major_id IS NOT NULL);

-- verification_job_open one
-- in school_id i64
-- out id i64
SELECT id FROM job WHERE kind = 'verify' AND subject_id = :school_id AND state IN ('queued', 'running') LIMIT 1;

-- verification_register_year one
-- in province str, school_id i64
-- out year i64
SELECT COALESCE(MAX(b.year), 0) FROM register_batch b
WHERE b.province IN (:province, '000000') AND b.state = 'active' AND (b.school_id IS NULL OR b.school_id = :school_id);
