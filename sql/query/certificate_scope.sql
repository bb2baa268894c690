-- The certificate scope 证书试点范围: majors per level in the version of the standard in force.

-- scope_level one
-- in certificate_level_id i64
-- out certificate_id i64, certificate str, evaluator_id i64, level i64, level_rule_id i64?
SELECT c.id, c.name, c.evaluator_id, l.level, r.id
FROM certificate_level l JOIN certificate c ON c.id = l.certificate_id
	LEFT JOIN standard_version v ON v.certificate_id = c.id AND v.live = 1
	LEFT JOIN level_rule r ON r.standard_version_id = v.id AND r.certificate_level_id = l.id
WHERE l.id = :certificate_level_id;

-- scope_major one
-- in level_rule_id i64, major_id i64
-- out code str, name str, catalogue i64, education str, inside bool
SELECT m.code, m.name, m.catalogue, e.name,
	EXISTS (SELECT 1 FROM level_major s WHERE s.level_rule_id = :level_rule_id AND s.major_id = m.id)
FROM major m JOIN education_level e ON e.code = m.education_level WHERE m.id = :major_id;

-- scope_majors many
-- in level_rule_id i64, most i64
-- out code str, name str, catalogue i64, education str
SELECT m.code, m.name, m.catalogue, e.name
FROM level_major s JOIN major m ON m.id = s.major_id JOIN education_level e ON e.code = m.education_level
WHERE s.level_rule_id = :level_rule_id ORDER BY e.position, m.catalogue DESC, m.code LIMIT :most;

-- scope_counterpart one
-- in level_rule_id i64, major_id i64
-- out code str, name str, catalogue i64
SELECT m.code, m.name, m.catalogue FROM level_major s JOIN major m ON m.id = s.major_id
WHERE s.level_rule_id = :level_rule_id AND (EXISTS (SELECT 1 FROM major_map x WHERE x.old_major_id = :major_id
		AND x.new_major_id = m.id)
	OR EXISTS (SELECT 1 FROM major_map x WHERE x.new_major_id = :major_id AND x.old_major_id = m.id))
ORDER BY m.id LIMIT 1;
