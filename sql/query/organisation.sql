-- Organisations 机构: platform, education offices, evaluation organisations, schools.

-- organisation_insert insert
-- in role str, name str, code str, school_code str?, certificate_code str?, province str?, state str, liaison_name str, liaison_phone_sealed bytes?
INSERT INTO organisation (role, name, code, school_code, certificate_code, province, state, liaison_name,
	liaison_phone_sealed, activated_at)
VALUES (:role, :name, :code, :school_code, :certificate_code, COALESCE(:province, '000000'), :state, :liaison_name,
	:liaison_phone_sealed, IF(:state = 'active', UTC_TIMESTAMP(6), NULL));

-- organisation_by_code one
-- in code str, role str
-- out id i64, name str, state str
SELECT id, name, state FROM organisation WHERE code = :code AND role = :role;

-- organisation_by_school_code one
-- in school_code str
-- out id i64
SELECT id FROM organisation WHERE school_code = :school_code;

-- organisation_by_certificate_code one
-- in certificate_code str
-- out id i64
SELECT id FROM organisation WHERE certificate_code = :certificate_code;

-- organisation_list many
-- in role str?, state str?, province str?, province_lo str, province_hi str, q str?
-- page id by o.id desc, name by o.name, province by o.province, role by o.role, state by o.state, created_at by o.created_at
-- out id i64, role str, name str, code str, school_code str?, certificate_code str?, province str, province_name str, state str, version i64, created_at time
SELECT o.id, o.role, o.name, o.code, o.school_code, o.certificate_code, o.province, p.name, o.state, o.version, o.created_at
FROM organisation o JOIN province p ON p.code = o.province
WHERE @after AND (:role IS NULL OR o.role = :role) AND (:state IS NULL OR o.state = :state)
	AND (:province IS NULL OR o.province = :province) AND o.province BETWEEN :province_lo AND :province_hi
	AND (:q IS NULL OR o.name LIKE CONCAT('%', :q, '%') OR o.code = :q OR o.school_code = :q)
ORDER BY @order LIMIT @most;

-- organisation_get one
-- in id i64, province_lo str, province_hi str
-- out id i64, role str, name str, code str, school_code str?, certificate_code str?, province str, province_name str, state str, liaison_name str, liaison_phone_sealed bytes?, liaison_email str, address str, website str, introduction str?, reason str, activated_at time?, created_at time, version i64
SELECT o.id, o.role, o.name, o.code, o.school_code, o.certificate_code, o.province, p.name, o.state, o.liaison_name,
	o.liaison_phone_sealed, o.liaison_email, o.address, o.website, o.introduction, o.reason, o.activated_at, o.created_at,
	o.version
FROM organisation o JOIN province p ON p.code = o.province
WHERE o.id = :id AND o.province BETWEEN :province_lo AND :province_hi;

-- organisation_first_administrator one
-- in id i64
-- out login str
SELECT a.login_name FROM account a JOIN account_duty d ON d.account_id = a.id AND d.duty = 'administrator'
WHERE a.organisation_id = :id AND a.state = 'active' AND a.last_sign_in_at IS NULL ORDER BY a.id LIMIT 1;

-- organisation_profile exec
-- in liaison_name str, liaison_phone_sealed bytes?, liaison_email str, address str, website str, introduction str, id i64, version i64
UPDATE organisation SET liaison_name = :liaison_name, liaison_phone_sealed = :liaison_phone_sealed,
	liaison_email = :liaison_email, address = :address, website = :website, introduction = :introduction,
	version = version + 1
WHERE id = :id AND version = :version;

-- organisation_move exec
-- in to_state str, reason str, id i64, from_state str
UPDATE organisation SET state = :to_state, reason = :reason, version = version + 1,
	activated_at = IF(:to_state = 'active', COALESCE(activated_at, UTC_TIMESTAMP(6)), activated_at)
WHERE id = :id AND state = :from_state;

-- organisation_sessions_delete exec
-- in organisation_id i64
DELETE s FROM session s JOIN account a ON a.id = s.account_id WHERE a.organisation_id = :organisation_id;

-- organisation_public_list many
-- in role str, province str?, q str
-- page id by o.id, name by o.name, province by o.province
-- out id i64, name str, role str, province str, province_name str, website str
SELECT o.id, o.name, o.role, o.province, p.name, o.website
FROM organisation o JOIN province p ON p.code = o.province
WHERE o.role = :role AND o.state = 'active' AND @after AND (:province IS NULL OR o.province = :province)
	AND o.name LIKE CONCAT('%', :q, '%')
ORDER BY @order LIMIT @most;

-- organisation_public one
-- in id i64
-- out id i64, name str, role str, code str, province str, province_name str, address str, website str, introduction str?, certificate_code str?
SELECT o.id, o.name, o.role, o.code, o.province, p.name, o.address, o.website, o.introduction, o.certificate_code
FROM organisation o JOIN province p ON p.code = o.province
WHERE o.id = :id AND o.state = 'active' AND o.role IN ('office', 'evaluator', 'school');

-- organisation_counts many
-- out role str, n i64
SELECT role, COUNT(*) FROM organisation WHERE role IN ('office', 'evaluator', 'school') AND state = 'active' GROUP BY role;

-- organisation_offices many
-- in province str
-- out id i64
SELECT id FROM organisation WHERE province IN (:province, '000000') AND role = 'office' AND state = 'active';

-- organisation_platform one
-- out id i64
SELECT id FROM organisation WHERE role = 'platform' AND state = 'active' ORDER BY id LIMIT 1;

-- organisation_active one
-- in id i64
-- out id i64, role str, name str, province str
SELECT id, role, name, province FROM organisation WHERE id = :id AND state = 'active';

-- organisation_schools many
-- in after i64, most i64
-- out id i64, province str
SELECT id, province FROM organisation WHERE id > :after AND role = 'school' ORDER BY id LIMIT :most;

-- province_list many
-- scan thirty-five rows, all wanted
-- out code str, name str, short_name str
SELECT code, name, short_name FROM province ORDER BY code;

-- province_get one
-- in code str
-- out name str
SELECT name FROM province WHERE code = :code;
