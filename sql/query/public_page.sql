-- What anybody may read: published certificates with their standards in force.

-- certificate_public_list many
-- in q str, evaluator_id i64, level i64, batch i64, major str
-- page id by c.id, name by c.name, code by c.code, batch by c.batch
-- out id i64, code str, name str, name_en str, batch i64, evaluator i64, evaluator_name str, levels str?
SELECT c.id, c.code, c.name, c.name_en, c.batch, c.evaluator_id, o.name,
	(SELECT GROUP_CONCAT(l.level ORDER BY l.level SEPARATOR ',') FROM standard_version v
		JOIN level_rule u ON u.standard_version_id = v.id JOIN certificate_level l ON l.id = u.certificate_level_id
		WHERE v.certificate_id = c.id AND v.live = 1)
FROM certificate c JOIN organisation o ON o.id = c.evaluator_id
WHERE c.state = 'published' AND @after AND (:evaluator_id = 0 OR c.evaluator_id = :evaluator_id)
	AND (:batch = 0 OR c.batch = :batch) AND (c.name LIKE CONCAT('%', :q, '%') OR c.name_en LIKE CONCAT('%', :q, '%'))
	AND (:level = 0 OR EXISTS (SELECT 1 FROM standard_version v JOIN level_rule u ON u.standard_version_id = v.id
		JOIN certificate_level l ON l.id = u.certificate_level_id
		WHERE v.certificate_id = c.id AND v.live = 1 AND l.level = :level))
	AND (:major = '' OR EXISTS (SELECT 1 FROM standard_version v JOIN level_rule u ON u.standard_version_id = v.id
		JOIN level_major x ON x.level_rule_id = u.id JOIN major m ON m.id = x.major_id
		WHERE v.certificate_id = c.id AND v.live = 1 AND (m.code = :major OR m.name LIKE CONCAT('%', :major, '%'))))
ORDER BY @order LIMIT @most;

-- certificate_batches many
-- out batch i64, certificates i64
SELECT batch, COUNT(*) FROM certificate WHERE state = 'published' GROUP BY batch ORDER BY batch;

-- certificate_public one
-- in id i64
-- out id i64, code str, name str, name_en str, batch i64, summary str?, evaluator i64, evaluator_name str, version_id i64?, version_no i64?, title str?, file i64?, file_name str?, file_size i64?, published_at time?
SELECT c.id, c.code, c.name, c.name_en, c.batch, c.summary, c.evaluator_id, o.name, v.id, v.version_no, v.title, f.id, f.name,
	f.size, v.published_at
FROM certificate c JOIN organisation o ON o.id = c.evaluator_id
LEFT JOIN standard_version v ON v.certificate_id = c.id AND v.live = 1
LEFT JOIN file f ON f.id = v.file_id AND f.is_public = 1 AND f.state = 'stored'
WHERE c.id = :id AND c.state = 'published';

-- certificate_public_levels many
-- in standard_version_id i64
-- out rule_id i64, id i64, level i64, total_line i64, credits i64, exam_forms i64, description str
SELECT u.id, l.id, l.level, u.total_line_centi, u.credits_centi, u.exam_forms, u.description
FROM level_rule u JOIN certificate_level l ON l.id = u.certificate_level_id
WHERE u.standard_version_id = :standard_version_id ORDER BY l.level;

-- certificate_public_components many
-- in level_rule_id i64
-- out code str, name str, kind str, weight i64, min i64, max i64
SELECT code, name, kind, weight_centi, min_centi, max_centi FROM level_component WHERE level_rule_id = :level_rule_id
ORDER BY position, id;

-- certificate_public_majors many
-- in level_rule_id i64
-- out id i64, catalogue i64, level str, level_name str, code str, name str
SELECT m.id, m.catalogue, m.education_level, e.name, m.code, m.name
FROM level_major x JOIN major m ON m.id = x.major_id JOIN education_level e ON e.code = m.education_level
WHERE x.level_rule_id = :level_rule_id ORDER BY m.catalogue, m.education_level, m.code;

-- certificate_public_fees many
-- in level_rule_id i64
-- out province str, province_name str, fen i64
SELECT f.province, p.name, f.fee_fen FROM level_fee f JOIN province p ON p.code = f.province
WHERE f.level_rule_id = :level_rule_id ORDER BY f.province;

-- certificate_public_count one
-- out n i64
SELECT COUNT(*) FROM certificate WHERE state = 'published';
