-- Results 考核结果: computed from the scores, published with the publicity set, then changed only by a review.

-- result_registrations many
-- unscoped the job or the handler has compared the plan's owner
-- in plan_id i64, after i64, most i64
-- out id i64, level_id i64, school_id i64, site_id i64, evaluator_id i64, province str, name str, person_index bytes, ticket str?
SELECT g.id, g.certificate_level_id, g.school_id, g.site_id, g.evaluator_id, g.province, c.name, c.person_index, t.ticket_number
FROM registration g JOIN candidate c ON c.id = g.candidate_id LEFT JOIN ticket t ON t.registration_id = g.id
WHERE g.plan_id = :plan_id AND g.state = 'registered' AND g.id > :after ORDER BY g.id LIMIT :most;

-- result_count one
-- unscoped the job or the handler has compared the plan's owner
-- in plan_id i64
-- out registrations i64
SELECT COUNT(*) FROM registration g WHERE g.plan_id = :plan_id AND g.state = 'registered';

-- result_put bulk
-- unscoped rows carry the owners of their registration
-- in plan_id i64, registration_id i64, level_id i64, school_id i64, site_id i64, evaluator_id i64, province str, total i64, passed bool, attendance str, lookup_index bytes, person_index bytes, answer str, result_hash bytes
INSERT INTO result (plan_id, registration_id, certificate_level_id, school_id, site_id, evaluator_id, province, total_centi, passed,
	attendance, lookup_index, person_index, answer, result_hash)
VALUES @row(:plan_id, :registration_id, :level_id, :school_id, :site_id, :evaluator_id, :province, :total, :passed, :attendance,
	:lookup_index, :person_index, :answer, :result_hash)
ON DUPLICATE KEY UPDATE total_centi = VALUES(total_centi), passed = VALUES(passed), attendance = VALUES(attendance),
	lookup_index = VALUES(lookup_index), person_index = VALUES(person_index), answer = VALUES(answer),
	result_hash = VALUES(result_hash), version = version + 1;

-- result_hashes many
-- unscoped the job has compared the plan's owner
-- in plan_id i64, first_id i64, last_id i64
-- out registration_id i64, result_hash bytes
SELECT x.registration_id, x.result_hash FROM result x
WHERE x.plan_id = :plan_id AND x.registration_id BETWEEN :first_id AND :last_id ORDER BY x.registration_id;

-- result_list many
-- in plan_id i64, level_id i64, site_id i64, school_id i64, passed i64, attendance str?, q str?, q_like str?, only_published bool, sc scope
-- page id by x.id, ticket_number by t.ticket_number, name by c.name, total by x.total_centi
-- out id i64, registration i64, name str, class_name str, ticket_number str, school str, site_name str, level_id i64, total i64, passed bool, attendance str, state str, answer str?, review i64?, review_state str?, version i64
SELECT x.id, x.registration_id, c.name, c.class_name, t.ticket_number, o.name, s.name, x.certificate_level_id, x.total_centi,
	x.passed, x.attendance, x.state, x.answer, v.id, v.state, x.version
FROM result x JOIN ticket t ON t.registration_id = x.registration_id JOIN registration g ON g.id = x.registration_id
	JOIN candidate c ON c.id = g.candidate_id JOIN organisation o ON o.id = x.school_id JOIN site s ON s.id = x.site_id
	LEFT JOIN score_review v ON v.id = (SELECT MAX(w.id) FROM score_review w WHERE w.result_id = x.id)
WHERE x.plan_id = :plan_id AND @scope(x) AND @after AND (:level_id = 0 OR x.certificate_level_id = :level_id)
	AND (:site_id = 0 OR x.site_id = :site_id) AND (:school_id = 0 OR x.school_id = :school_id)
	AND (:passed < 0 OR x.passed = :passed) AND (:attendance IS NULL OR x.attendance = :attendance)
	AND (:only_published = 0 OR x.state = 'published') AND (:q IS NULL OR t.ticket_number = :q OR c.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- result_totals many
-- in plan_id i64, sc scope
-- out level_id i64, certificate str, level i64, count i64, passed i64, absent i64, misconduct i64, published i64
SELECT x.certificate_level_id, f.name, l.level, COUNT(*), SUM(x.passed), SUM(x.attendance = 'absent'),
	SUM(x.attendance = 'misconduct'), SUM(x.state = 'published')
FROM result x JOIN certificate_level l ON l.id = x.certificate_level_id JOIN certificate f ON f.id = l.certificate_id
WHERE x.plan_id = :plan_id AND @scope(x) GROUP BY x.certificate_level_id, f.name, l.level ORDER BY x.certificate_level_id;

-- result_get one
-- in id i64, sc scope
-- out id i64, plan_id i64, registration_id i64, school_id i64, evaluator_id i64, province str, state str, version i64
SELECT x.id, x.plan_id, x.registration_id, x.school_id, x.evaluator_id, x.province, x.state, x.version
FROM result x WHERE x.id = :id AND @scope(x);

-- result_schools many
-- unscoped tells every school of the plan that its results are out
-- in plan_id i64
-- out school_id i64, n i64
SELECT x.school_id, COUNT(*) FROM result x WHERE x.plan_id = :plan_id GROUP BY x.school_id ORDER BY x.school_id;
