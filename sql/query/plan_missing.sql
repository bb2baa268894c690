-- What an exam plan still lacks 还缺什么, counted for who has to do it; and its sites as the evaluation organisation sees them.

-- missing_evaluator one
-- unscoped asks about a plan found in the caller's scope
-- in plan_id i64, invigilators i64
-- out changes i64, registered i64, sites_without_rooms i64, exam_sessions i64, drafts i64, live i64, short_rooms i64, tickets i64, results i64, uncertified i64
SELECT (SELECT COUNT(*) FROM plan_window_change w WHERE w.plan_id = p.id AND w.state = 'requested'),
	(SELECT COUNT(*) FROM registration g WHERE g.plan_id = p.id AND g.state = 'registered'),
	(SELECT COUNT(DISTINCT g.site_id) FROM registration g WHERE g.plan_id = p.id AND g.state = 'registered'
		AND NOT EXISTS (SELECT 1 FROM plan_room x WHERE x.plan_id = g.plan_id AND x.site_id = g.site_id)),
	(SELECT COUNT(*) FROM exam_session x WHERE x.plan_id = p.id),
	(SELECT COUNT(*) FROM schedule d WHERE d.plan_id = p.id AND d.state = 'draft'),
	(SELECT COUNT(*) FROM schedule d WHERE d.plan_id = p.id AND d.live = 1),
	(SELECT COUNT(*) FROM schedule d JOIN session_room r ON r.schedule_id = d.id WHERE d.plan_id = p.id AND d.state = 'draft'
		AND (SELECT COUNT(*) FROM room_invigilator i WHERE i.session_room_id = r.id) < :invigilators),
	(SELECT COUNT(*) FROM ticket k WHERE k.plan_id = p.id),
	(SELECT COUNT(*) FROM result x WHERE x.plan_id = p.id),
	(SELECT COUNT(*) FROM result x WHERE x.plan_id = p.id AND x.passed = 1 AND x.state = 'published'
		AND NOT EXISTS (SELECT 1 FROM issued_certificate c WHERE c.result_id = x.id))
FROM plan p WHERE p.id = :plan_id;

-- missing_school one
-- unscoped the school is bound
-- in plan_id i64, school_id i64
-- out sites i64, rooms i64, registered i64, unverified i64, open_rooms i64, unrecorded i64
SELECT (SELECT COUNT(*) FROM site s WHERE s.school_id = :school_id AND s.evaluator_id = p.evaluator_id AND s.state = 'approved'
		AND EXISTS (SELECT 1 FROM plan_level l JOIN certificate_level cl ON cl.id = l.certificate_level_id
			JOIN site_certificate x ON x.certificate_id = cl.certificate_id
			WHERE l.plan_id = p.id AND x.site_id = s.id AND x.state = 'approved')),
	(SELECT COUNT(*) FROM plan_room x WHERE x.school_id = :school_id AND x.plan_id = p.id),
	(SELECT COUNT(*) FROM registration g WHERE g.school_id = :school_id AND g.plan_id = p.id AND g.state = 'registered'),
	(SELECT COUNT(*) FROM candidate c WHERE c.school_id = :school_id AND c.live = 1 AND c.verification IN ('pending', 'manual')),
	(SELECT COUNT(*) FROM session_room r JOIN schedule d ON d.id = r.schedule_id AND d.live = 1
			JOIN exam_session x ON x.id = r.exam_session_id
		WHERE r.school_id = :school_id AND r.plan_id = p.id AND x.ends_at <= UTC_TIMESTAMP(6)
			AND (SELECT COUNT(DISTINCT v.registration_id) FROM exam_event v WHERE v.session_room_id = r.id
				AND v.state = 'active' AND v.kind <> 'incident') < r.seat_count),
	(SELECT COUNT(*) FROM session_room r JOIN schedule d ON d.id = r.schedule_id AND d.live = 1
			JOIN exam_session x ON x.id = r.exam_session_id
		WHERE r.school_id = :school_id AND r.plan_id = p.id AND x.ends_at <= UTC_TIMESTAMP(6) AND r.record_text = '')
FROM plan p WHERE p.id = :plan_id;

-- plan_sites many
-- in plan_id i64, q str?, without_rooms bool, sc scope
-- page id by s.id, site_name by s.name, code by s.code
-- out id i64, site_name str, code str, school str, province str, registered i64, accessible i64, theory_rooms i64, theory_seats i64, practical_rooms i64, practical_seats i64, invigilators i64
SELECT s.id, s.name, s.code, o.name, s.province,
	(SELECT COUNT(*) FROM registration g WHERE g.site_id = s.id AND g.plan_id = :plan_id AND g.state = 'registered'),
	(SELECT COUNT(*) FROM registration g WHERE g.site_id = s.id AND g.plan_id = :plan_id AND g.state = 'registered'
		AND g.accessibility > 0),
	(SELECT COUNT(*) FROM plan_room x JOIN exam_room r ON r.id = x.exam_room_id
		WHERE x.site_id = s.id AND x.plan_id = :plan_id AND r.kind = 'theory'),
	(SELECT COALESCE(SUM(r.capacity), 0) FROM plan_room x JOIN exam_room r ON r.id = x.exam_room_id
		WHERE x.site_id = s.id AND x.plan_id = :plan_id AND r.kind = 'theory'),
	(SELECT COUNT(*) FROM plan_room x JOIN exam_room r ON r.id = x.exam_room_id
		WHERE x.site_id = s.id AND x.plan_id = :plan_id AND r.kind = 'practical'),
	(SELECT COALESCE(SUM(r.capacity), 0) FROM plan_room x JOIN exam_room r ON r.id = x.exam_room_id
		WHERE x.site_id = s.id AND x.plan_id = :plan_id AND r.kind = 'practical'),
	(SELECT COUNT(*) FROM staff t WHERE t.school_id = s.school_id AND t.state = 'active' AND t.kind = 'invigilator')
FROM site s JOIN organisation o ON o.id = s.school_id
WHERE @scope(s) AND (:q IS NULL OR LOCATE(:q, s.name) > 0 OR CONVERT(s.code USING utf8mb4) = :q)
	AND (EXISTS (SELECT 1 FROM plan_room x WHERE x.site_id = s.id AND x.plan_id = :plan_id)
		OR EXISTS (SELECT 1 FROM registration g WHERE g.site_id = s.id AND g.plan_id = :plan_id AND g.state = 'registered'))
	AND (:without_rooms = 0 OR NOT EXISTS (SELECT 1 FROM plan_room x WHERE x.site_id = s.id AND x.plan_id = :plan_id))
	AND @after
ORDER BY @order LIMIT @most;
