-- Papers 考场资料 of a published schedule: what the job prints, what it keeps, who may fetch it.

-- paper_schedule one
-- unscoped the job prints one site of a schedule
-- in schedule_id i64, site_id i64
-- out id i64, plan_id i64, plan str, evaluator_id i64, version_no i64, state str, published time?, school_id i64, site str, site_code str, address str
SELECT d.id, d.plan_id, p.name, d.evaluator_id, d.version_no, d.state, d.published_at, s.school_id, s.name, s.code, s.address
FROM schedule d JOIN plan p ON p.id = d.plan_id JOIN site s ON s.id = :site_id WHERE d.id = :schedule_id;

-- paper_rooms many
-- unscoped the job prints one site of a schedule
-- in schedule_id i64, site_id i64
-- out id i64, room_number str, building str, room str, row_count i64, column_count i64, session str, starts time, ends time, seats i64
SELECT r.id, r.room_number, e.building, e.name, e.row_count, e.column_count, x.name, x.starts_at, x.ends_at, r.seat_count
FROM session_room r JOIN exam_room e ON e.id = r.exam_room_id JOIN exam_session x ON x.id = r.exam_session_id
WHERE r.schedule_id = :schedule_id AND r.site_id = :site_id AND r.seat_count > 0 ORDER BY r.room_number;

-- paper_seats many
-- unscoped the job prints one room
-- in session_room_id i64
-- out registration_id i64, seat i64, row i64, col i64, name str, sex i64, document_mask str, school str, class_name str, ticket_number str, level_id i64, certificate str, level i64, photo bytes?, first bool
SELECT g.id, a.seat_no, a.row_no, a.column_no, c.name, c.sex, c.document_mask, o.name, c.class_name, k.ticket_number, l.id, t.name,
	l.level, f.bytes, NOT EXISTS (SELECT 1 FROM seat_assignment b JOIN exam_session y ON y.id = b.exam_session_id
		WHERE b.registration_id = g.id AND b.schedule_id = a.schedule_id
			AND (y.starts_at < x.starts_at OR (y.starts_at = x.starts_at AND y.id < x.id)))
FROM seat_assignment a JOIN exam_session x ON x.id = a.exam_session_id JOIN registration g ON g.id = a.registration_id
	JOIN candidate c ON c.id = g.candidate_id JOIN organisation o ON o.id = g.school_id
	JOIN ticket k ON k.registration_id = g.id JOIN certificate_level l ON l.id = g.certificate_level_id
	JOIN certificate t ON t.id = l.certificate_id LEFT JOIN photo f ON f.id = c.photo_id
WHERE a.session_room_id = :session_room_id ORDER BY a.seat_no;

-- paper_sittings many
-- unscoped the job prints when and where the people of one room sit
-- in session_room_id i64
-- out registration_id i64, session str, starts time, ends time, room_number str, building str, room str, seat i64
SELECT b.registration_id, x.name, x.starts_at, x.ends_at, r.room_number, e.building, e.name, b.seat_no
FROM seat_assignment a JOIN seat_assignment b ON b.registration_id = a.registration_id AND b.schedule_id = a.schedule_id
	JOIN session_room r ON r.id = b.session_room_id JOIN exam_room e ON e.id = r.exam_room_id
	JOIN exam_session x ON x.id = b.exam_session_id
WHERE a.session_room_id = :session_room_id ORDER BY a.seat_no, x.starts_at, x.id;

-- paper_insert insert
-- in schedule_id i64, plan_id i64, site_id i64, school_id i64, evaluator_id i64, session_room_id i64?, registration_id i64?, kind str, file_id i64, pages i64
INSERT INTO paper (schedule_id, plan_id, site_id, school_id, evaluator_id, session_room_id, registration_id, kind, file_id,
	page_count)
VALUES (:schedule_id, :plan_id, :site_id, :school_id, :evaluator_id, :session_room_id, :registration_id, :kind, :file_id,
	:pages);

-- paper_of_site many
-- unscoped the job takes away what an earlier, broken run of its own left
-- in site_id i64, schedule_id i64, most i64
-- out id i64, file_id i64
SELECT id, file_id FROM paper WHERE site_id = :site_id AND schedule_id = :schedule_id LIMIT :most;

-- paper_delete exec
-- unscoped see paper_of_site
-- in id i64
DELETE FROM paper WHERE id = :id;

-- paper_of_room many
-- in session_room_id i64, sc scope
-- out id i64, kind str, name str, pages i64, size i64, version_no i64
SELECT p.id, p.kind, f.name, p.page_count, f.size, d.version_no
FROM paper p JOIN file f ON f.id = p.file_id JOIN schedule d ON d.id = p.schedule_id
WHERE p.session_room_id = :session_room_id AND p.registration_id IS NULL AND @scope(p) ORDER BY p.id;

-- paper_of_plan many
-- in plan_id i64, schedule_id i64, site_id i64, kind str?, sc scope
-- page id by p.id, site_name by s.name, name by f.name
-- out id i64, kind str, name str, pages i64, size i64, site_id i64, site_name str, session_room_id i64?, version_no i64
SELECT p.id, p.kind, f.name, p.page_count, f.size, p.site_id, s.name, p.session_room_id, d.version_no
FROM paper p JOIN file f ON f.id = p.file_id JOIN site s ON s.id = p.site_id JOIN schedule d ON d.id = p.schedule_id
WHERE p.plan_id = :plan_id AND p.schedule_id = :schedule_id AND @scope(p) AND p.registration_id IS NULL
	AND (:site_id = 0 OR p.site_id = :site_id) AND (:kind IS NULL OR p.kind = :kind) AND @after
ORDER BY @order LIMIT @most;

-- paper_file one
-- in id i64, sc scope
-- out id i64, name str, media_type str, size i64
SELECT f.id, f.name, f.media_type, f.size FROM paper p JOIN file f ON f.id = p.file_id
WHERE p.id = :id AND f.state = 'stored' AND @scope(p);

-- paper_ticket one
-- unscoped compares the caller's organisation with those whose candidate, site or plan it is; zero is everybody's
-- in registration_id i64, organisation_id i64
-- out id i64, name str, media_type str, size i64
SELECT f.id, f.name, f.media_type, f.size
FROM ticket k JOIN registration g ON g.id = k.registration_id JOIN site s ON s.id = k.site_id
	JOIN paper p ON p.registration_id = k.registration_id AND p.schedule_id = k.schedule_id JOIN file f ON f.id = p.file_id
WHERE k.registration_id = :registration_id AND p.kind = 'ticket' AND f.state = 'stored'
	AND (:organisation_id = 0 OR g.school_id = :organisation_id OR s.school_id = :organisation_id
		OR g.evaluator_id = :organisation_id)
ORDER BY p.id DESC LIMIT 1;

-- paper_ticketed one
-- unscoped compares the caller's organisation like paper_ticket
-- in registration_id i64, organisation_id i64
-- out id i64
SELECT k.registration_id FROM ticket k JOIN registration g ON g.id = k.registration_id JOIN site s ON s.id = k.site_id
WHERE k.registration_id = :registration_id AND (g.school_id = :organisation_id OR s.school_id = :organisation_id
	OR g.evaluator_id = :organisation_id);

-- ticket_of_person many
-- unscoped the public asks with name and document number, which the index is made of
-- in person_index bytes, plan_id i64
-- out registration_id i64
SELECT k.registration_id FROM ticket k JOIN plan p ON p.id = k.plan_id
WHERE k.person_index = :person_index AND (:plan_id = 0 OR k.plan_id = :plan_id) AND p.state = 'published'
	AND p.exam_close_at > UTC_TIMESTAMP(6)
ORDER BY p.exam_open_at, k.registration_id LIMIT 10;
