-- Score reviews 成绩复核 and changes 成绩更改: asked for while publicity is open; a change needs two persons.

-- score_review_insert insert
-- unscoped the owners are those of the result that was found
-- in result_id i64, plan_id i64, registration_id i64, school_id i64, evaluator_id i64, province str, requested_by i64?, reason str
INSERT INTO score_review (result_id, plan_id, registration_id, school_id, evaluator_id, province, requested_by, reason)
VALUES (:result_id, :plan_id, :registration_id, :school_id, :evaluator_id, :province, :requested_by, :reason);

-- score_review_get one
-- in id i64, sc scope
-- out id i64, result_id i64, plan_id i64, plan_name str, registration_id i64, school_id i64, school str, name str, ticket_number str?, requested_by i64?, reason str, state str, answer str, answered_at time?, result str, version i64, created_at time
SELECT v.id, v.result_id, v.plan_id, p.name, v.registration_id, v.school_id, o.name, c.name, t.ticket_number, v.requested_by,
	v.reason, v.state, v.answer, v.answered_at, x.answer, v.version, v.created_at
FROM score_review v JOIN plan p ON p.id = v.plan_id JOIN organisation o ON o.id = v.school_id
	JOIN registration g ON g.id = v.registration_id JOIN candidate c ON c.id = g.candidate_id
	JOIN result x ON x.id = v.result_id LEFT JOIN ticket t ON t.registration_id = v.registration_id
WHERE v.id = :id AND @scope(v);

-- score_review_list many
-- in plan_id i64, state str?, waiting bool, q str?, q_like str?, account_id i64, sc scope
-- page id by v.id desc, school by o.name, name by c.name, plan_name by p.name
-- out id i64, plan i64, plan_name str, school str, name str, ticket_number str?, state str, by_school bool, change str, created_at time, answered_at time?, version i64
SELECT v.id, v.plan_id, p.name, o.name, c.name, t.ticket_number, v.state, v.requested_by IS NOT NULL,
	IF(h.id IS NULL, 'none', IF(h.proposed_by = :account_id, 'own', 'other')), v.created_at, v.answered_at, v.version
FROM score_review v JOIN plan p ON p.id = v.plan_id JOIN organisation o ON o.id = v.school_id
	JOIN registration g ON g.id = v.registration_id JOIN candidate c ON c.id = g.candidate_id
	LEFT JOIN ticket t ON t.registration_id = v.registration_id
	LEFT JOIN score_change h ON h.id = (SELECT MAX(z.id) FROM score_change z
		WHERE z.score_review_id = v.id AND z.state = 'proposed')
WHERE @scope(v) AND @after AND (:plan_id = 0 OR v.plan_id = :plan_id) AND (:state IS NULL OR v.state = :state)
	AND (:waiting = 0 OR v.live = 1) AND (:q IS NULL OR t.ticket_number = :q OR c.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- score_review_move exec
-- in to_state str, answer str?, answered_by i64?, id i64, from_state str, sc scope
UPDATE score_review v SET state = :to_state, answer = COALESCE(:answer, answer), answered_by = :answered_by,
	answered_at = IF(:answered_by IS NULL, answered_at, UTC_TIMESTAMP(6)), version = version + 1
WHERE v.id = :id AND v.state = :from_state AND @scope(v);

-- score_change_current one
-- unscoped the registration of a review that was found in scope
-- in registration_id i64, plan_id i64, component str
-- out component_id i64, name str, most i64, centi i64, state str, certified bool
SELECT k.id, k.name, k.max_centi, COALESCE(s.score_centi, -1), COALESCE(s.state, 'absent'),
	EXISTS (SELECT 1 FROM issued_certificate i WHERE i.registration_id = g.id AND i.state <> 'cancelled')
FROM registration g JOIN plan_level l ON l.plan_id = g.plan_id AND l.certificate_level_id = g.certificate_level_id
	JOIN level_component k ON k.level_rule_id = l.level_rule_id AND k.code = :component
	LEFT JOIN score s ON s.registration_id = g.id AND s.level_component_id = k.id AND s.entry = 1
WHERE g.id = :registration_id AND g.plan_id = :plan_id;

-- score_change_insert insert
-- unscoped the owners are those of the review that was found
-- in score_review_id i64, registration_id i64, component_id i64, plan_id i64, evaluator_id i64, old_centi i64, old_state str, new_centi i64, new_state str, reason str, file_id i64?, proposed_by i64
INSERT INTO score_change (score_review_id, registration_id, level_component_id, plan_id, evaluator_id, old_centi, old_state,
	new_centi, new_state, reason, file_id, proposed_by)
VALUES (:score_review_id, :registration_id, :component_id, :plan_id, :evaluator_id, NULLIF(:old_centi, -1), :old_state,
	NULLIF(:new_centi, -1), :new_state, :reason, :file_id, :proposed_by);

-- score_change_get one
-- in id i64, sc scope
-- out id i64, review_id i64, registration_id i64, component_id i64, component str, plan_id i64, old_centi i64, old_state str, new_centi i64, new_state str, state str, proposed_by i64
SELECT h.id, h.score_review_id, h.registration_id, h.level_component_id, k.code, h.plan_id, COALESCE(h.old_centi, -1),
	h.old_state, COALESCE(h.new_centi, -1), h.new_state, h.state, h.proposed_by
FROM score_change h JOIN level_component k ON k.id = h.level_component_id WHERE h.id = :id AND @scope(h);

-- score_change_list many
-- unscoped the changes of a review that was found in scope
-- in review_id i64
-- out id i64, component str, old_centi i64, old_state str, new_centi i64, new_state str, reason str, state str, proposed_by str, proposer_id i64, decided_by str?, decided_at time?, created_at time
SELECT h.id, k.name, COALESCE(h.old_centi, -1), h.old_state, COALESCE(h.new_centi, -1), h.new_state, h.reason, h.state,
	q.display_name, h.proposed_by, d.display_name, h.decided_at, h.created_at
FROM score_change h JOIN level_component k ON k.id = h.level_component_id JOIN account q ON q.id = h.proposed_by
	LEFT JOIN account d ON d.id = h.decided_by
WHERE h.score_review_id = :review_id ORDER BY h.id;

-- score_change_decide exec
-- in to_state str, decided_by i64?, id i64, sc scope
UPDATE score_change h SET state = :to_state, decided_by = :decided_by, decided_at = UTC_TIMESTAMP(6), version = version + 1
WHERE h.id = :id AND h.state = 'proposed' AND @scope(h);

-- score_change_open one
-- unscoped the changes of a review that was found in scope
-- in review_id i64
-- out id i64
SELECT h.id FROM score_change h WHERE h.score_review_id = :review_id AND h.state = 'proposed' LIMIT 1;

-- score_review_waiting one
-- in plan_id i64, sc scope
-- out count i64
SELECT COUNT(*) FROM score_review v WHERE v.plan_id = :plan_id AND @scope(v) AND v.live = 1;
