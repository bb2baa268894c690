-- Schedules 排考: versions of the seating of a plan, as people handle them (the engine's
-- side is seating.sql).

-- schedule_last one
-- unscoped counts the versions of a plan found in the caller's scope
-- in plan_id i64
-- out version_no i64
SELECT COALESCE(MAX(version_no), 0) FROM schedule WHERE plan_id = :plan_id;

-- schedule_open one
-- in plan_id i64, sc scope
-- out id i64, version_no i64, state str, job_state str?
SELECT d.id, d.version_no, d.state, j.state FROM schedule d LEFT JOIN job j ON j.id = d.job_id
WHERE d.plan_id = :plan_id AND d.state IN ('computing', 'draft') AND @scope(d) ORDER BY d.version_no DESC LIMIT 1;

-- schedule_live one
-- unscoped the schedule in force of a plan that the caller has found
-- in plan_id i64
-- out id i64, version_no i64, published time?
SELECT d.id, d.version_no, d.published_at FROM schedule d WHERE d.plan_id = :plan_id AND d.live = 1;

-- schedule_insert insert
-- in plan_id i64, evaluator_id i64, version_no i64, seed bytes, created_by i64
INSERT INTO schedule (plan_id, evaluator_id, version_no, seed, created_by)
VALUES (:plan_id, :evaluator_id, :version_no, :seed, :created_by);

-- schedule_set_job exec
-- in job_id i64, id i64, sc scope
UPDATE schedule d SET job_id = :job_id WHERE d.id = :id AND @scope(d);

-- schedule_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, plan str, evaluator_id i64, version_no i64, seed bytes, state str, seats i64, summary str?, chart_hash bytes?, job_id i64?, published_at time?, created_at time, version i64
SELECT d.id, d.plan_id, p.name, d.evaluator_id, d.version_no, d.seed, d.state, d.seat_count, d.summary, d.chart_hash, d.job_id,
	d.published_at, d.created_at, d.version
FROM schedule d JOIN plan p ON p.id = d.plan_id WHERE d.id = :id AND @scope(d);

-- schedule_list many
-- in plan_id i64, published_only bool, sc scope
-- out id i64, version_no i64, state str, seats i64, summary str?, job_id i64?, published_at time?, created_at time, version i64
SELECT d.id, d.version_no, d.state, d.seat_count, d.summary, d.job_id, d.published_at, d.created_at, d.version
FROM schedule d WHERE d.plan_id = :plan_id AND @scope(d) AND (:published_only = 0 OR d.state = 'published')
ORDER BY d.version_no DESC LIMIT 200;

-- schedule_hold one
-- in id i64, sc scope
-- out id i64, plan_id i64, state str, version i64
SELECT d.id, d.plan_id, d.state, d.version FROM schedule d WHERE d.id = :id AND @scope(d) FOR UPDATE;

-- schedule_touch exec
-- in id i64, sc scope
UPDATE schedule d SET version = version + 1 WHERE d.id = :id AND d.state = 'draft' AND @scope(d);

-- schedule_set_state exec
-- in to_state str, id i64, from_state str, version i64, sc scope
UPDATE schedule d SET state = :to_state, version = version + 1
WHERE d.id = :id AND d.state = :from_state AND d.version = :version AND @scope(d);

-- schedule_lost exec
-- in id i64, sc scope
UPDATE schedule d SET state = 'discarded', version = version + 1 WHERE d.id = :id AND d.state = 'computing' AND @scope(d);

-- schedule_finish exec
-- in to_state str, seats i64, summary str, id i64, sc scope
UPDATE schedule d SET state = :to_state, seat_count = :seats, summary = :summary, version = version + 1
WHERE d.id = :id AND d.state = 'computing' AND @scope(d);

-- schedule_supersede exec
-- in plan_id i64, sc scope
UPDATE schedule d SET state = 'superseded', version = version + 1
WHERE d.plan_id = :plan_id AND d.state = 'published' AND @scope(d);

-- schedule_publish_row exec
-- in chart_hash bytes, seats i64, account_id i64?, id i64, sc scope
UPDATE schedule d SET state = 'published', chart_hash = :chart_hash, seat_count = :seats, published_by = :account_id,
	published_at = UTC_TIMESTAMP(6), version = version + 1
WHERE d.id = :id AND d.state = 'draft' AND @scope(d);

-- schedule_unseated one
-- unscoped the publishing job counts who of a whole plan has no seat
-- in plan_id i64, schedule_id i64
-- out n i64
SELECT COUNT(*) FROM registration g WHERE g.plan_id = :plan_id AND g.state = 'registered'
	AND NOT EXISTS (SELECT 1 FROM seat_assignment a WHERE a.registration_id = g.id AND a.schedule_id = :schedule_id);

-- schedule_shared many
-- unscoped the publishing job: who of the plan is registered for another one whose exam may be at the same time
-- in plan_id i64
-- out candidate_id i64
SELECT DISTINCT g.candidate_id FROM registration g JOIN plan own ON own.id = g.plan_id
	JOIN registration o ON o.candidate_id = g.candidate_id AND o.plan_id <> g.plan_id AND o.state = 'registered'
	JOIN plan p ON p.id = o.plan_id AND p.state = 'published' AND p.exam_open_at < own.exam_close_at
		AND own.exam_open_at < p.exam_close_at
WHERE g.plan_id = :plan_id AND g.state = 'registered' ORDER BY g.candidate_id;

-- schedule_person_hold one
-- unscoped the publishing job holds who sits in two plans
-- in id i64
-- out id i64
SELECT c.id FROM candidate c WHERE c.id = :id FOR UPDATE;

-- schedule_double one
-- unscoped the publishing job: who would sit in two places at once, whosever the other plan is
-- in plan_id i64, schedule_id i64
-- out site str, session str, plan str
SELECT s.name, x.name, p.name
FROM registration g JOIN registration o ON o.candidate_id = g.candidate_id AND o.plan_id <> g.plan_id AND o.state = 'registered'
	JOIN schedule d ON d.plan_id = o.plan_id AND d.live = 1 JOIN plan p ON p.id = d.plan_id AND p.state = 'published'
	JOIN seat_assignment b ON b.registration_id = o.id AND b.schedule_id = d.id JOIN exam_session y ON y.id = b.exam_session_id
	JOIN seat_assignment a ON a.registration_id = g.id AND a.schedule_id = :schedule_id
	JOIN exam_session x ON x.id = a.exam_session_id AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at
	JOIN site s ON s.id = g.site_id
WHERE g.plan_id = :plan_id AND g.state = 'registered' LIMIT 1;

-- schedule_staff many
-- unscoped the publishing job: who watches in the schedule, under every name that a school gave the same document
-- in schedule_id i64
-- out id i64
SELECT DISTINCT o.id FROM session_room r JOIN room_invigilator i ON i.session_room_id = r.id JOIN staff t ON t.id = i.staff_id
	JOIN staff o ON o.document_index = t.document_index
WHERE r.schedule_id = :schedule_id ORDER BY o.id;

-- schedule_staff_hold one
-- unscoped the publishing job holds who watches in its schedule
-- in id i64
-- out id i64
SELECT s.id FROM staff s WHERE s.id = :id FOR UPDATE;

-- schedule_staff_gone one
-- unscoped the publishing job: who watches in the schedule and is no longer on the site's list
-- in schedule_id i64
-- out name str, site str, session str, room str
SELECT t.name, s.name, x.name, r.room_number
FROM session_room r JOIN room_invigilator i ON i.session_room_id = r.id JOIN staff t ON t.id = i.staff_id AND t.state <> 'active'
	JOIN site s ON s.id = r.site_id JOIN exam_session x ON x.id = r.exam_session_id
WHERE r.schedule_id = :schedule_id ORDER BY r.id LIMIT 1;

-- schedule_staff_double one
-- unscoped the publishing job: who would watch in two places at once, whosever the other plan is
-- in plan_id i64, schedule_id i64
-- out name str, site str, session str, room str
SELECT t.name, s.name, x.name, r.room_number
FROM session_room r JOIN exam_session x ON x.id = r.exam_session_id JOIN room_invigilator i ON i.session_room_id = r.id
	JOIN staff t ON t.id = i.staff_id JOIN staff o ON o.document_index = t.document_index
	JOIN room_invigilator k ON k.staff_id = o.id
	JOIN schedule d ON d.id = k.schedule_id AND d.live = 1 AND d.plan_id <> :plan_id
	JOIN exam_session y ON y.id = k.exam_session_id AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at
	JOIN site s ON s.id = r.site_id
WHERE r.schedule_id = :schedule_id ORDER BY r.id LIMIT 1;

-- schedule_sites many
-- unscoped the publishing job goes through all sites of a schedule
-- in schedule_id i64
-- out id i64, seats i64
SELECT r.site_id, SUM(r.seat_count) FROM session_room r WHERE r.schedule_id = :schedule_id GROUP BY r.site_id ORDER BY r.site_id;

-- schedule_queue_papers insert
-- in organisation_id i64, account_id i64?, plan_id i64, site_id i64, schedule_id i64, delay i64
INSERT INTO job (kind, organisation_id, account_id, plan_id, site_id, subject_id, run_after_at)
VALUES ('papers', :organisation_id, :account_id, :plan_id, :site_id, :schedule_id,
	UTC_TIMESTAMP(6) + INTERVAL :delay SECOND);

-- schedule_upto one
-- unscoped the publishing job goes through a whole plan in pieces of this many registrations
-- in plan_id i64, after i64, most i64
-- out id i64?, n i64
SELECT MAX(t.id), COUNT(*) FROM (SELECT g.id FROM registration g WHERE g.plan_id = :plan_id AND g.id > :after
	ORDER BY g.id LIMIT :most) t;

-- schedule_seats many
-- unscoped the publishing job reads the seats of these registrations
-- in plan_id i64, schedule_id i64, after i64, upto i64
-- out registration_id i64, exam_session_id i64, exam_room_id i64, row i64, col i64, seat i64, room_number str, site_id i64, site_code str, province str, level i64, person_index bytes, school_id i64
SELECT g.id, a.exam_session_id, r.exam_room_id, a.row_no, a.column_no, a.seat_no, r.room_number, r.site_id, s.code, s.province,
	l.level, c.person_index, g.school_id
FROM registration g JOIN seat_assignment a ON a.registration_id = g.id AND a.schedule_id = :schedule_id
	JOIN session_room r ON r.id = a.session_room_id JOIN exam_session x ON x.id = a.exam_session_id
	JOIN site s ON s.id = r.site_id JOIN certificate_level l ON l.id = g.certificate_level_id
	JOIN candidate c ON c.id = g.candidate_id
WHERE g.plan_id = :plan_id AND g.id > :after AND g.id <= :upto AND g.state = 'registered'
ORDER BY g.id, x.starts_at, x.id;

-- tickets_delete exec
-- in plan_id i64
DELETE FROM ticket WHERE plan_id = :plan_id;

-- ticket_insert bulk
-- in registration_id i64, plan_id i64, ticket_number str, schedule_id i64, school_id i64, site_id i64, person_index bytes
INSERT INTO ticket (registration_id, plan_id, ticket_number, schedule_id, school_id, site_id, person_index)
VALUES @row(:registration_id, :plan_id, :ticket_number, :schedule_id, :school_id, :site_id, :person_index);

-- schedule_discarded many
-- unscoped the job that clears away what discarded versions of a plan left
-- in plan_id i64
-- out id i64
SELECT d.id FROM schedule d WHERE d.plan_id = :plan_id AND d.state = 'discarded' ORDER BY d.id;

-- schedule_clear_rooms many
-- unscoped see schedule_discarded
-- in schedule_id i64, most i64
-- out id i64
SELECT r.id FROM session_room r WHERE r.schedule_id = :schedule_id ORDER BY r.id LIMIT :most;

-- schedule_clear_seats exec
-- unscoped see schedule_discarded
-- in schedule_id i64, upto i64
DELETE a FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id
WHERE r.schedule_id = :schedule_id AND r.id <= :upto;

-- schedule_clear_invigilators exec
-- unscoped see schedule_discarded
-- in schedule_id i64, upto i64
DELETE i FROM room_invigilator i JOIN session_room r ON r.id = i.session_room_id
WHERE r.schedule_id = :schedule_id AND r.id <= :upto;

-- schedule_clear_room exec
-- unscoped see schedule_discarded
-- in schedule_id i64, upto i64
DELETE FROM session_room WHERE schedule_id = :schedule_id AND id <= :upto;
