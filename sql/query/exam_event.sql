-- Exam day 考试当日: check-in, absence, misconduct, incidents. Recorded by the site, revoked and never deleted.

-- exam_event_seat one
-- unscoped is this person seated in a room found in the caller's scope?
-- in session_room_id i64, registration_id i64
-- out registration_id i64, ticket_number str
SELECT a.registration_id, k.ticket_number FROM session_room r
	JOIN seat_assignment a ON a.registration_id = :registration_id AND a.exam_session_id = r.exam_session_id
		AND a.schedule_id = r.schedule_id AND a.session_room_id = r.id
	JOIN ticket k ON k.registration_id = a.registration_id
WHERE r.id = :session_room_id;

-- exam_event_known one
-- unscoped an identifier made on a device: has it arrived before?
-- in uuid bytes
-- out id i64, session_room_id i64, registration_id i64?, kind str
SELECT e.id, e.session_room_id, e.registration_id, e.kind FROM exam_event e WHERE e.event_uuid = :uuid;

-- exam_event_live many
-- unscoped what counts for a person seated in a room found in the caller's scope
-- in registration_id i64, exam_session_id i64
-- out id i64, kind str
SELECT e.id, e.kind FROM exam_event e
WHERE e.registration_id = :registration_id AND e.exam_session_id = :exam_session_id AND e.live = 1;

-- exam_event_insert insert
-- in plan_id i64, session_room_id i64, exam_session_id i64, registration_id i64?, school_id i64, evaluator_id i64, kind str, note str, file_id i64?, uuid bytes, occurred time, account_id i64
INSERT INTO exam_event (plan_id, session_room_id, exam_session_id, registration_id, school_id, evaluator_id, kind, note, file_id,
	event_uuid, occurred_at, recorded_by)
VALUES (:plan_id, :session_room_id, :exam_session_id, :registration_id, :school_id, :evaluator_id, :kind, :note, :file_id, :uuid,
	:occurred, :account_id);

-- exam_event_list many
-- in session_room_id i64, sc scope
-- page id by e.id, occurred by e.occurred_at, kind by e.kind
-- out id i64, uuid bytes, kind str, registration_id i64?, name str?, seat i64?, note str, file_id i64?, occurred time, recorded_by str, created_at time, state str, revoke_reason str, version i64
SELECT e.id, e.event_uuid, e.kind, e.registration_id, c.name, a.seat_no, e.note, e.file_id, e.occurred_at, u.display_name,
	e.created_at, e.state, e.revoke_reason, e.version
FROM exam_event e JOIN session_room r ON r.id = e.session_room_id JOIN account u ON u.id = e.recorded_by
	LEFT JOIN registration g ON g.id = e.registration_id LEFT JOIN candidate c ON c.id = g.candidate_id
	LEFT JOIN seat_assignment a ON a.registration_id = e.registration_id AND a.exam_session_id = e.exam_session_id
		AND a.schedule_id = r.schedule_id
WHERE e.session_room_id = :session_room_id AND @scope(e) AND @after
ORDER BY @order LIMIT @most;

-- exam_event_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, session_room_id i64, state str
SELECT e.id, e.plan_id, e.session_room_id, e.state FROM exam_event e WHERE e.id = :id AND @scope(e);

-- exam_event_revoke exec
-- in account_id i64, reason str, id i64, sc scope
UPDATE exam_event e SET state = 'revoked', revoked_by = :account_id, revoke_reason = :reason, version = version + 1
WHERE e.id = :id AND e.state = 'active' AND @scope(e);

-- exam_event_files one
-- in id i64, organisation_id i64
-- out id i64
SELECT id FROM file WHERE id = :id AND organisation_id = :organisation_id AND state = 'stored';
