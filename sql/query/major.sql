-- Majors 专业, their catalogues 专业目录, and which catalogue an upload uses from when.

-- major_list many
-- in catalogue i64, education_level str?, class_code str?, start str, q str
-- page id by m.id, code by m.code, name by m.name
-- out id i64, catalogue i64, level str, level_name str, code str, name str, class_code str, class_name str
SELECT m.id, m.catalogue, m.education_level, l.name, m.code, m.name, m.class_code, m.class_name
FROM major m JOIN education_level l ON l.code = m.education_level
WHERE @after AND (:catalogue = 0 OR m.catalogue = :catalogue)
	AND (:education_level IS NULL OR m.education_level = :education_level)
	AND (:class_code IS NULL OR m.class_code = :class_code)
	AND (m.code LIKE CONCAT(:start, '%') AND m.name LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- major_get one
-- in id i64
-- out id i64, catalogue i64, level str, code str, name str, class_code str, class_name str
SELECT id, catalogue, education_level, code, name, class_code, class_name FROM major WHERE id = :id;

-- major_successors many
-- in id i64
-- out id i64, catalogue i64, code str, name str
SELECT n.id, n.catalogue, n.code, n.name FROM major_map x JOIN major n ON n.id = x.new_major_id WHERE x.old_major_id = :id
ORDER BY n.code;

-- major_predecessors many
-- in id i64
-- out id i64, catalogue i64, code str, name str
SELECT o.id, o.catalogue, o.code, o.name FROM major_map x JOIN major o ON o.id = x.old_major_id WHERE x.new_major_id = :id
ORDER BY o.code;

-- education_level_list many
-- scan four rows, all wanted
-- out code str, name str
SELECT code, name FROM education_level ORDER BY position;

-- catalogue_use_list many
-- scan a few rows per year, all wanted
-- out id i64, kind str, level str, level_name str, catalogue i64, from time, in_force bool
SELECT u.id, u.upload_kind, u.education_level, l.name, u.catalogue, u.from_at,
	u.from_at = (SELECT MAX(x.from_at) FROM catalogue_use x WHERE x.upload_kind = u.upload_kind
		AND x.education_level = u.education_level AND x.from_at <= UTC_TIMESTAMP(6))
FROM catalogue_use u JOIN education_level l ON l.code = u.education_level
ORDER BY u.upload_kind, l.position, u.from_at;

-- catalogue_use_put exec
-- in upload_kind str, education_level str, catalogue i64, from_at time, account_id i64?
INSERT INTO catalogue_use (upload_kind, education_level, catalogue, from_at, account_id)
VALUES (:upload_kind, :education_level, :catalogue, :from_at, :account_id)
ON DUPLICATE KEY UPDATE catalogue = VALUES(catalogue), account_id = VALUES(account_id);

-- catalogue_in_use one
-- in upload_kind str, education_level str
-- out catalogue i64
SELECT catalogue FROM catalogue_use
WHERE upload_kind = :upload_kind AND education_level = :education_level AND from_at <= UTC_TIMESTAMP(6)
ORDER BY from_at DESC LIMIT 1;
