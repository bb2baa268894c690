-- Certificates 证书: drafting, lists, what the public may see, files.

-- draft_levels many
-- unscoped a job of the plan's own evaluation organisation
-- in plan_id i64
-- out level_id i64, level i64, certificate_code str, certificate str, organisation_code str?, organisation str, evaluator_id i64, rule_id i64, standard_id i64, total_line i64, description str, plan_number str, plan_name str, over bool, now time
SELECT l.id, l.level, f.code, f.name, o.certificate_code, o.name, p.evaluator_id, u.id, u.standard_version_id, u.total_line_centi,
	u.description, p.number, p.name, p.publicity_close_at <= UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
FROM plan_level t JOIN plan p ON p.id = t.plan_id JOIN level_rule u ON u.id = t.level_rule_id
	JOIN certificate_level l ON l.id = t.certificate_level_id JOIN certificate f ON f.id = l.certificate_id
	JOIN organisation o ON o.id = p.evaluator_id
WHERE t.plan_id = :plan_id ORDER BY t.plan_id, t.certificate_level_id;

-- draft_waiting many
-- unscoped a job of the plan's own evaluation organisation
-- in plan_id i64, level_id i64, after i64, most i64
-- out id i64, registration_id i64, school_id i64, site_id i64, site_school_id i64, site str, province str, total i64, holder str, person_index bytes, exam_at time, reviewing bool
SELECT x.id, x.registration_id, x.school_id, x.site_id, s.school_id, s.name, x.province, COALESCE(x.total_centi, 0), k.name,
	k.person_index,
	COALESCE((SELECT MAX(e.starts_at) FROM seat_assignment a JOIN schedule h ON h.id = a.schedule_id AND h.state = 'published'
		JOIN exam_session e ON e.id = a.exam_session_id WHERE a.registration_id = x.registration_id), p.exam_open_at),
	EXISTS (SELECT 1 FROM score_review v WHERE v.result_id = x.id AND v.live = 1)
FROM result x JOIN plan p ON p.id = x.plan_id JOIN registration g ON g.id = x.registration_id
	JOIN candidate k ON k.id = g.candidate_id JOIN site s ON s.id = x.site_id
WHERE x.plan_id = :plan_id AND x.passed = 1 AND x.id > :after AND x.certificate_level_id = :level_id
	AND x.state = 'published'
	AND NOT EXISTS (SELECT 1 FROM issued_certificate c WHERE c.registration_id = x.registration_id
		AND c.state NOT IN ('cancelled', 'replaced'))
ORDER BY x.plan_id, x.passed, x.id LIMIT :most;

-- draft_correction one
-- unscoped a job of the certificate's own evaluation organisation
-- in certificate_id i64
-- out plan_id i64, level_id i64, id i64, registration_id i64, school_id i64, site_id i64, site_school_id i64, site str, province str, total i64, holder str, person_index bytes, exam_at time, passed bool, state str, open bool
SELECT x.plan_id, x.certificate_level_id, x.id, x.registration_id, x.school_id, x.site_id, s.school_id, s.name, x.province,
	COALESCE(x.total_centi, 0), k.name, k.person_index,
	COALESCE((SELECT MAX(e.starts_at) FROM seat_assignment a JOIN schedule h ON h.id = a.schedule_id AND h.state = 'published'
		JOIN exam_session e ON e.id = a.exam_session_id WHERE a.registration_id = x.registration_id), p.exam_open_at),
	x.passed, c.state,
	EXISTS (SELECT 1 FROM issued_certificate o WHERE o.registration_id = c.registration_id AND o.replaces_id = c.id
		AND o.state <> 'cancelled')
FROM issued_certificate c JOIN result x ON x.id = c.result_id JOIN plan p ON p.id = x.plan_id
	JOIN registration g ON g.id = x.registration_id JOIN candidate k ON k.id = g.candidate_id JOIN site s ON s.id = x.site_id
WHERE c.id = :certificate_id;

-- draft_components many
-- in rule_id i64
-- out id i64, name str, least i64, most i64
SELECT id, name, min_centi, max_centi FROM level_component WHERE level_rule_id = :rule_id ORDER BY level_rule_id, position, id;

-- draft_scores many
-- in registration_id i64
-- out component_id i64, score i64?
SELECT level_component_id, score_centi FROM score WHERE registration_id = :registration_id AND entry = 1;

-- series_insert insert
-- in organisation_code str, certificate_code str, level i64, year i64
INSERT INTO certificate_series (organisation_code, certificate_code, level, year)
VALUES (:organisation_code, :certificate_code, :level, :year);

-- series_hold one
-- in organisation_code str, certificate_code str, level i64, year i64
-- out next i64
SELECT next_serial FROM certificate_series WHERE organisation_code = :organisation_code
	AND certificate_code = :certificate_code AND level = :level AND year = :year FOR UPDATE;

-- series_set exec
-- in next i64, organisation_code str, certificate_code str, level i64, year i64
UPDATE certificate_series SET next_serial = :next WHERE organisation_code = :organisation_code
	AND certificate_code = :certificate_code AND level = :level AND year = :year;

-- status_list_hold one
-- in evaluator_id i64
-- out id i64, bits i64, used i64
SELECT id, bit_count, used_count FROM status_list WHERE evaluator_id = :evaluator_id
ORDER BY evaluator_id DESC, id DESC LIMIT 1 FOR UPDATE;

-- status_list_insert insert
-- in evaluator_id i64
INSERT INTO status_list (evaluator_id) VALUES (:evaluator_id);

-- status_list_set exec
-- in used i64, id i64
UPDATE status_list SET used_count = :used WHERE id = :id;

-- issued_certificate_insert insert
-- in number str, uuid bytes, subject_uuid bytes, plan_id i64, registration_id i64, result_id i64, level_id i64, evaluator_id i64, site_id i64, site_school_id i64, school_id i64, province str, person_index bytes, document_hash bytes, replaces_id i64?, status_list_id i64, status_index i64, valid_from time, total i64
INSERT INTO issued_certificate (number, uuid, subject_uuid, plan_id, registration_id, result_id, certificate_level_id,
	evaluator_id, site_id, site_school_id, school_id, province, person_index, document_hash, replaces_id, status_list_id,
	status_index, valid_from_at, total_centi)
VALUES (:number, :uuid, :subject_uuid, :plan_id, :registration_id, :result_id, :level_id, :evaluator_id, :site_id,
	:site_school_id, :school_id, :province, :person_index, :document_hash, :replaces_id, :status_list_id, :status_index,
	:valid_from, :total);

-- certificate_document_insert insert
-- in certificate_id i64, document bytes, document_hash bytes
INSERT INTO certificate_document (issued_certificate_id, document, document_hash)
VALUES (:certificate_id, :document, :document_hash);

-- certificate_setting one
-- in name str
-- out value str
SELECT value FROM setting WHERE name = :name;

-- issued_certificate_list many
-- in plan_id i64, state str?, q str?, q_like str?, sealed_only bool, sc scope
-- page id by c.id, number by c.number, name by k.name, total by c.total_centi
-- out id i64, number str, name str, document_number str, certificate str, level i64, school str, site str, plan i64, plan_name str, state str, total i64, valid_from time, sealed_at time?, pdf bool
SELECT c.id, c.number, k.name, k.document_mask, f.name, l.level, o.name, s.name, c.plan_id, p.name, c.state, c.total_centi,
	c.valid_from_at, c.sealed_at, y.file_id IS NOT NULL
FROM issued_certificate c JOIN registration g ON g.id = c.registration_id JOIN candidate k ON k.id = g.candidate_id
	JOIN certificate_level l ON l.id = c.certificate_level_id JOIN certificate f ON f.id = l.certificate_id
	JOIN organisation o ON o.id = c.school_id JOIN site s ON s.id = c.site_id JOIN plan p ON p.id = c.plan_id
	LEFT JOIN certificate_file y ON y.issued_certificate_id = c.id
WHERE @scope(c) AND @after AND (:plan_id = 0 OR c.plan_id = :plan_id) AND (:state IS NULL OR c.state = :state)
	AND (:sealed_only = 0 OR c.state IN ('sealed', 'revoked', 'replaced'))
	AND (:q IS NULL OR c.number = :q OR k.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- issued_certificate_summary many
-- in plan_id i64, sc scope
-- out state str, n i64, pdfs i64
SELECT c.state, COUNT(*), COUNT(y.file_id) FROM issued_certificate c
	LEFT JOIN certificate_file y ON y.issued_certificate_id = c.id
WHERE c.plan_id = :plan_id AND @scope(c) GROUP BY c.state;

-- certificate_eligible one
-- in plan_id i64, sc scope
-- out passed i64, undrafted i64, reviewing i64
SELECT COUNT(*), COALESCE(SUM(NOT EXISTS (SELECT 1 FROM issued_certificate c WHERE c.registration_id = x.registration_id
		AND c.state NOT IN ('cancelled', 'replaced'))), 0),
	COALESCE(SUM(EXISTS (SELECT 1 FROM score_review v WHERE v.result_id = x.id AND v.live = 1)), 0)
FROM result x WHERE x.plan_id = :plan_id AND @scope(x) AND x.passed = 1 AND x.state = 'published';

-- certificate_request_of one
-- unscoped the certificate was found within the caller's scope
-- in certificate_id i64
-- out kind str, reason str, requester str, created_at time
SELECT q.kind, q.reason, a.display_name, q.created_at FROM certificate_request q JOIN account a ON a.id = q.requested_by
WHERE q.issued_certificate_id = :certificate_id AND q.live = 1;

-- certificate_zip_count one
-- unscoped names the organisation itself, a school or an evaluation organisation
-- in plan_id i64, organisation_id i64, ids str
-- scan the ids are those that a person chose
-- out n i64
SELECT COUNT(*) FROM issued_certificate c JOIN certificate_file y ON y.issued_certificate_id = c.id
WHERE c.plan_id = :plan_id AND c.state = 'sealed' AND (c.school_id = :organisation_id OR c.evaluator_id = :organisation_id)
	AND (JSON_LENGTH(:ids) = 0 OR c.id IN (SELECT i.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) i));

-- certificate_zip_files many
-- unscoped names the organisation itself, a school or an evaluation organisation
-- in plan_id i64, organisation_id i64, ids str, after i64, most i64
-- scan the ids are those that a person chose
-- out id i64, number str, name str, file_id i64
SELECT c.id, c.number, k.name, y.file_id
FROM issued_certificate c JOIN certificate_file y ON y.issued_certificate_id = c.id
	JOIN registration g ON g.id = c.registration_id JOIN candidate k ON k.id = g.candidate_id
WHERE c.plan_id = :plan_id AND c.state = 'sealed' AND (c.school_id = :organisation_id OR c.evaluator_id = :organisation_id)
	AND (JSON_LENGTH(:ids) = 0 OR c.id IN (SELECT i.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) i))
	AND c.id > :after ORDER BY c.id LIMIT :most;

-- issued_certificate_find one
-- in id i64, sc scope
-- out id i64
SELECT c.id FROM issued_certificate c WHERE c.id = :id AND @scope(c);

-- certificate_show one
-- unscoped found within the scope before, or public: what is shown is the caller's matter
-- in id i64
-- out id i64, number str, uuid bytes, state str, plan_id i64, plan_number str, plan str, certificate_id i64, certificate str, certificate_en str, level i64, evaluator_id i64, evaluator str, site_id i64, site str, school_id i64, school str, holder str, document_mask str, photo_id i64?, total i64, document bytes, document_hash bytes, valid_from time, sealed_at time?, file_id i64?, replaces_id i64?, replaces str?, replaced_by_id i64?, replaced_by str?, ended_kind str?, ended_reason str?, ended_at time?
SELECT c.id, c.number, c.uuid, c.state, c.plan_id, p.number, p.name, f.id, f.name, f.name_en, l.level, c.evaluator_id, e.name,
	c.site_id, s.name, c.school_id, o.name, k.name, k.document_mask, k.photo_id, c.total_centi, d.document, d.document_hash,
	c.valid_from_at, c.sealed_at, y.file_id, c.replaces_id, w.number, n.id, n.number, v.kind, v.reason, v.revoked_at
FROM issued_certificate c JOIN plan p ON p.id = c.plan_id JOIN registration g ON g.id = c.registration_id
	JOIN candidate k ON k.id = g.candidate_id JOIN certificate_level l ON l.id = c.certificate_level_id
	JOIN certificate f ON f.id = l.certificate_id JOIN organisation e ON e.id = c.evaluator_id
	JOIN organisation o ON o.id = c.school_id JOIN site s ON s.id = c.site_id
	JOIN certificate_document d ON d.issued_certificate_id = c.id
	LEFT JOIN certificate_file y ON y.issued_certificate_id = c.id
	LEFT JOIN revocation v ON v.issued_certificate_id = c.id
	LEFT JOIN issued_certificate n ON n.id = v.replaced_by_id LEFT JOIN issued_certificate w ON w.id = c.replaces_id
WHERE c.id = :id;

-- certificate_marks many
-- in id i64
-- out stage str, proof str, key_name str, public_key bytes, organisation_id i64, site_id i64?, account str, signed_at time
SELECT s.stage, s.proof, k.key_name, k.public_key, k.organisation_id, k.site_id, a.display_name, s.signed_at
FROM signature s JOIN signing_key k ON k.id = s.signing_key_id JOIN account a ON a.id = s.account_id
WHERE s.issued_certificate_id = :id;

-- certificate_by_number one
-- unscoped public: sealed ones only, shown masked
-- in number str
-- out id i64
SELECT c.id FROM issued_certificate c WHERE c.number = :number AND c.state IN ('sealed', 'revoked', 'replaced');

-- certificate_by_uuid one
-- unscoped public: sealed ones only, shown masked
-- in uuid bytes
-- out id i64
SELECT c.id FROM issued_certificate c WHERE c.uuid = :uuid AND c.state IN ('sealed', 'revoked', 'replaced');

-- certificate_by_file one
-- unscoped public: who has the file has the certificate
-- in sha256 bytes
-- out id i64
SELECT y.issued_certificate_id FROM certificate_file y WHERE y.sha256 = :sha256 LIMIT 1;

-- certificate_of_person many
-- unscoped public: who knows name and document number is the person
-- in person_index bytes, most i64
-- out id i64, number str, certificate str, level i64, evaluator str, state str, sealed_at time?, pdf bool, ticket str?
SELECT c.id, c.number, f.name, l.level, e.name, c.state, c.sealed_at, y.file_id IS NOT NULL, t.ticket_number
FROM issued_certificate c JOIN certificate_level l ON l.id = c.certificate_level_id JOIN certificate f ON f.id = l.certificate_id
	JOIN organisation e ON e.id = c.evaluator_id LEFT JOIN certificate_file y ON y.issued_certificate_id = c.id
	LEFT JOIN ticket t ON t.registration_id = c.registration_id
WHERE c.person_index = :person_index AND c.state IN ('sealed', 'revoked', 'replaced')
ORDER BY c.id DESC LIMIT :most;

-- certificate_keys many
-- in organisation_id i64, purpose str
-- out key_name str, public_key bytes, state str, created_at time
SELECT key_name, public_key, state, created_at FROM signing_key
WHERE organisation_id = :organisation_id AND purpose = :purpose ORDER BY organisation_id, purpose, id;

-- certificate_site_keys many
-- in site_id i64
-- out key_name str, public_key bytes, state str, created_at time
SELECT key_name, public_key, state, created_at FROM signing_key WHERE site_id = :site_id ORDER BY site_id, id;

-- certificate_status_bits many
-- unscoped the list is public
-- in list_id i64
-- out position i64
SELECT c.status_index FROM issued_certificate c
WHERE c.status_list_id = :list_id AND c.state IN ('revoked', 'replaced');

-- certificate_status_list one
-- in id i64
-- out evaluator_id i64, bits i64
SELECT evaluator_id, bit_count FROM status_list WHERE id = :id;

-- certificate_photo one
-- unscoped a job prints what was drafted
-- in id i64
-- out bytes bytes
SELECT p.bytes FROM photo p WHERE p.id = :id;

-- certificate_to_print many
-- unscoped the batch was made within the scope of its signer
-- in batch_id i64, after i64, most i64
-- out position i64, id i64, number str
SELECT i.position, c.id, c.number FROM signing_batch_item i JOIN issued_certificate c ON c.id = i.issued_certificate_id
WHERE i.signing_batch_id = :batch_id AND i.position > :after AND c.sealed_at IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM certificate_file y WHERE y.issued_certificate_id = c.id)
ORDER BY i.signing_batch_id, i.position LIMIT :most;

-- certificate_print_count one
-- in batch_id i64
-- out n i64
SELECT COUNT(*) FROM signing_batch_item WHERE signing_batch_id = :batch_id;

-- certificate_file_insert insert
-- in certificate_id i64, file_id i64, sha256 bytes
INSERT INTO certificate_file (issued_certificate_id, file_id, sha256) VALUES (:certificate_id, :file_id, :sha256);

-- certificate_correction_insert insert
-- in certificate_id i64, evaluator_id i64, reason str, requested_by i64
INSERT INTO certificate_request (issued_certificate_id, evaluator_id, kind, reason, requested_by)
VALUES (:certificate_id, :evaluator_id, 'replaced', :reason, :requested_by);
