-- Statistics 统计: figures per school, year, certificate level and major, made anew school by school by the job
-- statistics, and read in sums. The year of a candidate is that of the upload, of the rest that of the plan.

-- statistic_candidates many
-- in school_id i64
-- unscoped the job makes the figures of every school
-- out year i64, major_id i64, candidates i64, verified i64
SELECT YEAR(c.created_at + INTERVAL 8 HOUR), c.major_id, COUNT(*), SUM(c.verification = 'accurate')
FROM candidate c WHERE c.school_id = :school_id AND c.state = 'active'
GROUP BY YEAR(c.created_at + INTERVAL 8 HOUR), c.major_id;

-- statistic_registrations many
-- in school_id i64
-- unscoped the job makes the figures of every school
-- out year i64, level_id i64, major_id i64, evaluator_id i64, registrations i64, present i64, passed i64, certificates i64
SELECT p.year, g.certificate_level_id, c.major_id, g.evaluator_id, COUNT(*),
	SUM(COALESCE(u.attendance = 'normal', 0)), SUM(COALESCE(u.attendance = 'normal' AND u.passed, 0)),
	SUM(EXISTS (SELECT 1 FROM issued_certificate i WHERE i.registration_id = g.id AND i.live = 1 AND i.state = 'sealed'))
FROM registration g JOIN plan p ON p.id = g.plan_id JOIN candidate c ON c.id = g.candidate_id
LEFT JOIN result u ON u.registration_id = g.id AND u.state <> 'withdrawn'
WHERE g.school_id = :school_id AND g.state = 'registered'
GROUP BY p.year, g.certificate_level_id, c.major_id, g.evaluator_id;

-- statistic_delete exec
-- in school_id i64
-- unscoped the job makes the figures of every school
DELETE FROM statistic WHERE school_id = :school_id;

-- statistic_insert bulk
-- in school_id i64, year i64, level_id i64, major_id i64, evaluator_id i64, province str, candidates i64, verified i64, registrations i64, present i64, passed i64, certificates i64
INSERT INTO statistic (school_id, year, certificate_level_id, major_id, evaluator_id, province, candidates, verified,
	registrations, present, passed, certificates)
VALUES @row(:school_id, :year, :level_id, :major_id, :evaluator_id, :province, :candidates, :verified, :registrations,
	:present, :passed, :certificates);

-- statistic_made one
-- out finished_at time?, waiting bool
SELECT (SELECT j.finished_at FROM job j WHERE j.kind = 'statistics' AND j.subject_id IS NULL AND j.state = 'done'
		ORDER BY j.id DESC LIMIT 1),
	EXISTS (SELECT 1 FROM job k WHERE k.kind = 'statistics' AND k.subject_id IS NULL AND k.state IN ('queued', 'running'));

-- The figures in sums. Five statements with the same columns and orders.

-- statistic_years many
-- in year_lo i64, year_hi i64, q str?, sc scope
-- scan the figures are small and grouped as a whole
-- page id by x.id, name by x.name, candidates by x.candidates, verified by x.verified, registrations by x.registrations, present by x.present, passed by x.passed, certificates by x.certificates
-- out id i64, name str, candidates i64, verified i64, registrations i64, present i64, passed i64, certificates i64
SELECT x.id, x.name, x.candidates, x.verified, x.registrations, x.present, x.passed, x.certificates FROM (
	SELECT s.year AS id, CAST(s.year AS CHAR) AS name, SUM(s.candidates) AS candidates, SUM(s.verified) AS verified,
		SUM(s.registrations) AS registrations, SUM(s.present) AS present, SUM(s.passed) AS passed,
		SUM(s.certificates) AS certificates
	FROM statistic s
	WHERE @scope(s) AND s.year BETWEEN :year_lo AND :year_hi
	GROUP BY s.year) x
WHERE @after AND (:q IS NULL OR x.name LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- statistic_provinces many
-- in year_lo i64, year_hi i64, q str?, sc scope
-- scan the figures are small and grouped as a whole
-- page id by x.id, name by x.name, candidates by x.candidates, verified by x.verified, registrations by x.registrations, present by x.present, passed by x.passed, certificates by x.certificates
-- out id i64, name str, candidates i64, verified i64, registrations i64, present i64, passed i64, certificates i64
SELECT x.id, x.name, x.candidates, x.verified, x.registrations, x.present, x.passed, x.certificates FROM (
	SELECT CAST(p.code AS SIGNED) AS id, p.name AS name, SUM(s.candidates) AS candidates, SUM(s.verified) AS verified,
		SUM(s.registrations) AS registrations, SUM(s.present) AS present, SUM(s.passed) AS passed,
		SUM(s.certificates) AS certificates
	FROM statistic s JOIN province p ON p.code = s.province
	WHERE @scope(s) AND s.year BETWEEN :year_lo AND :year_hi
	GROUP BY p.code, p.name) x
WHERE @after AND (:q IS NULL OR x.name LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- statistic_schools many
-- in year_lo i64, year_hi i64, q str?, sc scope
-- scan the figures are small and grouped as a whole
-- page id by x.id, name by x.name, candidates by x.candidates, verified by x.verified, registrations by x.registrations, present by x.present, passed by x.passed, certificates by x.certificates
-- out id i64, name str, candidates i64, verified i64, registrations i64, present i64, passed i64, certificates i64
SELECT x.id, x.name, x.candidates, x.verified, x.registrations, x.present, x.passed, x.certificates FROM (
	SELECT o.id AS id, o.name AS name, SUM(s.candidates) AS candidates, SUM(s.verified) AS verified,
		SUM(s.registrations) AS registrations, SUM(s.present) AS present, SUM(s.passed) AS passed,
		SUM(s.certificates) AS certificates
	FROM statistic s JOIN organisation o ON o.id = s.school_id
	WHERE @scope(s) AND s.year BETWEEN :year_lo AND :year_hi
	GROUP BY o.id, o.name) x
WHERE @after AND (:q IS NULL OR x.name LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- statistic_certificates many
-- in year_lo i64, year_hi i64, q str?, sc scope
-- scan the figures are small and grouped as a whole
-- page id by x.id, name by x.name, candidates by x.candidates, verified by x.verified, registrations by x.registrations, present by x.present, passed by x.passed, certificates by x.certificates
-- out id i64, name str, candidates i64, verified i64, registrations i64, present i64, passed i64, certificates i64
SELECT x.id, x.name, x.candidates, x.verified, x.registrations, x.present, x.passed, x.certificates FROM (
	SELECT l.id AS id, CONCAT(c.name, ' ', ELT(l.level, '初级', '中级', '高级')) AS name, SUM(s.candidates) AS candidates, SUM(s.verified) AS verified,
		SUM(s.registrations) AS registrations, SUM(s.present) AS present, SUM(s.passed) AS passed,
		SUM(s.certificates) AS certificates
	FROM statistic s
		JOIN certificate_level l ON l.id = s.certificate_level_id JOIN certificate c ON c.id = l.certificate_id
	WHERE @scope(s) AND s.year BETWEEN :year_lo AND :year_hi
	GROUP BY l.id, c.name, l.level) x
WHERE @after AND (:q IS NULL OR x.name LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- statistic_majors many
-- in year_lo i64, year_hi i64, q str?, sc scope
-- scan the figures are small and grouped as a whole
-- page id by x.id, name by x.name, candidates by x.candidates, verified by x.verified, registrations by x.registrations, present by x.present, passed by x.passed, certificates by x.certificates
-- out id i64, name str, candidates i64, verified i64, registrations i64, present i64, passed i64, certificates i64
SELECT x.id, x.name, x.candidates, x.verified, x.registrations, x.present, x.passed, x.certificates FROM (
	SELECT m.id AS id, CONCAT(m.code, ' ', m.name, '（', m.catalogue, '）') AS name, SUM(s.candidates) AS candidates, SUM(s.verified) AS verified,
		SUM(s.registrations) AS registrations, SUM(s.present) AS present, SUM(s.passed) AS passed,
		SUM(s.certificates) AS certificates
	FROM statistic s JOIN major m ON m.id = s.major_id
	WHERE @scope(s) AND s.year BETWEEN :year_lo AND :year_hi
	GROUP BY m.id, m.code, m.name, m.catalogue) x
WHERE @after AND (:q IS NULL OR x.name LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;
