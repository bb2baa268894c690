-- What the seating engine 排考 reads of one plan over all its sites, and what the job stores of its answer.

-- seating_levels many
-- in plan_id i64
-- out id i64, certificate str, level i64, theory bool, practical bool
SELECT l.certificate_level_id, c.name, cl.level,
	EXISTS (SELECT 1 FROM level_component k WHERE k.level_rule_id = l.level_rule_id AND k.kind = 'theory'),
	EXISTS (SELECT 1 FROM level_component k WHERE k.level_rule_id = l.level_rule_id AND k.kind = 'practical')
FROM plan_level l JOIN certificate_level cl ON cl.id = l.certificate_level_id JOIN certificate c ON c.id = cl.certificate_id
WHERE l.plan_id = :plan_id ORDER BY l.certificate_level_id;

-- seating_sites many
-- unscoped the job seats a whole plan
-- in plan_id i64
-- out id i64, name str, school_id i64, province str
SELECT DISTINCT s.id, s.name, s.school_id, s.province FROM registration g JOIN site s ON s.id = g.site_id
WHERE g.plan_id = :plan_id AND g.state = 'registered' ORDER BY s.id;

-- seating_rooms many
-- unscoped the job seats a whole plan
-- in plan_id i64
-- out id i64, site_id i64, name str, kind str, row_count i64, column_count i64, accessibility i64
SELECT r.id, r.site_id, CONCAT(r.building, ' ', r.name), r.kind, r.row_count, r.column_count, r.accessibility
FROM plan_room x JOIN exam_room r ON r.id = x.exam_room_id
WHERE x.plan_id = :plan_id AND r.state = 'active' ORDER BY r.id;

-- seating_blocks many
-- unscoped the job seats a whole plan
-- in plan_id i64
-- out exam_room_id i64, row i64, col i64
SELECT b.exam_room_id, b.row_no, b.column_no FROM plan_room x JOIN room_seat_block b ON b.exam_room_id = x.exam_room_id
WHERE x.plan_id = :plan_id;

-- seating_count one
-- unscoped the job seats a whole plan
-- in plan_id i64
-- out n i64
SELECT COUNT(*) FROM registration WHERE plan_id = :plan_id AND state = 'registered';

-- seating_registrations many
-- unscoped the job seats a whole plan
-- in plan_id i64, after i64, most i64
-- out id i64, candidate_id i64, site_id i64, school_id i64, class_key i64, accessibility i64, level_id i64
SELECT id, candidate_id, site_id, school_id, class_key, accessibility, certificate_level_id FROM registration
WHERE plan_id = :plan_id AND state = 'registered' AND id > :after ORDER BY id LIMIT :most;

-- seating_elsewhere many
-- unscoped who of the plan sits in another plan's exam, whosever it is
-- in plan_id i64
-- out registration_id i64, plan str, starts time, ends time
SELECT g.id, p.name, x.starts_at, x.ends_at
FROM plan own JOIN plan p ON p.state = 'published' AND p.id <> own.id AND p.exam_open_at < own.exam_close_at
		AND own.exam_open_at < p.exam_close_at
	JOIN schedule d ON d.plan_id = p.id AND d.live = 1 JOIN session_room r ON r.schedule_id = d.id
	JOIN seat_assignment a ON a.session_room_id = r.id JOIN registration o ON o.id = a.registration_id
	JOIN registration g ON g.candidate_id = o.candidate_id AND g.plan_id = own.id AND g.state = 'registered'
	JOIN exam_session x ON x.id = a.exam_session_id
WHERE own.id = :plan_id ORDER BY g.id;

-- seating_base_rooms many
-- unscoped the job keeps the seats of the version in force
-- in schedule_id i64
-- out id i64, exam_session_id i64, exam_room_id i64, site_id i64, room_number str
SELECT id, exam_session_id, exam_room_id, site_id, room_number FROM session_room WHERE schedule_id = :schedule_id ORDER BY id;

-- seating_base_seats many
-- in session_room_id i64
-- out registration_id i64, row i64, col i64
SELECT registration_id, row_no, column_no FROM seat_assignment WHERE session_room_id = :session_room_id;

-- seating_base_invigilators many
-- unscoped the job keeps the invigilators of the version in force
-- in schedule_id i64
-- out exam_session_id i64, exam_room_id i64, position i64, staff_id i64
SELECT r.exam_session_id, r.exam_room_id, i.position, i.staff_id
FROM session_room r JOIN room_invigilator i ON i.session_room_id = r.id
WHERE r.schedule_id = :schedule_id ORDER BY r.id, i.position;

-- seating_staff many
-- unscoped the job assigns the invigilators of all sites of a plan
-- in plan_id i64
-- out id i64, site_id i64, person_id i64
SELECT t.id, x.site_id, (SELECT MIN(o.id) FROM staff o WHERE o.document_index = t.document_index AND o.state = 'active')
FROM (SELECT DISTINCT site_id, school_id FROM plan_room WHERE plan_id = :plan_id) x
	JOIN staff t ON t.school_id = x.school_id
WHERE t.state = 'active' AND t.kind = 'invigilator'
	AND NOT EXISTS (SELECT 1 FROM candidate c JOIN registration g ON g.candidate_id = c.id
		WHERE c.document_index = t.document_index AND g.plan_id = :plan_id AND g.state = 'registered')
ORDER BY x.site_id, t.id;

-- seating_staff_busy many
-- unscoped when the persons of seating_staff watch in exams of other plans
-- in plan_id i64
-- out id i64, starts time, ends time
SELECT t.id, e.starts_at, e.ends_at
FROM plan own JOIN (SELECT DISTINCT school_id, plan_id FROM plan_room WHERE plan_id = :plan_id) x ON x.plan_id = own.id
	JOIN staff t ON t.school_id = x.school_id AND t.state = 'active' AND t.kind = 'invigilator'
	JOIN staff o ON o.document_index = t.document_index JOIN room_invigilator i ON i.staff_id = o.id
	JOIN schedule d ON d.id = i.schedule_id AND d.live = 1 AND d.plan_id <> own.id
	JOIN exam_session e ON e.id = i.exam_session_id AND e.starts_at < own.exam_close_at AND own.exam_open_at < e.ends_at
WHERE own.id = :plan_id ORDER BY t.id;

-- seating_room_insert bulk
-- in schedule_id i64, exam_session_id i64, exam_room_id i64, site_id i64, plan_id i64, school_id i64, evaluator_id i64, province str, room_number str, seats i64
INSERT INTO session_room (schedule_id, exam_session_id, exam_room_id, site_id, plan_id, school_id, evaluator_id, province,
	room_number, seat_count)
VALUES @row(:schedule_id, :exam_session_id, :exam_room_id, :site_id, :plan_id, :school_id, :evaluator_id, :province,
	:room_number, :seats);

-- seating_seat_insert bulk
-- in session_room_id i64, seat i64, row i64, col i64, registration_id i64, exam_session_id i64, schedule_id i64
INSERT INTO seat_assignment (session_room_id, seat_no, row_no, column_no, registration_id, exam_session_id, schedule_id)
VALUES @row(:session_room_id, :seat, :row, :col, :registration_id, :exam_session_id, :schedule_id);

-- seating_invigilator_insert bulk
-- in session_room_id i64, position i64, staff_id i64, exam_session_id i64, schedule_id i64
INSERT INTO room_invigilator (session_room_id, position, staff_id, exam_session_id, schedule_id)
VALUES @row(:session_room_id, :position, :staff_id, :exam_session_id, :schedule_id);
