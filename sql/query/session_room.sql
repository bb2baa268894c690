-- Rooms in a session 场次考场: the page behind 查看, moves of single seats, invigilators, the room record.

-- session_room_list many
-- in schedule_id i64, site_id i64, exam_session_id i64, short_of i64, sc scope
-- page id by r.id, room_number by r.room_number, site_name by s.name, starts by x.starts_at, seats by r.seat_count
-- out id i64, site_id i64, site_name str, room_number str, room str, exam_session_id i64, session str, kind str, starts time, ends time, seats i64, capacity i64, invigilators i64, check_ins i64, absences i64, misconducts i64, incidents i64, unmarked i64, recorded bool, version i64
SELECT r.id, r.site_id, s.name, r.room_number, CONCAT(e.building, ' ', e.name), x.id, x.name, x.kind, x.starts_at, x.ends_at,
	r.seat_count, e.capacity, (SELECT COUNT(*) FROM room_invigilator i WHERE i.session_room_id = r.id),
	(SELECT COUNT(*) FROM exam_event v WHERE v.session_room_id = r.id AND v.kind = 'check_in' AND v.state = 'active'),
	(SELECT COUNT(*) FROM exam_event v WHERE v.session_room_id = r.id AND v.kind = 'absent' AND v.state = 'active'),
	(SELECT COUNT(*) FROM exam_event v WHERE v.session_room_id = r.id AND v.kind = 'misconduct' AND v.state = 'active'),
	(SELECT COUNT(*) FROM exam_event v WHERE v.session_room_id = r.id AND v.kind = 'incident' AND v.state = 'active'),
	r.seat_count - (SELECT COUNT(DISTINCT v.registration_id) FROM exam_event v WHERE v.session_room_id = r.id
		AND v.state = 'active' AND v.kind <> 'incident'),
	r.record_text <> '', r.version
FROM session_room r JOIN site s ON s.id = r.site_id JOIN exam_room e ON e.id = r.exam_room_id
	JOIN exam_session x ON x.id = r.exam_session_id
WHERE r.schedule_id = :schedule_id AND @scope(r) AND (:site_id = 0 OR r.site_id = :site_id)
	AND (:exam_session_id = 0 OR r.exam_session_id = :exam_session_id)
	AND (:short_of = 0 OR (SELECT COUNT(*) FROM room_invigilator i WHERE i.session_room_id = r.id) < :short_of) AND @after
ORDER BY @order LIMIT @most;

-- session_room_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, plan str, schedule_id i64, state str, version_no i64, site_id i64, site str, address str, school_id i64, evaluator_id i64, exam_room_id i64, building str, room str, row_count i64, column_count i64, accessibility i64, room_number str, exam_session_id i64, session str, kind str, certificate_level_id i64?, starts time, ends time, seats i64, record_text str, version i64
SELECT r.id, r.plan_id, p.name, r.schedule_id, d.state, d.version_no, r.site_id, s.name, s.address, r.school_id, r.evaluator_id,
	r.exam_room_id, e.building, e.name, e.row_count, e.column_count, e.accessibility, r.room_number, x.id, x.name, x.kind,
	x.certificate_level_id, x.starts_at, x.ends_at, r.seat_count, r.record_text, r.version
FROM session_room r JOIN schedule d ON d.id = r.schedule_id JOIN plan p ON p.id = r.plan_id JOIN site s ON s.id = r.site_id
	JOIN exam_room e ON e.id = r.exam_room_id JOIN exam_session x ON x.id = r.exam_session_id
WHERE r.id = :id AND @scope(r);

-- session_room_seats many
-- unscoped who sits in a room found in the caller's scope, whichever school they come from
-- in session_room_id i64
-- out registration_id i64, seat i64, row i64, col i64, name str, sex i64, document_mask str, class_name str, school str, certificate str, level i64, school_id i64, class_key i64, accessibility i64, ticket_number str?, events str?
SELECT g.id, a.seat_no, a.row_no, a.column_no, c.name, c.sex, c.document_mask, c.class_name, o.name, t.name, l.level,
	g.school_id, g.class_key, g.accessibility, k.ticket_number, (SELECT GROUP_CONCAT(v.kind ORDER BY v.kind) FROM exam_event v
		WHERE v.registration_id = g.id AND v.exam_session_id = a.exam_session_id AND v.live = 1)
FROM seat_assignment a JOIN registration g ON g.id = a.registration_id JOIN candidate c ON c.id = g.candidate_id
	JOIN organisation o ON o.id = g.school_id JOIN certificate_level l ON l.id = g.certificate_level_id
	JOIN certificate t ON t.id = l.certificate_id LEFT JOIN ticket k ON k.registration_id = g.id
WHERE a.session_room_id = :session_room_id ORDER BY a.seat_no;

-- session_room_invigilators many
-- unscoped of a room found in the caller's scope
-- in session_room_id i64
-- out position i64, staff_id i64, name str
SELECT i.position, s.id, s.name FROM room_invigilator i JOIN staff s ON s.id = i.staff_id
WHERE i.session_room_id = :session_room_id ORDER BY i.position;

-- session_room_choices many
-- unscoped the staff of the school whose site the room belongs to; what is told of other plans is "busy"
-- in school_id i64, plan_id i64, schedule_id i64, session_room_id i64, starts time, ends time
-- out id i64, name str, candidate bool, busy bool
SELECT s.id, s.name,
	EXISTS (SELECT 1 FROM candidate c JOIN registration g ON g.candidate_id = c.id
		WHERE c.document_index = s.document_index AND g.plan_id = :plan_id AND g.state = 'registered'),
	EXISTS (SELECT 1 FROM staff t JOIN room_invigilator i ON i.staff_id = t.id JOIN exam_session x ON x.id = i.exam_session_id
			JOIN schedule d ON d.id = i.schedule_id
		WHERE t.document_index = s.document_index AND i.session_room_id <> :session_room_id
			AND (d.id = :schedule_id OR (d.state = 'published' AND d.plan_id <> :plan_id))
			AND x.starts_at < :ends AND x.ends_at > :starts)
FROM staff s WHERE s.school_id = :school_id AND s.state = 'active' AND s.kind = 'invigilator' ORDER BY s.id;

-- session_room_invigilators_delete exec
-- in session_room_id i64
DELETE FROM room_invigilator WHERE session_room_id = :session_room_id;

-- session_room_invigilator_insert insert
-- in session_room_id i64, position i64, staff_id i64, exam_session_id i64, schedule_id i64
INSERT INTO room_invigilator (session_room_id, position, staff_id, exam_session_id, schedule_id)
VALUES (:session_room_id, :position, :staff_id, :exam_session_id, :schedule_id);

-- session_room_touch exec
-- in id i64, version i64, sc scope
UPDATE session_room r SET version = version + 1 WHERE r.id = :id AND r.version = :version AND @scope(r);

-- session_room_recount exec
-- in id i64, sc scope
UPDATE session_room r SET seat_count = (SELECT COUNT(*) FROM seat_assignment a WHERE a.session_room_id = r.id),
	version = version + 1
WHERE r.id = :id AND @scope(r);

-- session_room_record exec
-- in text str, id i64, version i64, sc scope
UPDATE session_room r SET record_text = :text, version = version + 1
WHERE r.id = :id AND r.version = :version AND @scope(r);

-- session_room_blocks many
-- in exam_room_id i64
-- out row i64, col i64, kind str
SELECT row_no, column_no, kind FROM room_seat_block WHERE exam_room_id = :exam_room_id ORDER BY row_no, column_no;

-- seat_mover one
-- in id i64, sc scope
-- out id i64, plan_id i64, candidate_id i64, name str, site_id i64, certificate_level_id i64, accessibility i64, state str
SELECT g.id, g.plan_id, g.candidate_id, c.name, g.site_id, g.certificate_level_id, g.accessibility, g.state
FROM registration g JOIN candidate c ON c.id = g.candidate_id WHERE g.id = :id AND @scope(g);

-- seat_sittings many
-- unscoped where a person of the caller's plan sits in one of its schedules
-- in candidate_id i64, plan_id i64, schedule_id i64
-- out registration_id i64, session_room_id i64, seat i64, row i64, col i64, exam_session_id i64, session str, kind str, starts time, ends time
SELECT a.registration_id, a.session_room_id, a.seat_no, a.row_no, a.column_no, x.id, x.name, x.kind, x.starts_at, x.ends_at
FROM registration g JOIN seat_assignment a ON a.registration_id = g.id AND a.schedule_id = :schedule_id
	JOIN exam_session x ON x.id = a.exam_session_id
WHERE g.candidate_id = :candidate_id AND g.plan_id = :plan_id AND g.state = 'registered' ORDER BY x.starts_at, x.id;

-- seat_holder one
-- in session_room_id i64, seat i64
-- out registration_id i64
SELECT registration_id FROM seat_assignment WHERE session_room_id = :session_room_id AND seat_no = :seat;

-- seat_delete exec
-- in session_room_id i64, seat i64
DELETE FROM seat_assignment WHERE session_room_id = :session_room_id AND seat_no = :seat;

-- seat_insert insert
-- in session_room_id i64, seat i64, row i64, col i64, registration_id i64, exam_session_id i64, schedule_id i64
INSERT INTO seat_assignment (session_room_id, seat_no, row_no, column_no, registration_id, exam_session_id, schedule_id)
VALUES (:session_room_id, :seat, :row, :col, :registration_id, :exam_session_id, :schedule_id);
