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
-- in plan_id i64, level_id i64, only_passed bool, only_failed bool, after i64, most i64, sc scope
-- out id i64, registration_id i64, name str, class_name str, ticket str?, school str, site str, level_id i64, total i64, passed bool, attendance str, state str, answer str, version i64
SELECT x.id, x.registration_id, c.name, c.class_name, t.ticket_number, o.name, s.name, x.certificate_level_id, x.total_centi,
	x.passed, x.attendance, x.state, x.answer, x.version
FROM result x JOIN registration g ON g.id = x.registration_id JOIN candidate c ON c.id = g.candidate_id
	JOIN organisation o ON o.id = x.school_id JOIN site s ON s.id = x.site_id
	LEFT JOIN ticket t ON t.registration_id = x.registration_id
WHERE x.plan_id = :plan_id AND @scope(x) AND x.id > :after AND (:level_id = 0 OR x.certificate_level_id = :level_id)
	AND (:only_passed = 0 OR x.passed = 1) AND (:only_failed = 0 OR x.passed = 0)
ORDER BY x.id LIMIT :most;

-- result_totals many
-- in plan_id i64, sc scope
-- out level_id i64, n i64, passed i64, absent i64, misconduct i64, published i64
SELECT x.certificate_level_id, COUNT(*), SUM(x.passed), SUM(x.attendance = 'absent'), SUM(x.attendance = 'misconduct'),
	SUM(x.state = 'published')
FROM result x WHERE x.plan_id = :plan_id AND @scope(x) GROUP BY x.certificate_level_id ORDER BY x.certificate_level_id;

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
