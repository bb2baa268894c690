-- Candidate photos 考生照片: re-made JPEGs, one row per picture of a school; matching of files to candidates.

-- photo_put insert
-- in school_id i64, sha256 bytes, width i64, height i64, bytes bytes, state str, doubt_reason str
INSERT INTO photo (school_id, sha256, width, height, bytes, state, doubt_reason)
VALUES (:school_id, :sha256, :width, :height, :bytes, :state, :doubt_reason)
ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id);

-- photo_by_number many
-- in school_id i64, stem str, file_name str
-- unscoped a job; the school is bound
-- out id i64
SELECT c.id FROM candidate c WHERE c.school_id = :school_id AND c.student_number = :stem AND c.live = 1
UNION
SELECT k.id FROM candidate k WHERE k.school_id = :school_id AND k.photo_file_name = :file_name AND k.live = 1;

-- photo_by_document many
-- in school_id i64, document_index bytes
-- unscoped a job; the school is bound
-- out id i64
SELECT c.id FROM candidate c WHERE c.school_id = :school_id AND c.document_index = :document_index AND c.live = 1;

-- photo_candidate one
-- in id i64, school_id i64
-- unscoped a job; the school is bound
-- out id i64, name str, photo_id i64?, version i64, verification str, reasons str
SELECT c.id, c.name, c.photo_id, c.version, c.verification, c.verification_reasons FROM candidate c
WHERE c.id = :id AND c.school_id = :school_id AND c.live = 1;

-- photo_frozen one
-- in candidate_id i64
-- unscoped the caller found the candidate under its school
-- out plan str
SELECT p.name FROM registration g JOIN ticket t ON t.registration_id = g.id JOIN plan p ON p.id = g.plan_id
WHERE g.candidate_id = :candidate_id AND g.state = 'registered' LIMIT 1;

-- photo_shared one
-- in photo_id i64, school_id i64, candidate_id i64
-- unscoped the school is bound
-- out name str
SELECT c.name FROM candidate c WHERE c.photo_id = :photo_id AND c.school_id = :school_id AND c.id <> :candidate_id AND c.live = 1
LIMIT 1;

-- photo_attach exec
-- in photo_id i64, doubt bool, reasons str, id i64, version i64
-- unscoped a job; the candidate was found with its school bound
UPDATE candidate c SET c.photo_id = :photo_id,
	c.verification_reasons = IF(:doubt AND c.verification = 'accurate', :reasons, c.verification_reasons),
	c.verification = IF(:doubt AND c.verification = 'accurate', 'manual', c.verification),
	c.version = c.version + 1, c.updated_at = UTC_TIMESTAMP(6)
WHERE c.id = :id AND c.version = :version AND c.live = 1;

-- photo_get one
-- in id i64, sc scope
-- out bytes bytes, media_type str
SELECT h.bytes, h.media_type FROM candidate c JOIN photo h ON h.id = c.photo_id WHERE c.id = :id AND c.live = 1 AND @scope(c);

-- photo_file one
-- in id i64, organisation_id i64, purpose str
-- out id i64, name str
SELECT id, name FROM file WHERE id = :id AND organisation_id = :organisation_id AND state = 'stored' AND purpose = :purpose;

-- photo_missing one
-- in sc scope
-- out n i64
SELECT COUNT(*) FROM candidate c WHERE @scope(c) AND c.live = 1 AND c.photo_id IS NULL;
